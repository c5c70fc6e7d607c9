// Package looks is the rulebook page of who looked: which looks at a case are
// odd enough to be asked about (domain guide, sections 4 A7 and 12). An odd
// look is a question for a supervisor, not a fault: there may be a good reason
// for it that no record shows.
package looks

import (
	"fmt"
	"slices"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// Kind is what somebody did, as far as oddness is judged from it.
type Kind string

// The kinds of look.
const (
	Opened   Kind = "opened" // or changed: whoever changes a case has seen it
	Refused  Kind = "refused"
	Identity Kind = "identity" // was shown who a record without names is about
	Taken    Kind = "taken"    // a file about the case was made, to be taken out
)

// Look is one thing somebody did on a case.
type Look struct {
	At      time.Time
	CaseID  string
	Kind    Kind
	AsCover bool // for a colleague on leave
}

// File is what is known of the case that was looked at.
type File struct {
	TeamID, OwnerID string
	Turns           []Turn // oldest first
}

// Turn is a moment at which the work on a case passed from one person to
// another, ended or began again.
type Turn struct {
	At       time.Time
	From, To string // users; empty when the case was closed or opened again
	Closed   bool
	Reopened bool
}

// Pattern is a reason to ask about a look.
type Pattern string

// The patterns.
const (
	OtherTeam     Pattern = "other_team"
	WasRefused    Pattern = "refused"
	AtNight       Pattern = "night"
	ManyCases     Pattern = "many_cases"
	AfterHandover Pattern = "after_handover"
	AfterClosing  Pattern = "after_closing"
	ShownIdentity Pattern = "identity"
	TakenOut      Pattern = "taken_out"
)

// Patterns lists the patterns in the order of the page.
var Patterns = []Pattern{OtherTeam, WasRefused, AtNight, ManyCases, AfterHandover, AfterClosing, ShownIdentity, TakenOut}

// Label is the pattern in a few words.
func (p Pattern) Label() string {
	switch p {
	case OtherTeam:
		return "Outside the team"
	case WasRefused:
		return "Refused"
	case AtNight:
		return "At night"
	case ManyCases:
		return "Many cases"
	case AfterHandover:
		return "After handing over"
	case AfterClosing:
		return "After closing"
	case ShownIdentity:
		return "Identity shown"
	case TakenOut:
		return "Taken out"
	default:
		return ""
	}
}

// Odd is one pattern found, with what it rests on in a sentence that names
// nobody.
type Odd struct {
	Pattern  Pattern
	Sentence string
}

// Day is what one person did on one case on one day in London. Around are
// their looks at any case from so long before the first to so long after the
// last that a crowd of cases can be seen (Reach), this case included; oldest
// first, as Looks are.
type Day struct {
	Who    staff.Actor // with the roles and teams of today: earlier ones are not kept
	File   File
	Looks  []Look
	Around []Look
}

// Judge lists what is odd about a day, in the order of Patterns. Auditors and
// admins belong to no team and go through many cases: that alone is not odd.
func Judge(d Day) []Odd {
	if len(d.Looks) == 0 {
		return nil
	}
	var found []Odd
	add := func(p Pattern, format string, args ...any) {
		found = append(found, Odd{p, fmt.Sprintf(format, args...)})
	}
	m := MeasuresOn(calendar.LondonDay(d.Looks[0].At))
	checker := d.Who.Has(staff.Auditor) || d.Who.Has(staff.Admin)
	refused, seen := d.of(Refused), d.seen()
	if len(seen) > 0 && !checker && !d.Who.InTeam(d.File.TeamID) && d.Who.UserID != d.File.OwnerID && slices.ContainsFunc(seen, func(l Look) bool { return !l.AsCover }) {
		add(OtherTeam, "Not in the team of this case today, does not hold it, and was not covering for anybody on leave.")
	}
	if len(refused) > 0 {
		add(WasRefused, "Tried %s to open the case, which was out of their reach. Nothing was shown.", times(len(refused)))
	}
	if i := slices.IndexFunc(d.Looks, func(l Look) bool { return m.night(l.At) }); i >= 0 {
		add(AtNight, "At %s. %s to %s counts as night.", clock(d.Looks[i].At), ofDay(m.NightFrom), ofDay(m.NightUntil))
	}
	if n := m.crowd(seen, d.Around); n >= m.ManyCases && !checker {
		add(ManyCases, "One of %d cases opened within %d minutes. %d or more counts as many.", n, int(m.ManyWithin.Minutes()), m.ManyCases)
	}
	if len(seen) > 0 && !checker {
		last := seen[len(seen)-1].At
		if ended := d.File.handedOver(d.Who.UserID, last); m.late(ended, last) {
			add(AfterHandover, "Somebody else has held the case since %s.", calendar.LondonDay(ended).Long())
		}
		if closed := d.File.closed(last); m.late(closed, last) {
			add(AfterClosing, "The case was closed on %s.", calendar.LondonDay(closed).Long())
		}
	}
	if n := len(d.of(Identity)); n > 0 {
		add(ShownIdentity, "Was shown %s who a record without names is about.", times(n))
	}
	if n := len(d.of(Taken)); n > 0 {
		add(TakenOut, "Made %s a file about the case, to be taken out of the service.", times(n))
	}
	return found
}

func (d Day) of(k Kind) []Look {
	return slices.DeleteFunc(slices.Clone(d.Looks), func(l Look) bool { return l.Kind != k })
}

// seen are the looks at which something was shown.
func (d Day) seen() []Look {
	return slices.DeleteFunc(slices.Clone(d.Looks), func(l Look) bool { return l.Kind == Refused })
}

// handedOver is when the case last passed from a user to somebody else, by
// an instant; zero when they never held it or hold it again.
func (f File) handedOver(userID string, before time.Time) (at time.Time) {
	for _, t := range f.Turns {
		switch {
		case t.At.After(before):
			return at
		case t.To == userID:
			at = time.Time{}
		case t.From == userID:
			at = t.At
		}
	}
	return at
}

// closed is when the case was closed, by an instant; zero when it was open
// then.
func (f File) closed(before time.Time) (at time.Time) {
	for _, t := range f.Turns {
		switch {
		case t.At.After(before):
			return at
		case t.Closed:
			at = t.At
		case t.Reopened:
			at = time.Time{}
		}
	}
	return at
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return fmt.Sprintf("%d times", n)
	}
}

func clock(t time.Time) string { return t.In(calendar.London()).Format("3:04pm") }
