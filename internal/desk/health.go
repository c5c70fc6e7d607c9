package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Health is how the service is doing, without anything of a case.
type Health struct {
	Schema        int64 // number of the last migration
	Mail          postgres.MailCounts
	LateReminders int // their day has come, no sweep has taken them up
	Jobs          []postgres.JobRun
	Stalled       bool // no sweep has come to its end for 15 minutes
	KeysFit       bool // the keys open what the database holds
	Scanner       Scanner
	Unscanned     ScanCounts // documents that wait for the scanner
	Holidays      HolidaysKnown
	Release       Release
	Audit         AuditHealth
}

// scannerPatience is how long a page waits for the virus scanner's answer.
const scannerPatience = 2 * time.Second

// Health looks at what the service rests on. That it answers at all says that
// the database does.
func (d *Desk) Health(ctx context.Context, actor staff.Actor) (Health, error) {
	var h Health
	err := d.manage(ctx, actor, access.ViewHealth, func(w *work) (err error) {
		if h.Schema, err = w.tx.AppliedSchema(ctx); err != nil {
			return err
		}
		if h.Mail, err = w.tx.MailCounts(ctx, actor.OrganisationID); err != nil {
			return err
		}
		if h.LateReminders, err = w.tx.LateReminders(ctx, actor.OrganisationID, w.today); err != nil {
			return err
		}
		if h.Jobs, err = w.tx.JobRuns(ctx); err != nil {
			return err
		}
		if h.Unscanned, err = w.tx.ScanCounts(ctx, actor.OrganisationID); err != nil {
			return err
		}
		if h.KeysFit, err = w.tx.KeysFit(ctx, actor.OrganisationID); err != nil {
			return err
		}
		book, err := w.book(ctx)
		if err != nil {
			return err
		}
		h.Holidays = holidaysKnown(book, w.today)
		changes, err := w.tx.BookChanges(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		h.Release, err = w.release(ctx, book, changes)
		return err
	})
	if err != nil {
		return h, err
	}
	if h.Stalled, _, err = d.Stalled(ctx); err != nil {
		return h, err
	}
	if h.Audit, err = d.AuditHealth(ctx); err != nil {
		return h, err
	}
	asking, cancel := context.WithTimeout(ctx, scannerPatience)
	defer cancel()
	h.Scanner = d.scannerState(asking)
	return h, nil
}
