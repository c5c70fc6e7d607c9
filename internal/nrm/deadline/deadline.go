package deadline

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Status is how a clock stands as far as the case's events tell. That a day
// has passed is not a status: it depends on today.
type Status string

// The statuses.
const (
	// Open: nothing has closed the clock.
	Open Status = "open"
	// Met: what had to happen by the date has happened, in time or not.
	Met Status = "met"
	// Ended: the clock stopped, or its period is over.
	Ended Status = "ended"
)

// Deadline is a rule applied to the event that triggered it. Book.Why explains
// it.
type Deadline struct {
	Rule    *Rule
	Trigger Event
	// Minimum is the day counted from the trigger alone, or the day an
	// adjustment put in its place.
	Minimum calendar.Date
	// Counted is the day by the rule when an adjustment moved it; none otherwise.
	Counted calendar.Date
	// AdjustedBy is the id of the last adjustment that moved it.
	AdjustedBy string
	// Due is the day the clock ends, or none while it has no end.
	Due calendar.Date
	// AtLeast is true while the clock has no end: show "at least until" Minimum.
	AtLeast  bool
	Status   Status
	ClosedOn calendar.Date
	// By is the event that met the clock, stopped it, or settled its end.
	By Event
	// OnHold is true for a clock that waits while the authority has put the case
	// on hold; see Hold.
	OnHold bool
}

// Day is the day the deadline is shown and ordered by: Due, or Minimum while
// there is no end.
func (d Deadline) Day() calendar.Date {
	if d.Due.IsZero() {
		return d.Minimum
	}
	return d.Due
}

// Key tells the deadlines of one case apart and stays the same when they are
// counted again. It is as unique as the sources of the events.
func (d Deadline) Key() string {
	source := d.Trigger.Source
	if source == "" {
		source = d.Trigger.On.String()
	}
	return d.Rule.ID + "/" + string(d.Trigger.Kind) + "/" + source
}

// settle applies the events that followed the trigger.
func (d *Deadline) settle(t *timeline) {
	d.Status = Open
	answer, stop := d.first(t)
	stopped := later(stop.known(), d.Trigger.known())
	if d.Rule.Ends == OnTheDay {
		d.Due = d.Minimum
		switch {
		case !answer.On.IsZero() && (stop.On.IsZero() || !answer.known().After(stopped)):
			d.close(Met, answer, answer.known())
		case !stop.On.IsZero():
			d.close(Ended, stop, stopped)
		}
		return
	}
	d.settleComposite(answer)
	if !stop.On.IsZero() && (d.Due.IsZero() || stopped.Before(d.Due)) {
		d.Due, d.AtLeast = stopped, false
		d.close(Ended, stop, stopped)
	}
}

func later(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}

// settleComposite joins the counted day and the decision (nrm-rules §8).
func (d *Deadline) settleComposite(decision Event) {
	capped := d.Rule.Ends == EarlierOf
	if decision.On.IsZero() {
		if d.AtLeast = !capped; capped {
			d.Due = d.Minimum
		}
		return
	}
	d.Due, d.By = d.Minimum, decision
	if decision.On.After(d.Minimum) != capped || !d.floorHolds(decision) {
		d.Due = decision.On
	}
	if !decision.On.Before(d.Due) {
		d.close(Ended, decision, d.Due)
	}
}

// floorHolds is false for a decision after which a conditional floor no longer
// keeps the clock running.
func (d *Deadline) floorHolds(decision Event) bool {
	return d.Rule.Ends != LaterOfIf || slices.Contains(d.Rule.FloorIf, decision.Kind)
}

func (d *Deadline) close(s Status, by Event, on calendar.Date) {
	d.Status, d.By, d.ClosedOn = s, by, on
}

// first finds the earliest event on or after the trigger that answers the
// clock, and the earliest that stops it. What lasts stops it from its first day
// on.
func (d *Deadline) first(t *timeline) (answer, stop Event) {
	wanted, from := d.Rule.metBy.with(d.Rule.endedBy), t.from(d.Trigger.known())
	for i := range from {
		if d.Rule.endedBefore.has(t.places[i]) && !t.events[i].On.IsZero() {
			stop, wanted = t.events[i], d.Rule.metBy
			break
		}
	}
	for i := from; i < len(t.events); i++ {
		place := t.places[i]
		if !wanted.has(place) {
			continue
		}
		e := t.events[i]
		if e.On.IsZero() || !d.mayClose(e, place) {
			continue
		}
		if d.Rule.metBy.has(place) && answer.On.IsZero() {
			answer, wanted = e, d.Rule.endedBy
		} else if d.Rule.endedBy.has(place) {
			stop, wanted = e, d.Rule.metBy
		}
		if !answer.On.IsZero() && !stop.On.IsZero() {
			break
		}
	}
	return answer, stop
}

// mayClose says whether the event is another than the one that opened the clock
// and, where the rule asks for it, of the same record. A check-in meets the
// clock of the one before and not its own, also when both were on one day. What
// answers one letter does not answer another.
func (d *Deadline) mayClose(e Event, place int) bool {
	if e.About != "" && e.About != d.Trigger.Source {
		return false
	}
	if d.Rule.openers.has(place) && !d.Trigger.before(e) {
		return false
	}
	return e.Source == d.Trigger.Source || !d.Rule.sameRecord.has(place)
}
