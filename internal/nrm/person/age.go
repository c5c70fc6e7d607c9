package person

import (
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// AgeAssessment is what somebody who may say so found the age of a client to
// be. Until there is one, somebody whose age is unsure is treated as a child
// (MSA s.51, HTE(S) Act s.12, NI Act s.25(3)).
type AgeAssessment struct {
	Band   AgeBand // Adult or Child
	On     calendar.Date
	By     string        // who assessed, and for whom they work
	Basis  string        // what it rests on
	BornOn calendar.Date // as found; zero when no date was
}

// Check checks an assessment, in page order.
func (a AgeAssessment) Check(today calendar.Date) fault.Problems {
	var ps fault.Problems
	if !slices.Contains([]AgeBand{Adult, Child}, a.Band) {
		ps.Add("assessed_band", "select_one")
	}
	switch {
	case a.On.IsZero():
		ps.Add("assessed_on", "required")
	case a.On.After(today):
		ps.Add("assessed_on", "in_future")
	}
	if blank(a.By) {
		ps.Add("assessed_by", "required")
	}
	tooLong(&ps, "assessed_by", a.By, maxName)
	if blank(a.Basis) {
		ps.Add("assessed_basis", "required")
	}
	tooLong(&ps, "assessed_basis", a.Basis, maxText)
	switch {
	case a.BornOn.IsZero():
	case a.BornOn.After(today):
		ps.Add("born_on", "in_future")
	case a.Band == Adult && Eighteenth(a.BornOn).After(today):
		ps.Add("born_on", "still_a_child")
	case a.Band == Child && !Eighteenth(a.BornOn).After(today):
		ps.Add("born_on", "is_an_adult")
	}
	return ps
}

// Eighteenth is the first day on which somebody is an adult. Somebody born on
// 29 February turns 18 on 1 March in a year without one, which protects them
// for longer (domain guide, section 8).
func Eighteenth(born calendar.Date) calendar.Date { return birthday(born, 18) }

func birthday(born calendar.Date, years int) calendar.Date {
	day := born.AddMonths(12 * years)
	if day.Day() != born.Day() {
		return day.AddDays(1)
	}
	return day
}
