package decision

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
)

const maxText = 2000

// About is what the checks need to know of the case. Zero dates mean "none".
type About struct {
	State            casefile.State
	Nation           calendar.Nation
	AgeBand          person.AgeBand
	SubmittedOn      calendar.Date
	RGDecidedOn      calendar.Date
	CGEarliestOn     calendar.Date // EW-CG-EARLIEST
	Reference        string        // of the Home Office, empty until it comes
	ReconsideredKind Kind          // the decision a request is about, while reconsidering
	ReconAskedOn     calendar.Date
	Today            calendar.Date
}

// Check checks the answers, in page order. Whether the decision may follow at
// all is StateAfter's to say.
func Check(a About, d Decision) fault.Problems {
	var ps fault.Problems
	switch {
	case !slices.Contains(Kinds, d.Kind):
		ps.Add("kind", "select_one")
	case a.ReconsideredKind != "" && d.Kind != a.ReconsideredKind:
		ps.Add("kind", "not_the_reconsidered_one")
	}
	switch {
	case !slices.Contains(Outcomes, d.Outcome):
		ps.Add("outcome", "select_one")
	case d.Outcome == PositiveSlaveryOnly && a.Nation != calendar.Scotland:
		ps.Add("outcome", "scotland_only")
	case d.Kind == Both && !a.AgeBand.TreatedAsChild():
		ps.Add("outcome", "children_only")
	}
	switch {
	case d.Outcome == Disqualified && !slices.Contains(Grounds, d.Ground):
		ps.Add("ground", "select_one")
	case d.Outcome != Disqualified && d.Ground != "":
		ps.Add("ground", "only_when_disqualified")
	}
	body, known := AuthorityByID(d.Authority)
	switch {
	case !known:
		ps.Add("authority", "select_one")
	case !d.DecidedOn.IsZero() && !body.OperatedOn(d.DecidedOn):
		ps.Add("authority", "not_deciding_on", d.DecidedOn.Long())
	}
	a.letterDates(&ps, d)
	if !d.ToldOn.IsZero() {
		ps = append(ps, CheckTelling(a.Today, d)...)
	}
	if strings.TrimSpace(d.LetterKept) == "" {
		ps.Add("letter_kept", "required")
	}
	tooLong(&ps, "letter_kept", d.LetterKept)
	return ps
}

func (a About) letterDates(ps *fault.Problems, d Decision) {
	type earliest struct {
		on   calendar.Date
		code string
	}
	since := []earliest{{a.SubmittedOn, "before_referral"}}
	if d.Kind == CG && d.Outcome != Withdrawn || d.Outcome == Disqualified {
		// The same day is fine: combined child decisions carry both.
		since = append(since, earliest{a.RGDecidedOn, "before_rg"})
	}
	if a.State == casefile.Reconsidering {
		since = append(since, earliest{a.ReconAskedOn, "before_request"})
	}
	switch {
	case d.DecidedOn.IsZero():
		ps.Add("decided_on", "required")
	case d.DecidedOn.After(a.Today):
		ps.Add("decided_on", "in_future")
	case d.DecidedOn.Before(Began()):
		ps.Add("decided_on", "before_nrm", Began().Long())
	default:
		for _, s := range since {
			if d.DecidedOn.Before(s.on) {
				ps.Add("decided_on", s.code, s.on.Long())
				break
			}
		}
	}
	receivedOn(ps, a.Today, d)
}

func receivedOn(ps *fault.Problems, today calendar.Date, d Decision) {
	switch {
	case d.ReceivedOn.IsZero():
		ps.Add("received_on", "required")
	case d.ReceivedOn.After(today):
		ps.Add("received_on", "in_future")
	case d.ReceivedOn.Before(d.DecidedOn):
		ps.Add("received_on", "before_letter", d.DecidedOn.Long())
	}
}

// CheckTelling checks how and when the client was told. It may come long after
// the decision was recorded.
func CheckTelling(today calendar.Date, d Decision) fault.Problems {
	var ps fault.Problems
	switch {
	case d.ToldOn.IsZero():
		ps.Add("told_on", "required")
	case d.ToldOn.After(today):
		ps.Add("told_on", "in_future")
	case d.ToldOn.Before(d.ReceivedOn):
		ps.Add("told_on", "before_received", d.ReceivedOn.Long())
	}
	if strings.TrimSpace(d.ToldHow) == "" {
		ps.Add("told_how", "required")
	}
	tooLong(&ps, "told_how", d.ToldHow)
	return ps
}

// Warning is something to look at twice that does not stop the recording.
type Warning string

// The warnings.
const (
	BeforeEarliestCG   Warning = "before_earliest_cg" // combined child decisions may be
	NotToldYet         Warning = "not_told_yet"
	ToldLate           Warning = "told_late"
	ReceivedLate       Warning = "received_late"
	PanelForChildren   Warning = "panel_is_for_children"
	PanelNotIfDisputed Warning = "panel_not_when_age_disputed"
)

// lateAfterDays is when a gap between two of the three dates is worth a
// warning. A convention of the product, not a rule of law: clocks may run
// from the letter while the client knows nothing of it.
const lateAfterDays = 7

// Warnings lists what to look at twice, in page order.
func Warnings(a About, d Decision) []Warning {
	var ws []Warning
	if body, ok := AuthorityByID(d.Authority); ok && body.ChildrenOnly {
		switch a.AgeBand {
		case person.Adult:
			ws = append(ws, PanelForChildren)
		case person.AgeUnsure:
			ws = append(ws, PanelNotIfDisputed)
		}
	}
	settled := d.Outcome == Positive || d.Outcome == Negative
	if d.Kind == CG && settled && !a.CGEarliestOn.IsZero() && d.DecidedOn.Before(a.CGEarliestOn) {
		ws = append(ws, BeforeEarliestCG)
	}
	late := func(from, to calendar.Date) bool {
		return !from.IsZero() && !to.IsZero() && from.DaysUntil(to) > lateAfterDays
	}
	if late(d.DecidedOn, d.ReceivedOn) {
		ws = append(ws, ReceivedLate)
	}
	switch {
	case d.ToldOn.IsZero():
		ws = append(ws, NotToldYet)
	case late(d.ReceivedOn, d.ToldOn):
		ws = append(ws, ToldLate)
	}
	return ws
}

func tooLong(ps *fault.Problems, field, text string) {
	if utf8.RuneCountInString(text) > maxText {
		ps.Add(field, "too_long", strconv.Itoa(maxText))
	}
}
