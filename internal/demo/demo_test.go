package demo_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/demo"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// now is a working afternoon, so that nothing in a story comes up against it.
var now = time.Date(2026, time.September, 16, 15, 0, 0, 0, calendar.London())

var passwords = signin.NewPasswords(signin.Costs{Memory: 64, Time: 1, Threads: 1})

func office(t testing.TB) (demo.Office, *signin.Gate) {
	t.Helper()
	keys := sample.Keys(t)
	db, err := postgres.Open(t.Context(), pgtest.URL(t), keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	clock := func() time.Time { return now }
	return demo.Office{
		DB: db, Desk: func() *desk.Desk { return desk.New(db, policy, deadline.Published(), log) },
		Hash: passwords.Hash, Now: clock, Log: log,
	}, signin.NewGate(db, passwords, keys, clock)
}

func TestLoadIfEmpty(t *testing.T) {
	t.Parallel()
	o, gate := office(t)
	ctx := t.Context()
	began := time.Now()
	plan := demo.Plan{First: 8, Cases: 30}
	loaded, err := demo.LoadIfEmpty(ctx, o, plan)
	if err != nil || !loaded {
		t.Fatal(loaded, err)
	}
	t.Logf("first %d cases after %s", plan.First, time.Since(began))
	if err := demo.TopUp(ctx, o, plan); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases after %s", plan.Cases, time.Since(began))
	_ = audit.Head{}
	for i, p := range demo.People {
		u, err := gate.SignIn(ctx, p.Email, demo.Password, fmt.Sprintf("192.0.2.%d", i))
		if err != nil || u.Name != p.Name {
			t.Errorf("%s cannot sign in: %v", p.Email, err)
		}
	}
}

var _ = context.Background
