package casefile

import (
	"slices"

	"nrmdesk/internal/fault"
)

// openBeforeCG are the states in which somebody who was referred or is being
// written about as a child can turn 18 and must be asked (UK-AGE-18-CONSENT).
var openBeforeCG = []State{
	Enquiry, Draft, Review, Submitted, RGSuspended, RGPositive, RGNegative,
	CGSuspended, Reconsidering, Disqualified,
}

func atEighteen() []Move {
	var moves []Move
	for _, s := range openBeforeCG {
		if s == Enquiry {
			continue // an ordinary move already leads to the same place
		}
		moves = append(moves, Move{From: s, To: ConsentPending, Guard: EighteenthBirthday, System: true})
	}
	return moves
}

// AsksAtEighteen says whether somebody who becomes an adult while the case is
// in a state must choose for themselves. After a conclusive grounds decision
// there is nothing left to choose.
func AsksAtEighteen(s State) bool { return slices.Contains(openBeforeCG, s) }

// AnswerAtEighteen gives the state that follows the answer of somebody who
// turned 18 while the case was under way. The case waits in ConsentPending
// with the state it was in kept; staying takes it back there. These moves are
// not in the table, because from ConsentPending alone they would let any case
// jump over the referral.
func AnswerAtEighteen(kept State, stays bool) (State, error) {
	m, ok := Find(kept, ConsentPending)
	if kept != Enquiry && (!ok || m.Guard != EighteenthBirthday) {
		return "", fault.Conflictf("This case is not waiting for an answer at 18.")
	}
	switch {
	case stays && kept == Enquiry:
		return Draft, nil
	case stays:
		return kept, nil
	case kept.Sent():
		return Withdrawn, nil
	default:
		return Refused, nil
	}
}
