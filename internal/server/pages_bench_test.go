package server_test

import (
	"database/sql"
	"net/http"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// BenchmarkPages asks, as a browser does, for the worklist of a caseworker who
// holds 200 cases, among them alone and among 100,000 others, and for the
// overview of a case that was decided and handed over.
func BenchmarkPages(b *testing.B) {
	address, keys := pgtest.URL(b), sample.Keys(b)
	db, err := postgres.Open(b.Context(), address, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	owner, err := sql.Open("pgx", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = owner.Close() })
	s := site.Of(b, sample.On(b, db, keys))
	for range 199 {
		s.Case(b, sample.Adult(calendar.England))
	}
	ref := s.Case(b, sample.Adult(calendar.England))
	s.Consented(b, ref)
	s.Submitted(b, ref, sample.Today)
	s.Decided(b, ref, decision.RG, decision.Positive, sample.Today)
	s.HandedOver(b, ref)
	if _, err := owner.ExecContext(b.Context(), `UPDATE cases SET next_due_on = DATE '2026-05-08' + abs(hashtext(id::text)) % 30`); err != nil {
		b.Fatal(err)
	}
	v := s.SignedIn(b, s.Caseworker)
	ask := func(name, path string) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if p := v.Get(path); p.Status != http.StatusOK {
					b.Fatal(p.Status)
				}
			}
		})
	}
	ask("worklist", "/cases")
	ask("overview", "/cases/"+string(ref))
	s.LayDates(b, owner, sample.Dates{Today: sample.Today, Cases: 100_000, PerCase: 1, Holders: 499})
	ask("worklistAmong100000", "/cases")
}
