package person

import (
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/fault"
)

// Day is a day of the week.
type Day string

// Days lists the week in the order of the page.
var Days = []Day{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// Label is the day in the words staff read.
func (d Day) Label() string {
	if d == "" {
		return ""
	}
	return strings.ToUpper(string(d[:1])) + string(d[1:])
}

// SafeOn says whether a day of the week is among the safe ones.
func (c SafeContact) SafeOn(w time.Weekday) bool {
	return len(c.Days) == 0 || slices.Contains(c.Days, Day(strings.ToLower(w.String())))
}

// HoursWords says the safe days and hours in words; empty when any time is.
func (c SafeContact) HoursWords() string {
	var words []string
	for _, d := range c.Days {
		words = append(words, d.Label())
	}
	days := strings.Join(words, ", ")
	if days == strings.Join([]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}, ", ") {
		days = "Weekdays"
	}
	if c.From == "" {
		return days
	}
	hours := clockWords(c.From) + " to " + clockWords(c.Until)
	if c.Until < c.From {
		hours += " the next morning"
	}
	if days == "" {
		return "Every day, " + hours
	}
	return days + ", " + hours
}

// clockWords is a time of day as it is read: "10am", "2:30pm".
func clockWords(text string) string {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return text
	}
	return strings.Replace(t.Format("3:04pm"), ":00", "", 1)
}

// checkTimes checks the days and hours, in page order.
func (c SafeContact) checkTimes() fault.Problems {
	var ps fault.Problems
	if slices.ContainsFunc(c.Days, func(d Day) bool { return !slices.Contains(Days, d) }) {
		ps.Add("contact_days", "not_in_list")
	}
	for _, box := range []struct{ field, text, other string }{{"contact_from", c.From, c.Until}, {"contact_until", c.Until, c.From}} {
		_, err := time.Parse("15:04", box.text)
		switch {
		case box.text == "" && box.other != "":
			ps.Add(box.field, "other_missing")
		case box.text != "" && (err != nil || len(box.text) != len("15:04")):
			ps.Add(box.field, "not_a_time")
		}
	}
	if c.From != "" && c.From == c.Until {
		ps.Add("contact_until", "same_time")
	}
	return ps
}
