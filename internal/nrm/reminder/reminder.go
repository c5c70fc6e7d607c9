// Package reminder turns a deadline into the steps on which someone is told of
// it: so many days before, on the day, when it is overdue, and to the
// supervisors when nobody has acted.
//
// It decides what should be sent and what no longer should, to whom, and
// whether by a message of its own or with the others of the day. It keeps no
// rows and sends nothing. The ladder of days is data of the rule, in package
// deadline; today is always an argument.
package reminder

import (
	"strconv"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// State is what has become of a reminder.
type State string

// The states. Only a waiting reminder can still be sent.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	// Cancelled: the deadline moved or closed first.
	Cancelled State = "cancelled"
	// Skipped: its day was missed and a later step said the same.
	Skipped State = "skipped"
	// NotNeeded: an escalation for which somebody had acted in time.
	NotNeeded State = "not_needed"
	// ActedOn: somebody who was told said they have dealt with it.
	ActedOn State = "acted_on"
)

// Step is one rung of the ladder for one date.
type Step struct {
	// DaysBefore is negative for the day after the date.
	DaysBefore int
	// Code names the rung: 10_before, on_day, overdue, 3_overdue, and the same
	// with _escalation behind.
	Code     string
	On       calendar.Date
	Audience deadline.Audience
	// Category is what the date is to the people who live with it.
	Category deadline.Category
}

// Target is the date of the deadline the step speaks of.
func (s Step) Target() calendar.Date { return s.On.AddDays(s.DaysBefore) }

// newStep is the rung for one date of the rule.
func newStep(target calendar.Date, rule *deadline.Rule, rung deadline.Rung) Step {
	s := Step{DaysBefore: rung.DaysBefore, Code: "on_day", On: target.AddDays(-rung.DaysBefore), Audience: rung.For, Category: rule.Category}
	switch {
	case rung.DaysBefore > 0:
		s.Code = strconv.Itoa(rung.DaysBefore) + "_before"
	case rung.DaysBefore == -1:
		s.Code = "overdue"
	case rung.DaysBefore < -1:
		s.Code = strconv.Itoa(-rung.DaysBefore) + "_overdue"
	}
	if rung.For == deadline.Escalation {
		s.Code += "_escalation"
	}
	return s
}

// Alone says whether the step is told at once by a message of its own: a date
// whose passing is a breach has passed, the date is about somebody's safety,
// or nobody has acted. All others wait for the digest of the day.
func (s Step) Alone() bool {
	return s.Category == deadline.Safety || s.Category == deadline.Limit && s.DaysBefore < 0 || s.Audience == deadline.Escalation
}

// Row is a reminder as it is kept. A deadline has one row for each step, and a
// step is a rung and its day: when the date moves there is a new step, and the
// old row stays with what became of it. DeadlineID and ID are opaque.
type Row struct {
	ID         string
	DeadlineID string
	Step
	State State
	Late  bool // told after its day, because nobody swept on it
	// PutOffUntil is the day until which somebody who was told has put it off
	// with a reason; none when nobody has.
	PutOffUntil calendar.Date
}

// Key is unique among reminders, so that nothing is sent twice.
func (r Row) Key() string { return r.DeadlineID + "/" + r.Code + "/" + r.On.String() }

// Told says whether the row has reached somebody.
func (r Row) Told() bool { return r.State == Sent || r.State == ActedOn }

// acted says whether somebody who was told has acted, or has said when they
// will.
func (r Row) acted(today calendar.Date) bool {
	return r.State == ActedOn || r.State == Sent && r.PutOffUntil.After(today)
}
