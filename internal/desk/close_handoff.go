package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// CloseHandoff ends a handoff and says how it ended.
//
// Errors: *fault.Conflict while nobody has answered, *fault.Invalid without an
// outcome.
func (d *Desk) CloseHandoff(ctx context.Context, actor staff.Actor, e Edit, number int, a handoff.Answer) error {
	return d.change(ctx, actor, access.CloseHandoff, e, func(w *work) error {
		a.State = handoff.Closed
		return w.answer(ctx, number, a, handoff.Giver{})
	})
}
