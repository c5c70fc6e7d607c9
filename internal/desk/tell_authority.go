package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// RecordAuthorityTold records how and when the authority was told of an
// amendment or a change of contact that was recorded first. An amendment that
// needs a second person is passed on once they approved it.
//
// Errors: *fault.Invalid with the fields of referral.Passing, fault.NotFound,
// *fault.Conflict.
func (d *Desk) RecordAuthorityTold(ctx context.Context, actor staff.Actor, e Edit, number int, p referral.Passing) error {
	return d.afterSending(ctx, actor, access.UpdateReferral, e, func(w *work, f SentFile) error {
		u, ok := f.Find(number)
		if !ok {
			return fault.NotFound
		}
		switch u.State {
		case UpdateToTell:
		case UpdateWaits:
			return fault.Conflictf("A second person must approve this amendment before the authority is told.")
		default:
			return fault.Conflictf("There is nothing left to tell the authority about this.")
		}
		if err := p.Check(f.Referral.SentOn, w.today).Err(); err != nil {
			return err
		}
		return w.passOn(ctx, f, u, referral.Reply{Passed: p})
	})
}

// passOn records that something went to the authority, as far as consent
// covers it on that day.
func (w *work) passOn(ctx context.Context, f SentFile, u Update, r referral.Reply) error {
	if err := w.mayPass(ctx, f, r.Passed.On); err != nil {
		return err
	}
	w.about(u.ID)
	w.fact("update", string(u.Kind))
	w.fact("update_number", strconv.Itoa(u.Number))
	w.fact("passed_on", r.Passed.On.String())
	w.fact("told", "yes")
	if n := len(r.Documents); n > 0 {
		w.fact("documents", strconv.Itoa(n))
	}
	if err := w.tx.InsertUpdatePassed(ctx, u.ReferralUpdate, newID(), r, w.actor.UserID, w.now); err != nil {
		return err
	}
	return w.reclock(ctx)
}
