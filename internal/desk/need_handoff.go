package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
)

// needsTakenUp says that a handoff was made for some needs: each is being
// arranged from now on. The handoff must be kept already.
//
// Errors: *fault.Invalid on handoff_needs for a need that is not one of this
// client's.
func (w *work) needsTakenUp(ctx context.Context, h handoff.Record, codes []need.Code) error {
	if len(codes) == 0 {
		return nil
	}
	sheet, err := w.needsNow(ctx)
	if err != nil {
		return err
	}
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	var entries []need.Entry
	for _, code := range codes {
		s, ok := sheet.Find(code)
		if !ok {
			var problems fault.Problems
			problems.Add("handoff_needs", "not_in_list")
			return problems.Err()
		}
		entries = append(entries, need.Entry{
			ID: newID(), Need: code, State: need.BeingArranged, Owner: s.Owner, Handoff: h.ID, By: w.actor.UserID, At: w.now,
		})
	}
	if err := w.tx.InsertHandoffNeeds(ctx, w.Case, h.ID, codes); err != nil {
		return err
	}
	return w.tx.InsertNeedEntries(ctx, w.Case, entries)
}

// needOutcome settles the needs a handoff was made for when it is closed: as
// somebody said of each, and otherwise as the outcome of the handoff means. A
// need that was settled in another way meanwhile stays as it is.
//
// Errors: *fault.Invalid on need_<code>.
func (w *work) needOutcome(ctx context.Context, h handoff.Record, outcome handoff.Outcome, said map[need.Code]need.State) error {
	madeFor, err := w.tx.HandoffNeeds(ctx, w.Case.ID)
	if err != nil || len(madeFor[h.ID]) == 0 {
		return err
	}
	sheet, err := w.needsNow(ctx)
	if err != nil {
		return err
	}
	var problems fault.Problems
	var entries []need.Entry
	for _, code := range madeFor[h.ID] {
		s, _ := sheet.Find(code)
		state := said[code]
		switch {
		case state == need.NotAsked && s.State != need.BeingArranged:
			continue
		case state == need.NotAsked:
			state = outcome.Settles()
		case !state.Valid():
			problems.Add("need_"+string(code), "not_in_list")
		}
		entries = append(entries, need.Entry{
			ID: newID(), Need: code, State: state, Owner: s.Owner, Handoff: h.ID, By: w.actor.UserID, At: w.now,
		})
	}
	if err := problems.Err(); err != nil {
		return err
	}
	return w.tx.InsertNeedEntries(ctx, w.Case, entries)
}
