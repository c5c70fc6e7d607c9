package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Escalation is a limit that has passed and on which nobody acted.
type Escalation struct {
	postgres.Unanswered
	Label string // of the rule
}

// EscalationPlace is where a page of them ended.
type EscalationPlace = postgres.UnansweredPlace

// Escalations is a page of what a supervisor has to step in for, the longest
// overdue first.
type Escalations struct {
	Today calendar.Date
	List  []Escalation
	More  bool
	Next  EscalationPlace
}

const escalationPage = 50

// Escalations lists the limits of the actor's teams that have passed and on
// which nobody acted: nobody marked the reminder as dealt with, and nobody put
// it off with a reason that still holds. It names no client.
func (d *Desk) Escalations(ctx context.Context, actor staff.Actor, after EscalationPlace) (Escalations, error) {
	var page Escalations
	err := d.manage(ctx, actor, access.ViewEscalations, func(w *work) error {
		page.Today = w.today
		rows, err := w.tx.Unanswered(ctx, actor.OrganisationID, actor.TeamIDs, w.today, after, escalationPage+1)
		if err != nil {
			return err
		}
		if len(rows) > escalationPage {
			rows, page.More = rows[:escalationPage], true
			last := rows[escalationPage-1]
			page.Next = EscalationPlace{Day: last.Day, ID: last.DeadlineID}
		}
		book, err := w.book(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			e := Escalation{Unanswered: row, Label: row.RuleID}
			if rule, ok := book.Rule(row.RuleID); ok {
				e.Label = rule.Label
			}
			page.List = append(page.List, e)
		}
		w.fact("shown", strconv.Itoa(len(rows)))
		return nil
	})
	return page, err
}
