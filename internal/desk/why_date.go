package desk

import (
	"context"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
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
	Reminders  []reminder.Row
}

// WhyDate explains a date of a case. Error: fault.NotFound.
func (d *Desk) WhyDate(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string) (WhyDate, error) {
	var why WhyDate
	err := d.view(ctx, actor, access.ViewDeadlines, ref, func(w *work) (err error) {
		if why.Head, err = w.head(ctx); err != nil {
			return err
		}
		all, err := w.keptDates(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(k KeptDate) bool { return k.ID == id })
		if i < 0 {
			return fault.NotFound
		}
		why.Date = all[i]
		w.about(id)
		if book := why.Date.book; book != nil {
			why.Steps = book.Counting(why.Date.Deadline)
		}
		reminders, err := w.tx.Reminders(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		why.Reminders = slices.DeleteFunc(reminders, func(r reminder.Row) bool { return r.DeadlineID != id })
		why.RecordedBy, why.RecordedAt, err = w.tx.EventRecorder(ctx, w.Case.ID, why.Date.Deadline.Trigger)
		return err
	})
	return why, err
}
