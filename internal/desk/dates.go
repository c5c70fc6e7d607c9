package desk

import (
	"context"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// KeptDate is a date of a case as it is kept, with the rule it comes from.
type KeptDate struct {
	ID              string
	Deadline        deadline.Deadline
	RulesVersion    string
	CalendarVersion string
	ComputedAt      time.Time
	SupersededAt    time.Time // zero while it counts
}

// Superseded says whether another date has taken its place.
func (k KeptDate) Superseded() bool { return !k.SupersededAt.IsZero() }

// CaseDates is every date of a case: running, over, and replaced.
type CaseDates struct {
	Head
	Open, Past, Replaced []KeptDate
}

// CaseDates reads the dates of a case, nearest first.
func (d *Desk) CaseDates(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseDates, error) {
	var dates CaseDates
	err := d.view(ctx, actor, access.ViewDeadlines, ref, func(w *work) (err error) {
		if dates.Head, err = w.head(ctx); err != nil {
			return err
		}
		all, err := w.keptDates(ctx)
		for _, k := range all {
			switch {
			case k.Superseded():
				dates.Replaced = append(dates.Replaced, k)
			case k.Deadline.Status == deadline.Open:
				dates.Open = append(dates.Open, k)
			default:
				dates.Past = append(dates.Past, k)
			}
		}
		return err
	})
	return dates, err
}

// keptDates reads the kept rows with their rules. The event that closed a
// clock is not kept; it is found again among the records of the case.
func (w *work) keptDates(ctx context.Context) ([]KeptDate, error) {
	rows, err := w.tx.Deadlines(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	events, err := w.events(ctx)
	if err != nil {
		return nil, err
	}
	counted := w.desk.book.Recalculate(w.Case.Nation, events)
	list := make([]KeptDate, len(rows))
	for i, row := range rows {
		list[i] = w.desk.keptDate(row)
		n := slices.IndexFunc(counted, func(d deadline.Deadline) bool { return d.Key() == keyOf(row) })
		if n >= 0 && !list[i].Superseded() {
			list[i].Deadline.By = counted[n].By
		}
	}
	return list, nil
}

// keptDate puts a kept row and its rule together. A rule that a later book no
// longer has leaves its name.
func (d *Desk) keptDate(row postgres.Deadline) KeptDate {
	rule, ok := d.book.Rule(row.RuleID)
	if !ok {
		rule = &deadline.Rule{ID: row.RuleID, Label: row.RuleID, Ends: deadline.OnTheDay}
	}
	k := KeptDate{
		ID: row.ID, RulesVersion: row.RulesVersion, CalendarVersion: row.CalendarVersion, ComputedAt: row.ComputedAt,
		Deadline: deadline.Deadline{
			Rule: rule, Trigger: row.Trigger, Minimum: row.Minimum, Due: row.Due, AtLeast: row.AtLeast,
			Status: row.Status, ClosedOn: row.ClosedOn,
		},
	}
	if row.SupersededAt != nil {
		k.SupersededAt = *row.SupersededAt
	}
	return k
}
