package deadline

import (
	"fmt"
	"slices"
	"strings"
)

// The words of this file put a rule into sentences for people who check it
// without reading the data.

// InWords is the rule in sentences: what it counts from what, what else must be
// so, and what ends it. The first is the rule in short.
func (r *Rule) InWords() []string {
	sentences := []string{r.inShort()}
	if !r.DueInclusive {
		sentences = append(sentences, "The date is the first day after that.")
	}
	return append(append(sentences, r.ConditionWords()...), r.EndWords())
}

func (r *Rule) inShort() string {
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

// AlsoOpenedBy are the words of the events that count as the trigger.
func (r *Rule) AlsoOpenedBy() []string {
	var words []string
	for _, k := range eventKinds().order {
		if k != r.Trigger && r.OpenedBy(k) {
			words = append(words, k.Words())
		}
	}
	return words
}

// CountingWords says how the day is counted.
func (r *Rule) CountingWords() string {
	first := "Day 1 is the day after."
	if r.CountFrom == DayOf {
		first = "The day itself is day 1."
	}
	last := " The date is the last day of the period."
	if !r.DueInclusive {
		last = " The date is the first day after the period."
	}
	switch r.Unit {
	case Stated:
		return "Nothing is counted: the date is the one that was given."
	case Hours:
		return plural(r.Amount, "hour") + " from the hour it began, nights and weekends too. As a date: " + plural(r.wholeDays(), "day") + " later."
	case WorkingDays:
		return fmt.Sprintf("%s: Monday to Friday without the bank holidays of %s. %s%s", plural(r.Amount, "working day"), r.Calendar.Name(), first, last)
	case CalendarDays:
		return fmt.Sprintf("%s, weekends and bank holidays too. %s%s", plural(r.Amount, "calendar day"), first, last)
	}
	amount := plural(r.Amount, strings.TrimSuffix(string(r.Unit), "s"))
	short := " Where the month has no such day it is the month's last day."
	if !r.DueInclusive {
		short = " Where the month has no such day it is the first day of the next month."
	}
	if r.CountFrom == DayOf {
		return amount + " beginning with the day: they end the day before the same day of the month." + short + " It never moves for weekends or bank holidays."
	}
	return amount + " on, on the same day of the month." + short + " It never moves for weekends or bank holidays."
}

// EndWords says when the clock ends and what ends it sooner.
func (r *Rule) EndWords() string {
	var s string
	met := eventList(r.MetBy)
	switch r.Ends {
	case OnTheDay:
		s = "Ends on that day."
		if len(r.MetBy) > 0 {
			s += " Met by: " + met + "."
		}
	case LaterOf:
		s = "A floor: ends on the later of that day and the day of " + met + ", whichever comes. Until one has come it has no end."
	case LaterOfIf:
		s = "A floor on a condition: with " + eventList(r.FloorIf) + " it ends on the later of that day and the day of the decision; with " +
			eventList(without(r.MetBy, r.FloorIf)) + " it ends on the day of the decision. Until one has come it has no end."
	case EarlierOf:
		s = "A cap: ends on the earlier of that day and the day of " + met + ", whichever comes. Without one it ends on that day."
	}
	if len(r.EndedBy) > 0 {
		s += " Stopped by: " + eventList(r.EndedBy) + "."
	}
	if len(r.SameRecord) > 0 {
		s += " Only what belongs to the same record counts."
	}
	return s
}

// list are the kinds of a set in the order of the list of events.
func (s kindSet) list() []EventKind {
	return slices.DeleteFunc(EventKinds(), func(k EventKind) bool { return !s.has(k.place()) })
}

func without(kinds, others []EventKind) []EventKind {
	return slices.DeleteFunc(slices.Clone(kinds), func(k EventKind) bool { return slices.Contains(others, k) })
}

func eventList(kinds []EventKind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = k.Words()
	}
	return orList(words)
}

// ConditionWords are what else must be so for the clock to open.
func (r *Rule) ConditionWords() []string {
	var words []string
	for _, c := range r.opensIf {
		names := eventList(c.kinds.list())
		switch c.test {
		case withEvent:
			words = append(words, "Only in a case with: "+names+".")
		case unlessFollowedBy:
			words = append(words, "Only where none of these follows: "+names+".")
		case at:
			words = append(words, "Only while the last step of the case is: "+names+".")
		case notIn:
			words = append(words, "Not in "+c.in.Name()+".")
		case afterCaseBegan:
			words = append(words, "Only when the day falls after the case began.")
		}
	}
	return words
}

// CategoryWords says what the date is to the people who live with it.
func (r *Rule) CategoryWords() string {
	switch r.Category {
	case Limit:
		return "A day to act by: it can be missed."
	case Opening:
		return "An opening: something is possible from the date on."
	case Safety:
		return "About the client's safety."
	case Practice:
		return "A date of our own, to look again or to ask."
	}
	return "The end of a period."
}

// RemindWords says when somebody is told, and who.
func (r *Rule) RemindWords() string {
	if len(r.Remind) == 0 {
		return "Nobody is reminded."
	}
	var parts []string
	for _, rung := range r.Remind {
		parts = append(parts, rung.words())
	}
	return "Who holds the case is told " + strings.Join(parts, ", ") + "."
}

func (g Rung) words() string {
	when := "on the day"
	switch {
	case g.DaysBefore > 0:
		when = plural(g.DaysBefore, "day") + " before"
	case g.DaysBefore < 0:
		when = plural(-g.DaysBefore, "day") + " after"
	}
	switch g.For {
	case OwnerAndSupervisor:
		return when + " with the supervisors"
	case Escalation:
		return when + " the supervisors alone if nobody has acted"
	}
	return when
}
