package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// ReviewAmendment records what a second person decided about an amendment. A
// returned one never counts; what is right is amended anew.
//
// Errors: *fault.Invalid (outcome, comment), fault.NotFound, *fault.Conflict
// for whoever recorded it.
func (d *Desk) ReviewAmendment(ctx context.Context, actor staff.Actor, e Edit, number int, r referral.Review) error {
	return d.afterSending(ctx, actor, access.ReviewAmendment, e, func(w *work, f SentFile) error {
		u, ok := f.Find(number)
		switch {
		case !ok:
			return fault.NotFound
		case u.State != UpdateWaits:
			return fault.Conflictf("This does not wait for a second person.")
		case u.RecordedBy == actor.UserID:
			return fault.Conflictf("You recorded this amendment. A colleague must review it.")
		}
		if err := r.Check().Err(); err != nil {
			return err
		}
		w.about(u.ID)
		w.fact("update_number", strconv.Itoa(u.Number))
		w.fact("outcome", string(r.Outcome))
		if err := w.tx.InsertUpdateReview(ctx, u.ReferralUpdate, newID(), r, actor.UserID, w.now); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}
