package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
)

// MoveOn is the plan for the time after support: how long there is, what goes
// on, who holds each thread, and whether the client wants to be called.
type MoveOn struct {
	Head
	Plan         []need.Held
	Dates        []KeptDate        // that say how long there is
	Steps        []task.Task       // open next steps, the first due first
	CallsFrom    calendar.Date     // last day of support, from which the agreed calls count; none while nobody agreed
	Calls        []task.Task       // that were agreed
	Names        map[string]string // of staff, by id
	Organisation string
}

// Open lists the threads that nobody holds yet.
func (m MoveOn) Open() []need.Held { return openThreads(m.Plan) }

func openThreads(plan []need.Held) []need.Held {
	return slices.DeleteFunc(slices.Clone(plan), func(h need.Held) bool { return !h.Open() })
}

// Find is one thread of the plan.
func (m MoveOn) Find(code need.ThreadCode) (need.Held, bool) {
	i := slices.IndexFunc(m.Plan, func(h need.Held) bool { return h.Code == code })
	if i < 0 {
		return need.Held{}, false
	}
	return m.Plan[i], true
}

// MoveOn reads the move-on plan of a case. The look is recorded.
//
// Errors: fault.NotFound, fault.Forbidden.
func (d *Desk) MoveOn(ctx context.Context, actor staff.Actor, ref casefile.Ref) (MoveOn, error) {
	var m MoveOn
	err := d.view(ctx, actor, access.ViewMoveOn, ref, func(w *work) (err error) {
		m, err = w.moveOn(ctx)
		return err
	})
	return m, err
}

func (w *work) moveOn(ctx context.Context) (m MoveOn, err error) {
	if m.Head, err = w.head(ctx); err != nil {
		return m, err
	}
	if m.Plan, err = w.threads(ctx); err != nil {
		return m, err
	}
	if m.Dates, err = w.pressingDates(ctx); err != nil {
		return m, err
	}
	open, err := w.openTasks(ctx)
	if err != nil {
		return m, err
	}
	book, err := taskBook(ctx, w.tx, w.Case.OrganisationID)
	if err != nil {
		return m, err
	}
	for _, t := range open {
		if rule, ok := book.Rule(t.RuleID); ok && rule.Outlives() {
			m.Calls = append(m.Calls, t)
		} else {
			m.Steps = append(m.Steps, t)
		}
	}
	events, err := w.events(ctx)
	if err != nil {
		return m, err
	}
	for _, e := range events {
		if e.Kind == deadline.FollowUpAgreed {
			m.CallsFrom = e.On
		}
	}
	if m.Names, err = w.names(ctx); err != nil {
		return m, err
	}
	organisation, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
	m.Organisation = organisation.Name
	return m, err
}

// threads is the move-on plan of the case as it stands.
func (w *work) threads(ctx context.Context) ([]need.Held, error) {
	sheet, err := w.needsNow(ctx)
	if err != nil {
		return nil, err
	}
	holders, err := w.tx.ThreadHolders(ctx, w.Case.ID)
	return need.Plan(w.needsAbout(), sheet, holders), err
}

// HoldThread says who holds a thread when the case is closed. It can be said
// from the first day; it is asked for after a positive CG.
//
// Errors: *fault.Invalid with the fields of need.Holder, fault.NotFound for a
// thread that is not one of this client's, *fault.Conflict on a closed case.
func (d *Desk) HoldThread(ctx context.Context, actor staff.Actor, e Edit, in need.Holder) error {
	return d.change(ctx, actor, access.HoldThread, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Open it again before you change the plan.")
		}
		if !slices.ContainsFunc(need.ThreadsOf(w.needsAbout()), func(t need.Thread) bool { return t.Code == in.Thread }) {
			return fault.NotFound
		}
		if err := in.Check().Err(); err != nil {
			return err
		}
		in.ID, in.By, in.At = newID(), actor.UserID, w.now
		in.Agreed = in.Agreed && in.Holding == need.HeldBySomebody
		if err := w.tx.InsertThreadHolder(ctx, w.Case, in); err != nil {
			return err
		}
		w.about(in.ID)
		w.fact("thread", string(in.Thread))
		w.fact("holding", string(in.Holding))
		w.fact("agreed", yesOrNo(in.Agreed))
		return nil
	})
}
