package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReferralReview is a second person's look at a referral, as it was kept.
type ReferralReview = postgres.ReferralReview

// ReviewReferral records what a second person decided: the referral goes back
// to its writers with a comment, or it is approved as it stands. Approval is
// bound to these very answers: when one changes, it counts no more.
//
// Errors: *fault.Invalid (outcome, comment), *fault.Conflict for its authors.
func (d *Desk) ReviewReferral(ctx context.Context, actor staff.Actor, e Edit, r referral.Review) error {
	return d.change(ctx, actor, access.ReviewReferral, e, func(w *work) error {
		if w.Case.State != casefile.Review {
			return fault.Conflictf("This referral is not waiting for review: the case is at “%s”.", w.Case.State.Label())
		}
		file, err := w.openReferral(ctx)
		if err != nil {
			return err
		}
		var authors []string
		for _, a := range file.Authors {
			authors = append(authors, a.UserID)
		}
		if err := referral.Reviewer(authors, actor.UserID); err != nil {
			return err
		}
		if err := r.Check().Err(); err != nil {
			return err
		}
		for field := range r.Answers {
			if file.Draft.Form.Field(field) == nil {
				return fault.NotFound
			}
		}
		if r.Outcome == referral.Approved && file.Approved {
			return fault.Conflictf("This referral is approved already. It can be sent.")
		}
		w.fact("outcome", string(r.Outcome))
		if len(r.Answers) > 0 {
			w.fact("comments", strconv.Itoa(len(r.Answers)))
		}
		err = w.tx.InsertReferralReview(ctx, postgres.ReferralReview{
			Review: r, ID: newID(), OrganisationID: w.Case.OrganisationID, ReferralID: file.Referral.ID,
			ReviewedBy: actor.UserID, ReviewedAt: w.now,
		})
		if err != nil {
			return err
		}
		if r.Outcome == referral.Returned {
			if err := w.tx.SetReferralApproval(ctx, postgres.Referral{ID: file.Referral.ID}); err != nil {
				return err
			}
			return w.happens(casefile.ReturnedToWriter, casefile.ReasonGiven, casefile.SecondPerson)
		}
		return w.approve(ctx, file)
	})
}

func (w *work) approve(ctx context.Context, file *ReferralFile) error {
	if err := file.Blocks().err(); err != nil {
		return err
	}
	digest, canonical, err := frozen(file.Draft)
	if err != nil {
		return err
	}
	w.fact("sha256", referral.Digest(canonical))
	return w.tx.SetReferralApproval(ctx, postgres.Referral{
		ID: file.Referral.ID, ApprovedBy: w.actor.UserID, ApprovedAt: w.now, ApprovedDigest: digest,
	})
}
