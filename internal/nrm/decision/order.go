package decision

import (
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Step is something between a case and the authority that counts: a confirmed
// decision, or a request to look at one again. About is the decision a request
// is about, and empty for a decision.
type Step struct {
	ID      string
	Kind    Kind
	Outcome Outcome
	About   string
	On      calendar.Date
}

func (s Step) request() bool { return s.About != "" }

func (s Step) settles() bool {
	return slices.Contains([]Outcome{Positive, PositiveSlaveryOnly, PositiveAgain, PositiveAgainGranted, Negative}, s.Outcome)
}

// CheckOrder checks the day a step of a case is to be dated anew, against the
// referral and the steps before and after it. The steps are in the order in
// which they came to count. The problems are of the field named.
func CheckOrder(field string, submittedOn calendar.Date, steps []Step, id string, to calendar.Date) fault.Problems {
	var ps fault.Problems
	if to.Before(submittedOn) {
		ps.Add(field, "before_referral", submittedOn.Long())
		return ps
	}
	for i, a := range steps {
		for j, b := range steps[i+1:] {
			code, upper := pair(a, b, steps[i+1:i+1+j])
			switch {
			case code == "":
			case b.ID == id && to.Before(a.On):
				ps.Add(field, code, a.On.Long())
				return ps
			case a.ID == id && to.After(b.On):
				ps.Add(field, upper, b.On.Long())
				return ps
			}
		}
	}
	return ps
}

// pair says what is wrong when b is dated before a, which came to count before
// it, as seen from b and from a; nothing when the two may stand in any order.
func pair(a, b Step, between []Step) (early, late string) {
	switch {
	case b.request() && b.About == a.ID:
		return "before_decision_asked_about", "after_request"
	case a.request() && b.settles() && b.Kind == a.Kind && !answered(a, between):
		return "before_request", "after_answer"
	case a.request() || b.request():
		return "", ""
	case a.Outcome == Suspended && b.Outcome == Resumed && a.Kind == b.Kind:
		return "before_hold", "after_resumption"
	case a.Kind != CG && a.Outcome != Disqualified && (b.Kind == CG || b.Outcome == Disqualified):
		return "before_rg", "after_later_decision"
	}
	return "", ""
}

func answered(request Step, later []Step) bool {
	for _, s := range later {
		if !s.request() && s.settles() && s.Kind == request.Kind {
			return true
		}
	}
	return false
}
