package deadline

import (
	"fmt"
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Doubts are sentences about events that cannot be as they are dated: a
// decision before its referral, a day that lies ahead although only a letter
// may give one, a day before any rule. Nothing is left out of the counting for
// them; the person who typed the dates decides.
func (b *Book) Doubts(events []Event, today calendar.Date) []string {
	var doubts []string
	for i, e := range events {
		say := func(format string, args ...any) {
			doubts = append(doubts, fmt.Sprintf("%s on %s: ", e.Kind.Words(), e.On.Long())+fmt.Sprintf(format, args...))
		}
		switch {
		case !e.Kind.Known():
			doubts = append(doubts, fmt.Sprintf("No event is called “%s”.", e.Kind))
			continue
		case e.On.IsZero():
			doubts = append(doubts, e.Kind.Words()+" has no date.")
			continue
		case e.On.After(today) && !e.Kind.Future():
			say("the day lies ahead.")
		case e.KnownFrom.After(today):
			say("the letter that gives the day, of %s, lies ahead.", e.KnownFrom.Long())
		case e.KnownFrom.After(e.On):
			say("the letter that gives the day is later, of %s.", e.KnownFrom.Long())
		}
		if e.Kind.info().once && slices.ContainsFunc(events[:i], func(o Event) bool { return o.Kind == e.Kind && o.On != e.On }) {
			say("it can only happen once, and there is another day for it.")
		}
		if first, ok := firstOf(e.Kind.info().follows, events); ok && e.known().Before(first.known()) {
			say("it comes before %s on %s.", first.Kind.Words(), first.On.Long())
		}
		if from := b.firstDay(e.Kind); e.Kind.info().stage > 0 && e.On.Before(from) {
			say("no rule reaches back so far. The first begins on %s.", from.Long())
		}
	}
	return doubts
}

// firstOf is the earliest event of one of the kinds.
func firstOf(kinds []EventKind, events []Event) (first Event, ok bool) {
	for _, e := range events {
		if slices.Contains(kinds, e.Kind) && !e.On.IsZero() && (!ok || e.before(first)) {
			first, ok = e, true
		}
	}
	return first, ok
}

// firstDay is the first day for which any rule counts from the kind, or from
// what the kind always needs first.
func (b *Book) firstDay(kind EventKind) calendar.Date {
	var first calendar.Date
	for _, trigger := range []EventKind{kind, ReferralSubmitted} {
		for _, r := range b.opens[trigger] {
			if from := r.EffectiveFrom; !from.IsZero() && (first.IsZero() || from.Before(first)) {
				first = from
			}
		}
	}
	return first
}
