package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// Unanswered is a limit that has passed and on which nobody acted.
type Unanswered struct {
	DeadlineID string
	Ref        casefile.Ref
	Nation     calendar.Nation
	RuleID     string
	Day        calendar.Date
	Owner      string // the name of who holds the case
	OwnerAway  bool
	ToldAt     time.Time // when somebody was last reminded; zero when nobody was
}

// UnansweredPlace is where a page of them ended.
type UnansweredPlace struct {
	Day calendar.Date
	ID  string
}

// Unanswered lists the limits of some teams that have passed, still run, and on
// whose latest reminder nobody acted, the longest overdue first.
func (db *DB) Unanswered(ctx context.Context, organisationID string, teamIDs []string, today calendar.Date, after UnansweredPlace, limit int) ([]Unanswered, error) {
	where := DateScope{OrganisationID: organisationID, TeamIDs: append([]string{}, teamIDs...)}.running(db)
	where.add("d.is_limit AND NOT d.on_hold AND d.day < ?", date(today))
	if after.ID != "" {
		where.add("(d.day, d.id) > (?, ?)", date(after.Day), after.ID)
	}
	var rows []struct {
		DeadlineID, Reference, Nation, RuleID, Owner string
		Day                                          date
		OwnerAway                                    bool
		ToldAt                                       *time.Time
	}
	args := append([]any{date(today), date(today)}, where.args...)
	err := db.g.WithContext(ctx).Raw(`SELECT d.id AS deadline_id, c.reference, d.nation, d.rule_id, d.day, u.name AS owner, told.changed_at AS told_at,
		EXISTS (SELECT 1 FROM leave_covers l WHERE l.user_id = d.owner_id AND l.ended_at IS NULL AND l.from_on <= ? AND l.until_on >= ?) AS owner_away
		FROM deadlines d JOIN cases c ON c.id = d.case_id JOIN users u ON u.id = d.owner_id
		LEFT JOIN LATERAL (SELECT r.id, r.state, r.changed_at FROM reminders r WHERE r.deadline_id = d.id AND r.state IN ('sent', 'acted_on')
			AND r.due_on + r.days_before = d.day ORDER BY r.due_on DESC, r.state LIMIT 1) told ON true
		WHERE `+where.text()+` AND told.state IS DISTINCT FROM 'acted_on'
		AND NOT EXISTS (SELECT 1 FROM deliveries v WHERE v.reminder_id = told.id AND v.put_off_until > ? AND `+openNotice+`)
		ORDER BY d.day, d.id LIMIT ?`, append(args, date(today), limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read limits nobody acted on: %w", err)
	}
	list := make([]Unanswered, len(rows))
	for i, r := range rows {
		list[i] = Unanswered{
			DeadlineID: r.DeadlineID, Ref: casefile.Ref(r.Reference), Nation: calendar.Nation(r.Nation), RuleID: r.RuleID,
			Day: calendar.Date(r.Day), Owner: r.Owner, OwnerAway: r.OwnerAway,
		}
		if r.ToldAt != nil {
			list[i].ToldAt = *r.ToldAt
		}
	}
	return list, nil
}
