package casefile

import (
	"slices"

	"nrmdesk/internal/fault"
)

// mergeable are the stages from which a case can be closed into another of the
// same person: nobody outside has it yet, or it is closed already. What was
// sent is the record of what the authority has, and stays the case.
var mergeable = []State{Enquiry, ConsentPending, Refused, DTNSent, Draft, Closed}

// CanMerge says whether a case can be closed into another one of the same
// person. The error is a *fault.Conflict with the reason.
func CanMerge(kept, away Case, o Outstanding) error {
	switch {
	case kept.ID == away.ID:
		return fault.Conflictf("Enter the reference of the other case.")
	case away.MergedInto != "":
		return fault.Conflictf("%s is merged into another case already.", away.Ref)
	case kept.MergedInto != "":
		return fault.Conflictf("%s is itself merged into another case. Enter the reference of that one.", kept.Ref)
	case kept.State == Closed:
		return fault.Conflictf("%s is closed. Reopen it first, or keep the other case.", kept.Ref)
	case kept.TeamID != away.TeamID:
		return fault.Conflictf("The two cases belong to different teams. Whoever works on %s could not open the other one: give both to one team first.", kept.Ref)
	case away.Kept != "":
		return fault.Conflictf("%s waits for the client’s answer at 18. Record it first.", away.Ref)
	case away.State == Review:
		return fault.Conflictf("%s is with a second person for review. Return it to its writer first.", away.Ref)
	case !slices.Contains(mergeable, away.State):
		return fault.Conflictf("%s has been referred. Keep that case, and merge the other one into it.", away.Ref)
	case o.OpenHandoffs > 0, o.HoldersToTell > 0, o.DutyToNotify, o.UnconfirmedItems > 0:
		return fault.Conflictf("%s has something open that must be finished there first: a handoff, a Duty to Notify report, or somebody to tell of a withdrawal.", away.Ref)
	}
	return nil
}
