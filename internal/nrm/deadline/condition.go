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
	test  string
	in    Jurisdiction
	kinds []EventKind
}

const (
	// withEvent: the case has such an event, whenever it was.
	withEvent = "with"
	// notIn: the rule is for the whole country but for one division.
	notIn = "not_in"
	// afterCaseBegan: the date falls after the first event of the case itself,
	// so that a person referred as an adult gets no 18th birthday.
	afterCaseBegan = "after_case_began"
	// at: of the events that move a case on, one of these was the latest when
	// the trigger happened: the case was waiting for what comes next.
	at = "at"
	// unlessFollowedBy: no such event comes after the trigger. A letter that
	// gives a day of its own makes the clock for letters without one needless.
	unlessFollowedBy = "unless_followed_by"
)

func parseCondition(s string) (condition, error) {
	test, arg, _ := strings.Cut(s, ":")
	c, ok := condition{test: test}, false
	switch test {
	case withEvent, unlessFollowedBy, at:
		for name := range strings.SplitSeq(arg, "|") {
			c.kinds = append(c.kinds, EventKind(name))
		}
		ok = !slices.ContainsFunc(c.kinds, func(k EventKind) bool { return !k.Known() || test == at && k.info().stage == 0 })
	case notIn:
		c.in = Jurisdiction(arg)
		ok = c.in.Valid() && c.in != UK
	case afterCaseBegan:
		ok = arg == ""
	}
	if !ok {
		return condition{}, fmt.Errorf("unknown condition %q", s)
	}
	return c, nil
}

func (c condition) holds(d *Deadline, j Jurisdiction, events []Event) bool {
	switch c.test {
	case withEvent:
		return slices.ContainsFunc(events, func(e Event) bool { return slices.Contains(c.kinds, e.Kind) })
	case unlessFollowedBy:
		return !slices.ContainsFunc(events, func(e Event) bool {
			return slices.Contains(c.kinds, e.Kind) && !e.known().Before(d.Trigger.known())
		})
	case at:
		return slices.Contains(c.kinds, stageAt(d.Trigger, events))
	case notIn:
		return j != c.in
	case afterCaseBegan:
		return slices.ContainsFunc(events, func(e Event) bool {
			return !e.On.IsZero() && !e.Kind.background() && e.Kind.Known() && e.On.Before(d.Minimum)
		})
	}
	return false
}

// stageAt is the latest event that moved the case on when the trigger
// happened. The trigger itself comes last on its day; the others of one day
// come in the order in which a case passes through them.
func stageAt(trigger Event, events []Event) EventKind {
	if trigger.Kind.info().stage > 0 {
		return trigger.Kind
	}
	var latest Event
	for _, e := range events {
		stage := e.Kind.info().stage
		if stage == 0 || e.On.IsZero() || e.On.After(trigger.known()) {
			continue
		}
		if latest.On.IsZero() || e.On.After(latest.On) || e.On == latest.On && stage > latest.Kind.info().stage {
			latest = e
		}
	}
	return latest.Kind
}
