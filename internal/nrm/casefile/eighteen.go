package casefile

import "slices"

// openBeforeCG are the states in which somebody who was referred or is being
// written about as a child can turn 18 and must be asked (UK-AGE-18-CONSENT).
var openBeforeCG = []State{
	Enquiry, Draft, Review, Submitted, RGSuspended, RGPositive, RGNegative,
	CGSuspended, Reconsidering, Disqualified,
}

// atEighteen are the question at 18 and its answers. The case waits in
// ConsentPending with the state it was in kept; staying takes it back there.
func atEighteen() []Move {
	var moves []Move
	for _, s := range openBeforeCG {
		stays, leaves := s, Refused
		if s == Enquiry {
			stays = Draft
		}
		if s.Sent() {
			leaves = Withdrawn
		}
		moves = append(moves,
			Move{From: s, On: TurnedEighteen, To: ConsentPending, Guard: EighteenthBirthday, Who: caseworker, System: true},
			Move{From: ConsentPending, Kept: s, On: ChoseToStay, To: stays, Guard: AdultAnswer, Who: caseworker},
			Move{From: ConsentPending, Kept: s, On: ChoseToLeave, To: leaves, Guard: AdultAnswer, Who: caseworker},
			Move{From: ConsentPending, Kept: s, On: FoundToBeChild, To: s, Guard: ChildFound, Who: caseworker},
		)
	}
	return moves
}

// AsksAtEighteen says whether somebody who becomes an adult while the case is
// in a state must choose for themselves. After a conclusive grounds decision
// there is nothing left to choose.
func AsksAtEighteen(s State) bool { return slices.Contains(openBeforeCG, s) }
