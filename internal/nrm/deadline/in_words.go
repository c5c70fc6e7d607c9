package deadline

import (
	"fmt"
	"slices"
	"strings"
)

// InWords is the rule in sentences: what it counts from what, when it holds,
// and what ends it. Who is reminded is left to package reminder's ladder.
func (r *Rule) InWords() []string {
	sentences := []string{r.countingWords()}
	if !r.DueInclusive {
		sentences = append(sentences, "The date is the first day after that.")
	}
	for _, c := range r.opensIf {
		sentences = append(sentences, c.words())
	}
	met, say := either(r.MetBy), func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	switch {
	case r.Ends == LaterOf:
		say("It runs on until %s, if that comes later.", met)
	case r.Ends == LaterOfIf:
		say("It runs on until %s, if that comes later and is %s; otherwise it ends with that.", met, either(r.FloorIf))
	case r.Ends == EarlierOf:
		say("It ends earlier with %s.", met)
	case len(r.MetBy) > 0:
		say("It is met by %s.", met)
	}
	if len(r.EndedBy) > 0 {
		say("It stops with %s.", either(r.EndedBy))
	}
	return sentences
}

func (r *Rule) countingWords() string {
	from := r.Trigger.Words()
	switch r.Unit {
	case Stated:
		return "Nothing is counted. It is the day that was given: " + from + "."
	case WorkingDays:
		return fmt.Sprintf("%s after: %s. Weekends and the bank holidays of %s are left out.", plural(r.Amount, "working day"), from, r.Calendar.Name())
	case Hours:
		return fmt.Sprintf("%s after: %s.", plural(r.Amount, "hour"), from)
	}
	unit := map[Unit]string{CalendarDays: "day", Months: "month", Years: "year"}[r.Unit]
	if r.CountFrom == DayOf {
		return fmt.Sprintf("%s beginning with the day of: %s.", plural(r.Amount, unit), from)
	}
	return fmt.Sprintf("%s after the day of: %s.", plural(r.Amount, unit), from)
}

func (c condition) words() string {
	switch c.test {
	case withEvent:
		return "Only with " + either(c.kinds.list()) + "."
	case unlessFollowedBy:
		return "Only without " + either(c.kinds.list()) + " after it."
	case at:
		return "Only while the case waits after " + either(c.kinds.list()) + "."
	case notIn:
		return "Not in " + c.in.Name() + "."
	case afterCaseBegan:
		return "Only when the date falls after the case began."
	}
	return ""
}

// list are the kinds of a set in the order of the list of events.
func (s kindSet) list() []EventKind {
	return slices.DeleteFunc(EventKinds(), func(k EventKind) bool { return !s.has(k.place()) })
}

// either joins events as a sentence does: "a, b or c".
func either(kinds []EventKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Words()
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
