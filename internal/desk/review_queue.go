package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReviewItem is one thing that waits for a second person. Own says that the
// actor wrote it and so may not be that person.
type ReviewItem struct {
	postgres.WaitingReview
	Own bool
}

// ReviewQueue is what waits for a second person in the actor's teams:
// referrals to review, and recorded decisions to confirm. It names no client.
func (d *Desk) ReviewQueue(ctx context.Context, actor staff.Actor) (referrals, decisions []ReviewItem, err error) {
	err = d.manage(ctx, actor, access.ReviewReferral, func(w *work) error {
		waiting, err := w.tx.WaitingReferrals(ctx, actor.OrganisationID, actor.TeamIDs)
		if err != nil {
			return err
		}
		referrals = items(waiting, actor)
		if waiting, err = w.tx.WaitingDecisions(ctx, actor.OrganisationID, actor.TeamIDs); err != nil {
			return err
		}
		decisions = items(waiting, actor)
		w.fact("shown", strconv.Itoa(len(referrals)+len(decisions)))
		return nil
	})
	return referrals, decisions, err
}

func items(waiting []postgres.WaitingReview, actor staff.Actor) []ReviewItem {
	out := make([]ReviewItem, len(waiting))
	for i, item := range waiting {
		out[i] = ReviewItem{item, slices.ContainsFunc(item.WrittenBy, func(a postgres.ReferralAuthor) bool { return a.UserID == actor.UserID })}
	}
	return out
}
