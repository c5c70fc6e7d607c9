package desk

import (
	"context"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// MyReminder reads one reminder of the actor's, for the form that puts it off.
// Errors: fault.NotFound, *fault.Conflict when it cannot be put off.
func (d *Desk) MyReminder(ctx context.Context, actor staff.Actor, id string) (MyReminder, error) {
	var r MyReminder
	if err := d.ask(ctx, actor, access.PutOffReminder); err != nil {
		return r, err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		if !isID(id) {
			return fault.NotFound
		}
		row, err := tx.MyReminder(ctx, actor.UserID, id)
		if err != nil {
			return err
		}
		r.MyReminder = row
		return nil
	})
	if err != nil {
		return r, err
	}
	if r, err = d.labelled(ctx, actor, r.MyReminder, d.Today()); err == nil && !r.PuttableOff {
		err = cannotPutOff
	}
	return r, err
}

var cannotPutOff = fault.Conflictf("This reminder cannot be put off: it is about somebody's safety, its date has come, or it is dealt with.")

// PutOffWords is why a reminder was put off, for those who read its date.
type PutOffWords = postgres.PutOffWords

// PutOff is a wish not to hear of something before a day, with the reason.
type PutOff struct {
	ID     string
	Until  calendar.Date
	Reason string
	Token  string
}

// PutOffReminder puts a reminder of the actor's off. It leaves the count and
// comes back on the day, and in the digest of that morning; until then the
// supervisors are not told that nobody acted. The reason is for those who read
// why the date was missed.
//
// Errors: fault.NotFound, *fault.Conflict, *fault.Invalid on the fields back_on
// and reason.
func (d *Desk) PutOffReminder(ctx context.Context, actor staff.Actor, in PutOff) error {
	return d.manage(ctx, actor, access.PutOffReminder, func(w *work) error {
		r, err := w.myReminder(ctx, in.ID)
		if err != nil {
			return err
		}
		if err := w.useToken(ctx, in.Token, in.ID); err != nil {
			return err
		}
		if !r.Open() || !r.Step.PuttableOff(w.today) {
			return cannotPutOff
		}
		problems := reminder.CheckPutOff(r.Step, in.Until, w.today)
		problems = append(problems, textProblems("reason", in.Reason, maxReason)...)
		if err := problems.Err(); err != nil {
			return err
		}
		w.fact("until", in.Until.String())
		if r.CoveringFor != "" {
			w.fact("as_cover", "yes")
		}
		return w.tx.InsertPutOff(ctx, postgres.PutOff{
			ID: newID(), OrganisationID: actor.OrganisationID, DeliveryID: in.ID, By: actor.UserID,
			Until: in.Until, Reason: strings.TrimSpace(in.Reason),
		}, w.now)
	})
}
