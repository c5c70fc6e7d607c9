package desk_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// BenchmarkBook rehearses a book that moves a date of every case, and takes it
// into use, with as many open cases as a large organisation has.
func BenchmarkBook(b *testing.B) {
	for _, cases := range []int{5_000} {
		b.Run(strconv.Itoa(cases), func(b *testing.B) {
			o := manyOpenCases(b, cases)
			period := 40
			next := func() string {
				period++
				return rehearse(b, o, desk.BookChoice{Rules: withRules(b, deadline.Published().Text(), [3]string{"EW-RECOVERY-30", "amount", strconv.Itoa(period)})})
			}
			take(b, o, next()) // counts everything for the first time
			var rehearsing, taking time.Duration
			for b.Loop() {
				began := time.Now()
				id := next()
				rehearsing += time.Since(began)
				began = time.Now()
				if r := take(b, o, id); r.MovedCases != cases {
					b.Fatalf("%+v", r)
				}
				taking += time.Since(began)
			}
			b.ReportMetric(rehearsing.Seconds()/float64(b.N), "s/rehearsal")
			b.ReportMetric(taking.Seconds()/float64(b.N), "s/taking")
		})
	}
}

// manyOpenCases have a referral and a positive decision each.
func manyOpenCases(b *testing.B, n int) *sample.Office {
	b.Helper()
	o, owner := reachable(b)
	start := sample.Adult(calendar.England)
	err := o.DB.Tx(b.Context(), func(tx *postgres.DB) error {
		for i := range n {
			c := casefile.Case{
				ID: uuid.Must(uuid.NewV7()).String(), OrganisationID: o.Caseworker.OrganisationID, TeamID: o.Caseworker.TeamIDs[0], OwnerID: o.Caseworker.UserID,
				Ref: casefile.Ref(fmt.Sprintf("ND-%06d", i)), Version: 1, State: casefile.RGPositive, StateSince: sample.Now, Nation: calendar.England,
				AgeBand: person.Adult, ConsentStatus: "given", SubmittedOn: day(time.May, 1), CreatedAt: sample.Now,
			}
			if err := tx.InsertCase(b.Context(), c); err != nil {
				return err
			}
			if err := tx.InsertPerson(b.Context(), postgres.Client{CaseID: c.ID, OrganisationID: c.OrganisationID, Start: start, ContactCheckedOn: sample.Today}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO decisions (id, organisation_id, case_id, kind, outcome, authority, decided_on, received_on, letter_kept_sealed, recorded_by, recorded_at)
			SELECT gen_random_uuid(), organisation_id, id, 'rg', 'positive', 'SCA', '2026-05-12', '2026-05-12', '', owner_id, now() FROM cases`,
		`INSERT INTO decision_reviews (decision_id, organisation_id, outcome, reason_sealed, reviewed_by, reviewed_at)
			SELECT id, organisation_id, 'confirmed', '', recorded_by, now() FROM decisions`,
		`ANALYZE`,
	} {
		if _, err := owner.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
	return o
}
