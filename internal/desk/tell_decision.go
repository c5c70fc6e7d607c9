package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordTold keeps that the client knows of a decision: when, by whom, in
// which language and how safely. It is recorded once.
//
// Errors: *fault.Invalid with the fields of decision.Telling,
// *fault.Conflict when it was recorded before or the record was returned.
func (d *Desk) RecordTold(ctx context.Context, actor staff.Actor, e Edit, id string, t decision.Telling) error {
	return d.change(ctx, actor, access.TellDecision, e, func(w *work) error {
		letter, err := w.decisionOf(ctx, id)
		if err != nil {
			return err
		}
		if letter.Review.Outcome == postgres.ReviewReturned {
			return fault.Conflictf("This record was returned because it does not match the letter. Record the decision again first.")
		}
		if err := t.Check(w.today, letter.ReceivedOn).Err(); err != nil {
			return err
		}
		w.about(id)
		w.fact("kind", string(letter.Kind))
		w.fact("told_on", t.On.String())
		return w.tx.InsertTelling(ctx, newID(), letter, t, actor.UserID, w.now)
	})
}
