package demo_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/demo"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
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
	files := sample.Files(t)
	clock := func() time.Time { return now }
	return demo.Office{
		DB: db, Desk: func() *desk.Desk {
			d := desk.New(db, policy, deadline.Published(), log)
			d.Files = files
			return d
		},
		Hash: passwords.Hash, Now: clock, Log: log,
	}, signin.NewGate(db, passwords, keys, clock)
}

func TestLoadIfEmpty(t *testing.T) {
	t.Parallel()
	o, gate := office(t)
	ctx := t.Context()
	plan := demo.Plan{First: 6, Cases: 14}
	for range 2 { // the second time adds nothing
		if loaded, err := demo.LoadIfEmpty(ctx, o, plan); err != nil || !loaded {
			t.Fatal(loaded, err)
		}
		if got := cases(t, o); got != plan.First {
			t.Fatalf("%d cases before the first page, want %d", got, plan.First)
		}
	}
	for range 2 {
		if err := demo.TopUp(ctx, o, plan); err != nil {
			t.Fatal(err)
		}
		if got := cases(t, o); got != plan.Cases {
			t.Fatalf("%d cases in the end, want %d", got, plan.Cases)
		}
	}
	for i, p := range demo.People {
		u, err := gate.SignIn(ctx, p.Email, demo.Password, fmt.Sprintf("192.0.2.%d", i))
		if err != nil || u.Name != p.Name {
			t.Errorf("%s cannot sign in: %v", p.Email, err)
		}
	}
	if err := demo.Add(ctx, o, 2); err != nil {
		t.Fatal(err)
	}
	if got := cases(t, o); got != plan.Cases+2 {
		t.Errorf("%d cases after adding two, want %d", got, plan.Cases+2)
	}
	d := o.Desk()
	d.Seals = sample.Seals(t)
	report, err := d.VerifyAudit(ctx, staff.Actor{Roles: []staff.Role{staff.System}})
	if err != nil || len(report.Findings) > 0 || report.Chains < plan.Cases+2 {
		t.Errorf("audit chains: %+v, %v", report, err)
	}
}

func TestLoadIfEmpty_leavesOthersAlone(t *testing.T) {
	t.Parallel()
	o, _ := office(t)
	ctx := t.Context()
	_, err := o.Desk().SetUpUser(ctx, staff.Actor{Roles: []staff.Role{staff.System}}, desk.SetUp{
		Organisation: staff.Organisation{Name: "Somebody else", Kind: staff.Charity},
		User:         desk.NewUser{Name: "Real Admin", Email: "admin@example.org", Roles: []staff.Role{staff.Admin}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if loaded, err := demo.LoadIfEmpty(ctx, o, demo.Usual); loaded || err != nil {
		t.Errorf("loaded %v, %v", loaded, err)
	}
	if err := demo.Add(ctx, o, 1); !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("got %v", err)
	}
}

func TestTopUp_stopsWithItsContext(t *testing.T) {
	t.Parallel()
	o, _ := office(t)
	if _, err := demo.LoadIfEmpty(t.Context(), o, demo.Plan{}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := demo.TopUp(ctx, o, demo.Usual); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// cases counts what the desk says it started.
func cases(t *testing.T, o demo.Office) int {
	t.Helper()
	n := 0
	for e, err := range o.DB.AuditRows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Action == access.StartCase.String() {
			n++
		}
	}
	return n
}
