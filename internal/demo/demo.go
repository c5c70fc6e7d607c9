// Package demo fills a desk with invented people and cases that look like
// life: two organisations, four teams, twelve people to sign in as, and cases
// at every stage with dates relative to today.
//
// Every case is told through the desk's own actions by a desk whose clock is
// moved back, so its history, its audit chain, its clocks and its reminders are
// real; nothing is written past the desk but the people. A story (story.go) is
// the script of one case. Fixtures for tests are in testkit/sample.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/postgres"
)

// Office is what the demo is made with.
type Office struct {
	DB   *postgres.DB
	Desk func() *desk.Desk // a new one at each call: its clock will be moved
	Hash func(ctx context.Context, password string) (string, error)
	Now  func() time.Time
	Log  *slog.Logger
}

// Plan says how many cases there are before the first page is served, and in
// the end.
type Plan struct{ First, Cases int }

// Usual is the demo of `make run`. The first cases touch every list; the rest
// follows while people look around.
var Usual = Plan{First: 13, Cases: 200}

// ErrNotEmpty means that the database holds somebody else's work.
var ErrNotEmpty = errors.New("this database is in use and holds no demo; the demo goes into an empty one only")

// LoadIfEmpty puts the people and the first cases into an empty database. It
// says whether the database is a demo now: one loaded before stays as it is.
func LoadIfEmpty(ctx context.Context, o Office, p Plan) (bool, error) {
	err := o.begin(ctx)
	if errors.Is(err, ErrNotEmpty) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	missing, err := o.missing(ctx, p.First)
	if err != nil {
		return false, err
	}
	return true, o.tell(ctx, missing, 2) // one waits for the database while the other thinks
}

// TopUp tells the cases that are still missing from the plan. When the context
// ends it stops after the step under way; the next call goes on from there.
func TopUp(ctx context.Context, o Office, p Plan) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	began := o.Now()
	missing, err := o.missing(ctx, p.Cases)
	if err != nil || missing == 0 {
		return err
	}
	if err := o.tell(ctx, missing, 1); err != nil { // people are using the desk meanwhile
		return err
	}
	if err := o.catchUp(ctx); err != nil {
		return err
	}
	o.Log.InfoContext(ctx, "demo cases are complete", "added", missing, "after", o.Now().Sub(began).Round(time.Second).String())
	return nil
}

// Add tells n more cases, on top of those there are. Into an empty database
// the people come first.
//
// Errors: ErrNotEmpty.
func Add(ctx context.Context, o Office, n int) error {
	if err := o.begin(ctx); err != nil {
		return err
	}
	if err := o.tell(ctx, n, 2); err != nil {
		return err
	}
	return o.catchUp(ctx)
}

// catchUp does what the job of each day would have done: the days of the
// stories have passed all at once.
func (o Office) catchUp(ctx context.Context) error {
	d := o.Desk()
	d.Now = o.Now
	_, err := d.SweepReminders(ctx, system)
	return err
}

func (o Office) begin(ctx context.Context) error {
	have, err := o.hasPeople(ctx)
	if err != nil {
		return err
	}
	if have {
		return o.addPeople(ctx)
	}
	begun, err := o.DB.AuditBegun(ctx)
	if err != nil {
		return err
	}
	if begun {
		return ErrNotEmpty
	}
	return o.addPeople(ctx)
}

func (o Office) missing(ctx context.Context, n int) (int, error) {
	have, err := o.count(ctx)
	return max(n-have, 0), err
}

// count is how many cases the demo's organisations hold.
func (o Office) count(ctx context.Context) (int, error) {
	n := 0
	for _, org := range organisations {
		kept, err := o.DB.OrganisationByName(ctx, org.Name)
		if err != nil {
			return 0, err
		}
		cases, err := o.DB.CountCases(ctx, kept.ID)
		if err != nil {
			return 0, err
		}
		n += cases
	}
	return n, nil
}

// tell tells so many more cases, at most a few at once.
func (o Office) tell(ctx context.Context, n, atOnce int) error {
	have, err := o.count(ctx)
	if err != nil {
		return err
	}
	teams, err := o.teams(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	next.Store(int64(have))
	var tellers sync.WaitGroup
	for range atOnce {
		tellers.Go(func() {
			d := o.Desk()
			for ctx.Err() == nil {
				place := int(next.Add(1)) - 1
				if place >= have+n {
					return
				}
				if err := o.tellOne(ctx, d, teams, place); err != nil {
					stop(fmt.Errorf("demo case %d (%s): %w", place+1, storyAt(place).name, err))
				}
			}
		})
	}
	tellers.Wait()
	return context.Cause(ctx)
}

func (o Office) tellOne(ctx context.Context, d *desk.Desk, teams map[string]team, place int) error {
	s := storyAt(place)
	where := s.teamAt(place)
	t := newTeller(ctx, o, d, teams[where], place)
	t.client = t.invent(s, where)
	s.tell(t)
	if place%7 != 3 { // some are behind with their check-ins and chases
		t.keepUp(t.today)
	}
	return t.err
}

// today is the London day of the office.
func (o Office) today() calendar.Date { return calendar.LondonDay(o.Now()) }
