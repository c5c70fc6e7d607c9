package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/postgres"
)

// reclock counts every clock of the case again from what is recorded, and
// plans its reminders, in the transaction of the change that made it
// necessary. Every action that starts, stops or dates something calls it after
// its own rows are written. The same records give the same clocks, so calling
// it once too often changes nothing.
func (w *work) reclock(ctx context.Context) error {
	events, err := w.events(ctx)
	if err != nil {
		return err
	}
	book, err := w.book(ctx)
	if err != nil {
		return err
	}
	counted := book.Recalculate(w.Case.Nation, events)
	if err := w.keepDeadlines(ctx, book, counted); err != nil {
		return err
	}
	w.Case.NextDue = casefile.NextDue{}
	if next, ok := deadline.Next(counted, w.today); ok && w.Case.State != casefile.Closed {
		w.Case.NextDue = casefile.NextDue{On: next.Day(), RuleID: next.Rule.ID, IsLimit: next.Rule.Limit()}
	}
	return nil
}

// events is everything of the case a clock can hang on. What stands on the
// case or the person has the case for its source.
func (w *work) events(ctx context.Context) ([]deadline.Event, error) {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	events, err := w.tx.Events(ctx, w.Case.ID)
	if err != nil {
		return nil, err
	}
	add := func(kind deadline.EventKind, on calendar.Date) {
		if !on.IsZero() {
			events = append(events, deadline.Event{Kind: kind, On: on, Source: w.Case.ID})
		}
	}
	add(deadline.CaseOpened, calendar.LondonDay(w.Case.CreatedAt))
	add(deadline.ReferralSubmitted, w.Case.SubmittedOn)
	add(deadline.DateOfBirth, client.DateOfBirth)
	return events, nil
}

// keepDeadlines brings the kept rows in line with the clocks as counted now. A
// clock that has been met or stopped stays the row it was; one whose own day
// moved becomes a new row, and the old one stays to be read.
func (w *work) keepDeadlines(ctx context.Context, book *deadline.Book, counted []deadline.Deadline) error {
	kept, err := w.tx.Deadlines(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	reminders, err := w.tx.Reminders(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	current := map[string]postgres.Deadline{}
	for _, row := range kept {
		if row.Status != postgres.Superseded {
			current[keyOf(row)] = row
		}
	}
	// Old rows give way first: the database allows one current row per clock.
	stays := map[string]bool{}
	for _, d := range counted {
		row, ok := current[d.Key()]
		stays[d.Key()] = ok && row.Trigger.On == d.Trigger.On && row.Minimum == d.Minimum
	}
	for _, row := range kept {
		if row.Status == postgres.Superseded || stays[keyOf(row)] {
			continue
		}
		if err := w.tx.SupersedeDeadline(ctx, row.ID, w.now); err != nil {
			return err
		}
		if err := w.replan(ctx, reminders, row.ID, deadline.Deadline{Status: postgres.Superseded}); err != nil {
			return err
		}
	}
	for _, d := range counted {
		row := w.deadlineRow(book, d)
		if stays[d.Key()] {
			row.ID = current[d.Key()].ID
			if err := w.settle(ctx, current[d.Key()], row); err != nil {
				return err
			}
		} else if err := w.tx.InsertDeadlines(ctx, []postgres.Deadline{row}); err != nil {
			return err
		}
		if err := w.replan(ctx, reminders, row.ID, d); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) settle(ctx context.Context, old, now postgres.Deadline) error {
	if old.Due == now.Due && old.AtLeast == now.AtLeast && old.Status == now.Status && old.ClosedOn == now.ClosedOn {
		return nil
	}
	return w.tx.SettleDeadline(ctx, now)
}

// replan keeps the reminders of one deadline in step with it. A closed case
// reminds nobody.
func (w *work) replan(ctx context.Context, reminders []reminder.Row, deadlineID string, d deadline.Deadline) error {
	old := slices.DeleteFunc(slices.Clone(reminders), func(r reminder.Row) bool { return r.DeadlineID != deadlineID })
	if w.Case.State == casefile.Closed {
		d.Status = deadline.Ended
	}
	changes := reminder.Replan(old, deadlineID, d, w.today)
	for i := range changes.Add {
		changes.Add[i].ID = newID()
	}
	if err := w.tx.InsertReminders(ctx, w.Case.OrganisationID, w.Case.ID, changes.Add, w.now); err != nil {
		return err
	}
	if err := w.tx.SetReminders(ctx, changes.Cancel, reminder.Cancelled, w.now); err != nil {
		return err
	}
	return w.tx.SetReminders(ctx, changes.Revive, reminder.Waiting, w.now)
}

func (w *work) deadlineRow(book *deadline.Book, d deadline.Deadline) postgres.Deadline {
	return postgres.Deadline{
		ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, RuleID: d.Rule.ID,
		RulesVersion: book.Version(), CalendarVersion: book.CalendarVersion(),
		Trigger: d.Trigger, Minimum: d.Minimum, Due: d.Due, AtLeast: d.AtLeast, IsLimit: d.Rule.Limit(),
		Status: d.Status, ClosedOn: d.ClosedOn, ComputedAt: w.now,
	}
}

// keyOf is deadline.Deadline.Key of a kept row.
func keyOf(row postgres.Deadline) string {
	return deadline.Deadline{Rule: &deadline.Rule{ID: row.RuleID}, Trigger: row.Trigger}.Key()
}
