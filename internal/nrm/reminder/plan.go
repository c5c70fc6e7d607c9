package reminder

import (
	"slices"

	"nrmdesk/internal/nrm/deadline"
)

// Plan lays out the reminders of a deadline, earliest first. A deadline that
// is closed or on hold has none. Which of them are due, and which have been
// overtaken, is for Due to say: it is asked by the clock all copies of the
// program share.
func Plan(deadlineID string, d deadline.Deadline) []Row {
	if d.Status != deadline.Open || d.OnHold || d.Day().IsZero() {
		return nil
	}
	rows := make([]Row, 0, len(d.Rule.Remind))
	for _, rung := range d.Rule.Remind {
		if step := newStep(d.Day(), d.Rule, rung); !step.On.IsZero() {
			rows = append(rows, Row{DeadlineID: deadlineID, Step: step, State: Waiting})
		}
	}
	return rows
}

// Changes are what has to happen to the kept rows of one deadline. The rows of
// Cancel and Revive are among the old ones: Cancel must no longer be sent,
// Revive was cancelled and waits again because the date moved back.
type Changes struct {
	Add    []Row
	Cancel []Row
	Revive []Row
}

// Empty says whether the rows can stay as they are.
func (c Changes) Empty() bool { return len(c.Add)+len(c.Cancel)+len(c.Revive) == 0 }

// Replan compares the kept rows of a deadline with the deadline counted again.
// What was sent, skipped or acted on stays; a step that is already kept is
// not added again, so replanning twice changes nothing the second time.
func Replan(old []Row, deadlineID string, d deadline.Deadline) Changes {
	var c Changes
	wanted := Plan(deadlineID, d)
	for _, row := range wanted {
		i := slices.IndexFunc(old, func(o Row) bool { return o.Key() == row.Key() })
		switch {
		case i < 0:
			c.Add = append(c.Add, row)
		case old[i].State == Cancelled:
			c.Revive = append(c.Revive, old[i])
		}
	}
	for _, row := range old {
		kept := slices.ContainsFunc(wanted, func(w Row) bool { return w.Key() == row.Key() })
		if row.State == Waiting && !kept {
			c.Cancel = append(c.Cancel, row)
		}
	}
	return c
}
