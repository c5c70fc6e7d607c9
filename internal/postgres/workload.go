package postgres

import (
	"context"
	"fmt"

	"nrmdesk/internal/nrm/calendar"
)

// Load is how much one person holds.
type Load struct {
	UserID   string
	Name     string
	Disabled bool // may no longer sign in
	Cases    int  // open ones
	Overdue  int  // of them, with a date that has passed
	DueIn7   int
	Clocks   int // running dates of these cases
}

// Workload counts the open cases of some teams by who holds them, those with
// the most overdue first. Members who hold nothing are listed too.
func (db *DB) Workload(ctx context.Context, organisationID string, teamIDs []string, today calendar.Date) ([]Load, error) {
	var rows []Load
	teams := array[string](teamIDs)
	open, reader := db.openTo("id")
	openDates, _ := db.openTo("case_id")
	err := db.g.WithContext(ctx).Raw(`WITH held AS (
			SELECT owner_id, count(*) AS cases, count(*) FILTER (WHERE next_due_on < ?) AS overdue,
				count(*) FILTER (WHERE next_due_on BETWEEN ? AND ?) AS due_in7
			FROM cases WHERE organisation_id = ? AND team_id = ANY(?::uuid[]) AND closed_on IS NULL AND `+open+` GROUP BY owner_id
		), clocks AS (
			SELECT owner_id, count(*) AS n FROM deadlines
			WHERE organisation_id = ? AND team_id = ANY(?::uuid[]) AND status = 'open' AND case_open AND `+openDates+` GROUP BY owner_id
		)
		SELECT u.id AS user_id, u.name, u.disabled_at IS NOT NULL AS disabled, COALESCE(held.cases, 0) AS cases,
			COALESCE(held.overdue, 0) AS overdue, COALESCE(held.due_in7, 0) AS due_in7, COALESCE(clocks.n, 0) AS clocks
		FROM users u LEFT JOIN held ON held.owner_id = u.id LEFT JOIN clocks ON clocks.owner_id = u.id
		WHERE u.organisation_id = ? AND (held.owner_id IS NOT NULL OR u.disabled_at IS NULL
			AND EXISTS (SELECT 1 FROM team_members m WHERE m.user_id = u.id AND m.team_id = ANY(?::uuid[])))
		ORDER BY overdue DESC, due_in7 DESC, cases DESC, u.name, u.id`,
		date(today), date(today), date(today.AddDays(7)), organisationID, teams, reader, organisationID, teams, reader, organisationID, teams).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count workload: %w", err)
	}
	return rows, nil
}
