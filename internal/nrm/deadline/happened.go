package deadline

import (
	"strconv"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Happened is something that happened, as somebody records it by hand.
type Happened struct {
	Kind      EventKind
	On        calendar.Date
	KnownFrom calendar.Date // see Event; only for kinds of which Future is true
	Note      string
	Evidence  string // where the letter or message is kept
}

// Event is what the clocks make of it. The source is the record's.
func (h Happened) Event(source string) Event {
	return Event{Kind: h.Kind, On: h.On, Source: source, KnownFrom: h.KnownFrom}
}

// HappenedAbout is what the check of a recorded event needs to know of its
// case. Began is the first day of the NRM.
type HappenedAbout struct {
	Nation calendar.Nation
	Events []Event
	Began  calendar.Date
	Today  calendar.Date
}

// oldestYears is an age nobody has passed.
const oldestYears = 120

// CheckHappened checks a recorded event, in page order: that it makes sense in
// the case, and that its day can be.
func CheckHappened(a HappenedAbout, h Happened) fault.Problems {
	var ps fault.Problems
	if !h.Kind.Recordable() || !h.Kind.InNation(a.Nation) || !h.Kind.MayFollow(a.Events) {
		ps.Add("event", "select_one")
		return ps
	}
	ps = append(ps, CheckDays(a, h)...)
	for _, field := range []struct{ name, text string }{{"note", h.Note}, {"evidence", h.Evidence}} {
		if utf8.RuneCountInString(field.text) > maxText {
			ps.Add(field.name, "too_long", strconv.Itoa(maxText))
		}
	}
	return ps
}

// CheckDays checks only the days of a recorded event: on the day itself for
// what happened, and on the day of the letter for a day that may lie ahead.
func CheckDays(a HappenedAbout, h Happened) fault.Problems {
	var ps fault.Problems
	if !h.Kind.Future() {
		if code, args := a.pastDay(h.Kind, h.On); code != "" {
			ps.Add("happened_on", code, args...)
		}
		return ps
	}
	switch {
	case h.On.IsZero():
		ps.Add("happened_on", "required")
	case h.On.Before(a.Began):
		ps.Add("happened_on", "before_nrm", a.Began.Long())
	case a.Today.DaysUntil(h.On) > farDays:
		ps.Add("happened_on", "too_far")
	}
	code, args := a.pastDay(h.Kind, h.KnownFrom)
	if code == "" && h.KnownFrom.After(h.On) && !h.On.IsZero() {
		code, args = "after_given_day", []string{h.On.Long()}
	}
	if code != "" {
		ps.Add("known_from", code, args...)
	}
	return ps
}

// pastDay says what is wrong with a day that must have come.
func (a HappenedAbout) pastDay(k EventKind, on calendar.Date) (code string, args []string) {
	first := k.first(a.Events)
	switch {
	case on.IsZero():
		return "required", nil
	case on.After(a.Today):
		return "in_future", nil
	case k.background() && on.AddMonths(12*oldestYears).Before(a.Today):
		return "too_old", nil
	case !k.background() && on.Before(a.Began):
		return "before_nrm", []string{a.Began.Long()}
	case on.Before(first.On):
		return "before_what_it_follows", []string{first.Kind.Words(), first.On.Long()}
	}
	return "", nil
}

// first is the earliest event that one of the kind can follow; none when it
// needs none.
func (k EventKind) first(events []Event) Event {
	var first Event
	for _, e := range events {
		for _, f := range k.info().follows {
			if e.Kind == f && !e.On.IsZero() && (first.On.IsZero() || e.before(first)) {
				first = e
			}
		}
	}
	return first
}
