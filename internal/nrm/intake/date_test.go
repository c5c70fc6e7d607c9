package intake_test

import (
	"errors"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/intake"
)

var today = calendar.NewDate(2026, time.May, 18)

func TestParseDate_ukForms(t *testing.T) {
	t.Parallel()
	april := calendar.NewDate(2026, time.April, 3)
	for _, text := range []string{
		"3/4/26", "03/04/2026", "3.4.2026", "03-04-26", "3 4 2026", "03-Apr-2026", "3-apr-26", "3 April 2026", "3rd April 2026", "3rd of April, 2026",
		"Fri 3 Apr 2026", "Friday, 3rd April 2026", "April 3, 2026", "2026-04-03", "2026/4/3", "2026-04-03T00:00:00Z", "03/04/2026 00:00", "46115", "46115.5", " 3/4/26. ",
	} {
		if got, err := intake.ParseDate(text, today); got != april || err != nil {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]calendar.Date{
		"19/5/26":   calendar.NewDate(1926, time.May, 19), // tomorrow, so not this century
		"18/5/26":   today,
		"1/2/85":    calendar.NewDate(1985, time.February, 1),
		"29/2/00":   calendar.NewDate(2000, time.February, 29),
		"31107":     calendar.NewDate(1985, time.March, 1),
		"1/1/1899":  calendar.NewDate(1899, time.January, 1),
		"1/1/2999":  calendar.NewDate(2999, time.January, 1),
		"1 Sept 99": calendar.NewDate(1999, time.September, 1),
	} {
		if got, err := intake.ParseDate(text, today); got != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestParseDate_whatIsNoDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"": intake.ErrNoDate, "soon": intake.ErrNoDate, "31/2/2026": intake.ErrNoSuchDay, "4/13/2026": intake.ErrMonthFirst, "1985": intake.ErrYearOnly,
		"32/1/2026": intake.ErrNoSuchDay, "3 Foo 2026": intake.ErrNoDate, "12": intake.ErrNoDate, "99999999": intake.ErrNoDate, "0/0/0": intake.ErrNoDate,
		"00/00/0000": intake.ErrNoSuchDay, "3/4": intake.ErrNoDate, "29/2/01": intake.ErrNoSuchDay, "\x00": intake.ErrNoDate,
	} {
		if got, err := intake.ParseDate(text, today); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("%q: %s, %v, want %v", text, got, err, want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"3/4/26", "29/2/00", "46115", "3rd of April 2026", "ſ/4/26"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := intake.ParseDate(text, today)
		if (err == nil) == d.IsZero() {
			t.Errorf("%q: %s and %v", text, d, err)
		}
	})
}
