package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// LateEvidence is evidence that went to the authority after the referral.
type LateEvidence struct {
	Documents []int // their numbers in the case
	Why       string
	Passed    referral.Passing
}

// RecordLateEvidence records which documents of the case were sent after the
// referral, when, how and to whom, and why they come late.
//
// Errors: *fault.Invalid on update_documents, update_reason and the fields of
// referral.Passing; *fault.Conflict for a document that cannot be sent.
func (d *Desk) RecordLateEvidence(ctx context.Context, actor staff.Actor, e Edit, in LateEvidence) error {
	return d.afterSending(ctx, actor, access.UpdateReferral, e, func(w *work, f SentFile) error {
		documents, err := f.enclosed(in.Documents)
		if err != nil {
			return err
		}
		var problems fault.Problems
		if len(documents) == 0 {
			problems.Add("update_documents", "select_at_least_one")
		}
		problems = append(problems, referral.CheckReason(in.Why)...)
		problems = append(problems, in.Passed.Check(f.Referral.SentOn, w.today)...)
		if err := problems.Err(); err != nil {
			return err
		}
		return w.keepUpdate(ctx, f, ReferralUpdate{
			Update: referral.Update{Kind: referral.LateEvidence, Reason: in.Why, Documents: documents, Passed: &in.Passed},
		})
	})
}
