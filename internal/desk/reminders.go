package desk

import (
	"context"

	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// MyReminder is one reminder the reader was sent.
type MyReminder struct {
	postgres.MyReminder
	Label string // of the rule
}

// MyReminders is a page of reminders, newest first. Next is where the
// following page begins; empty on the last.
type MyReminders struct {
	Today calendar.Date
	List  []MyReminder
	Next  string
}

const remindersPage = 50

// MyReminders lists what the actor was reminded of.
func (d *Desk) MyReminders(ctx context.Context, actor staff.Actor, before string) (MyReminders, error) {
	page := MyReminders{Today: d.Today()}
	if err := d.ask(ctx, actor, access.ViewReminders); err != nil {
		return page, err
	}
	if before != "" && !isID(before) {
		return page, fault.NotFound
	}
	rows, err := d.db.MyReminders(ctx, actor.UserID, before, remindersPage+1)
	if err != nil {
		return page, err
	}
	if len(rows) > remindersPage {
		rows = rows[:remindersPage]
		page.Next = rows[remindersPage-1].ID
	}
	book, err := d.bookInForce(ctx, d.db, actor.OrganisationID)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		r := MyReminder{MyReminder: row, Label: row.RuleID}
		if rule, ok := book.Rule(row.RuleID); ok {
			r.Label = rule.Label
		}
		page.List = append(page.List, r)
	}
	return page, nil
}

// manyReminders is where counting stops.
const manyReminders = 100

// UnseenReminders counts the actor's reminders not dealt with, for the menu.
func (d *Desk) UnseenReminders(ctx context.Context, actor staff.Actor) (int, error) {
	if err := d.ask(ctx, actor, access.ViewReminders); err != nil {
		return 0, err
	}
	return d.db.UnseenReminders(ctx, actor.UserID, manyReminders)
}

// MarkReminder says that the actor has dealt with a reminder of theirs.
// Marking it again changes nothing. Error: fault.NotFound.
func (d *Desk) MarkReminder(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.MarkReminder, func(w *work) error {
		if !isID(id) {
			return fault.NotFound
		}
		w.about(id)
		return w.tx.SeeReminder(ctx, actor.UserID, id, w.now)
	})
}

// isID says whether text from an address can be the id of a row at all.
func isID(text string) bool { return uuid.Validate(text) == nil }
