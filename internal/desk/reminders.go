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
	Label       string // of the rule
	PuttableOff bool
}

// MyReminders is a page of reminders, newest first. Next is where the
// following page begins; empty on the last. Whoever looks after accounts and
// not after cases is told which case it is, not what of.
type MyReminders struct {
	Today     calendar.Date
	Caseworks bool
	List      []MyReminder
	Next      string
}

const remindersPage = 50

// MyReminders lists what the actor was reminded of: what still asks for
// something, or what no longer does.
func (d *Desk) MyReminders(ctx context.Context, actor staff.Actor, open bool, before string) (MyReminders, error) {
	page := MyReminders{Today: d.Today(), Caseworks: d.policy.May(actor.Roles, access.ViewDeadlines)}
	if err := d.ask(ctx, actor, access.ViewReminders); err != nil {
		return page, err
	}
	if before != "" && !isID(before) {
		return page, fault.NotFound
	}
	rows, err := d.seenBy(actor).MyReminders(ctx, actor.UserID, open, before, remindersPage+1)
	if err != nil {
		return page, err
	}
	if len(rows) > remindersPage {
		rows = rows[:remindersPage]
		page.Next = rows[remindersPage-1].ID
	}
	for _, row := range rows {
		r, err := d.labelled(ctx, actor, row, page.Today)
		if err != nil {
			return page, err
		}
		page.List = append(page.List, r)
	}
	return page, nil
}

// labelled adds what the rule is called in the organisation's book.
func (d *Desk) labelled(ctx context.Context, actor staff.Actor, row postgres.MyReminder, today calendar.Date) (MyReminder, error) {
	r := MyReminder{MyReminder: row, Label: row.RuleID, PuttableOff: row.Open() && row.Step.PuttableOff(today)}
	book, err := d.bookInForce(ctx, d.seenBy(actor), actor.OrganisationID)
	if err != nil {
		return r, err
	}
	if rule, ok := book.Rule(row.RuleID); ok {
		r.Label = rule.Label
	}
	return r, nil
}

// manyReminders is where counting stops.
const manyReminders = 100

// OpenReminders counts the actor's reminders not dealt with.
func (d *Desk) OpenReminders(ctx context.Context, actor staff.Actor) (int, error) {
	if err := d.ask(ctx, actor, access.ViewReminders); err != nil {
		return 0, err
	}
	return d.openReminders(ctx, d.seenBy(actor), actor)
}

func (d *Desk) openReminders(ctx context.Context, db *postgres.DB, actor staff.Actor) (int, error) {
	return db.OpenReminders(ctx, actor.UserID, d.Today(), manyReminders)
}

// MarkReminder says that the actor has dealt with a reminder of theirs.
// Marking it again changes nothing. Error: fault.NotFound.
func (d *Desk) MarkReminder(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.MarkReminder, func(w *work) error {
		r, err := w.myReminder(ctx, id)
		if err != nil {
			return err
		}
		if r.CoveringFor != "" {
			w.fact("as_cover", "yes")
		}
		return w.tx.SeeReminder(ctx, actor.UserID, id, w.now)
	})
}

// myReminder reads a reminder of the actor's and makes the work about it.
func (w *work) myReminder(ctx context.Context, id string) (postgres.MyReminder, error) {
	if !isID(id) {
		return postgres.MyReminder{}, fault.NotFound
	}
	w.about(id)
	return w.tx.MyReminder(ctx, w.actor.UserID, id)
}

// isID says whether text from an address can be the id of a row at all.
func isID(text string) bool { return uuid.Validate(text) == nil }
