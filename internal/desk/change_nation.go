package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// OtherNation is a nation whose rules are to count for a case from now on.
type OtherNation struct {
	Nation calendar.Nation
	How    string // Moved or Misrecorded
	Reason string
}

// Why a case changes its nation.
const (
	Moved       = "moved"
	Misrecorded = "misrecorded"
)

// ChangeNation counts a case by the rules of another nation, because the
// client moved or because it was recorded wrongly. The dates of the nation
// before stay to be read.
//
// Errors: *fault.Invalid on the fields nation, how and reason.
func (d *Desk) ChangeNation(ctx context.Context, actor staff.Actor, e Edit, in OtherNation) error {
	return d.change(ctx, actor, access.ChangeNation, e, func(w *work) error {
		if err := w.checkNation(in); err != nil {
			return err
		}
		id := newID()
		w.about(id)
		w.because("nation_changes", id)
		w.fact("nation_before", string(w.Case.Nation))
		w.fact("nation", string(in.Nation))
		w.fact("moved", yesOrNo(in.How == Moved))
		err := w.tx.InsertNationChange(ctx, postgres.NationChange{
			ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Old: w.Case.Nation, New: in.Nation,
			Moved: in.How == Moved, Reason: in.Reason, ChangedBy: actor.UserID, ChangedAt: w.now,
		})
		if err != nil {
			return err
		}
		w.Case.Nation = in.Nation
		return w.reclock(ctx)
	})
}

// PreviewNation shows what the rules of another nation would make of the
// dates, and writes nothing but that somebody looked. Errors as ChangeNation.
func (d *Desk) PreviewNation(ctx context.Context, actor staff.Actor, ref casefile.Ref, in OtherNation) ([]Move, error) {
	var moves []Move
	err := d.view(ctx, actor, access.ChangeNation, ref, func(w *work) (err error) {
		if err := w.checkNation(in); err != nil {
			return err
		}
		moves, err = w.moves(ctx, func(c *clocks) { c.of.Nation = in.Nation })
		return err
	})
	return moves, err
}

func (w *work) checkNation(in OtherNation) error {
	if w.Case.State == casefile.Closed {
		return fault.Conflictf("This case is closed. Open it again before you change its nation.")
	}
	var problems fault.Problems
	switch {
	case !slices.Contains(calendar.Nations, in.Nation):
		problems.Add("nation", "select_one")
	case in.Nation == w.Case.Nation:
		problems.Add("nation", "same_nation", in.Nation.Name())
	}
	if in.How != Moved && in.How != Misrecorded {
		problems.Add("how", "select_one")
	}
	return append(problems, textProblems("reason", in.Reason, maxReason)...).Err()
}

// NationFile is the nation of a case and how it came to be.
type NationFile struct {
	Head
	Changes []postgres.NationChange // oldest first
}

// Nation reads the nation of a case for changing it.
func (d *Desk) Nation(ctx context.Context, actor staff.Actor, ref casefile.Ref) (NationFile, error) {
	var f NationFile
	err := d.view(ctx, actor, access.ChangeNation, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		f.Changes, err = w.tx.NationChanges(ctx, w.Case.ID)
		return err
	})
	return f, err
}
