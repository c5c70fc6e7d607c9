package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SendToReview ends the writing of a referral: a second person looks at it
// next. It asks for consent, or that none is required, for the local authority
// of a child, and for a referral in which nothing is missing (nrm-rules §10,
// draft → review).
//
// Errors: *fault.Conflict naming the first thing in the way.
func (d *Desk) SendToReview(ctx context.Context, actor staff.Actor, e Edit) error {
	return d.change(ctx, actor, access.SendReferralToReview, e, func(w *work) error {
		if err := w.Case.Place().Allows(casefile.SentToReview); err != nil {
			return err
		}
		file, err := w.openReferral(ctx)
		if err != nil {
			return err
		}
		if err := file.Blocks().err(); err != nil {
			return err
		}
		if err := w.tx.SetReferralApproval(ctx, postgres.Referral{ID: file.Referral.ID}); err != nil {
			return err
		}
		return w.happens(casefile.SentToReview, casefile.NothingMissing, casefile.ConsentCovers)
	})
}

func (b Blocks) err() error {
	switch {
	case b.NoConsent:
		return fault.Conflictf("There is no consent that covers this referral. Record consent first.")
	case b.LocalAuthority:
		return fault.Conflictf("The local authority must be told before this referral is made. Record who was told first.")
	case !b.Verdict.OK() || len(b.Unfinished) > 0:
		return fault.Conflictf("The referral is not complete yet. The page “Check the answers” lists what is missing.")
	}
	return nil
}
