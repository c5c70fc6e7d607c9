package server_test

import (
	"database/sql"
	"net/http"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// BenchmarkConsentRegister asks for pages of a register of 100,000 records as
// a browser does, with each filter alone: its first page, and for the whole
// register a page in the middle.
func BenchmarkConsentRegister(b *testing.B) {
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
	o := sample.On(b, db, keys)
	o.LayConsent(b, owner, 100_000)
	var team, worker, rare string
	for into, query := range map[*string]string{
		&team: `SELECT id FROM teams WHERE name = 'Team 7'`, &worker: `SELECT id FROM users WHERE name = 'Worker 42'`, &rare: `SELECT id FROM users WHERE name = 'Worker 1'`,
	} {
		if err := owner.QueryRowContext(b.Context(), query).Scan(into); err != nil {
			b.Fatal(err)
		}
	}
	v := site.Of(b, o).SignedIn(b, o.Auditor)
	for _, page := range []struct{ name, query string }{
		{"first", ""}, {"middle", "?at=2024-06-01T12:00:00Z&after=" + worker},
		{"period", "?from-day=1&from-month=3&from-year=2024&to-day=31&to-month=3&to-year=2024"},
		{"team", "?team=" + team}, {"noTeam", "?team=" + o.OtherTeam.TeamIDs[0]}, {"worker", "?worker=" + worker}, {"rareWorker", "?worker=" + rare},
		{"language", "?language=Tigrinya"}, {"rareLanguage", "?language=Icelandic"}, {"noLanguage", "?language=Nobody"},
		{"method", "?method=video"}, {"outcome", "?outcome=refused"}, {"rareOutcome", "?outcome=withdrawn"}, {"sheet", "?sheet=1"}, {"noSheet", "?sheet=9"},
		{"withinAnHour", "?gap=hour"}, {"withinADay", "?gap=day"}, {"afterSending", "?gap=after"}, {"overAWeek", "?gap=week"}, {"neverSent", "?gap=unsent"},
		{"rareGap", "?gap=hour&from-day=1&from-month=1&from-year=2023&method=phone"},
		{"teamAndAfterSending", "?team=" + team + "&gap=after&language=Icelandic"},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				if p := v.Get("/audit/consent" + page.query); p.Status != http.StatusOK {
					b.Fatal(p.Status)
				}
			}
		})
	}
}
