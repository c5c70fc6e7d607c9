package deadline

import (
	"errors"
	"fmt"
	"slices"
)

// The reasons why Compute has no date. The errors it returns wrap one of
// these and say the particulars.
var (
	ErrUnknownRule       = errors.New("unknown rule")
	ErrOtherJurisdiction = errors.New("rule of another nation")
	ErrMissingTrigger    = errors.New("the event the rule counts from is missing")
	ErrImpossibleDate    = errors.New("impossible date")
	ErrNotInForce        = errors.New("rule not in force on that date")
)

// Compute applies one rule by name to the events, counting from the earliest
// that triggers it. Unlike Recalculate it refuses what does not fit.
func (b *Book) Compute(ruleID string, j Jurisdiction, events []Event) (Deadline, error) {
	r, ok := b.Rule(ruleID)
	if !ok {
		return Deadline{}, fmt.Errorf("%w: %q", ErrUnknownRule, ruleID)
	}
	if !r.AppliesIn(j) {
		return Deadline{}, fmt.Errorf("%w: %s is a rule of %s, not of %q", ErrOtherJurisdiction, r.ID, r.Jurisdiction, j)
	}
	trigger, err := r.trigger(events)
	if err != nil {
		return Deadline{}, err
	}
	if !r.InForce(trigger.On) {
		return Deadline{}, fmt.Errorf("%w: %s is %s, not for %s", ErrNotInForce, r.ID, r.InForceWords(), trigger.On)
	}
	for _, e := range events {
		if r.Ends == OnTheDay || !(slices.Contains(r.MetBy, e.Kind) || slices.Contains(r.EndedBy, e.Kind)) {
			continue
		}
		if e.On.IsZero() {
			return Deadline{}, fmt.Errorf("%w: %s has no date", ErrImpossibleDate, e.Kind)
		}
		if e.known().Before(trigger.known()) {
			return Deadline{}, fmt.Errorf("%w: %s on %s comes before %s on %s", ErrImpossibleDate, e.Kind, e.On, trigger.Kind, trigger.On)
		}
	}
	d := Deadline{Rule: r, Trigger: trigger, Minimum: r.count(trigger.On, b.holidays)}
	if d.Minimum.IsZero() {
		return Deadline{}, fmt.Errorf("%w: counted from %s it lies beyond the calendar", ErrImpossibleDate, trigger.On)
	}
	d.settle(timelineOf(events))
	return d, nil
}

func (r *Rule) trigger(events []Event) (Event, error) {
	var found Event
	for _, e := range events {
		if !r.OpenedBy(e.Kind) {
			continue
		}
		if e.On.IsZero() {
			return Event{}, fmt.Errorf("%w: %s has no date", ErrImpossibleDate, e.Kind)
		}
		if found.On.IsZero() || e.before(found) {
			found = e
		}
	}
	if found.On.IsZero() {
		return Event{}, fmt.Errorf("%w: %s counts from %s", ErrMissingTrigger, r.ID, r.Trigger)
	}
	return found, nil
}
