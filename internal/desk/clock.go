package desk

import (
	"context"
	"slices"
	"time"

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
	book, err := w.book(ctx)
	if err != nil {
		return err
	}
	list, err := clocksOf(ctx, w.tx, []casefile.Case{w.Case})
	if err != nil {
		return err
	}
	changes := clockChanges{today: w.today, now: w.now}
	var counted []deadline.Deadline
	counted, w.Case.NextDue = changes.recount(book, list[0])
	if err := changes.write(ctx, w.tx); err != nil {
		return err
	}
	return w.planTasks(ctx, list[0].events, counted)
}

// events is everything of the case a clock can hang on.
func (w *work) events(ctx context.Context) ([]deadline.Event, error) {
	events, err := eventsOf(ctx, w.tx, []casefile.Case{w.Case})
	return events[w.Case.ID], err
}

// eventsOf is everything of some cases a clock can hang on. What stands on the
// case or the person has the case for its source.
func eventsOf(ctx context.Context, tx *postgres.DB, cases []casefile.Case) (map[string][]deadline.Event, error) {
	ids := caseIDs(cases)
	born, err := tx.DatesOfBirth(ctx, ids)
	if err != nil {
		return nil, err
	}
	events, err := tx.EventsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		add := func(kind deadline.EventKind, on calendar.Date) {
			if !on.IsZero() {
				events[c.ID] = append(events[c.ID], deadline.Event{Kind: kind, On: on, Source: c.ID})
			}
		}
		add(deadline.CaseOpened, calendar.LondonDay(c.CreatedAt))
		add(deadline.CaseClosed, c.ClosedOn)
		add(deadline.ReferralSubmitted, c.SubmittedOn)
		add(deadline.DateOfBirth, born[c.ID])
	}
	return events, nil
}

func caseIDs(cases []casefile.Case) []string {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	return ids
}

// clocks are what the clocks of one case are counted from, and what is kept of
// them so far.
type clocks struct {
	of          casefile.Case
	events      []deadline.Event
	adjustments []deadline.Adjustment
	kept        []postgres.Deadline
	reminders   []reminder.Row
}

// clocksOf reads the clocks of some cases with their reminders, each kind of
// record at once.
func clocksOf(ctx context.Context, tx *postgres.DB, cases []casefile.Case) ([]clocks, error) {
	list, err := countsOf(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	reminders, err := tx.RemindersOf(ctx, caseIDs(cases))
	for i := range list {
		list[i].reminders = reminders[list[i].of.ID]
	}
	return list, err
}

// countsOf is clocksOf without the reminders, for who only counts.
func countsOf(ctx context.Context, tx *postgres.DB, cases []casefile.Case) ([]clocks, error) {
	ids := caseIDs(cases)
	events, err := eventsOf(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	adjustments, err := tx.AdjustmentsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	kept, err := tx.DeadlinesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]clocks, len(cases))
	for i, c := range cases {
		list[i] = clocks{of: c, events: events[c.ID], adjustments: adjustments[c.ID], kept: kept[c.ID]}
	}
	return list, nil
}

// count counts the clocks with a book. Those that are not of law wait while the
// authority has put the case on hold.
func (c clocks) count(book *deadline.Book) []deadline.Deadline {
	counted := book.Recalculate(c.of.Nation, c.events, c.adjustments...)
	if c.of.State.Suspended() {
		deadline.Hold(counted)
	}
	return counted
}

// current are the kept rows that count, by their key.
func (c clocks) current() map[string]postgres.Deadline {
	rows := make(map[string]postgres.Deadline, len(c.kept))
	for _, row := range c.kept {
		if row.Status != postgres.Superseded {
			rows[keyOf(row)] = row
		}
	}
	return rows
}

// clockChanges are what has to be written for the kept clocks of some cases to
// be as they are counted now. Working them out writes nothing.
type clockChanges struct {
	today calendar.Date
	now   time.Time

	superseded []string
	added      []postgres.Deadline
	settled    []postgres.Deadline
	remind     []postgres.NewReminder
	cancel     []reminder.Row
	revive     []reminder.Row
	over       []string // deadlines of which nobody is reminded any more
}

// recount counts the clocks of a case with the book, adds what has to change
// and says what was counted and which date comes next. A clock that has been
// met or stopped stays the row it was; one whose own day moved, or was moved,
// becomes a new row, and the old one stays to be read.
func (ch *clockChanges) recount(book *deadline.Book, c clocks) (counted []deadline.Deadline, next casefile.NextDue) {
	counted = c.count(book)
	current := c.current()
	for _, d := range counted {
		row := ch.row(book, c.of, d)
		old, ok := current[d.Key()]
		if ok && old.Trigger.On == d.Trigger.On && old.Minimum == d.Minimum && old.AdjustedBy == d.AdjustedBy {
			delete(current, d.Key())
			row.ID = old.ID
			ch.settle(old, row)
		} else {
			ch.added = append(ch.added, row)
		}
		ch.replan(c, row.ID, d, old.ID)
	}
	for _, row := range c.kept {
		if _, gone := current[keyOf(row)]; gone && row.Status != postgres.Superseded {
			ch.superseded = append(ch.superseded, row.ID)
			ch.replan(c, row.ID, deadline.Deadline{Status: postgres.Superseded}, "")
		}
	}
	if first, ok := deadline.Next(counted, ch.today); ok && c.of.State != casefile.Closed {
		next = casefile.NextDue{On: first.Day(), RuleID: first.Rule.ID, IsLimit: first.Rule.Limit()}
	}
	return counted, next
}

// settle writes a row again unless it reads the same. A date that runs is kept
// with the book it was counted with last; one that is over, with the book it
// was counted with while it ran.
func (ch *clockChanges) settle(old, row postgres.Deadline) {
	sameBook := old.RulesVersion == row.RulesVersion && old.CalendarVersion == row.CalendarVersion
	if old.Due == row.Due && old.AtLeast == row.AtLeast && old.Status == row.Status && old.ClosedOn == row.ClosedOn &&
		old.Counted == row.Counted && old.OnHold == row.OnHold && (sameBook || old.Status != deadline.Open) {
		return
	}
	ch.settled = append(ch.settled, row)
}

// replan keeps the reminders of one deadline in step with it. What was told of
// the same day on behalf of the deadline it takes the place of is not told
// again. A closed case reminds nobody.
func (ch *clockChanges) replan(c clocks, deadlineID string, d deadline.Deadline, replaces string) {
	var old []reminder.Row
	var toldUntil calendar.Date
	for _, r := range c.reminders {
		if r.DeadlineID == deadlineID {
			old = append(old, r)
		}
		if r.DeadlineID == replaces && r.Told() && r.Target() == d.Day() && r.On.After(toldUntil) {
			toldUntil = r.On
		}
	}
	if c.of.State == casefile.Closed {
		d.Status = deadline.Ended
	}
	told := slices.ContainsFunc(old, reminder.Row.Told)
	if told && d.Status != deadline.Open {
		ch.over = append(ch.over, deadlineID)
	}
	changes := reminder.Replan(old, deadlineID, d)
	for _, r := range changes.Add {
		if !r.On.After(toldUntil) {
			r.State = reminder.Skipped
		}
		r.ID = newID()
		ch.remind = append(ch.remind, postgres.NewReminder{OrganisationID: c.of.OrganisationID, CaseID: c.of.ID, Row: r})
	}
	ch.cancel, ch.revive = append(ch.cancel, changes.Cancel...), append(ch.revive, changes.Revive...)
}

// write brings the kept rows in line. Old rows give way first: the database
// allows one current row per clock.
func (ch *clockChanges) write(ctx context.Context, tx *postgres.DB) error {
	if err := tx.SupersedeDeadlines(ctx, ch.superseded, ch.now); err != nil {
		return err
	}
	if err := tx.InsertDeadlines(ctx, ch.added); err != nil {
		return err
	}
	if err := tx.SettleDeadlines(ctx, ch.settled); err != nil {
		return err
	}
	if err := tx.InsertReminders(ctx, ch.remind, ch.now); err != nil {
		return err
	}
	if err := tx.SetReminders(ctx, ch.cancel, reminder.Cancelled, ch.now); err != nil {
		return err
	}
	if err := tx.SetReminders(ctx, ch.revive, reminder.Waiting, ch.now); err != nil {
		return err
	}
	return tx.EndDeliveries(ctx, ch.over, ch.now)
}

func (ch *clockChanges) row(book *deadline.Book, c casefile.Case, d deadline.Deadline) postgres.Deadline {
	return postgres.Deadline{
		ID: newID(), OrganisationID: c.OrganisationID, CaseID: c.ID, RuleID: d.Rule.ID,
		RulesVersion: book.Version(), CalendarVersion: book.CalendarVersion(),
		Trigger: d.Trigger, Minimum: d.Minimum, Counted: d.Counted, AdjustedBy: d.AdjustedBy,
		Due: d.Due, AtLeast: d.AtLeast, IsLimit: d.Rule.Limit(), OnHold: d.OnHold, Status: d.Status, ClosedOn: d.ClosedOn, ComputedAt: ch.now,
	}
}

// keyOf is deadline.Deadline.Key of a kept row.
func keyOf(row postgres.Deadline) string {
	return deadline.Deadline{Rule: &deadline.Rule{ID: row.RuleID}, Trigger: row.Trigger}.Key()
}
