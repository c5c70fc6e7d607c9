package decision

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// WantedKind is what a request for reconsideration still waits for.
type WantedKind string

// What can be waited for. Late evidence is accepted only when more time was
// asked for before the last day, and only in exceptional circumstances (GOV.UK
// statistics annex on reconsiderations, 8 May 2025).
const (
	WantedEvidence WantedKind = "evidence"
	WantedTime     WantedKind = "more_time"
)

// Wanted is one thing that somebody was asked for before a request is sent.
type Wanted struct {
	Kind WantedKind
	What string // the evidence; or why more time is needed
	From string // who can give it
	By   calendar.Date
}

// Check checks what is wanted. The day by which it is wanted may be open for
// evidence, but more time is always asked up to a day.
func (w Wanted) Check(today calendar.Date) fault.Problems {
	var ps fault.Problems
	for _, f := range []struct{ field, text string }{{"wanted_what", w.What}, {"wanted_from", w.From}} {
		if strings.TrimSpace(f.text) == "" {
			ps.Add(f.field, "required")
		}
		tooLong(&ps, f.field, f.text)
	}
	switch {
	case w.By.IsZero() && w.Kind == WantedTime:
		ps.Add("wanted_by", "required")
	case !w.By.IsZero() && w.By.Before(today):
		ps.Add("wanted_by", "in_past")
	}
	return ps
}

// WantedOutcome is what came of it.
type WantedOutcome string

// The outcomes: of evidence, then of more time.
const (
	WantedGot      WantedOutcome = "got"
	WantedNotToGet WantedOutcome = "not_to_get"
	WantedGranted  WantedOutcome = "granted"
	WantedDeclined WantedOutcome = "declined"
)

// Outcomes lists what can come of it.
func (k WantedKind) Outcomes() []WantedOutcome {
	if k == WantedTime {
		return []WantedOutcome{WantedGranted, WantedDeclined}
	}
	return []WantedOutcome{WantedGot, WantedNotToGet}
}

// Label is the outcome in the words staff read.
func (o WantedOutcome) Label() string {
	switch o {
	case WantedGot:
		return "It has come"
	case WantedNotToGet:
		return "It cannot be had"
	case WantedGranted:
		return "More time was given"
	case WantedDeclined:
		return "More time was not given"
	default:
		return ""
	}
}

// WantedAnswer is what came of something wanted, and when.
type WantedAnswer struct {
	Outcome WantedOutcome
	On      calendar.Date
	Note    string
}

// IsZero says whether it is still waited for.
func (a WantedAnswer) IsZero() bool { return a == WantedAnswer{} }

// Check checks an answer to something wanted since a day.
func (a WantedAnswer) Check(kind WantedKind, since, today calendar.Date) fault.Problems {
	var ps fault.Problems
	if !slices.Contains(kind.Outcomes(), a.Outcome) {
		ps.Add("wanted_outcome", "select_one")
	}
	switch {
	case a.On.IsZero():
		ps.Add("wanted_answered_on", "required")
	case a.On.After(today):
		ps.Add("wanted_answered_on", "in_future")
	case a.On.Before(since):
		ps.Add("wanted_answered_on", "before", since.Long())
	}
	tooLong(&ps, "wanted_note", a.Note)
	return ps
}
