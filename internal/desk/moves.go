package desk

import (
	"cmp"
	"context"
	"slices"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/postgres"
)

// Move is what a change would make of one date. Before is nil for a date that
// starts, After for one that no longer counts.
type Move struct {
	Before, After *deadline.Deadline
	Cancelled     []reminder.Row // that would no longer be sent
	Planned       []reminder.Row // that would be sent instead
}

// deadline is the date as it would be, or as it was.
func (m Move) deadline() *deadline.Deadline {
	if m.After != nil {
		return m.After
	}
	return m.Before
}

// changed says whether anything a reader sees would be different.
func (m Move) changed() bool {
	if m.Before == nil || m.After == nil {
		return true
	}
	a, b := *m.Before, *m.After
	return a.Trigger.On != b.Trigger.On || a.Minimum != b.Minimum || a.Due != b.Due || a.AtLeast != b.AtLeast ||
		a.Status != b.Status || a.ClosedOn != b.ClosedOn || a.OnHold != b.OnHold || a.AdjustedBy != b.AdjustedBy
}

// moves works out what a change of what the clocks are counted from would do
// to the dates as they are kept, and writes nothing. It counts as reclock
// does, so that nobody is shown something else than what happens.
func (w *work) moves(ctx context.Context, change func(c *clocks)) ([]Move, error) {
	book, err := w.book(ctx)
	if err != nil {
		return nil, err
	}
	list, err := clocksOf(ctx, w.tx, []casefile.Case{w.Case})
	if err != nil {
		return nil, err
	}
	then := list[0]
	then.events, then.adjustments = slices.Clone(then.events), slices.Clone(then.adjustments)
	change(&then)
	writing := clockChanges{today: w.today, now: w.now}
	writing.recount(book, then)

	byClock := map[string]*Move{}
	at := func(d deadline.Deadline) *Move {
		key := d.Rule.Clock + "/" + string(d.Trigger.Kind) + "/" + d.Trigger.Source
		if byClock[key] == nil {
			byClock[key] = &Move{}
		}
		return byClock[key]
	}
	rows := map[string]*Move{} // by the id of the kept row
	for _, row := range list[0].kept {
		if row.Status == postgres.Superseded {
			continue
		}
		k, err := w.keptDate(ctx, row)
		if err != nil {
			return nil, err
		}
		rows[row.ID] = at(k.Deadline)
		rows[row.ID].Before = &k.Deadline
	}
	added := map[string]string{} // the id of the new row, by the key of the clock
	for _, row := range writing.added {
		added[keyOf(row)] = row.ID
	}
	for _, d := range then.count(book) {
		m := at(d)
		m.After = &d
		rows[added[d.Key()]] = m
	}
	for _, r := range writing.cancel {
		rows[r.DeadlineID].Cancelled = append(rows[r.DeadlineID].Cancelled, r)
	}
	for _, r := range writing.revive {
		rows[r.DeadlineID].Planned = append(rows[r.DeadlineID].Planned, r)
	}
	for _, r := range writing.remind {
		rows[r.DeadlineID].Planned = append(rows[r.DeadlineID].Planned, r.Row)
	}
	return movesInOrder(byClock), nil
}

func movesInOrder(byClock map[string]*Move) []Move {
	var moves []Move
	for _, m := range byClock {
		if m.changed() {
			moves = append(moves, *m)
		}
	}
	slices.SortFunc(moves, func(a, b Move) int {
		x, y := a.deadline(), b.deadline()
		return cmp.Or(x.Day().Compare(y.Day()), cmp.Compare(x.Rule.ID, y.Rule.ID), cmp.Compare(x.Trigger.Source, y.Trigger.Source))
	})
	return moves
}
