package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// CloseHandoff ends a handoff, says how it ended, and what became of the needs
// it was made for.
//
// Errors: *fault.Conflict while nobody has answered, *fault.Invalid without an
// outcome and on need_<code>.
func (d *Desk) CloseHandoff(ctx context.Context, actor staff.Actor, e Edit, number int, a handoff.Answer) error {
	return d.change(ctx, actor, access.CloseHandoff, e, func(w *work) error {
		a.State = handoff.Closed
		r, err := w.tx.Handoff(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		if err := w.needOutcome(ctx, r, a.Outcome, a.Needs); err != nil {
			return err
		}
		return w.answer(ctx, number, a, handoff.Giver{})
	})
}
