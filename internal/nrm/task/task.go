// Package task is the rulebook page about the next steps of a case: which
// steps something that happened opens, by when, for whom and why, and what
// makes them needless.
//
// The steps are rows of data/tasks.csv, or of the organisation's own list; the
// events and clocks they speak of are those of package deadline. It keeps no
// rows, and today is always an argument.
package task

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/person"
)

// State is what has become of a step.
type State string

// The states. Ended means that what happened since made it needless.
const (
	Open      State = "open"
	Done      State = "done"
	NotNeeded State = "not_needed"
	Ended     State = "ended"

	// Given stands in what was said of a step alone: a colleague does it.
	Given State = "given"
)

// Label is the state in the words staff read.
func (s State) Label() string {
	switch s {
	case Open:
		return "To do"
	case Done:
		return "Done"
	case NotNeeded:
		return "Not needed"
	case Ended:
		return "No longer needed"
	case Given:
		return "Given"
	default:
		return ""
	}
}

// Role is who a step is for.
type Role string

// The roles. The caseworker of a step is whoever holds the case.
const (
	Caseworker Role = "caseworker"
	Supervisor Role = "supervisor"
)

// Age is whom a rule is for.
type Age string

// The ages. Empty means everybody; a child is also somebody who may be one, and
// unsure is somebody whose age is not known alone.
const (
	Everybody Age = ""
	Adult     Age = "adult"
	Child     Age = "child"
	Unsure    Age = "unsure"
)

// Rule is one row: a step that something opens.
type Rule struct {
	ID      string
	Heading string
	Title   string
	Reason  string
	OpensOn []deadline.EventKind
	EndsOn  []deadline.EventKind
	Nations []calendar.Division // empty: all
	Age     Age
	Due     Due
	Owner   Role
	Safety  bool
	From    calendar.Date // events from this day on; none: all
	To      calendar.Date
	Source  string // where it comes from
	Checked calendar.Date
}

// Due says when a step is due: so many days and months after the event or,
// with a clock, after the day that clock runs to.
type Due struct {
	Clock  string
	Months int
	Days   int
}

// About is what the steps of a case are planned from.
type About struct {
	Nation calendar.Nation
	Age    person.AgeBand
	Closed bool
	Events []deadline.Event
	Clocks []deadline.Deadline
	Today  calendar.Date
}

// Step is a rule as it is wanted in a case: opened by a record, due on a day.
type Step struct {
	Rule   *Rule
	Source string // of the event that opened it
	On     calendar.Date
	Due    calendar.Date
}

// lookBackDays is how long past its day a step is still opened: a record that is
// caught up with years later must not write a list of things long settled.
const lookBackDays = 90

// Wanted lists the steps a case has use for, in the order of the list. What
// stays after a case is closed is only what was agreed for then.
func (b *Book) Wanted(a About) []Step {
	var steps []Step
	for i := range b.rules {
		r := &b.rules[i]
		e, ok := opener(r, a)
		if !ok {
			continue
		}
		due, ok := r.Due.day(e, a.Clocks)
		if ok && due.AddDays(lookBackDays).Compare(a.Today) >= 0 {
			steps = append(steps, Step{Rule: r, Source: e.Source, On: e.On, Due: due})
		}
	}
	return steps
}

// opener is the latest event that opens the rule in the case and that nothing
// after it has made needless.
func opener(r *Rule, a About) (deadline.Event, bool) {
	var last deadline.Event
	if a.Closed && !r.Outlives() ||
		len(r.Nations) > 0 && !slices.Contains(r.Nations, a.Nation.Division()) ||
		!r.Age.fits(a.Age) {
		return last, false
	}
	found := false
	for _, e := range a.Events {
		if slices.Contains(r.OpensOn, e.Kind) && r.inForce(e.On) && (!found || !known(e).Before(known(last))) {
			last, found = e, true
		}
	}
	if !found {
		return last, false
	}
	ended := slices.ContainsFunc(a.Events, func(e deadline.Event) bool {
		return slices.Contains(r.EndsOn, e.Kind) && after(e, last)
	})
	return last, !ended
}

// fits says whether a rule for the age is for a client of the band.
func (a Age) fits(band person.AgeBand) bool {
	switch a {
	case Child:
		return band.TreatedAsChild()
	case Unsure:
		return band == person.AgeUnsure
	case Adult:
		return !band.TreatedAsChild()
	default:
		return true
	}
}

// after says whether e came after o; of two of one day, by the usual order of a
// case.
func after(e, o deadline.Event) bool {
	if byDay := known(e).Compare(known(o)); byDay != 0 {
		return byDay > 0
	}
	order := deadline.EventKinds()
	return slices.Index(order, e.Kind) > slices.Index(order, o.Kind)
}

// Outlives says whether the step goes on when the case is closed.
func (r *Rule) Outlives() bool { return slices.Contains(r.OpensOn, deadline.FollowUpAgreed) }

// known is the day from which an event counts for the order: of a day that a
// letter gives, the day of the letter.
func known(e deadline.Event) calendar.Date {
	if !e.KnownFrom.IsZero() {
		return e.KnownFrom
	}
	return e.On
}

func (r *Rule) inForce(on calendar.Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || !on.After(r.To))
}

// day is when the step is due; false when the clock it hangs on does not run.
func (d Due) day(e deadline.Event, clocks []deadline.Deadline) (calendar.Date, bool) {
	from := e.On
	if d.Clock != "" {
		i := slices.IndexFunc(clocks, func(c deadline.Deadline) bool {
			return c.Rule.Clock == d.Clock && c.Status == deadline.Open && !c.Day().IsZero()
		})
		if i < 0 {
			return from, false
		}
		from = clocks[i].Day()
	}
	return from.AddMonths(d.Months).AddDays(d.Days), true
}

// Task is a step as it is kept with a case.
type Task struct {
	ID      string
	RuleID  string
	Source  string
	Heading string
	Title   string
	Reason  string
	Safety  bool
	Owner   Role
	On      calendar.Date
	Due     calendar.Date
	State   State
	Closed  calendar.Date

	GivenTo   string // the colleague who does it; empty: whoever it is for by its role
	GivenName string
}

// Changes are what has to happen to the kept steps of a case. Move are open
// ones with the day they are due now.
type Changes struct {
	Add  []Step
	Move []Task
	End  []Task
	Open []Task // ended ones that are needed again
}

// Plan compares the kept steps with those that are wanted. What somebody has
// done or set aside stays as it is, and planning twice changes nothing the
// second time.
func Plan(kept []Task, wanted []Step, today calendar.Date) Changes {
	var c Changes
	for _, w := range wanted {
		i := slices.IndexFunc(kept, func(t Task) bool { return t.RuleID == w.Rule.ID && t.Source == w.Source })
		if i < 0 {
			c.Add = append(c.Add, w)
			continue
		}
		t := kept[i]
		moved := t.Due != w.Due
		t.On, t.Due = w.On, w.Due
		switch {
		case t.State == Ended:
			t.State, t.Closed = Open, calendar.Date{}
			c.Open = append(c.Open, t)
		case t.State == Open && moved:
			c.Move = append(c.Move, t)
		}
	}
	for _, t := range kept {
		still := slices.ContainsFunc(wanted, func(w Step) bool { return t.RuleID == w.Rule.ID && t.Source == w.Source })
		if t.State == Open && !still {
			t.State, t.Closed = Ended, today
			c.End = append(c.End, t)
		}
	}
	return c
}

// Urgent says whether a step is to be looked at now: it is about safety, late,
// or due within two weeks.
func (t Task) Urgent(today calendar.Date) bool {
	return t.State == Open && (t.Safety || today.DaysUntil(t.Due) <= 14)
}
