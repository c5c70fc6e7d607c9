package desk

import (
	"context"
	"errors"
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Correction is a record of a case with its dates as they should be. A date
// that stands as it is counts as unchanged.
type Correction struct {
	RecordName
	Days   map[DateField]calendar.Date
	Never  bool // an event that never happened; its dates are then left alone
	Reason string
}

// CorrectDates puts other dates in the place of wrong ones. What was recorded
// stays as it was written; every clock that hangs on it is counted again and
// its reminders are planned anew, in the same transaction.
//
// Errors: *fault.Invalid on the names of the dates, on never and on reason;
// *fault.Conflict when the actor cannot be the one, as for a decision they
// recorded themselves; fault.NotFound.
func (d *Desk) CorrectDates(ctx context.Context, actor staff.Actor, e Edit, in Correction) error {
	return d.change(ctx, actor, in.Kind.correcting(), e, func(w *work) error {
		record, err := w.corrected(ctx, in)
		if err != nil {
			return err
		}
		w.fact("record", string(in.Kind))
		if record.Event != nil {
			w.fact("event", string(record.Event.Kind))
		}
		for _, day := range record.Days {
			to := in.day(day)
			if to == day.On {
				continue
			}
			if err := w.correctDay(ctx, record, day, to, in.Reason); err != nil {
				return err
			}
		}
		return w.reclock(ctx)
	})
}

// day is a date of the record as it should be; none when it never happened.
func (in Correction) day(now RecordedDay) calendar.Date {
	switch {
	case !in.Never:
		return in.Days[now.Field]
	case now.Field == postgres.HappenedOn:
		return calendar.Date{}
	default:
		return now.On
	}
}

func (w *work) correctDay(ctx context.Context, r DatedRecord, day RecordedDay, to calendar.Date, reason string) error {
	if r.Kind == BirthRecord || r.Event != nil && r.Event.Kind.Background() {
		// A date out of the client's life could tell who they are.
		w.changed(string(day.Field), day.On.String(), to.String())
	} else {
		w.fact(string(day.Field)+"_before", day.On.String())
		w.fact(string(day.Field)+"_after", to.String())
	}
	switch day.Field {
	case postgres.SubmittedOn:
		w.Case.SubmittedOn = to
	case postgres.DateOfBirth:
		if err := w.tx.SetDateOfBirth(ctx, w.Case.ID, to); err != nil {
			return err
		}
	case postgres.HappenedOn:
		if to.IsZero() {
			w.fact("never", "yes")
		}
	}
	id := newID()
	w.because("date_corrections", id)
	return w.tx.InsertDateCorrection(ctx, postgres.DateCorrection{
		ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Field: day.Field, RecordID: r.ID,
		Old: day.On, New: to, Reason: reason, CorrectedBy: w.actor.UserID, CorrectedAt: w.now,
	})
}

// CorrectionFile is a record somebody wants to correct. Blocked says why they
// cannot.
type CorrectionFile struct {
	Head
	Record  DatedRecord
	Blocked string
}

// Correction reads a record for its correction.
func (d *Desk) Correction(ctx context.Context, actor staff.Actor, ref casefile.Ref, name RecordName) (CorrectionFile, error) {
	var f CorrectionFile
	err := d.view(ctx, actor, name.Kind.correcting(), ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		if f.Record, err = w.datedRecord(ctx, name); err != nil {
			return err
		}
		f.Blocked = blocked(w.mayCorrect(f.Record))
		return nil
	})
	return f, err
}

// blocked is the sentence of a conflict.
func blocked(err error) string {
	var conflict *fault.Conflict
	if errors.As(err, &conflict) {
		return conflict.Message
	}
	return ""
}

// CorrectionPreview is what a correction would do.
type CorrectionPreview struct {
	Moves []Move
	// OtherAge is true when the client would be of another age group than the
	// case is held under.
	OtherAge bool
}

// PreviewCorrection checks a correction and shows what it would move, and
// writes nothing but that somebody looked. Errors as CorrectDates.
func (d *Desk) PreviewCorrection(ctx context.Context, actor staff.Actor, ref casefile.Ref, in Correction) (CorrectionPreview, error) {
	var p CorrectionPreview
	err := d.view(ctx, actor, in.Kind.correcting(), ref, func(w *work) error {
		record, err := w.corrected(ctx, in)
		if err != nil {
			return err
		}
		p.Moves, err = w.moves(ctx, func(c *clocks) { in.apply(c, record) })
		if in.Kind == BirthRecord {
			under18 := w.today.Before(in.Days[postgres.DateOfBirth].AddMonths(18 * 12))
			p.OtherAge = under18 != w.Case.AgeBand.TreatedAsChild() && w.Case.AgeBand != person.AgeUnsure
		}
		return err
	})
	return p, err
}

// apply does to what the clocks are counted from what the correction does.
func (in Correction) apply(c *clocks, r DatedRecord) {
	for _, day := range r.Days {
		to := in.day(day)
		for i, e := range c.events {
			switch {
			case e.Source != in.ID:
			case day.Field == postgres.KnownFrom:
				c.events[i].KnownFrom = to
			case day.Field == postgres.DecidedOn, day.Field == postgres.RequestedOn, day.Field == postgres.HappenedOn,
				day.Field == postgres.SubmittedOn && e.Kind == deadline.ReferralSubmitted,
				day.Field == postgres.DateOfBirth && e.Kind == deadline.DateOfBirth:
				c.events[i].On = to
			}
		}
		if day.Field == postgres.SubmittedOn {
			c.of.SubmittedOn = to
			c.submittedOn(day.On, to)
		}
	}
	c.events = slices.DeleteFunc(c.events, func(e deadline.Event) bool { return e.On.IsZero() })
}

// submittedOn moves withdrawals that count from the day of the referral.
func (c *clocks) submittedOn(was, to calendar.Date) {
	for i, e := range c.events {
		if e.Kind == deadline.Withdrawn && (e.On == was || e.On.Before(to)) {
			c.events[i].On = to
		}
	}
}

// corrected finds the record and checks what is to be done to it.
func (w *work) corrected(ctx context.Context, in Correction) (DatedRecord, error) {
	r, err := w.datedRecord(ctx, in.RecordName)
	if err != nil {
		return r, err
	}
	if err := w.mayCorrect(r); err != nil {
		return r, err
	}
	problems, err := w.correctionProblems(ctx, r, in)
	if err != nil {
		return r, err
	}
	same := !slices.ContainsFunc(r.Days, func(day RecordedDay) bool { return in.day(day) != day.On })
	if same && len(problems) == 0 {
		problems.Add(string(r.Days[0].Field), "unchanged", r.Days[0].On.Long())
	}
	return r, append(problems, textProblems("reason", in.Reason, maxReason)...).Err()
}

func (w *work) correctionProblems(ctx context.Context, r DatedRecord, in Correction) (fault.Problems, error) {
	steps, err := w.steps(ctx)
	if err != nil {
		return nil, err
	}
	switch r.Kind {
	case DecisionRecord:
		now := r.Decision.Decision
		to := now
		to.DecidedOn, to.ReceivedOn, to.ToldOn = in.Days[postgres.DecidedOn], in.Days[postgres.ReceivedOn], in.Days[postgres.ToldOn]
		c := decision.Correcting{ID: r.ID, Now: now, SubmittedOn: w.Case.SubmittedOn, Steps: steps, Today: w.today}
		return c.Check(to), nil
	case RequestRecord:
		return decision.CheckRequestedOn(w.Case.SubmittedOn, steps, r.ID, in.Days[postgres.RequestedOn], w.today), nil
	case ReferralRecord:
		return w.submittedProblems(ctx, steps, in.Days[postgres.SubmittedOn])
	case BirthRecord:
		return person.CheckBirth(in.Days[postgres.DateOfBirth], w.today), nil
	default:
		return w.eventProblems(ctx, r, in)
	}
}

// submittedProblems looks at the referral as RecordSent does: somebody had to
// approve it, and consent had to cover it on the day.
func (w *work) submittedProblems(ctx context.Context, steps []decision.Step, to calendar.Date) (fault.Problems, error) {
	sent, err := w.tx.Referral(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	problems := decision.CheckSubmittedOn(steps, calendar.LondonDay(sent.ApprovedAt), to, w.today)
	if len(problems) > 0 {
		return problems, nil
	}
	return nil, w.consentHeld(ctx, to)
}
