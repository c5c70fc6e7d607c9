package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// RouteChange is a change that may move the route of a referral, before it is
// made. What is left empty stays as it is.
type RouteChange struct {
	Age     person.AgeBand
	Record  *consent.Record // one more sitting, or a withdrawal
	LeftOut int             // the number of a record that would no longer count
}

// PreviewRoute lists what was written in a referral that is not sent, would go
// now, and would go no more after the change. Nothing is changed, and nothing
// would be deleted: it goes again when the route is changed back.
func (d *Desk) PreviewRoute(ctx context.Context, actor staff.Actor, ref casefile.Ref, ch RouteChange) ([]referral.Left, error) {
	var leaving []referral.Left
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) error {
		f, err := w.referralFile(ctx)
		if err != nil || f.Referral.ID == "" || f.Snapshot != nil {
			return err
		}
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		then := *w
		if ch.Age != "" {
			then.Case.AgeBand = ch.Age
		}
		standing := consent.StandingOn(then.Case.AgeBand, ch.records(rules(records)), w.today)
		facts, err := then.referralFacts(ctx, f.Client, standing, f.Draft.Form)
		if err != nil {
			return err
		}
		leaving = f.Draft.Leaving(referral.NewDraft(f.Draft.Form, facts, answersOf(f.tasks), w.today))
		return nil
	})
	return leaving, err
}

// records are the consent records of a case as they would stand.
func (ch RouteChange) records(now []consent.Record) []consent.Record {
	for i := range now {
		if now[i].Number == ch.LeftOut {
			now[i].Error = consent.ErrorConfirmed
		}
	}
	if ch.Record != nil {
		r := *ch.Record
		r.ID, r.Number = "next", len(now)+1
		now = append(now, r)
	}
	return now
}
