package deadline

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Move is what became of one clock of a case when its dates were counted
// again, with other rules, bank holidays or events. Before has no Rule when
// the clock is new, After when it is gone.
type Move struct{ Before, After Deadline }

// Compare finds the clocks whose day moved, that began, stopped, got an end or
// lost it, or that wait or no longer wait while the case is on hold, in the order of the dates after, then those that are gone. A clock is known again
// by its rule and the record that opened it, or when the rule has another
// version by the name of the clock.
func Compare(before, after []Deadline) []Move {
	moves := make([]Move, len(after))
	for i, d := range after {
		moves[i].After = d
	}
	for _, name := range []func(Deadline) string{Deadline.Key, Deadline.clockKey} {
		before = pair(moves, before, name)
	}
	for _, d := range before {
		moves = append(moves, Move{Before: d})
	}
	return slices.DeleteFunc(moves, Move.nothing)
}

// pair gives each move without a Before the first of the same name and returns
// the others.
func pair(moves []Move, before []Deadline, name func(Deadline) string) (left []Deadline) {
	for _, d := range before {
		i := slices.IndexFunc(moves, func(m Move) bool { return m.Before.Rule == nil && name(m.After) == name(d) })
		if i < 0 {
			left = append(left, d)
			continue
		}
		moves[i].Before = d
	}
	return left
}

// clockKey is Key for all versions of a clock.
func (d Deadline) clockKey() string {
	source := d.Trigger.Source
	if source == "" {
		source = d.Trigger.On.String()
	}
	return d.Rule.Clock + "/" + source
}

// nothing is true when a reader would see no difference.
func (m Move) nothing() bool {
	return m.From() == m.To() && m.Before.OnHold == m.After.OnHold && (m.Over() || m.Before.AtLeast == m.After.AtLeast)
}

// Label is what the date is.
func (m Move) Label() string {
	if m.After.Rule != nil {
		return m.After.Rule.Label
	}
	return m.Before.Rule.Label
}

// From is the day the clock ran to, or none when it did not run.
func (m Move) From() calendar.Date { return m.day(m.Before) }

// To is the day the clock runs to now, or none when it does not run.
func (m Move) To() calendar.Date { return m.day(m.After) }

// day is the day of a clock that runs; of one that is over only when it was
// over before as well, for then the record of it moved.
func (m Move) day(d Deadline) calendar.Date {
	if d.Rule == nil || d.Status != Open && !m.Over() {
		return calendar.Date{}
	}
	return d.Day()
}

// Over is true when the clock ran neither before nor after, so that nobody has
// to act on the move.
func (m Move) Over() bool { return !m.Before.runs() && !m.After.runs() }

func (d Deadline) runs() bool { return d.Rule != nil && d.Status == Open }

// FallsOverdue is true when the date can be missed, has passed on its new day
// and had not on its old one.
func (m Move) FallsOverdue(today calendar.Date) bool {
	return m.After.overdue(today) && !m.Before.overdue(today)
}

func (d Deadline) overdue(today calendar.Date) bool {
	return d.runs() && !d.OnHold && d.Rule.Limit() && d.Day().Before(today)
}
