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

// ReviewQueue is what waits for a supervisor: referrals to review, amendments of
// sent ones, recorded decisions to confirm, consent records said to be wrong, requests to share
// without consent, cases whose client withdrew and which are still open, and
// who has still to hear of it.
type ReviewQueue struct {
	Referrals, Amendments, Decisions, Corrections, Withdrawals []ReviewItem

	Overrides []Override
	Notices   OpenNotices
}

// ReviewQueue lists what waits in the actor's teams, the notices from a place
// on. It names no client.
func (d *Desk) ReviewQueue(ctx context.Context, actor staff.Actor, from NoticePlace) (ReviewQueue, error) {
	var q ReviewQueue
	err := d.manage(ctx, actor, access.ReviewReferral, func(w *work) error {
		for _, part := range []struct {
			read func(context.Context, string, []string) ([]postgres.WaitingReview, error)
			into *[]ReviewItem
		}{
			{w.tx.WaitingReferrals, &q.Referrals}, {w.tx.WaitingAmendments, &q.Amendments}, {w.tx.WaitingDecisions, &q.Decisions},
			{w.tx.WaitingCorrections, &q.Corrections}, {w.tx.WaitingWithdrawals, &q.Withdrawals},
		} {
			waiting, err := part.read(ctx, actor.OrganisationID, actor.TeamIDs)
			if err != nil {
				return err
			}
			*part.into = items(waiting, actor)
		}
		var err error
		if q.Overrides, err = w.tx.WaitingOverrides(ctx, actor.OrganisationID, actor.TeamIDs, w.now, overridePage); err != nil {
			return err
		}
		w.fact("shown", strconv.Itoa(len(q.Referrals)+len(q.Amendments)+len(q.Decisions)+len(q.Corrections)+len(q.Withdrawals)+len(q.Overrides)))
		return nil
	})
	if err != nil {
		return q, err
	}
	q.Notices, err = d.OpenNotices(ctx, actor, from)
	return q, err
}

func items(waiting []postgres.WaitingReview, actor staff.Actor) []ReviewItem {
	out := make([]ReviewItem, len(waiting))
	for i, item := range waiting {
		out[i] = ReviewItem{item, slices.ContainsFunc(item.WrittenBy, func(a postgres.ReferralAuthor) bool { return a.UserID == actor.UserID })}
	}
	return out
}
