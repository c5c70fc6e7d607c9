package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/postgres"
)

// Move is what a change would make of one date, and of the reminders of it.
type Move struct {
	deadline.Move
	Cancelled []reminder.Row // that would no longer be sent
	Planned   []reminder.Row // that would be sent
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

	var before []deadline.Deadline
	was, is := map[string]string{}, map[string]string{} // the ids of the rows, by the key of the clock
	for _, row := range list[0].kept {
		if row.Status == postgres.Superseded {
			continue
		}
		k, err := w.keptDate(ctx, row)
		if err != nil {
			return nil, err
		}
		before = append(before, k.Deadline)
		was[keyOf(row)], is[keyOf(row)] = row.ID, row.ID
	}
	for _, row := range writing.added {
		is[keyOf(row)] = row.ID
	}
	var moves []Move
	for _, m := range deadline.Compare(before, then.count(book)) {
		move := Move{Move: m}
		if m.Before.Rule != nil {
			move.Cancelled = remindersOf(writing.cancel, was[m.Before.Key()])
		}
		if m.After.Rule != nil {
			id := is[m.After.Key()]
			move.Planned = remindersOf(writing.revive, id)
			for _, r := range writing.remind {
				if r.DeadlineID == id {
					move.Planned = append(move.Planned, r.Row)
				}
			}
		}
		moves = append(moves, move)
	}
	for i := range moves {
		moves[i].Planned = reminder.ToCome(moves[i].Planned, w.today)
	}
	return moves, nil
}

func remindersOf(rows []reminder.Row, deadlineID string) []reminder.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r reminder.Row) bool { return r.DeadlineID != deadlineID })
}
