package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/postgres"
)

// Closing is what stands between a case and its being closed.
type Closing struct {
	Head
	Open     casefile.Outstanding
	Dates    []KeptDate       // that still run
	Handoffs []handoff.Record // that are not closed
	Holders  []consent.Notice // who has still to be told to stop
	Steps    []task.Task      // that end with the case
	Needs    need.Sheet       // that the client still goes without
	Threads  []need.Held      // after a positive CG: what nobody holds afterwards
}

// Possible says whether the case can be closed from where it stands, whatever
// is still open.
func (c Closing) Possible() bool {
	return c.Case.Place().Allows(casefile.CaseClosed) == nil
}

// Closing reads what is still open on a case.
func (d *Desk) Closing(ctx context.Context, actor staff.Actor, ref casefile.Ref) (Closing, error) {
	var c Closing
	err := d.view(ctx, actor, access.ListTeam, ref, func(w *work) (err error) {
		c, err = w.closing(ctx)
		if err != nil {
			return err
		}
		c.Head, err = w.head(ctx)
		return err
	})
	return c, err
}

// CloseCase closes a case on which nothing is outstanding (nrm-rules §10).
// Dates that still run and next steps that are not done stand in the way until
// they are waived; the reason then covers them too.
//
// Errors: *fault.Conflict that lists what is open, *fault.Invalid on closed_why
// and reason.
func (d *Desk) CloseCase(ctx context.Context, actor staff.Actor, e Edit, in casefile.Closure) error {
	return d.change(ctx, actor, access.CloseCase, e, func(w *work) error {
		c, err := w.closing(ctx)
		if err != nil {
			return err
		}
		if in.Waive {
			c.Open.OpenDeadlines, c.Open.OpenSteps = 0, 0
		}
		if err := casefile.CanClose(c.Open); err != nil {
			return err
		}
		if err := in.Check(w.Case.State); err != nil {
			return err
		}
		if err := textProblems("reason", in.Reason, maxReason).Err(); err != nil {
			return err
		}
		w.fact("why", string(in.Why))
		if in.Waive && len(c.Dates) > 0 {
			w.fact("waived", strconv.Itoa(len(c.Dates)))
		}
		if in.Waive && len(c.Steps) > 0 {
			w.fact("steps_waived", strconv.Itoa(len(c.Steps)))
		}
		w.Case.ClosedOn, w.Case.ClosedWhy = w.today, in.Why
		if err := w.happens(casefile.CaseClosed, casefile.NothingOpen, casefile.NoDutyOpen, casefile.ReasonGiven); err != nil {
			return err
		}
		if err := w.addNote(ctx, postgres.ClosingNote, in.Reason); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// ReopenCase takes a closed case back to where it stood before.
//
// Errors: *fault.Invalid on reason, *fault.Conflict when it is not closed.
func (d *Desk) ReopenCase(ctx context.Context, actor staff.Actor, e Edit, reason string) error {
	return d.change(ctx, actor, access.ReopenCase, e, func(w *work) error {
		if w.Case.State != casefile.Closed {
			return fault.Conflictf("This case is not closed.")
		}
		if w.Case.MergedInto != "" {
			return fault.Conflictf("This case was merged into another one. Part the two to reopen it.")
		}
		undone, err := w.tx.ImportUndone(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if undone {
			return fault.Conflictf("This case came from a spreadsheet and was taken back with it. Nothing of the client is left here. Start a new case.")
		}
		if err := textProblems("reason", reason, maxReason).Err(); err != nil {
			return err
		}
		if err := w.reopen(); err != nil {
			return err
		}
		if err := w.addNote(ctx, postgres.ReopeningNote, reason); err != nil {
			return err
		}
		// A book being taken into use counts the open cases and passes this one by.
		if err := w.tx.HoldBook(ctx, w.Case.OrganisationID); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// putAway closes a case that should not stand by itself: it is the same
// client's as another (nrm/casefile.CanMerge says when), or the spreadsheet it
// came from is taken back. It is no move of casefile.Moves, whose closing asks
// that nothing is open and every duty is done: the client's way goes on in the
// kept case, or never was in this one. It is left as any closed case is.
func (w *work) putAway() {
	w.fact("from", string(w.Case.State))
	w.fact("to", string(casefile.Closed))
	w.Case.Stand(casefile.Place{State: casefile.Closed, Kept: w.Case.State}, w.now)
	w.Case.ClosedOn = w.today
}

// reopen puts the closed case back to where it stood.
func (w *work) reopen() error {
	if err := w.happens(casefile.CaseReopened, casefile.ReasonGiven); err != nil {
		return err
	}
	w.Case.ClosedOn, w.Case.ClosedWhy = calendar.Date{}, ""
	return nil
}

func (w *work) closing(ctx context.Context) (Closing, error) {
	c := Closing{Open: casefile.Outstanding{State: w.Case.State}}
	dates, err := w.openDates(ctx)
	if err != nil {
		return c, err
	}
	for _, d := range dates {
		if due := d.Deadline.Due; !due.IsZero() && !due.Before(w.today) {
			c.Dates = append(c.Dates, d)
		}
	}
	sent, err := w.tx.CaseHandoffs(ctx, w.Case.ID)
	if err != nil {
		return c, err
	}
	for _, h := range sent {
		if h.State.Open() {
			c.Handoffs = append(c.Handoffs, h)
		}
	}
	if c.Steps, err = w.endingTasks(ctx); err != nil {
		return c, err
	}
	needs, err := w.needsNow(ctx)
	if err != nil {
		return c, err
	}
	c.Needs = needs.Outstanding()
	if w.Case.Stage() == casefile.CGPositive {
		plan, err := w.threads(ctx)
		if err != nil {
			return c, err
		}
		c.Threads = openThreads(plan)
	}
	c.Open.OpenDeadlines, c.Open.OpenHandoffs, c.Open.OpenSteps = len(c.Dates), len(c.Handoffs), len(c.Steps)
	decisions, err := w.tx.Decisions(ctx, w.Case.ID)
	if err != nil {
		return c, err
	}
	for _, d := range decisions {
		if d.Waiting() {
			c.Open.UnconfirmedItems++
		}
	}
	notices, err := w.openNotices(ctx)
	if err != nil {
		return c, err
	}
	for _, n := range notices {
		if n.MustTell() {
			c.Holders = append(c.Holders, n)
		}
	}
	c.Open.HoldersToTell = len(c.Holders)
	c.Open.DutyToNotify, err = w.dutyOutstanding(ctx)
	return c, err
}

// dutyOutstanding says whether the law still wants a report of a refusal.
func (w *work) dutyOutstanding(ctx context.Context) (bool, error) {
	standing, err := w.standing(ctx)
	if err != nil {
		return false, err
	}
	about, err := w.aboutDuty(ctx, standing)
	if err != nil || dtn.Owed(about).Basis != dtn.Duty {
		return false, err
	}
	reports, err := w.tx.DutyReports(ctx, w.Case.ID)
	return !reported(reports, standing), err
}
