package deadline

import "slices"

// decisions are the events that a decision on hold would be.
var decisions = []EventKind{RGPositive, RGPositiveS4Only, RGPositiveAgain, RGNegative, CGPositive, CGNegative}

// RunsOnHold says whether the clock runs on while the authority has put its
// decision on hold (nrm-rules §6). What law sets never waits, nor what
// somebody's safety hangs on, nor what has nothing to do with the decision,
// like the last day of a letter or the answer to a handoff.
func (r *Rule) RunsOnHold() bool {
	waitsForDecision := slices.ContainsFunc(r.MetBy, func(k EventKind) bool { return slices.Contains(decisions, k) })
	return r.Statutory || r.Category == Safety || !waitsForDecision
}

// Hold marks the open clocks that wait while the case is on hold. They keep
// their day: nothing is counted differently.
func Hold(deadlines []Deadline) {
	for i := range deadlines {
		deadlines[i].OnHold = deadlines[i].Status == Open && !deadlines[i].Rule.RunsOnHold()
	}
}
