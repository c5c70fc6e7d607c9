package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Traits are what is known of a client by which another case of theirs can be
// recognised, Match a case that was, and Likeness in what they are alike.
type (
	Traits   = postgres.Traits
	Match    = postgres.Match
	Likeness = postgres.Likeness
)

// The likenesses, for pages.
const (
	SameHomeOffice = postgres.SameHomeOffice
	SameContact    = postgres.SameContact
	SameBirth      = postgres.SameBirth
	AlikeName      = postgres.AlikeName
)

// Matches are the cases that may be the same person's, the surest first. Of
// those the actor may not know nothing is said but that there may be one: not
// how many, whose, or what is alike.
type Matches struct {
	Seen   []Match
	Hidden bool
}

// Any says whether there is anything to look at.
func (m Matches) Any() bool { return len(m.Seen) > 0 || m.Hidden }

// matchesShown is how many a person can weigh.
const matchesShown = 10

// FindMatches looks for cases that may be the client's whose case is about to
// be started. Only counts go into the audit trail.
func (d *Desk) FindMatches(ctx context.Context, actor staff.Actor, t Traits) (Matches, error) {
	var m Matches
	err := d.manage(ctx, actor, access.SearchCases, func(w *work) error {
		list, err := w.tx.Matches(ctx, actor.OrganisationID, t, "")
		m = within(actor, list)
		w.matchFacts(m)
		return err
	})
	return m, err
}

// within parts what the actor may see from what they may not.
func within(actor staff.Actor, list []Match) (m Matches) {
	for _, match := range list {
		switch {
		case !actor.Reaches(match.TeamID, match.Case.OwnerID):
			m.Hidden = true
		case len(m.Seen) < matchesShown:
			m.Seen = append(m.Seen, match)
		}
	}
	return m
}

func (w *work) matchFacts(m Matches) {
	w.fact("matches", strconv.Itoa(len(m.Seen)))
	if m.Hidden {
		w.fact("hidden_match", "yes")
	}
}

// CaseMatches are the cases that may be the same person's as one there is.
type CaseMatches struct {
	Head
	Matches
	Merged   []casefile.Ref // into this one
	Into     casefile.Ref   // this one is merged into; empty when it is not
	CanMerge bool           // the actor may
}

// CaseMatches reads them.
func (d *Desk) CaseMatches(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseMatches, error) {
	c := CaseMatches{CanMerge: d.May(actor, access.MergeCases)}
	err := d.view(ctx, actor, access.ViewCase, ref, func(w *work) (err error) {
		if c.Head, err = w.head(ctx); err != nil {
			return err
		}
		if c.Merged, err = w.tx.MergedRefs(ctx, w.Case.ID); err != nil {
			return err
		}
		if w.Case.MergedInto != "" {
			c.Into, err = w.tx.RefOf(ctx, w.Case.OrganisationID, w.Case.MergedInto)
			return err
		}
		traits, err := w.tx.CaseTraits(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		list, err := w.tx.Matches(ctx, actor.OrganisationID, traits, w.Case.ID)
		c.Matches = within(actor, list)
		w.matchFacts(c.Matches)
		return err
	})
	return c, err
}

// MergeCases closes a case into another one of the same person that is kept.
// Nothing moves: every record stays where it was written, the closed case leads
// to the kept one, and is found by everything it was found by before.
//
// Errors: *fault.Invalid on the fields kept_reference and merge_reason,
// *fault.Conflict when the two cannot be merged.
func (d *Desk) MergeCases(ctx context.Context, actor staff.Actor, e Edit, keep, reason string) error {
	return d.change(ctx, actor, access.MergeCases, e, func(w *work) error {
		kept, problems, err := w.keptCase(ctx, keep)
		if err != nil {
			return err
		}
		if err := append(problems, textProblems("merge_reason", reason, maxReason)...).Err(); err != nil {
			return err
		}
		open, err := w.closing(ctx)
		if err != nil {
			return err
		}
		if err := casefile.CanMerge(kept, w.Case, open.Open); err != nil {
			return err
		}
		if merged, err := w.tx.MergedRefs(ctx, w.Case.ID); err != nil {
			return err
		} else if len(merged) > 0 {
			return fault.Conflictf("%s was merged into %s. Part the two first.", merged[0], w.Case.Ref)
		}
		merge := postgres.CaseMerge{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, KeptCaseID: kept.ID, WasClosed: w.Case.State == casefile.Closed,
			Reason: reason, RecordedBy: w.actor.UserID, RecordedAt: w.now,
		}
		if err := w.tx.InsertCaseMerge(ctx, merge); err != nil {
			return err
		}
		if err := w.closeBoth(ctx, kept); err != nil {
			return err
		}
		w.about(merge.ID)
		w.because("case_merges", merge.ID)
		w.fact("merged_into", string(kept.Ref))
		if !merge.WasClosed {
			w.putAway()
		}
		w.Case.MergedInto = kept.ID
		if err := w.tellOther(ctx, kept, "merged_from"); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// closeBoth closes two cases of one person to whoever one of them is closed to:
// otherwise each would tell of the other.
func (w *work) closeBoth(ctx context.Context, kept casefile.Case) error {
	closed, err := w.tx.BarredFromAll(ctx, []string{w.Case.ID, kept.ID})
	if err != nil {
		return err
	}
	for _, way := range []struct{ from, to casefile.Case }{{w.Case, kept}, {kept, w.Case}} {
		if slices.Contains(closed[way.from.ID], way.to.OwnerID) {
			return fault.Conflictf("%s is hidden from whoever holds %s. Give %s to somebody else first.", way.from.Ref, way.to.Ref, way.to.Ref)
		}
		for _, id := range closed[way.from.ID] {
			if slices.Contains(closed[way.to.ID], id) {
				continue
			}
			if err := w.takeTasksBack(ctx, way.to.ID, id); err != nil {
				return err
			}
			act := w.restriction(id, "Merged with "+string(way.from.Ref)+", which is hidden from them.")
			act.CaseID = way.to.ID
			if err := w.tx.InsertRestriction(ctx, act); err != nil {
				return err
			}
			w.fact("closed_to", id)
		}
	}
	return nil
}

// keptCase reads and holds the case that is to be kept. What the actor may not
// see answers as what is not there.
func (w *work) keptCase(ctx context.Context, typed string) (kept casefile.Case, problems fault.Problems, err error) {
	ref, err := casefile.ParseRef(typed)
	if err != nil {
		problems.Add("kept_reference", "not_found")
		return kept, problems, nil
	}
	kept, err = w.tx.Case(ctx, w.actor.OrganisationID, ref)
	if errors.Is(err, fault.NotFound) || err == nil && !w.actor.Reaches(kept.TeamID, kept.OwnerID) {
		problems.Add("kept_reference", "not_found")
		return kept, problems, nil
	}
	return kept, problems, err
}

// tellOther writes what happened into the trail of the other case too, where
// whoever works on that one reads it.
func (w *work) tellOther(ctx context.Context, other casefile.Case, fact string) error {
	there := w.desk.workOn(w.tx, other, w.actor, w.action)
	there.about(w.subject)
	there.reason = w.reason
	there.fact(fact, string(w.Case.Ref))
	return there.record(ctx)
}

// PartCases takes a merging back: the case stands again where it stood.
//
// Errors: *fault.Invalid on the field merge_reason, *fault.Conflict when the
// case is not merged.
func (d *Desk) PartCases(ctx context.Context, actor staff.Actor, e Edit, reason string) error {
	return d.change(ctx, actor, access.MergeCases, e, func(w *work) error {
		if w.Case.MergedInto == "" {
			return fault.Conflictf("This case is not merged into another one.")
		}
		if err := textProblems("merge_reason", reason, maxReason).Err(); err != nil {
			return err
		}
		last, err := w.tx.LastMerge(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		ref, err := w.tx.RefOf(ctx, w.Case.OrganisationID, last.KeptCaseID)
		if err != nil {
			return err
		}
		kept, err := w.tx.Case(ctx, w.Case.OrganisationID, ref)
		if err != nil {
			return err
		}
		parting := postgres.CaseMerge{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, KeptCaseID: kept.ID, Parted: true, WasClosed: last.WasClosed,
			Reason: reason, RecordedBy: w.actor.UserID, RecordedAt: w.now,
		}
		if err := w.tx.InsertCaseMerge(ctx, parting); err != nil {
			return err
		}
		w.about(parting.ID)
		w.because("case_merges", parting.ID)
		w.fact("parted_from", string(kept.Ref))
		w.Case.MergedInto = ""
		if !last.WasClosed {
			if err := w.reopen(); err != nil {
				return err
			}
		}
		if err := w.tellOther(ctx, kept, "parted"); err != nil {
			return err
		}
		// As in ReopenCase: a book being taken into use must not pass it by.
		if err := w.tx.HoldBook(ctx, w.Case.OrganisationID); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}
