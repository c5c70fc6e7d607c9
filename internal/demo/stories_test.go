package demo

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// TestStories tells every story once for real, and looks where it ends.
func TestStories(t *testing.T) {
	t.Parallel()
	o := officeAt(t, time.Date(2026, time.September, 16, 15, 0, 0, 0, calendar.London()))
	teams, err := o.teams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for place, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			told(t, o, teams, place, s)
		})
	}
}

// TestStories_inTheSmallHours tells those that end today when hardly any of
// today has passed, and on the night that has an hour twice.
func TestStories_inTheSmallHours(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.October, 25, 1, 30, 0, 0, calendar.London())
	o := officeAt(t, now)
	teams, err := o.teams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for place, s := range stories() {
		switch s.name {
		case "a name and nothing else", "handoff sent this morning", "waiting for the second person":
			c := told(t, o, teams, place, s)
			if c.StateSince.After(now) {
				t.Errorf("%s: happened at %s, after now", s.name, c.StateSince)
			}
		}
	}
}

func told(t *testing.T, o Office, teams map[string]team, place int, s story) casefile.Case {
	t.Helper()
	where := s.teamAt(place)
	teller := newTeller(t.Context(), o, o.Desk(), teams[where], place)
	teller.client = teller.invent(s, where)
	s.tell(teller)
	if teller.err != nil {
		t.Fatal(teller.err)
	}
	c, err := o.DB.Case(t.Context(), teller.worker.OrganisationID, teller.ref)
	if err != nil {
		t.Fatal(err)
	}
	if c.State != s.ends {
		t.Errorf("%s ends at %s, want %s", s.name, c.State, s.ends)
	}
	return c
}

func officeAt(t *testing.T, now time.Time) Office {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.URL(t), sample.Keys(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	files := sample.Files(t)
	o := Office{
		DB: db, Desk: func() *desk.Desk {
			d := desk.New(db, policy, deadline.Published(), log)
			d.Files = files
			return d
		},
		Hash: func(context.Context, string) (string, error) { return "no password fits this", nil },
		Now:  func() time.Time { return now }, Log: log,
	}
	if err := o.addPeople(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}
