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

// CheckKnownBirth checks the date of birth known when a case is started, by
// itself and beside the age that was chosen. None is fine.
func CheckKnownBirth(band AgeBand, born, today calendar.Date) fault.Problems {
	if born.IsZero() {
		return nil
	}
	ps := CheckBirth(born, today)
	grown := !Eighteenth(born).After(today)
	switch {
	case len(ps) > 0:
	case band == Adult && !grown:
		ps.Add("date_of_birth", "still_a_child")
	case band == Child && grown:
		ps.Add("date_of_birth", "is_an_adult")
	}
	for i := range ps {
		ps[i].Field = "known_birth"
	}
	return ps
}

// CheckDespite checks why a case is started although another one was found
// that may be the same person's.
func CheckDespite(reason string) fault.Problems {
	var ps fault.Problems
	if blank(reason) {
		ps.Add("match_reason", "required")
	}
	tooLong(&ps, "match_reason", reason, maxText)
	return ps
}

// Years is somebody's age on a day.
func Years(born, on calendar.Date) int {
	years := on.Year() - born.Year()
	if birthday(born, years).After(on) {
		years--
	}
	return years
}
