package desk

import (
	"context"
	"errors"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// HandoffDraft is a handoff of a case that is being written.
type HandoffDraft = postgres.HandoffDraft

// draftGone is said to whoever goes on with a draft that is not there any more.
var draftGone = fault.Conflictf("This handoff is no longer being written: a colleague has sent or dropped it, or the client took back consent. Look at the handoffs of the case before you begin another.")

// KeepHandoffDraft keeps a handoff that is being written with the case, so that
// a colleague can go on with it. Without an id one is begun. Nothing of it
// leaves, and no version of the case changes.
//
// Errors: *fault.Conflict for one that is gone or on a closed case.
func (d *Desk) KeepHandoffDraft(ctx context.Context, actor staff.Actor, ref casefile.Ref, id, form string) (string, error) {
	begin := id == ""
	if begin {
		id = newID()
	}
	err := d.view(ctx, actor, access.DraftHandoff, ref, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Reopen it before you write a handoff.")
		}
		w.about(id)
		err := w.tx.SaveHandoffDraft(ctx, w.Case.OrganisationID, w.Case.ID, id, form, w.actor.UserID, begin, w.now)
		if errors.Is(err, fault.NotFound) {
			return draftGone
		}
		return err
	})
	return id, err
}

// DropHandoffDraft drops a handoff that was being written. One that is gone
// already stays gone.
func (d *Desk) DropHandoffDraft(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) error {
	return d.view(ctx, actor, access.DraftHandoff, ref, func(w *work) error {
		w.about(id)
		w.fact("draft", "dropped")
		err := w.tx.DropHandoffDraft(ctx, w.Case.ID, id)
		if errors.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
}

// sendDraft takes away the draft that is being sent. Of two people who send the
// same one only the first does.
func (w *work) sendDraft(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	err := w.tx.DropHandoffDraft(ctx, w.Case.ID, id)
	if errors.Is(err, fault.NotFound) {
		return draftGone
	}
	return err
}
