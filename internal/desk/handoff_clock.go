package desk

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// The clocks of a handoff, by the name of their rules.
const (
	HandoffAnswer  = "handoff_answer"
	HandoffContact = "handoff_first_contact"
)

// handoffDue is when an answer to a handoff sent now is expected, and when
// first contact with the client, by the rules the case is counted with.
func (w *work) handoffDue(ctx context.Context) (answer, contact time.Time, err error) {
	if answer, err = w.dueAt(ctx, HandoffAnswer); err != nil {
		return answer, contact, err
	}
	contact, err = w.dueAt(ctx, HandoffContact)
	return answer, contact, err
}

// dueAt is the instant at which a clock of a handoff sent now runs out. An
// organisation whose own rules do not have it has that of this release.
func (w *work) dueAt(ctx context.Context, clock string) (time.Time, error) {
	book, err := w.book(ctx)
	if err != nil {
		return time.Time{}, err
	}
	j, sent := deadline.JurisdictionOf(w.Case.Nation), []deadline.Event{{Kind: deadline.HandoffSent, On: w.today}}
	for _, b := range []*deadline.Book{book, deadline.Published()} {
		rule, ok := b.InForce(clock, j, deadline.HandoffSent, w.today)
		if !ok {
			continue
		}
		if at, hours := rule.DueAt(w.now); hours {
			return at, nil
		}
		d, err := b.Compute(rule.ID, j, sent)
		if err != nil {
			return time.Time{}, fmt.Errorf("clock of a handoff: %w", err)
		}
		end := d.Day().AddDays(1) // the whole of the last day counts
		return time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, calendar.London()), nil
	}
	return time.Time{}, fmt.Errorf("no rule %s on %s", clock, w.today)
}
