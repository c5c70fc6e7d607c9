package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/casefile"
)

// CaseMerge is one merging of two cases, or its being taken back.
type CaseMerge struct {
	ID, OrganisationID, CaseID, KeptCaseID string
	Parted                                 bool
	WasClosed                              bool // the case was closed before it was merged
	Reason                                 string
	RecordedBy                             string
	RecordedAt                             time.Time
}

// InsertCaseMerge adds it.
func (db *DB) InsertCaseMerge(ctx context.Context, m CaseMerge) error {
	sealed, err := db.seal("case_merges", "reason_sealed", m.ID, m.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO case_merges (id, organisation_id, case_id, kept_case_id, parted, was_closed, reason_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.ID, m.OrganisationID, m.CaseID, m.KeptCaseID, m.Parted, m.WasClosed, sealed, m.RecordedBy, m.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert case merge: %w", err)
	}
	return nil
}

// LastMerge is the latest merging of a case into another.
func (db *DB) LastMerge(ctx context.Context, caseID string) (CaseMerge, error) {
	var m struct {
		CaseMerge    `gorm:"embedded"`
		ReasonSealed []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT id, organisation_id, case_id, kept_case_id, parted, was_closed, reason_sealed, recorded_by, recorded_at
		FROM case_merges WHERE case_id = ? AND NOT parted ORDER BY recorded_at DESC, id DESC LIMIT 1`, caseID).Scan(&m).Error
	if err != nil {
		return CaseMerge{}, fmt.Errorf("read case merge: %w", err)
	}
	if m.CaseMerge.Reason, err = db.unseal("case_merges", "reason_sealed", m.ID, m.ReasonSealed); err != nil {
		return CaseMerge{}, err
	}
	return m.CaseMerge, nil
}

// MergedRefs are the references of the cases that were merged into one.
func (db *DB) MergedRefs(ctx context.Context, caseID string) (refs []casefile.Ref, err error) {
	open, reader := db.openTo("id")
	if err := db.g.WithContext(ctx).Raw(`SELECT reference FROM cases WHERE merged_into = ? AND `+open+` ORDER BY reference`, caseID, reader).Scan(&refs).Error; err != nil {
		return nil, fmt.Errorf("read merged cases: %w", err)
	}
	return refs, nil
}

// RefOf is the reference of a case of the organisation.
func (db *DB) RefOf(ctx context.Context, organisationID, caseID string) (ref casefile.Ref, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT reference FROM cases WHERE organisation_id = ? AND id = ?`, organisationID, caseID).Row().Scan(&ref)
	if err != nil {
		return "", fmt.Errorf("read case reference: %w", err)
	}
	return ref, nil
}
