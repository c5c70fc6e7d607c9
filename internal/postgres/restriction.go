package postgres

import (
	"context"
	"fmt"
	"time"
)

// CaseRestriction is one act: somebody was kept out of a case, or let back in.
type CaseRestriction struct {
	ID, OrganisationID, CaseID string
	UserID, Name               string // who it is about
	Lifted                     bool
	Reason                     string
	By, ByName                 string
	At                         time.Time
}

// InsertRestriction records acts and lets them count. What still asks something
// of somebody who is kept out is over for them.
func (db *DB) InsertRestriction(ctx context.Context, acts ...CaseRestriction) error {
	g := db.g.WithContext(ctx)
	for _, a := range acts {
		sealed, err := db.seal("case_restrictions", "reason_sealed", a.ID, a.Reason)
		if err != nil {
			return err
		}
		err = g.Exec(`INSERT INTO case_restrictions (id, organisation_id, case_id, user_id, lifted, reason_sealed, recorded_by, recorded_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.OrganisationID, a.CaseID, a.UserID, a.Lifted, sealed, a.By, a.At).Error
		if err != nil {
			return fmt.Errorf("record restriction: %w", err)
		}
		if a.Lifted {
			err = g.Exec(`DELETE FROM case_bars WHERE user_id = ? AND case_id = ?`, a.UserID, a.CaseID).Error
		} else {
			err = g.Exec(`INSERT INTO case_bars (user_id, case_id, organisation_id, restriction_id) VALUES (?, ?, ?, ?)`,
				a.UserID, a.CaseID, a.OrganisationID, a.ID).Error
		}
		if err != nil {
			return fmt.Errorf("let restriction count: %w", err)
		}
		if a.Lifted {
			continue
		}
		err = g.Exec(`UPDATE deliveries v SET over_at = ? FROM reminders r WHERE r.id = v.reminder_id AND r.case_id = ? AND v.user_id = ? AND `+openNotice,
			a.At, a.CaseID, a.UserID).Error
		if err != nil {
			return fmt.Errorf("end notices of a restricted case: %w", err)
		}
	}
	return nil
}

// Restrictions lists the acts on a case, oldest first.
func (db *DB) Restrictions(ctx context.Context, caseID string) ([]CaseRestriction, error) {
	var rows []struct {
		ID, OrganisationID, CaseID, UserID, Name, RecordedBy, ByName string
		Lifted                                                       bool
		ReasonSealed                                                 []byte
		RecordedAt                                                   time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT x.id, x.organisation_id, x.case_id, x.user_id, u.name, x.lifted, x.reason_sealed, x.recorded_by,
			b.name AS by_name, x.recorded_at
		FROM case_restrictions x JOIN users u ON u.id = x.user_id JOIN users b ON b.id = x.recorded_by
		WHERE x.case_id = ? ORDER BY x.recorded_at, x.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read restrictions: %w", err)
	}
	list := make([]CaseRestriction, len(rows))
	for i, r := range rows {
		reason, err := db.unseal("case_restrictions", "reason_sealed", r.ID, r.ReasonSealed)
		if err != nil {
			return nil, err
		}
		list[i] = CaseRestriction{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, UserID: r.UserID, Name: r.Name, Lifted: r.Lifted, Reason: reason,
			By: r.RecordedBy, ByName: r.ByName, At: r.RecordedAt.UTC(),
		}
	}
	return list, nil
}
