// Package reminder turns a deadline into the steps on which someone is told of
// it: so many days before, on the day, and when it is overdue.
//
// It decides what should be sent and what no longer should; it keeps no rows,
// sends nothing and does not know who the owner is. The ladder of days is data
// of the rule, in package deadline; today is always an argument.
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
	// ActedOn: the person said they have dealt with it.
	ActedOn State = "acted_on"
)

// Step is one rung of the ladder for one date.
type Step struct {
	// DaysBefore is negative for the day after the date.
	DaysBefore int
	// Code names the rung: 10_before, on_day, overdue.
	Code     string
	On       calendar.Date
	Audience deadline.Audience
}

// Target is the date of the deadline the step speaks of.
func (s Step) Target() calendar.Date { return s.On.AddDays(s.DaysBefore) }

// newStep is the rung for one date.
func newStep(target calendar.Date, rung deadline.Rung) Step {
	s := Step{DaysBefore: rung.DaysBefore, Code: "on_day", On: target.AddDays(-rung.DaysBefore), Audience: rung.For}
	switch {
	case rung.DaysBefore > 0:
		s.Code = strconv.Itoa(rung.DaysBefore) + "_before"
	case rung.DaysBefore == -1:
		s.Code = "overdue"
	case rung.DaysBefore < -1:
		s.Code = strconv.Itoa(-rung.DaysBefore) + "_overdue"
	}
	return s
}

// Row is a reminder as it is kept. A deadline has one row for each step, and a
// step is a rung and its day: when the date moves there is a new step, and the
// old row stays with what became of it. DeadlineID and ID are opaque.
type Row struct {
	ID         string
	DeadlineID string
	Step
	State State
}

// Key is unique among reminders, so that nothing is sent twice.
func (r Row) Key() string { return r.DeadlineID + "/" + r.Code + "/" + r.On.String() }
