package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/referral"
)

// Happening is one entry of the chronology of a case as it was written.
// Replaces is the entry whose place it takes; Struck takes that out instead.
type Happening struct {
	referral.Happening
	ID, OrganisationID, CaseID string
	Struck                     bool
	Replaces                   string
	WrittenBy, WrittenByName   string // the name is filled when read
	WrittenAt                  time.Time
}

// InsertHappening adds an entry; entries are never changed.
func (db *DB) InsertHappening(ctx context.Context, h Happening) error {
	text, err := json.Marshal(h.Happening)
	if err != nil {
		return fmt.Errorf("insert happening: %w", err)
	}
	sealed, err := db.seal("chronology_entries", "entry_sealed", h.ID, string(text))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO chronology_entries (id, organisation_id, case_id, entry_sealed, struck, replaces, written_by, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		h.ID, h.OrganisationID, h.CaseID, sealed, h.Struck, optional(h.Replaces), h.WrittenBy, h.WrittenAt).Error
	if err != nil {
		return fmt.Errorf("insert happening: %w", err)
	}
	return nil
}

// Chronology reads the entries of a case that stand: not replaced and not
// taken out, in the order in which they were told.
func (db *DB) Chronology(ctx context.Context, caseID string) ([]Happening, error) {
	var rows []struct {
		ID, OrganisationID       string
		EntrySealed              []byte
		Replaces                 *string
		WrittenBy, WrittenByName string
		WrittenAt                time.Time
	}
	// An entry that was changed keeps the place in which it was first told.
	err := db.g.WithContext(ctx).Raw(`WITH RECURSIVE line AS (
			SELECT id, id AS first, written_at AS told_at FROM chronology_entries WHERE case_id = @case AND replaces IS NULL
			UNION ALL SELECT e.id, line.first, line.told_at FROM chronology_entries e JOIN line ON e.replaces = line.id)
		SELECT e.id, e.organisation_id, e.entry_sealed, e.replaces, e.written_by, u.name AS written_by_name, e.written_at
		FROM line JOIN chronology_entries e ON e.id = line.id JOIN users u ON u.id = e.written_by
		WHERE NOT e.struck AND NOT EXISTS (SELECT FROM chronology_entries later WHERE later.replaces = e.id)
		ORDER BY line.told_at, line.first`, map[string]any{"case": caseID}).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read chronology: %w", err)
	}
	list := make([]Happening, len(rows))
	for i, r := range rows {
		list[i] = Happening{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: caseID, Replaces: orEmpty(r.Replaces),
			WrittenBy: r.WrittenBy, WrittenByName: r.WrittenByName, WrittenAt: r.WrittenAt,
		}
		text, err := db.unseal("chronology_entries", "entry_sealed", r.ID, r.EntrySealed)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &list[i].Happening); err != nil {
			return nil, fmt.Errorf("read chronology: %w", err)
		}
	}
	return list, nil
}

// Signs are the ticked indicators of a referral.
type Signs struct {
	referral.Signs
	ReferralID, OrganisationID string
	ListVersion                string
	UpdatedBy                  string
	UpdatedAt                  time.Time
}

// SetSigns stores what is ticked now.
func (db *DB) SetSigns(ctx context.Context, s Signs) error {
	text, err := json.Marshal(s.Signs)
	if err != nil {
		return fmt.Errorf("set signs: %w", err)
	}
	sealed, err := db.seal("referral_indicators", "seen_sealed", s.ReferralID, string(text))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO referral_indicators (referral_id, organisation_id, list_version, seen_sealed, updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?)
		 ON CONFLICT (referral_id) DO UPDATE SET list_version = EXCLUDED.list_version, seen_sealed = EXCLUDED.seen_sealed,
			updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
		s.ReferralID, s.OrganisationID, s.ListVersion, sealed, s.UpdatedBy, s.UpdatedAt).Error
	if err != nil {
		return fmt.Errorf("set signs: %w", err)
	}
	return nil
}

// Signs reads the ticked indicators of a referral; none ticked when nobody has
// opened the list yet.
func (db *DB) Signs(ctx context.Context, referralID string) (referral.Signs, error) {
	var row struct{ SeenSealed []byte }
	var signs referral.Signs
	err := db.g.WithContext(ctx).Raw(`SELECT seen_sealed FROM referral_indicators WHERE referral_id = ?`, referralID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return signs, nil
	}
	if err != nil {
		return signs, fmt.Errorf("read signs: %w", err)
	}
	text, err := db.unseal("referral_indicators", "seen_sealed", referralID, row.SeenSealed)
	if err != nil {
		return signs, err
	}
	if err := json.Unmarshal([]byte(text), &signs); err != nil {
		return signs, fmt.Errorf("read signs: %w", err)
	}
	return signs, nil
}
