package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ExtendDeadline records that somebody with the power to gave more time for a
// date of the case. The counted day stays to be read; the clock runs to the
// new one.
//
// Errors: *fault.Invalid with the fields of deadline.CheckExtension,
// *fault.Conflict when the date cannot be extended, fault.NotFound.
func (d *Desk) ExtendDeadline(ctx context.Context, actor staff.Actor, e Edit, id string, in deadline.MoreTime) error {
	return d.change(ctx, actor, access.ExtendDeadline, e, func(w *work) error {
		a, err := w.extension(ctx, id, in)
		if err != nil {
			return err
		}
		w.fact("extended_by", string(in.By))
		return w.adjust(ctx, a)
	})
}

// PreviewExtension shows what an extension would move, and writes nothing but
// that somebody looked. Errors as ExtendDeadline.
func (d *Desk) PreviewExtension(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string, in deadline.MoreTime) ([]Move, error) {
	var moves []Move
	err := d.view(ctx, actor, access.ExtendDeadline, ref, func(w *work) error {
		a, err := w.extension(ctx, id, in)
		if err != nil {
			return err
		}
		moves, err = w.adjustmentMoves(ctx, a)
		return err
	})
	return moves, err
}

func (w *work) extension(ctx context.Context, id string, in deadline.MoreTime) (postgres.Adjustment, error) {
	k, err := w.openDate(ctx, id)
	if err != nil {
		return postgres.Adjustment{}, err
	}
	if !k.Deadline.Rule.Extendable() {
		return postgres.Adjustment{}, fault.Conflictf("This date cannot be extended: it opens something, or is a date of our own practice.")
	}
	a := w.adjustment(deadline.Extension, k.Deadline)
	a.Authority, a.On, a.Reason, a.Evidence = in.By, in.On, in.Reason, in.Evidence
	return a, deadline.CheckExtension(k.Deadline, in, w.today).Err()
}

// OverrideDeadline puts the day of a letter in the place of one that was
// counted by a rule we are not sure of.
//
// Errors: *fault.Invalid with the fields of deadline.CheckOverride,
// *fault.Conflict when the rule is not one of those, fault.NotFound.
func (d *Desk) OverrideDeadline(ctx context.Context, actor staff.Actor, e Edit, id string, in deadline.OnLetter) error {
	return d.change(ctx, actor, access.OverrideDeadline, e, func(w *work) error {
		a, err := w.override(ctx, id, in)
		if err != nil {
			return err
		}
		return w.adjust(ctx, a)
	})
}

// PreviewOverride shows what an override would move, and writes nothing but
// that somebody looked. Errors as OverrideDeadline.
func (d *Desk) PreviewOverride(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string, in deadline.OnLetter) ([]Move, error) {
	var moves []Move
	err := d.view(ctx, actor, access.OverrideDeadline, ref, func(w *work) error {
		a, err := w.override(ctx, id, in)
		if err != nil {
			return err
		}
		moves, err = w.adjustmentMoves(ctx, a)
		return err
	})
	return moves, err
}

func (w *work) override(ctx context.Context, id string, in deadline.OnLetter) (postgres.Adjustment, error) {
	k, err := w.openDate(ctx, id)
	if err != nil {
		return postgres.Adjustment{}, err
	}
	if !k.Deadline.Rule.Overridable() {
		return postgres.Adjustment{}, fault.Conflictf("The rule of this date is not in doubt, so no other day can stand in for it. If somebody gave more time, record an extension.")
	}
	a := w.adjustment(deadline.Override, k.Deadline)
	a.On, a.Reason, a.Evidence = in.On, in.Reason, in.Evidence
	return a, deadline.CheckOverride(k.Deadline, in, w.today).Err()
}

// TakeBackAdjustment ends what moved a date, because it was recorded in error
// or no longer holds. The record of it stays.
//
// Errors: *fault.Invalid on reason, *fault.Conflict when nothing moves the
// date, fault.NotFound.
func (d *Desk) TakeBackAdjustment(ctx context.Context, actor staff.Actor, e Edit, id, reason string) error {
	return d.change(ctx, actor, access.ExtendDeadline, e, func(w *work) error {
		a, err := w.takenBack(ctx, id, reason)
		if err != nil {
			return err
		}
		return w.adjust(ctx, a)
	})
}

// PreviewTakeBack shows where a date would fall back to. Errors as
// TakeBackAdjustment.
func (d *Desk) PreviewTakeBack(ctx context.Context, actor staff.Actor, ref casefile.Ref, id, reason string) ([]Move, error) {
	var moves []Move
	err := d.view(ctx, actor, access.ExtendDeadline, ref, func(w *work) error {
		a, err := w.takenBack(ctx, id, reason)
		if err != nil {
			return err
		}
		moves, err = w.adjustmentMoves(ctx, a)
		return err
	})
	return moves, err
}

// takenBack is the record that ends the adjustment of a date. Its new day is
// the one the date falls back to.
func (w *work) takenBack(ctx context.Context, id, reason string) (postgres.Adjustment, error) {
	k, err := w.openDate(ctx, id)
	if err != nil {
		return postgres.Adjustment{}, err
	}
	if k.Deadline.AdjustedBy == "" {
		return postgres.Adjustment{}, fault.Conflictf("Nothing moves this date any more: it is as the rule counts it.")
	}
	a := w.adjustment(postgres.TakenBack, k.Deadline)
	a.TakesBack, a.Reason = k.Deadline.AdjustedBy, reason
	if err := textProblems("reason", reason, maxReason).Err(); err != nil {
		return a, err
	}
	moves, err := w.adjustmentMoves(ctx, a)
	if err != nil {
		return a, err
	}
	a.On = k.Deadline.Counted
	for _, m := range moves {
		if m.After.Rule != nil && a.Concerns(m.After) {
			a.On = m.After.Minimum
		}
	}
	return a, nil
}

// openDate finds a date of the case that runs. Errors: fault.NotFound,
// *fault.Conflict when it is over or replaced.
func (w *work) openDate(ctx context.Context, id string) (KeptDate, error) {
	rows, err := w.tx.Deadlines(ctx, w.Case.ID)
	if err != nil {
		return KeptDate{}, err
	}
	i := slices.IndexFunc(rows, func(row postgres.Deadline) bool { return row.ID == id })
	if i < 0 {
		return KeptDate{}, fault.NotFound
	}
	k, err := w.keptDate(ctx, rows[i])
	switch {
	case err != nil:
		return k, err
	case k.Superseded():
		return k, fault.Conflictf("This date was replaced by another meanwhile. Open the dates of the case to see the one that counts.")
	case k.Deadline.Status != deadline.Open:
		return k, fault.Conflictf("This date no longer runs, so it cannot be moved.")
	case w.Case.State == casefile.Closed:
		return k, fault.Conflictf("This case is closed. Open it again before you move its dates.")
	}
	return k, nil
}

func (w *work) adjustment(kind deadline.AdjustmentKind, d deadline.Deadline) postgres.Adjustment {
	return postgres.Adjustment{
		Adjustment: deadline.Adjustment{
			ID: newID(), Kind: kind, Clock: d.Rule.Clock, TriggerKind: d.Trigger.Kind, Source: d.Trigger.Source,
		},
		OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Old: d.Minimum, RecordedBy: w.actor.UserID, RecordedAt: w.now,
	}
}

// adjust keeps an adjustment and counts the clocks again.
func (w *work) adjust(ctx context.Context, a postgres.Adjustment) error {
	w.about(a.ID)
	w.because("deadline_adjustments", a.ID)
	w.fact("adjustment", string(a.Kind))
	w.fact("clock", a.Clock)
	w.fact("day_before", a.Old.String())
	w.fact("day", a.On.String())
	if err := w.tx.InsertAdjustment(ctx, a); err != nil {
		return err
	}
	return w.reclock(ctx)
}

func (w *work) adjustmentMoves(ctx context.Context, a postgres.Adjustment) ([]Move, error) {
	return w.moves(ctx, func(c *clocks) {
		if a.TakesBack == "" {
			c.adjustments = append(c.adjustments, a.Adjustment)
			return
		}
		c.adjustments = slices.DeleteFunc(c.adjustments, func(o deadline.Adjustment) bool { return o.ID == a.TakesBack })
	})
}

// AdjustFile is a date that somebody wants to move.
type AdjustFile struct {
	Head
	Date KeptDate
}

// DateToMove reads a date for an extension, an override, or for taking one
// back. Errors: fault.NotFound, *fault.Conflict when it no longer runs.
func (d *Desk) DateToMove(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (AdjustFile, error) {
	var f AdjustFile
	err := d.view(ctx, actor, access.ExtendDeadline, ref, func(w *work) (err error) {
		if f.Date, err = w.openDate(ctx, id); err != nil {
			return err
		}
		w.about(id)
		f.Head, err = w.head(ctx)
		return err
	})
	return f, err
}
