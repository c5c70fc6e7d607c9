package deadline

import (
	"fmt"
	"slices"
	"strings"
)

// condition is one thing that must be so before Recalculate opens a clock on
// a trigger; the cell opens_if holds several. Compute, which is asked for a
// rule by name, does not look at them.
type condition struct {
	test string
	// arg is the event kind of `with` and the jurisdiction of `not_in`.
	arg string
}

const (
	// withEvent: the case has such an event, whenever it was.
	withEvent = "with"
	// notIn: the rule is for the whole country but for one division.
	notIn = "not_in"
	// afterCaseBegan: the date falls after the first event of the case itself,
	// so that a person referred as an adult gets no 18th birthday.
	afterCaseBegan = "after_case_began"
)

func parseCondition(s string) (condition, error) {
	test, arg, _ := strings.Cut(s, ":")
	ok := false
	switch test {
	case withEvent:
		ok = EventKind(arg).Known()
	case notIn:
		ok = Jurisdiction(arg).Valid() && Jurisdiction(arg) != UK
	case afterCaseBegan:
		ok = arg == ""
	}
	if !ok {
		return condition{}, fmt.Errorf("unknown condition %q", s)
	}
	return condition{test, arg}, nil
}

func (c condition) holds(d *Deadline, j Jurisdiction, events []Event) bool {
	switch c.test {
	case withEvent:
		return slices.ContainsFunc(events, func(e Event) bool { return string(e.Kind) == c.arg })
	case notIn:
		return string(j) != c.arg
	case afterCaseBegan:
		return slices.ContainsFunc(events, func(e Event) bool {
			return !e.On.IsZero() && !e.Kind.background() && e.Kind.Known() && e.On.Before(d.Minimum)
		})
	}
	return false
}
