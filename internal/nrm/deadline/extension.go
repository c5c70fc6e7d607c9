package deadline

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Grantor is the kind of body that gave more time.
type Grantor string

// The bodies.
const (
	DecidingAuthority Grantor = "deciding_authority"
	SupportProvider   Grantor = "support_provider"
	Court             Grantor = "court"
	CompensationBody  Grantor = "compensation_body"
	OtherGrantor      Grantor = "other"
)

// Grantors lists the bodies in the order of the page.
var Grantors = []Grantor{DecidingAuthority, SupportProvider, Court, CompensationBody, OtherGrantor}

// Label is the body in the words staff read.
func (g Grantor) Label() string {
	switch g {
	case DecidingAuthority:
		return "The authority that decides the case"
	case SupportProvider:
		return "The support provider, or the government department that pays for support"
	case Court:
		return "A court or tribunal"
	case CompensationBody:
		return "The criminal injuries compensation body"
	case OtherGrantor:
		return "Somebody else"
	default:
		return ""
	}
}

// Extendable says whether somebody can give more time. A day that opens
// something, like a birthday, cannot be put off, and a date of our own needs
// nobody's leave.
func (r *Rule) Extendable() bool {
	return (r.Category == Limit || r.Category == Period) && r.DueInclusive
}

// Overridable says whether the date on a letter may stand in for the counted
// one: only where we are not sure of the rule.
func (r *Rule) Overridable() bool { return r.Confidence == Low }

// MoreTime is an extension as it was given.
type MoreTime struct {
	By       Grantor
	On       calendar.Date
	Reason   string
	Evidence string // where the letter or message is kept
}

// OnLetter is another day than the counted one, as a letter gives it.
type OnLetter struct {
	On       calendar.Date
	Reason   string
	Evidence string
}

const (
	maxText = 2000
	// farDays keeps a slip of the pen in the year from moving a date out of sight.
	farDays = 3 * 366
)

// CheckExtension checks an extension of an open deadline, in page order. It
// never makes a date earlier.
func CheckExtension(d Deadline, in MoreTime, today calendar.Date) fault.Problems {
	var ps fault.Problems
	if !slices.Contains(Grantors, in.By) {
		ps.Add("extended_by", "select_one")
	}
	switch {
	case in.On.IsZero():
		ps.Add("new_on", "required")
	case !in.On.After(d.Minimum):
		ps.Add("new_on", "not_longer", d.Minimum.Long())
	default:
		tooFar(&ps, d, in.On, today)
	}
	moved(&ps, in.Reason, in.Evidence)
	return ps
}

// CheckOverride checks a day that is to stand in for a counted one.
func CheckOverride(d Deadline, in OnLetter, today calendar.Date) fault.Problems {
	var ps fault.Problems
	switch {
	case in.On.IsZero():
		ps.Add("new_on", "required")
	case in.On == d.Minimum:
		ps.Add("new_on", "same", d.Minimum.Long())
	case in.On.Before(d.Trigger.On):
		ps.Add("new_on", "before_trigger", d.Trigger.Kind.Words(), d.Trigger.On.Long())
	default:
		tooFar(&ps, d, in.On, today)
	}
	moved(&ps, in.Reason, in.Evidence)
	return ps
}

func tooFar(ps *fault.Problems, d Deadline, on, today calendar.Date) {
	from := today
	if d.Minimum.After(from) {
		from = d.Minimum
	}
	if from.DaysUntil(on) > farDays {
		ps.Add("new_on", "too_far")
	}
}

func moved(ps *fault.Problems, reason, evidence string) {
	for _, field := range []struct{ name, text string }{{"reason", reason}, {"evidence", evidence}} {
		switch {
		case strings.TrimSpace(field.text) == "":
			ps.Add(field.name, "required")
		case utf8.RuneCountInString(field.text) > maxText:
			ps.Add(field.name, "too_long", strconv.Itoa(maxText))
		}
	}
}
