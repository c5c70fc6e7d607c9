package reminder

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// Plan lays out the reminders of a deadline, earliest first. Of the steps
// whose day has come only the latest waits to be sent; those before it are
// marked as skipped, so that a date recorded late is told once, not five
// times. A deadline that is closed or on hold has none.
func Plan(deadlineID string, d deadline.Deadline, today calendar.Date) []Row {
	if d.Status != deadline.Open || d.OnHold || d.Day().IsZero() {
		return nil
	}
	rows := make([]Row, 0, len(d.Rule.Remind))
	latest := -1
	for _, rung := range d.Rule.Remind {
		step := newStep(d.Day(), rung)
		if step.On.IsZero() {
			continue
		}
		if !step.On.After(today) {
			latest = len(rows)
		}
		rows = append(rows, Row{DeadlineID: deadlineID, Step: step, State: Waiting})
	}
	for i := range max(latest, 0) {
		rows[i].State = Skipped
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
func Replan(old []Row, deadlineID string, d deadline.Deadline, today calendar.Date) Changes {
	var c Changes
	wanted := Plan(deadlineID, d, today)
	for _, row := range wanted {
		i := slices.IndexFunc(old, func(o Row) bool { return o.Key() == row.Key() })
		switch {
		case i < 0:
			c.Add = append(c.Add, row)
		case old[i].State == Cancelled && row.State == Waiting:
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

// LatestDue picks from the rows of one deadline what is to be sent today: the
// latest waiting step whose day has come. The steps it overtakes, and those a
// step already sent has overtaken, are superseded and become skipped. There is
// nothing to send when ok is false.
func LatestDue(rows []Row, today calendar.Date) (send Row, superseded []Row, ok bool) {
	for _, row := range rows {
		if row.State != Waiting || row.On.After(today) {
			continue
		}
		switch {
		case overtaken(row, rows):
			superseded = append(superseded, row)
		case !ok:
			send, ok = row, true
		case row.On.After(send.On):
			superseded = append(superseded, send)
			send = row
		default:
			superseded = append(superseded, row)
		}
	}
	return send, superseded, ok
}

// overtaken is true when a later step for the same date has already been told.
func overtaken(row Row, rows []Row) bool {
	return slices.ContainsFunc(rows, func(o Row) bool {
		return (o.State == Sent || o.State == ActedOn) && o.Target() == row.Target() && o.On.After(row.On)
	})
}
