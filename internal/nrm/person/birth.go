package person

import (
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// oldest is an age nobody has passed: a date of birth before it is a slip.
const oldest = 120

// CheckBirth checks a date of birth.
func CheckBirth(born, today calendar.Date) fault.Problems {
	var ps fault.Problems
	switch {
	case born.IsZero():
		ps.Add("date_of_birth", "required")
	case born.After(today):
		ps.Add("date_of_birth", "in_future")
	case born.AddMonths(12 * oldest).Before(today):
		ps.Add("date_of_birth", "too_old")
	}
	return ps
}
