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
func (d *Deadline) settle(events []Event) {
	d.Status = Open
	answer := d.first(events, d.Rule.MetBy)
	stop := d.first(events, d.Rule.EndedBy)
	if d.Rule.Ends == OnTheDay {
		d.Due = d.Minimum
		switch {
		case !answer.On.IsZero() && (stop.On.IsZero() || !answer.On.After(stop.On)):
			d.close(Met, answer, answer.On)
		case !stop.On.IsZero():
			d.close(Ended, stop, stop.On)
		}
		return
	}
	d.settleComposite(answer)
	if !stop.On.IsZero() && (d.Due.IsZero() || stop.On.Before(d.Due)) {
		d.Due, d.AtLeast = stop.On, false
		d.close(Ended, stop, stop.On)
	}
}

// settleComposite joins the counted day and the decision (nrm-rules §8).
func (d *Deadline) settleComposite(decision Event) {
	if decision.On.IsZero() {
		if d.Rule.Ends == LaterOf {
			d.AtLeast = true
		} else {
			d.Due = d.Minimum
		}
		return
	}
	d.Due, d.By = d.Minimum, decision
	if decision.On.After(d.Minimum) == (d.Rule.Ends == LaterOf) {
		d.Due = decision.On
	}
	if !decision.On.Before(d.Due) {
		d.close(Ended, decision, d.Due)
	}
}

func (d *Deadline) close(s Status, by Event, on calendar.Date) {
	d.Status, d.By, d.ClosedOn = s, by, on
}

// first is the earliest event of one of the kinds on or after the trigger.
func (d *Deadline) first(events []Event, kinds []EventKind) Event {
	var found Event
	for _, e := range events {
		if e.On.IsZero() || e.On.Before(d.Trigger.On) || !slices.Contains(kinds, e.Kind) {
			continue
		}
		if found.On.IsZero() || e.before(found) {
			found = e
		}
	}
	return found
}
