package postgres_test

import (
	"testing"

	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// TestConsentRegister_looksThroughSoManyForAPage asks for what is rare: each
// page ends where it had looked through enough, the next goes on there, and
// every record that fits is found once.
func TestConsentRegister_looksThroughSoManyForAPage(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	sent := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, sent)
	o.Submitted(t, sent, sample.Today)
	o.MoveDays(1)
	o.Consented(t, sent)
	const after = 2 // recorded after sending: the sample's referral went before its office opened
	for range 7 {
		o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	}
	for what, test := range map[string]struct {
		q           postgres.RegisterQuery
		want, pages int
	}{
		"two that fit among nine, three at a time": {postgres.RegisterQuery{Gap: auditing.AfterSending, LookThrough: 3}, after, 4},
		"all nine at once":                         {postgres.RegisterQuery{Gap: auditing.AfterSending, LookThrough: 20}, after, 1},
		"exactly nine":                             {postgres.RegisterQuery{Gap: auditing.AfterSending, LookThrough: 9}, after, 2},
		"those of cases not sent":                  {postgres.RegisterQuery{Gap: auditing.NeverSent, LookThrough: 4}, 7, 3},
		"none fits":                                {postgres.RegisterQuery{Gap: auditing.OverAWeek, LookThrough: 20}, 0, 1},
		"a team":                                   {postgres.RegisterQuery{TeamID: o.Caseworker.TeamIDs[0], LookThrough: 3}, 9, 1},
		"a team without cases":                     {postgres.RegisterQuery{TeamID: o.OtherTeam.TeamIDs[0], LookThrough: 3}, 0, 1},
		"a worker and a gap":                       {postgres.RegisterQuery{WorkerID: o.Caseworker.UserID, Gap: auditing.AfterSending, LookThrough: 20}, after, 1},
	} {
		q := test.q
		q.OrganisationID, q.Limit = o.Auditor.OrganisationID, 20
		seen := map[string]int{}
		pages := 0
		for {
			entries, through, err := o.DB.ConsentRegister(t.Context(), q)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			pages++
			for _, e := range entries {
				seen[e.Reference]++
			}
			if through.ID == "" || pages > 20 {
				break
			}
			q.After = through
		}
		if len(seen) != test.want || pages != test.pages {
			t.Errorf("%s: %d records on %d pages, want %d on %d", what, len(seen), pages, test.want, test.pages)
		}
		for reference, times := range seen {
			if times != 1 {
				t.Errorf("%s: %s stands there %d times", what, reference, times)
			}
		}
	}
}
