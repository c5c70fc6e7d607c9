package desk

import (
	"context"
	"errors"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Waiting is how much waits for somebody, for the menu of every page; what is
// not theirs to see is not counted.
type Waiting struct{ Reminders, Tasks, Handoffs, Findings int }

// Waiting counts what waits for the actor, in one statement.
func (d *Desk) Waiting(ctx context.Context, actor staff.Actor) (Waiting, error) {
	if err := d.ask(ctx, actor, access.ViewAccount); err != nil {
		return Waiting{}, err
	}
	db, err := d.seenBy(actor).Together(ctx, func(db *postgres.DB) { _, _ = d.waiting(ctx, db, actor) })
	if err != nil {
		return Waiting{}, err
	}
	return d.waiting(ctx, db, actor)
}

func (d *Desk) waiting(ctx context.Context, db *postgres.DB, actor staff.Actor) (w Waiting, err error) {
	for _, part := range []struct {
		into  *int
		needs access.Action
		count func(context.Context, *postgres.DB, staff.Actor) (int, error)
	}{
		{&w.Reminders, access.ViewReminders, d.openReminders},
		{&w.Tasks, access.ListTasks, d.tasksDue},
		{&w.Handoffs, access.ViewInbox, d.handoffsReceived},
		{&w.Findings, access.ViewFindings, d.findingsToDo},
	} {
		if !d.May(actor, part.needs) {
			continue
		}
		n, wrong := part.count(ctx, db, actor)
		*part.into, err = n, errors.Join(err, wrong)
	}
	return w, err
}
