package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
)

// teller tells one case: it knows who works on it and what time it is in the
// story. Its steps read like the story; the first one that fails ends it, and
// those after do nothing.
type teller struct {
	ctx    context.Context // of each step, which is never broken off
	over   context.Context // no step begins once this has ended
	office Office
	desk   *desk.Desk
	rng    *rand.Rand
	today  calendar.Date // the real one: stories count back from it
	clock  time.Time     // in the story
	place  int

	team       team
	worker     staff.Actor
	supervisor staff.Actor
	client     client

	ref      casefile.Ref
	sittings int // consent records so far
	err      error
}

// newTeller gives the case of a place to a worker of the team, in turn. The
// same place has the same story and the same client on the same day.
func newTeller(ctx context.Context, o Office, d *desk.Desk, cast team, place int) *teller {
	t := &teller{
		ctx: context.WithoutCancel(ctx), over: ctx, office: o, desk: d, rng: rand.New(rand.NewPCG(1926, uint64(place))), today: o.today(), place: place, team: cast,
		worker: turn(place/4, cast.workers),
	}
	for _, s := range cast.supervisors {
		if s.UserID != t.worker.UserID {
			t.supervisor = s
		}
	}
	d.Now = func() time.Time { return t.clock }
	return t
}

// day moves the clock to so many days ago, in the morning. It never goes back,
// nor beyond the real time. What fell due meanwhile was kept.
func (t *teller) day(ago int) {
	day := t.today.AddDays(-ago)
	t.keepUp(day)
	t.moveTo(time.Date(day.Year(), day.Month(), day.Day(), 9, t.rng.IntN(50), 0, 0, calendar.London()))
}

func (t *teller) moveTo(at time.Time) {
	if latest := t.office.Now().Add(-time.Second); at.After(latest) {
		at = latest
	}
	if at.After(t.clock) {
		t.clock = at
	}
}

func (t *teller) pass(d time.Duration) { t.moveTo(t.clock.Add(d)) }

// now is the London day in the story.
func (t *teller) now() calendar.Date { return calendar.LondonDay(t.clock) }

// ago is the date so many days before today.
func (t *teller) ago(days int) calendar.Date { return t.today.AddDays(-days) }

// do takes one step on the case as it stands.
func (t *teller) do(what string, step func(desk.Edit) error) {
	t.try(what, func() error {
		c, err := t.office.DB.Case(t.ctx, t.worker.OrganisationID, t.ref)
		if err != nil {
			return err
		}
		return step(desk.Edit{Ref: t.ref, Version: c.Version})
	})
}

// try takes a step some minutes after the one before.
func (t *teller) try(what string, step func() error) {
	if t.err != nil {
		return
	}
	if t.err = t.over.Err(); t.err != nil {
		return
	}
	t.pass(time.Duration(2+t.rng.IntN(9)) * time.Minute)
	if err := step(); err != nil {
		t.err = fmt.Errorf("%s on %s: %w", what, t.now(), plain(err))
	}
}

// plain says which answers were refused; the usual text keeps them back.
func plain(err error) error {
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return fmt.Errorf("%w %v", err, invalid.Problems)
	}
	return err
}

// start is first contact, so many days ago.
func (t *teller) start(ago int) { t.startAs(ago, t.client.start()) }

func (t *teller) startAs(ago int, s person.Start) {
	t.day(ago)
	t.try("start", func() (err error) {
		t.ref, err = t.desk.StartCase(t.ctx, t.worker, desk.NewCase{TeamID: t.team.id, Start: s})
		return err
	})
}

func (t *teller) note(text string) {
	t.do("note", func(e desk.Edit) error { return t.desk.AddNote(t.ctx, t.worker, e, text) })
}

// reassign gives the case to another worker of the team, if there is one.
func (t *teller) reassign(reason string) {
	for _, other := range t.team.workers {
		if other.UserID != t.worker.UserID && other.UserID != t.supervisor.UserID {
			t.do("reassign", func(e desk.Edit) error { return t.desk.ReassignCase(t.ctx, t.supervisor, e, other.UserID, reason) })
			t.worker = other
			return
		}
	}
}

// hide keeps another worker of the team out of the case, if there is one.
func (t *teller) hide(reason string) {
	for _, other := range t.team.workers {
		if other.UserID != t.worker.UserID && other.UserID != t.supervisor.UserID {
			t.do("hide", func(e desk.Edit) error {
				return t.desk.RestrictCase(t.ctx, t.supervisor, e, []string{other.UserID}, reason)
			})
			return
		}
	}
}

// giveStep gives the first open next step of the case to another worker of the
// team, if there is one.
func (t *teller) giveStep(note string) {
	for _, other := range t.team.workers {
		if other.UserID == t.worker.UserID {
			continue
		}
		t.do("give a step", func(e desk.Edit) error {
			list, err := t.desk.Tasks(t.ctx, t.worker, t.ref)
			if err != nil || len(list.Open()) == 0 {
				return err
			}
			return t.desk.GiveTask(t.ctx, t.worker, e, list.Open()[0].ID, other.UserID, note)
		})
		return
	}
}

func (t *teller) closeCase(why casefile.ClosedWhy, reason string) {
	t.do("close", func(e desk.Edit) error {
		return t.desk.CloseCase(t.ctx, t.supervisor, e, casefile.Closure{Why: why, Reason: reason, Waive: true})
	})
}

func (t *teller) reopen(reason string) {
	t.do("reopen", func(e desk.Edit) error { return t.desk.ReopenCase(t.ctx, t.supervisor, e, reason) })
}
