package referral

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Chronology says what an answer takes from the chronology.
type Chronology string

// What an answer takes: nothing, every entry, or the entries about it.
const (
	NoChronology    Chronology = ""
	WholeChronology Chronology = "all"
	PartChronology  Chronology = "part"
)

// When is a date as well as the client remembers it: to the day, the month or
// the year, or not at all. Zero parts are not known; About says that what is
// there is a guess.
type When struct {
	Year  int  `json:"year,omitempty"`
	Month int  `json:"month,omitempty"`
	Day   int  `json:"day,omitempty"`
	About bool `json:"about,omitempty"`
}

// Happening is one entry of the chronology. Part is the question of the form it
// belongs to; empty when that is open. Text is kept as it was typed.
type Happening struct {
	When When   `json:"when"`
	Part string `json:"part,omitempty"`
	Text string `json:"text"`
}

const (
	earliestYear = 1900
	longestEntry = 5000
)

// Check says what is wrong with an entry, in page order.
func (e Happening) Check(f *Form, today calendar.Date) fault.Problems {
	var problems fault.Problems
	if code := e.When.look(today); code != "" {
		problems.Add("happened_when", code)
	}
	switch {
	case blank(e.Text):
		problems.Add("happened_what", "required")
	case !checkReadable(&problems, "happened_what", e.Text):
	case length(e.Text) > longestEntry:
		problems.Add("happened_what", "too_long", strconv.Itoa(longestEntry))
	}
	if e.Part != "" && !slices.ContainsFunc(f.Parts(), func(p *Field) bool { return p.Name == e.Part }) {
		problems.Add("happened_part", "not_in_list")
	}
	return problems
}

func (w When) look(today calendar.Date) (code string) {
	switch {
	case w.Year == 0 && (w.Month != 0 || w.Day != 0):
		return "date_needs_year"
	case w.Month == 0 && w.Day != 0:
		return "date_needs_month"
	case w.Year == 0:
		return ""
	case w.Year < earliestYear || w.Month < 0 || w.Month > 12 || w.Day < 0:
		return "not_a_real_date"
	case w.Day != 0 && !calendar.IsReal(w.Year, w.Month, w.Day):
		return "not_a_real_date"
	case calendar.NewDate(w.Year, time.Month(max(w.Month, 1)), max(w.Day, 1)).After(today):
		return "in_future"
	}
	return ""
}

// String is the date in words: "12 May 2024", "about May 2024", "2024", "date
// not known".
func (w When) String() string {
	var parts []string
	if w.About && w.Year != 0 {
		parts = append(parts, "about")
	}
	if w.Day != 0 {
		parts = append(parts, strconv.Itoa(w.Day))
	}
	if w.Month != 0 {
		parts = append(parts, time.Month(w.Month).String())
	}
	if w.Year == 0 {
		return "date not known"
	}
	return strings.Join(append(parts, strconv.Itoa(w.Year)), " ")
}

// InOrder puts entries in the order of what happened: a year stands before its
// months and a month before its days. What has no date comes last. Entries of
// one date stay as they were told.
func InOrder(entries []Happening) []Happening {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b Happening) int { return a.When.Compare(b.When) })
	return sorted
}

// Compare orders two dates as InOrder does.
func (w When) Compare(o When) int {
	if (w.Year == 0) != (o.Year == 0) {
		return cmp.Compare(o.Year, w.Year) // no year is last
	}
	return cmp.Or(cmp.Compare(w.Year, o.Year), cmp.Compare(w.Month, o.Month), cmp.Compare(w.Day, o.Day))
}

// Account is the entries that belong to an answer, in order, as a text; empty
// when there are none.
func Account(f *Field, entries []Happening) string {
	var parts []string
	for _, e := range InOrder(entries) {
		if f.Chronology == WholeChronology || f.Chronology == PartChronology && e.Part == f.Name {
			when := e.When.String()
			parts = append(parts, strings.ToUpper(when[:1])+when[1:]+": "+e.Text)
		}
	}
	return strings.Join(parts, "\n\n")
}

// Parts are the answers an entry can belong to, in page order.
func (f *Form) Parts() []*Field {
	var parts []*Field
	for _, t := range f.Tasks {
		for _, p := range t.Pages {
			for _, field := range p.Fields {
				if field.Chronology == PartChronology {
					parts = append(parts, field)
				}
			}
		}
	}
	return parts
}
