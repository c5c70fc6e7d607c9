package render

import "fmt"

// Urgency marks how near a date is. The words beside it always say the same.
type Urgency string

// A date is late, soon (a week or less) or later.
const (
	Late  Urgency = "late"
	Soon  Urgency = "soon"
	Later Urgency = "later"
)

// soonDays is the width of the work list's second group, "Due in 7 days".
const soonDays = 7

// UrgencyOf sorts a date by the days left to it.
func UrgencyOf(days int) Urgency {
	switch {
	case days < 0:
		return Late
	case days <= soonDays:
		return Soon
	default:
		return Later
	}
}

// DaysLeft says how long there is to do something by its due date: days is today to due, negative when past.
func DaysLeft(days int) string {
	switch {
	case days < 0:
		return plural(-days, "day") + " late"
	case days == 0:
		return "Last day"
	default:
		return plural(days, "day") + " left"
	}
}

// DaysAway says when something happens that is not a limit, such as a check-in or the end of a recovery period.
func DaysAway(days int) string {
	switch {
	case days < -1:
		return plural(-days, "day") + " ago"
	case days == -1:
		return "yesterday"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	default:
		return "in " + plural(days, "day")
	}
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// DeadlineStrip shows the dates of a case, nearest first: {{template "app-deadline-strip" .}}.
type DeadlineStrip struct {
	Heading  string // empty is "Dates due"
	Items    []DeadlineItem
	Empty    string // what to say when there are none
	Calendar string // address for "Add to calendar"; empty: not offered
}

// DeadlineItem is one date. Date and Words come as text, the date always beside the relative words.
type DeadlineItem struct {
	Name    string   // "RG decision expected"
	Date    string   // "21 May 2026"; empty: not known yet
	Words   string   // DaysLeft or DaysAway
	Urgency Urgency  // of a known date
	Notes   []string // "Day 7 of 30", or what it waits for
	Rule    string   // "England and Wales, EW-RECOVERY-30"
	Why     string   // address of the page that explains the date
}
