package render

// Month is a calendar month as a table that becomes a list of days on a narrow screen: {{template "app-month" .}}.
// Weeks begin on Monday and have seven days each.
type Month struct {
	Caption string
	Weeks   [][]MonthDay
}

// MonthDay is one cell. A day of another month has no Number and nothing else.
type MonthDay struct {
	Number string // "24"
	Name   string // "Tuesday 24 November 2026", read out on wide screens and shown on narrow ones
	Today  bool
	Notes  []string // bank holidays
	Items  []MonthItem
	More   *Link // "and 12 more"
}

// MonthItem is one date of a day. Words say how near it is.
type MonthItem struct {
	Link    Link
	Words   string
	Urgency Urgency
}

// Steps leads from one stretch of time to the one before, the present one and the one after:
// {{template "app-steps" .}}. Now is nil where the page shows it.
type Steps struct {
	Label              string // of the landmark, such as "Months"
	Before, Now, After *Link
}

// Weekdays are the headings of the columns.
func (Month) Weekdays() []string {
	return []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
}

// IsEmpty reports whether the day says nothing, so that a narrow screen leaves it out.
func (d MonthDay) IsEmpty() bool {
	return !d.Today && len(d.Notes) == 0 && len(d.Items) == 0
}
