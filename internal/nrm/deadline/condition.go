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
	kinds kindSet
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
		var kinds []EventKind
		for name := range strings.SplitSeq(arg, "|") {
			kinds = append(kinds, EventKind(name))
		}
		c.kinds = setOf(kinds)
		ok = !slices.ContainsFunc(kinds, func(k EventKind) bool { return !k.Known() || test == at && k.info().stage == 0 })
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

func (c condition) holds(d *Deadline, j Jurisdiction, t *timeline) bool {
	switch c.test {
	case notIn:
		return j != c.in
	case at:
		return c.kinds.has(t.stageAt(d.Trigger))
	}
	for i, place := range t.places {
		e := &t.events[i]
		switch {
		case c.test == withEvent && c.kinds.has(place):
			return true
		case c.test == unlessFollowedBy && c.kinds.has(place) && !e.known().Before(d.Trigger.known()):
			return false
		case c.test == afterCaseBegan && place >= 0 && !t.list.background.has(place) && !e.On.IsZero() && e.On.Before(d.Minimum):
			return true
		}
	}
	return c.test == unlessFollowedBy
}
