package postgres

import (
	"context"
	"fmt"

	"nrmdesk/internal/nrm/calendar"
)

// Load is how much one person carries.
type Load struct {
	UserID   string
	Name     string
	Disabled bool // may no longer sign in
	Carried
}

// Workload counts what the open cases of some teams ask of whoever holds them,
// those with the most limits passed first. Soon is the last day that counts as
// coming soon. Steps given to a colleague count for the colleague. Members who
// hold nothing are listed too.
func (db *DB) Workload(ctx context.Context, organisationID string, teamIDs []string, today, soon calendar.Date) ([]Load, error) {
	var rows []struct {
		UserID, Name                               string
		Disabled                                   bool
		Cases, Clocks, Late, Soon, Handoffs, Steps int
	}
	teams := array[string](teamIDs)
	inCases, reader := db.openTo("id")
	inDates, _ := db.openTo("d.case_id")
	inHandoffs, _ := db.openTo("h.case_id")
	inTasks, _ := db.openTo("t.case_id")
	err := db.g.WithContext(ctx).Raw(`WITH held AS (
			SELECT owner_id, count(*) AS n FROM cases
			WHERE organisation_id = ? AND team_id = ANY(?::uuid[]) AND closed_on IS NULL AND `+inCases+` GROUP BY owner_id
		), clocks AS (
			SELECT d.owner_id, count(*) AS n, count(*) FILTER (WHERE `+lateDate+`) AS late, count(*) FILTER (WHERE `+soonDate+`) AS soon FROM deadlines d
			WHERE d.organisation_id = ? AND d.team_id = ANY(?::uuid[]) AND d.status = 'open' AND d.case_open AND `+inDates+` GROUP BY d.owner_id
		), handed AS (
			SELECT c.owner_id, count(*) AS n FROM handoffs h JOIN cases c ON c.id = h.case_id
			WHERE h.organisation_id = ? AND h.team_id = ANY(?::uuid[]) AND h.closed_at IS NULL AND h.state = ANY(?) AND `+inHandoffs+` GROUP BY c.owner_id
		), steps AS (
			SELECT COALESCE(t.given_to, c.owner_id) AS owner_id, count(*) AS n FROM tasks t JOIN cases c ON c.id = t.case_id
			WHERE t.organisation_id = ? AND t.state = 'open' AND c.team_id = ANY(?::uuid[]) AND (t.given_to IS NOT NULL OR t.owner_role = 'caseworker') AND `+inTasks+`
			GROUP BY 1
		)
		SELECT u.id AS user_id, u.name, u.disabled_at IS NOT NULL AS disabled, COALESCE(held.n, 0) AS cases,
			COALESCE(clocks.n, 0) AS clocks, COALESCE(clocks.late, 0) AS late, COALESCE(clocks.soon, 0) AS soon,
			COALESCE(handed.n, 0) AS handoffs, COALESCE(steps.n, 0) AS steps
		FROM users u LEFT JOIN held ON held.owner_id = u.id LEFT JOIN clocks ON clocks.owner_id = u.id
			LEFT JOIN handed ON handed.owner_id = u.id LEFT JOIN steps ON steps.owner_id = u.id
		WHERE u.organisation_id = ? AND (held.owner_id IS NOT NULL OR steps.owner_id IS NOT NULL OR u.disabled_at IS NULL
			AND EXISTS (SELECT 1 FROM team_members m WHERE m.user_id = u.id AND m.team_id = ANY(?::uuid[])))
		ORDER BY late DESC, soon DESC, clocks DESC, cases DESC, u.name, u.id`,
		organisationID, teams, reader, date(today), date(today), date(soon), organisationID, teams, reader,
		organisationID, teams, texts(unanswered()), reader, organisationID, teams, reader, organisationID, teams).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count workload: %w", err)
	}
	loads := make([]Load, len(rows))
	for i, r := range rows {
		loads[i] = Load{
			UserID: r.UserID, Name: r.Name, Disabled: r.Disabled,
			Carried: Carried{Cases: r.Cases, Clocks: r.Clocks, Late: r.Late, Soon: r.Soon, Handoffs: r.Handoffs, Steps: r.Steps},
		}
	}
	return loads, nil
}
