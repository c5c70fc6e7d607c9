package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// NationChange is a case being counted by the rules of another nation from now
// on. Moved says that the client moved; otherwise it was recorded wrongly.
type NationChange struct {
	ID             string
	OrganisationID string
	CaseID         string
	Old, New       calendar.Nation
	Moved          bool
	Reason         string
	ChangedBy      string
	ChangedByName  string
	ChangedAt      time.Time
}

// InsertNationChange adds a change of nation.
func (db *DB) InsertNationChange(ctx context.Context, c NationChange) error {
	sealed, err := db.seal("nation_changes", "reason_sealed", c.ID, c.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO nation_changes
		(id, organisation_id, case_id, old_nation, new_nation, moved, reason_sealed, changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.OrganisationID, c.CaseID, string(c.Old), string(c.New), c.Moved, sealed, c.ChangedBy, c.ChangedAt).Error
	if err != nil {
		return fmt.Errorf("insert nation change: %w", err)
	}
	return nil
}

// NationChanges lists the changes of nation of a case, oldest first.
func (db *DB) NationChanges(ctx context.Context, caseID string) ([]NationChange, error) {
	var rows []struct {
		ID, OrganisationID, CaseID, OldNation, NewNation string
		Moved                                            bool
		ReasonSealed                                     []byte
		ChangedBy, ChangedByName                         string
		ChangedAt                                        time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT n.id, n.organisation_id, n.case_id, n.old_nation, n.new_nation, n.moved, n.reason_sealed,
		n.changed_by, u.name AS changed_by_name, n.changed_at
		FROM nation_changes n JOIN users u ON u.id = n.changed_by WHERE n.case_id = ? ORDER BY n.changed_at, n.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read nation changes: %w", err)
	}
	list := make([]NationChange, len(rows))
	for i, r := range rows {
		list[i] = NationChange{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Old: calendar.Nation(r.OldNation), New: calendar.Nation(r.NewNation),
			Moved: r.Moved, ChangedBy: r.ChangedBy, ChangedByName: r.ChangedByName, ChangedAt: r.ChangedAt,
		}
		if list[i].Reason, err = db.unseal("nation_changes", "reason_sealed", r.ID, r.ReasonSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
