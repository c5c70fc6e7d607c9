package casefile

import (
	"strconv"
	"strings"

	"nrmdesk/internal/fault"
)

// Outstanding is what may still be open when somebody asks to close a case.
type Outstanding struct {
	State            State
	OpenDeadlines    int  // neither met, waived with a reason, nor past
	OpenHandoffs     int  // not answered or not closed
	OpenSteps        int  // next steps neither done nor set aside
	DutyToNotify     bool // a Duty to Notify report is still owed
	UnconfirmedItems int  // decisions waiting for the second person
	HoldersToTell    int  // recipients who have not heard of a withdrawal
}

// CanClose says whether nothing is outstanding. The error is a
// *fault.Conflict that lists what is.
func CanClose(o Outstanding) error {
	if err := (Place{State: o.State}).Allows(CaseClosed); err != nil {
		return err
	}
	var open []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			open = append(open, "1 "+one)
		case n > 1:
			open = append(open, strconv.Itoa(n)+" "+many)
		}
	}
	add(o.OpenDeadlines, "date due", "dates due")
	add(o.OpenHandoffs, "handoff without an answer", "handoffs without an answer")
	add(o.OpenSteps, "next step to do", "next steps to do")
	add(o.UnconfirmedItems, "decision waiting to be confirmed", "decisions waiting to be confirmed")
	add(o.HoldersToTell, "recipient to tell of the withdrawal", "recipients to tell of the withdrawal")
	if o.DutyToNotify {
		open = append(open, "the Duty to Notify report")
	}
	if len(open) > 0 {
		return fault.Conflictf("This case cannot be closed yet. Still open: %s.", strings.Join(open, ", "))
	}
	return nil
}
