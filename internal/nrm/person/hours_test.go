package person_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/person"
)

func TestSafeContact_times(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(c *person.SafeContact)
		want   string
		words  string
	}{
		"any time":             {func(*person.SafeContact) {}, "", ""},
		"weekdays":             {func(c *person.SafeContact) { c.Days, c.From, c.Until = person.Days[:5], "10:00", "14:30" }, "", "Weekdays, 10am to 2:30pm"},
		"over midnight":        {func(c *person.SafeContact) { c.From, c.Until = "22:00", "01:00" }, "", "Every day, 10pm to 1am the next morning"},
		"days alone":           {func(c *person.SafeContact) { c.Days = []person.Day{"monday", "friday"} }, "", "Monday, Friday"},
		"no end":               {func(c *person.SafeContact) { c.From = "10:00" }, "contact_until: other_missing", ""},
		"no beginning":         {func(c *person.SafeContact) { c.Until = "10:00" }, "contact_from: other_missing", ""},
		"no time":              {func(c *person.SafeContact) { c.From, c.Until = "ten", "25:00" }, "contact_from: not_a_time, contact_until: not_a_time", ""},
		"no length":            {func(c *person.SafeContact) { c.From, c.Until = "10:00", "10:00" }, "contact_until: same_time", ""},
		"no day":               {func(c *person.SafeContact) { c.Days = []person.Day{"someday"} }, "contact_days: not_in_list", ""},
		"an exploiter's":       {func(c *person.SafeContact) { c.Dangerous = []string{"+44 7700 900123"} }, "contact_details: dangerous", ""},
		"another is dangerous": {func(c *person.SafeContact) { c.Dangerous = []string{"07700 900124", "a@example.org"} }, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := person.SafeContact{Channels: []person.Channel{person.Text}, Details: "07700 900123, after 10am"}
			c.change(&plan)
			var got []string
			for _, p := range plan.Check() {
				got = append(got, p.Field+": "+p.Code)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%s, want %s", strings.Join(got, ", "), c.want)
			}
			if c.want == "" && plan.HoursWords() != c.words {
				t.Errorf("in words: %q", plan.HoursWords())
			}
		})
	}
}

func TestSameAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, address string
		same          bool
	}{
		{"07700 900123, after 10am", "+44 7700 900 123", true},
		{"+44 (0)7700 900123", "07700900123", true},
		{"Call 00447700900123 or her aunt", "07700-900123", true},
		{"07700 900123", "07700 900124", false},
		{"after 10 until 14", "10", true}, // too short for a number: letter by letter
		{"Ana@Example.org", "ana@example.org ", true},
		{"4 Sample Road", "", false},
		{"07700 900123", "07700 900123 – his brother’s, since May", true},
		{"Write to ana@example.org", "a@b.example, ana@example.org", true},
		{"The library, 4 Sample Road", "4 sample road", true},
		{"", "07700 900123", false},
	} {
		if got := person.SameAddress(c.text, c.address); got != c.same {
			t.Errorf("%q and %q: %v", c.text, c.address, got)
		}
	}
}
