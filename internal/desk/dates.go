package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/handoff"
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
	// AdjustedHow is what moved the counted day; empty when nothing did.
	AdjustedHow deadline.AdjustmentKind

	book *deadline.Book // it was counted with; nil when that was never kept
}

// Superseded says whether another date has taken its place.
func (k KeptDate) Superseded() bool { return !k.SupersededAt.IsZero() }

// CaseDates is every date of a case: running, over, and replaced; and what was
// recorded by hand for them to count from.
type CaseDates struct {
	Head
	Open, Past, Replaced []KeptDate
	Recorded             []RecordedEvent // newest first
	Handoffs             map[string]handoff.Record
}

// CaseDates reads the dates of a case, nearest first.
func (d *Desk) CaseDates(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseDates, error) {
	var dates CaseDates
	err := d.view(ctx, actor, access.ViewDeadlines, ref, func(w *work) (err error) {
		err = w.together(ctx, func(tx *postgres.DB) {
			w.headOf(ctx, tx)
			w.datesOf(ctx, tx)
			_, _ = clocksOf(ctx, tx, []casefile.Case{w.Case})
			_, _ = tx.RecordedEvents(ctx, w.Case.ID)
			_, _ = tx.CaseHandoffs(ctx, w.Case.ID)
		})
		if err != nil {
			return err
		}
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
		if err != nil {
			return err
		}
		sortByDay(dates.Open)
		if dates.Recorded, err = w.tx.RecordedEvents(ctx, w.Case.ID); err != nil {
			return err
		}
		dates.Handoffs, err = w.handoffsByID(ctx)
		return err
	})
	return dates, err
}

// sortByDay puts dates in order, those on hold last.
func sortByDay(list []KeptDate) {
	onHold := func(k KeptDate) int {
		if k.Deadline.OnHold {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b KeptDate) int {
		return cmp.Or(cmp.Compare(onHold(a), onHold(b)), a.Deadline.Day().Compare(b.Deadline.Day()))
	})
}

func (w *work) handoffsByID(ctx context.Context) (map[string]handoff.Record, error) {
	sent, err := w.tx.CaseHandoffs(ctx, w.Case.ID)
	byID := make(map[string]handoff.Record, len(sent))
	for _, h := range sent {
		byID[h.ID] = h
	}
	return byID, err
}

// keptDates reads the kept rows with their rules. The event that closed a
// clock is not kept; it is found again among the records of the case.
func (w *work) keptDates(ctx context.Context) ([]KeptDate, error) {
	now, err := clocksOf(ctx, w.tx, []casefile.Case{w.Case})
	if err != nil {
		return nil, err
	}
	book, err := w.book(ctx)
	if err != nil {
		return nil, err
	}
	rows, counted := now[0].kept, now[0].count(book)
	how, err := w.adjustedHow(ctx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]KeptDate, len(rows))
	for i, row := range rows {
		if list[i], err = w.keptDate(ctx, row); err != nil {
			return nil, err
		}
		list[i].AdjustedHow = how[row.AdjustedBy]
		n := slices.IndexFunc(counted, func(d deadline.Deadline) bool { return d.Key() == keyOf(row) })
		if n >= 0 && !list[i].Superseded() {
			list[i].Deadline.By = counted[n].By
		}
	}
	return list, nil
}

// adjustedHow is what moved the days of some kept rows, by the id of the
// adjustment.
func (w *work) adjustedHow(ctx context.Context, rows []postgres.Deadline) (map[string]deadline.AdjustmentKind, error) {
	if !slices.ContainsFunc(rows, func(row postgres.Deadline) bool { return row.AdjustedBy != "" }) {
		return nil, nil
	}
	all, err := w.tx.Adjustments(ctx, w.Case.ID)
	how := make(map[string]deadline.AdjustmentKind, len(all))
	for _, a := range all {
		how[a.ID] = a.Kind
	}
	return how, err
}

// keptDate puts a kept row and its rule together, as the rule stood in the
// book the date was counted with.
func (w *work) keptDate(ctx context.Context, row postgres.Deadline) (KeptDate, error) {
	book, err := w.desk.bookOf(ctx, w.tx, postgres.BookVersions{Rules: row.RulesVersion, Calendar: row.CalendarVersion})
	if err != nil && !errors.Is(err, fault.NotFound) {
		return KeptDate{}, err
	}
	k := KeptDate{
		book: book, Deadline: deadlineOf(row, book),
		ID: row.ID, RulesVersion: row.RulesVersion, CalendarVersion: row.CalendarVersion, ComputedAt: row.ComputedAt,
	}
	if row.SupersededAt != nil {
		k.SupersededAt = *row.SupersededAt
	}
	return k, nil
}

// deadlineOf is a kept row with its rule as it stands in the book the row was
// counted with. Of a book that was never kept, which is nil, only the rule's
// name and kind are left.
func deadlineOf(row postgres.Deadline, book *deadline.Book) deadline.Deadline {
	rule := &deadline.Rule{ID: row.RuleID, Label: row.RuleID, Ends: deadline.OnTheDay, Category: deadline.Practice}
	if row.IsLimit {
		rule.Category = deadline.Limit
	}
	if book != nil {
		if found, ok := book.Rule(row.RuleID); ok {
			rule = found
		}
	}
	return deadline.Deadline{
		Rule: rule, Trigger: row.Trigger, Minimum: row.Minimum, Counted: row.Counted, AdjustedBy: row.AdjustedBy,
		Due: row.Due, AtLeast: row.AtLeast, Status: row.Status, ClosedOn: row.ClosedOn, OnHold: row.OnHold,
	}
}
