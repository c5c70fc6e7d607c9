package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
)

// HandoffQuery says which open handoffs of some teams to list: those without
// an answer, or those that were answered and wait for us. OwnerIDs adds those
// of the cases some users hold, whatever the team.
type HandoffQuery struct {
	OrganisationID string
	TeamIDs        []string
	OwnerIDs       []string
	Answered       bool
	After          HandoffPlace
	Limit          int
}

// HandoffPlace is where a page of the list ended.
type HandoffPlace struct {
	DueAt time.Time
	ID    string
}

// HandoffItem is one line of the list of handoffs.
type HandoffItem struct {
	Ref     casefile.Ref
	Handoff handoff.Record
}

// OpenHandoffs lists open handoffs by when their answer is or was due, the
// longest overdue first.
func (db *DB) OpenHandoffs(ctx context.Context, q HandoffQuery) ([]HandoffItem, error) {
	where := &conditions{}
	where.add("h.organisation_id = ? AND h.closed_at IS NULL", q.OrganisationID)
	where.add(db.openTo("h.case_id"))
	if len(q.OwnerIDs) == 0 {
		where.add("h.team_id = ANY(?::uuid[])", array[string](q.TeamIDs))
	} else {
		where.add("(h.team_id = ANY(?::uuid[]) OR c.owner_id = ANY(?::uuid[]))", array[string](q.TeamIDs), array[string](q.OwnerIDs))
	}
	if q.Answered {
		where.add("NOT h.state = ANY(?)", texts(unanswered()))
	} else {
		where.add("h.state = ANY(?)", texts(unanswered()))
	}
	if q.After.ID != "" {
		where.add("(h.answer_due_at, h.id) > (?, ?::uuid)", q.After.DueAt, q.After.ID)
	}
	var rows []struct {
		Handoff   handoffRow `gorm:"embedded"`
		Reference string
	}
	err := db.g.WithContext(ctx).Raw(`SELECT h.*, c.reference FROM handoffs h JOIN cases c ON c.id = h.case_id
		WHERE `+where.text()+` ORDER BY h.answer_due_at, h.id LIMIT ?`, append(where.args, q.Limit)...).Scan(&rows).Error
	if hasCode(err, "22P02") { // a place that is no id
		return nil, fault.NotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read open handoffs: %w", err)
	}
	items := make([]HandoffItem, len(rows))
	for i, r := range rows {
		items[i].Ref = casefile.Ref(r.Reference)
		if items[i].Handoff, err = db.toHandoff(r.Handoff); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// unanswered are the states handoff.State.Unanswered says yes to.
func unanswered() []handoff.State {
	var states []handoff.State
	for _, s := range handoff.States {
		if s.Unanswered() {
			states = append(states, s)
		}
	}
	return states
}
