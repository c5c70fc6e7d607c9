package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// WithdrawConsent records that the client has withdrawn. Before the referral
// was sent the case is refused, afterwards the client has left the NRM and the
// clocks that depend on it stop. Nothing of the consent history goes away.
//
// Errors: *fault.Invalid with the fields of consent.Check.
func (d *Desk) WithdrawConsent(ctx context.Context, actor staff.Actor, e Edit, r consent.Record) error {
	r.Kind = consent.Withdrawal
	return d.change(ctx, actor, access.WithdrawConsent, e, func(w *work) error {
		problems := consent.Check(w.aboutConsent(), r)
		standing, err := w.standing(ctx)
		if err != nil {
			return err
		}
		// A withdrawal before the latest sitting would withdraw nothing.
		if latest := standing.Record.GivenOn; !r.GivenOn.IsZero() && r.GivenOn.Before(latest) {
			problems.Add("given_on", "before", latest.Long())
		}
		if err := problems.Err(); err != nil {
			return err
		}
		holders, err := w.toTell(ctx)
		if err != nil {
			return err
		}
		w.fact("holders_to_tell", strconv.Itoa(len(holders)))
		if err := w.addConsent(ctx, r); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// WithdrawalEffects is what a withdrawal would do, shown before it is
// recorded.
type WithdrawalEffects struct {
	Head
	To      casefile.State   // where the case would go
	Sent    bool             // the referral is with the Home Office
	Holders []handoff.Record // who must be told to stop
	Latest  consent.Standing
}

// WithdrawalEffects reads what a withdrawal would do. A case from which nobody
// can withdraw is a *fault.Conflict.
func (d *Desk) WithdrawalEffects(ctx context.Context, actor staff.Actor, ref casefile.Ref) (WithdrawalEffects, error) {
	var f WithdrawalEffects
	err := d.view(ctx, actor, access.WithdrawConsent, ref, func(w *work) (err error) {
		if !w.canWithdraw() {
			return fault.Conflictf("There is nothing to withdraw: the client has not agreed to a referral, or has withdrawn already.")
		}
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		if f.Latest, err = w.standing(ctx); err != nil {
			return err
		}
		f.To = consent.Outcome(w.Case.State, consent.Record{Kind: consent.Withdrawal})
		f.Sent = w.Case.State.Sent()
		f.Holders, err = w.toTell(ctx)
		return err
	})
	return f, err
}

// canWithdraw says whether there is anything to withdraw from. A child is
// referred without being asked, so has nothing to take back.
func (w *work) canWithdraw() bool {
	return !w.Case.AgeBand.TreatedAsChild() &&
		len(consent.Path(w.Case.State, consent.Record{Kind: consent.Withdrawal})) > 0
}

// toTell are the recipients who hold what the client allowed to be shared and
// would have to be told to stop.
func (w *work) toTell(ctx context.Context) ([]handoff.Record, error) {
	sent, err := w.tx.CaseHandoffs(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(sent, func(h handoff.Record) bool { return !h.MustTell(true) }), nil
}
