package person_test

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

func TestAgeAssessment_check(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, time.May, 18)
	good := person.AgeAssessment{Band: person.Adult, On: today, By: "Two social workers, Westmoor Council", Basis: "Interview and papers"}
	for name, tc := range map[string]struct {
		change func(*person.AgeAssessment)
		want   string
	}{
		"an adult, no date of birth":         {func(*person.AgeAssessment) {}, ""},
		"an adult of 18 today":               {func(a *person.AgeAssessment) { a.BornOn = calendar.NewDate(2008, time.May, 18) }, ""},
		"an adult who is 18 tomorrow":        {func(a *person.AgeAssessment) { a.BornOn = calendar.NewDate(2008, time.May, 19) }, "born_on:still_a_child"},
		"a child of 18 today":                {func(a *person.AgeAssessment) { a.Band, a.BornOn = person.Child, calendar.NewDate(2008, time.May, 18) }, "born_on:is_an_adult"},
		"born tomorrow":                      {func(a *person.AgeAssessment) { a.Band, a.BornOn = person.Child, today.AddDays(1) }, "born_on:in_future"},
		"still unsure is no finding":         {func(a *person.AgeAssessment) { a.Band = person.AgeUnsure }, "assessed_band:select_one"},
		"assessed tomorrow":                  {func(a *person.AgeAssessment) { a.On = today.AddDays(1) }, "assessed_on:in_future"},
		"by nobody, on nothing, on no day":   {func(a *person.AgeAssessment) { a.By, a.Basis, a.On = "", " ", calendar.Date{} }, "assessed_on:required assessed_by:required assessed_basis:required"},
		"a basis of twenty thousand letters": {func(a *person.AgeAssessment) { a.Basis = strings.Repeat("x", 20_000) }, "assessed_basis:too_long"},
	} {
		a := good
		tc.change(&a)
		var got []string
		for _, p := range a.Check(today) {
			got = append(got, p.Field+":"+p.Code)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %q", name, got, tc.want)
		}
	}
}

func TestEighteenth(t *testing.T) {
	t.Parallel()
	for born, want := range map[calendar.Date]calendar.Date{
		calendar.NewDate(2008, time.March, 1):     calendar.NewDate(2026, time.March, 1),
		calendar.NewDate(2008, time.February, 29): calendar.NewDate(2026, time.March, 1),
		calendar.NewDate(2008, time.May, 31):      calendar.NewDate(2026, time.May, 31),
	} {
		if got := person.Eighteenth(born); got != want {
			t.Errorf("born %s: 18 on %s, want %s", born, got, want)
		}
	}
}
