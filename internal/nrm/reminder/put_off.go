package reminder

import (
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// longestPutOff in days. A later day is a slip of the hand after which nobody
// would remember.
const longestPutOff = 366

// PuttableOff says whether a notice may be put off today. What is about
// somebody's safety may not, and neither may a limit of which no day is left.
func (s Step) PuttableOff(today calendar.Date) bool {
	return s.Category != deadline.Safety && (s.Category != deadline.Limit || s.Target().After(today))
}

// CheckPutOff says what is wrong with putting a notice off until a day: field
// back_on. It comes back on that day, for a limit at the latest on the date
// itself.
func CheckPutOff(s Step, until, today calendar.Date) fault.Problems {
	var problems fault.Problems
	switch {
	case !s.PuttableOff(today):
		problems.Add("back_on", "cannot_put_off")
	case until.IsZero():
		problems.Add("back_on", "required")
	case !until.After(today):
		problems.Add("back_on", "in_past")
	case s.Category == deadline.Limit && until.After(s.Target()):
		problems.Add("back_on", "after", s.Target().Long())
	case today.DaysUntil(until) > longestPutOff:
		problems.Add("back_on", "after", today.AddDays(longestPutOff).Long())
	}
	return problems
}
