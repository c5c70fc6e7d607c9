package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WhyDate is one date of a case with everything that makes it checkable.
type WhyDate struct {
	Head
	Date KeptDate
	// Steps are the sentences of the counting, with the book the date was
	// counted with. None when that book was never kept here.
	Steps      []string
	RecordedBy string // who recorded the event it counts from; may be empty
	RecordedAt time.Time
	// Record is what it counts from, as it can be corrected; nil when it cannot.
	Record *DatedRecord
	// Blocked says why the reader cannot correct it; empty when they can.
	Blocked     string
	Adjustments []Adjustment   // of this clock, oldest first
	Earlier     []KeptDate     // that this one replaced, latest first
	Later       *KeptDate      // that replaced this one
	Handoff     handoff.Record // it counts from; zero for other dates
	Reminders   []reminder.Row
	PutOffs     []PutOffWords // why some of them were put off, the latest first
}

// Adjustment is what moved a clock, as it was recorded.
type Adjustment = postgres.Adjustment

// WhyDate explains a date of a case. Error: fault.NotFound.
func (d *Desk) WhyDate(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (WhyDate, error) {
	var why WhyDate
	err := d.view(ctx, actor, access.ViewDeadlines, ref, func(w *work) (err error) {
		why, err = w.why(ctx, id)
		return err
	})
	return why, err
}

func (w *work) why(ctx context.Context, id string) (why WhyDate, err error) {
	if why.Head, err = w.head(ctx); err != nil {
		return why, err
	}
	all, err := w.keptDates(ctx)
	if err != nil {
		return why, err
	}
	i := slices.IndexFunc(all, func(k KeptDate) bool { return k.ID == id })
	if i < 0 {
		return why, fault.NotFound
	}
	why.Date = all[i]
	if book := why.Date.book; book != nil {
		why.Steps = book.Counting(why.Date.Deadline)
	}
	why.history(all)
	if why.Adjustments, err = w.adjustmentsOf(ctx, why.Date.Deadline); err != nil {
		return why, err
	}
	reminders, err := w.tx.Reminders(ctx, w.Case.ID)
	if err != nil {
		return why, err
	}
	why.Reminders = slices.DeleteFunc(reminders, func(r reminder.Row) bool { return r.DeadlineID != id })
	putOffs, err := w.tx.PutOffs(ctx, []string{id})
	if err != nil {
		return why, err
	}
	why.PutOffs = putOffs[id]
	err = w.origin(ctx, &why)
	w.about(id)
	return why, err
}

// history finds the dates of the same clock and record that stood before this
// one, and the one that took its place.
func (y *WhyDate) history(all []KeptDate) {
	for _, k := range all {
		switch {
		case k.ID == y.Date.ID || !sameClock(k.Deadline, y.Date.Deadline):
		case !k.Superseded():
			y.Later = &k
		case !y.Date.Superseded() || k.SupersededAt.Before(y.Date.SupersededAt):
			y.Earlier = append(y.Earlier, k)
		}
	}
	slices.SortFunc(y.Earlier, func(a, b KeptDate) int { return b.SupersededAt.Compare(a.SupersededAt) })
}

func sameClock(a, b deadline.Deadline) bool {
	return a.Rule.Clock == b.Rule.Clock && a.Trigger.Kind == b.Trigger.Kind && a.Trigger.Source == b.Trigger.Source
}

// adjustmentsOf are the adjustments of one clock, and what took them back.
func (w *work) adjustmentsOf(ctx context.Context, d deadline.Deadline) ([]Adjustment, error) {
	all, err := w.tx.Adjustments(ctx, w.Case.ID)
	return slices.DeleteFunc(all, func(a Adjustment) bool { return !a.Concerns(d) }), err
}

// elsewhere says where a day is put right that cannot be corrected here.
var elsewhere = map[deadline.EventKind]string{
	deadline.CaseOpened:      "The program wrote this day down when the case was started.",
	deadline.HandoffSent:     "The program wrote this day down when the handoff was recorded as sent.",
	deadline.HandoffChaseDay: "This day stands with the handoff. Record there that you asked again, and the next day.",
	deadline.Withdrawn:       "This day stands in the consent record. Mark that record as recorded in error, and record it again.",
	deadline.ConsentMoreTime: "This day stands in the consent record. Record a new answer when the client has agreed another day.",
}

// origin finds who recorded what the date counts from, and the record itself.
func (w *work) origin(ctx context.Context, y *WhyDate) error {
	trigger := y.Date.Deadline.Trigger
	var err error
	if y.RecordedBy, y.RecordedAt, err = w.tx.EventRecorder(ctx, w.Case.ID, trigger); err != nil {
		return err
	}
	if trigger.Kind == deadline.HandoffSent || trigger.Kind == deadline.HandoffChaseDay {
		byID, err := w.handoffsByID(ctx)
		y.Handoff, y.Blocked = byID[trigger.Source], elsewhere[trigger.Kind]
		return err
	}
	name, ok := RecordBehind(trigger)
	if !ok {
		y.Blocked = elsewhere[trigger.Kind]
		return nil
	}
	record, err := w.datedRecord(ctx, name)
	if errors.Is(err, fault.NotFound) { // it has gone, as a date of birth taken out of a draft
		return nil
	}
	if err != nil {
		return err
	}
	y.Record = &record
	if y.Blocked = blocked(w.mayCorrect(record)); y.Blocked == "" && !w.desk.policy.May(w.actor.Roles, name.Kind.correcting()) {
		y.Blocked = "A supervisor who did not record the decision can correct its date."
	}
	return nil
}
