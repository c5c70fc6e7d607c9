package deadline

import (
	"bytes"
	_ "embed"
	"slices"
	"sync"

	"nrmdesk/internal/nrm/calendar"
)

// Book is a set of rules and the bank holidays they count with. It never
// changes once read, so one copy serves every reader at once.
type Book struct {
	rules    []*Rule
	byID     map[string]*Rule
	opens    map[EventKind][]*Rule
	holidays *calendar.Holidays
	version  string
	text     []byte
}

//go:embed data/deadline-rules.csv
var rulesCSV []byte

// Published is the book this release carries, with calendar.Published.
var Published = sync.OnceValue(func() *Book {
	b, err := Parse(bytes.NewReader(rulesCSV), calendar.Published())
	if err != nil {
		panic("deadline: the embedded rules: " + err.Error())
	}
	return b
})

// Rule finds a rule by its identifier.
func (b *Book) Rule(id string) (*Rule, bool) {
	r, ok := b.byID[id]
	return r, ok
}

// Rules lists every rule in the order of the data.
func (b *Book) Rules() []*Rule { return slices.Clone(b.rules) }

// InForce finds the version of a clock for a trigger of the kind on a day.
func (b *Book) InForce(clock string, j Jurisdiction, trigger EventKind, on calendar.Date) (*Rule, bool) {
	for _, r := range b.opens[trigger] {
		if r.Clock == clock && r.AppliesIn(j) && r.InForce(on) {
			return r, true
		}
	}
	return nil, false
}

// OpenedBy lists the rules an event of the kind can open in a jurisdiction
// now, and ClosedBy those whose clocks it meets or ends: what recording it
// will do. Versions of the past are left out.
func (b *Book) OpenedBy(kind EventKind, j Jurisdiction) []*Rule {
	return b.current(func(r *Rule) bool { return r.AppliesIn(j) && r.OpenedBy(kind) })
}

// ClosedBy is described with OpenedBy.
func (b *Book) ClosedBy(kind EventKind, j Jurisdiction) []*Rule {
	return b.current(func(r *Rule) bool {
		return r.AppliesIn(j) && (slices.Contains(r.MetBy, kind) || slices.Contains(r.EndedBy, kind))
	})
}

func (b *Book) current(wanted func(*Rule) bool) []*Rule {
	var rules []*Rule
	for _, r := range b.rules {
		if r.EffectiveTo.IsZero() && wanted(r) {
			rules = append(rules, r)
		}
	}
	return rules
}

// Version is a short hash of the rules, kept with a stored date.
func (b *Book) Version() string { return b.version }

// Text is the rules as they were read.
func (b *Book) Text() []byte { return slices.Clone(b.text) }

// Holidays are the bank holidays the book counts with.
func (b *Book) Holidays() *calendar.Holidays { return b.holidays }

// CalendarVersion names the bank holidays the book counts with.
func (b *Book) CalendarVersion() string { return b.holidays.Version() }
