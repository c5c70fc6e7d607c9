package server_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestPages_askFewStatements holds the pages that are opened most to a number
// of statements, everything between request and answer counted, and to the
// same number whether there is one row or sixty. A session's end is written
// once a minute; that one is looked at apart.
func TestPages_askFewStatements(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	fresh := s.Case(t, sample.Adult(calendar.Scotland))
	withdrawn := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, withdrawn)
	s.HandedOver(t, withdrawn)
	s.Withdrawn(t, withdrawn)
	busy := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, busy)
	s.Submitted(t, busy, sample.Today)
	s.Decided(t, busy, decision.RG, decision.Positive, sample.Today)
	most := map[string]int{"/cases": 5, "/cases?group=due_in_7": 5, "/tasks": 5}
	for _, ref := range []string{string(fresh), string(withdrawn), string(busy)} {
		for _, area := range []string{"", "/dates", "/timeline", "/tasks"} {
			most["/cases/"+ref+area] = 6
		}
	}
	count := func() map[string]int {
		n := map[string]int{}
		for path, most := range most {
			v.Get(path) // what columns a statement has is learned once
			list := s.Statements(func() {
				if p := v.Get(path); p.Status != http.StatusOK {
					t.Fatalf("%s: %d %s", path, p.Status, p.Text())
				}
			})
			if n[path] = len(list); n[path] > most {
				t.Errorf("%s:", path)
				list.AtMost(t, most)
			}
		}
		return n
	}
	few := count()
	for i := range 60 {
		s.Case(t, sample.Adult(calendar.Wales))
		if err := s.Desk.AddNote(t.Context(), s.Caseworker, s.Edit(t, busy), fmt.Sprint("Note ", i)); err != nil {
			t.Fatal(err)
		}
		s.HandedOver(t, busy)
	}
	for path, n := range count() {
		if n != few[path] {
			t.Errorf("%s asks %d statements with little and %d with much", path, few[path], n)
		}
	}
}

// TestSession_endIsWrittenOnceAMinute counts the one statement that not every
// page makes.
func TestSession_endIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	owner, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := site.Of(t, sample.On(t, db, keys))
	v := s.SignedIn(t, s.Caseworker)
	v.Get("/account")
	soon := s.Statements(func() { v.Get("/account") })
	if _, err := owner.Exec(`UPDATE sessions SET expires_at = expires_at - interval '61 seconds'`); err != nil {
		t.Fatal(err)
	}
	later := s.Statements(func() { v.Get("/account") })
	if len(later) != len(soon)+1 {
		t.Errorf("%d statements within a minute:\n%s%d after it:\n%s", len(soon), soon, len(later), later)
	}
}
