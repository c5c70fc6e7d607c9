package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// RecordNewContact records that an address or contact the authority has from
// the referral has changed. The safe contact of the case is not looked at: the
// authority is told what is written here, and nothing when the client does not
// want it passed on.
//
// Errors: *fault.Invalid with the fields of referral.NewContact and
// referral.Passing, *fault.Conflict.
func (d *Desk) RecordNewContact(ctx context.Context, actor staff.Actor, e Edit, in referral.NewContact, passed *referral.Passing) error {
	return d.afterSending(ctx, actor, access.UpdateReferral, e, func(w *work, f SentFile) error {
		if in.Whose == referral.ClientContact && f.Snapshot.Nameless {
			return fault.Conflictf("This report names nobody. How to reach the client is no part of it.")
		}
		asks := !w.Case.AgeBand.TreatedAsChild()
		if !asks || in.Whose != referral.ClientContact {
			in.Agreed = ""
		}
		problems := in.Check(asks, w.today)
		problems = append(problems, f.unnamed("contact_says", in.Says)...)
		if passed != nil {
			problems = append(problems, passed.Check(f.Referral.SentOn, w.today)...)
			if !in.Tellable() {
				problems.Add("contact_agreed", "not_agreed")
			}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		w.fact("whose", string(in.Whose))
		return w.keepUpdate(ctx, f, ReferralUpdate{
			Update: referral.Update{Kind: referral.ContactChange, Contact: &in, Passed: passed},
			ToTell: passed == nil && in.Tellable(),
		})
	})
}
