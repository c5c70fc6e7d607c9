package handoff

import "nrmdesk/internal/nrm/need"

// UnderWay says whether somebody works on what was handed over, or has still
// to answer: a need it was made for is in hand.
func (s State) UnderWay() bool {
	return s.Unanswered() || s == QuestionAsked || s == Accepted || s == FirstContactHad
}

// Settles is what a handoff that ended this way means for a need it was made
// for, unless somebody knows better.
func (o Outcome) Settles() need.State {
	switch o {
	case SupportStarted, AdviceGiven:
		return need.Met
	case ClientDeclined:
		return need.Declined
	case PassedElsewhere:
		return need.BeingArranged
	default:
		return need.Wanted
	}
}
