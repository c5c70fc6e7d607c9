package referral

import (
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// Level says what a finding does: Refuse stops the referral, Warn is shown to
// writer and reviewer.
type Level string

// The two levels.
const (
	Refuse Level = "refuse"
	Warn   Level = "warn"
)

// Finding is two answers that do not fit together. Field is the one to look at
// first, Other the answer it disagrees with; Sentence says what Code means.
type Finding struct {
	Field, Other string
	Code         string
	Level        Level
	Short        string // what Field is called, where the sentence is about its text
}

// Findings compares the answers in play with each other, and a report without a
// name with what would name the client. The official form compares none of them
// (referral-form.md §7, weakness 10).
func (d *Draft) Findings() []Finding { return append(d.contradicting(), d.traceFindings()...) }

// live is the single answer to a field that is in play, otherwise "".
func (d *Draft) live(name string) string {
	if f := d.Form.byName[name]; f != nil && d.InPlay(f) {
		return d.Text(name)
	}
	return ""
}

func (d *Draft) is(name, value string) bool {
	f := d.Form.byName[name]
	return f != nil && d.InPlay(f) && slices.Contains(d.values[f.index], value)
}

// eighteenth is the 18th birthday. Somebody born on 29 February is treated as
// a child for the day longer: doubt counts as under 18 (MSA s.51).
func eighteenth(birth calendar.Date) calendar.Date {
	y, m, day := birth.Year()+18, birth.Month(), birth.Day()
	if !calendar.IsReal(y, int(m), day) {
		return calendar.NewDate(y, time.March, 1)
	}
	return calendar.NewDate(y, m, day)
}

func hasWebAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "http://") || strings.Contains(s, "https://") || strings.Contains(s, "www.")
}
