package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// ChaseHandoff records that somebody asked the recipient of a handoff again:
// whom, which way, what was said and when to ask next. That day gets a clock of
// its own.
//
// Errors: *fault.Conflict when the recipient owes nothing, *fault.Invalid with
// the fields of handoff.CheckChase.
func (d *Desk) ChaseHandoff(ctx context.Context, actor staff.Actor, e Edit, number int, c handoff.Chase) error {
	return d.change(ctx, actor, access.ChaseHandoff, e, func(w *work) error {
		r, err := w.tx.Handoff(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		if err := handoff.CheckChase(r.State, c, w.today); err != nil {
			return err
		}
		w.about(r.ID)
		w.fact("number", strconv.Itoa(number))
		if err := w.chased(ctx, r, c); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

func (w *work) chased(ctx context.Context, r handoff.Record, c handoff.Chase) error {
	c.By, c.At = w.actor.UserID, w.now
	w.fact("sent_how", string(c.How))
	w.fact("next_chase_on", c.NextOn.String())
	return w.tx.InsertChase(ctx, w.Case.OrganisationID, r.ID, newID(), c)
}

// HandoffChase is what somebody needs who is about to ask again.
type HandoffChase struct {
	HandoffFile
	Script handoff.Script
}

// HandoffToChase reads a handoff with the words for asking about it again.
func (d *Desk) HandoffToChase(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (HandoffChase, error) {
	var f HandoffChase
	err := d.view(ctx, actor, access.ViewHandoff, ref, func(w *work) (err error) {
		if f.HandoffFile, err = w.handoffFile(ctx, number); err != nil {
			return err
		}
		services, err := w.services(ctx)
		if err != nil {
			return err
		}
		organisation, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
		if err != nil {
			return err
		}
		entry, _ := services.ByID(f.Handoff.Entry)
		f.Script = handoff.ScriptFor(f.Handoff, organisation.Name, entry)
		return nil
	})
	return f, err
}
