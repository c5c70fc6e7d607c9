package postgres

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"nrmdesk/internal/audit"
)

// CaseEvents reads those entries of a case's chain whose action is one of the
// named, newest first, before a place. Zero means from the end. An entry that
// states no fact tells of a look, not of a change, and is left out.
func (db *DB) CaseEvents(ctx context.Context, organisationID, caseID string, actions []string, before int64, limit int) ([]audit.Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	rows, err := gorm.G[auditRow](db.g).
		Where("chain_id = ? AND organisation_id = ? AND seq < ? AND action = ANY(?) AND detail NOT IN ('null', '[]')",
			caseID, organisationID, before, array[string](actions)).
		Order("seq DESC").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read case events: %w", err)
	}
	return toEntries(rows), nil
}

// EventsAbout reads entries of a case about one row, newest first.
func (db *DB) EventsAbout(ctx context.Context, organisationID, caseID, subject string, actions []string, limit int) ([]audit.Entry, error) {
	rows, err := gorm.G[auditRow](db.g).
		Where("chain_id = ? AND organisation_id = ? AND subject = ? AND action = ANY(?)", caseID, organisationID, subject, array[string](actions)).
		Order("seq DESC").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return toEntries(rows), nil
}

func toEntries(rows []auditRow) []audit.Entry {
	entries := make([]audit.Entry, len(rows))
	for i, r := range rows {
		entries[i] = r.toEntry()
	}
	return entries
}
