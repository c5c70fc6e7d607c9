package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Swept counts what a sweep did. Left means that another program was sweeping.
type Swept struct {
	Reminders int   // steps told
	Messages  int   // messages put into the outbox
	Skipped   int   // steps overtaken by a later one
	Cancelled int   // steps of dates that are no longer open
	Rolled    int64 // cases whose passed period gave way to the date after it
	Left      bool
}

const (
	sweepBatch = 500 // reminders looked at in one transaction
	rollBatch  = 500
)

// SweepReminders puts every reminder whose day has come into the outbox, in
// all organisations: for each date the latest step only, once. Sweeping again
// adds nothing; days on which nobody swept are caught up.
func (d *Desk) SweepReminders(ctx context.Context, actor staff.Actor) (Swept, error) {
	var total Swept
	if err := d.ask(ctx, actor, access.SweepReminders); err != nil {
		return total, err
	}
	for {
		found := 0
		err := d.db.Tx(ctx, func(tx *postgres.DB) error {
			free, err := tx.LockSweep(ctx)
			if err != nil || !free {
				total.Left = !free
				return err
			}
			due, err := tx.DueReminders(ctx, d.Today(), sweepBatch)
			if err != nil {
				return err
			}
			done, err := d.sweep(ctx, tx, due)
			if err != nil {
				return err
			}
			found = len(due)
			total.Reminders += done.Reminders
			total.Messages += done.Messages
			total.Skipped += done.Skipped
			total.Cancelled += done.Cancelled
			return nil
		})
		if err != nil {
			return total, err
		}
		if total.Left {
			return total, nil
		}
		if found == 0 {
			break
		}
	}
	for {
		rolled, err := d.db.RollNextDue(ctx, d.Today(), rollBatch)
		total.Rolled += rolled
		if err != nil || rolled < rollBatch {
			return total, err
		}
	}
}

// sweep deals with the reminders of some deadlines, all of them to the end, so
// that none is found again.
func (d *Desk) sweep(ctx context.Context, tx *postgres.DB, due []postgres.DueReminders) (Swept, error) {
	var done Swept
	users, err := tx.ActiveUsers(ctx, organisations(due))
	if err != nil {
		return done, err
	}
	today, now := d.Today(), d.Now().UTC()
	var told, skipped, cancelled []reminder.Row
	var messages []postgres.Delivery
	for _, date := range due {
		if date.Stopped {
			for _, row := range date.Rows {
				if row.State == reminder.Waiting {
					cancelled = append(cancelled, row)
				}
			}
			continue
		}
		send, superseded, ok := reminder.LatestDue(date.Rows, today)
		skipped = append(skipped, superseded...)
		if !ok {
			continue
		}
		told = append(told, send)
		for _, userID := range reminder.Recipients(send.Audience, date.OwnerID, date.TeamID, users[date.OrganisationID]) {
			messages = append(messages, postgres.Delivery{
				ID: newID(), OrganisationID: date.OrganisationID, ReminderID: send.ID, CaseID: date.CaseID, UserID: userID,
				// Always the same for the same step and reader, so that a double can be seen.
				MessageID: "reminder-" + send.ID + "-" + userID,
			})
		}
	}
	added, err := tx.InsertDeliveries(ctx, messages, now)
	if err != nil {
		return done, err
	}
	done = Swept{Reminders: len(told), Messages: int(added), Skipped: len(skipped), Cancelled: len(cancelled)}
	if err := tx.SetReminderSent(ctx, told, today, now); err != nil {
		return done, err
	}
	if err := tx.SetReminders(ctx, skipped, reminder.Skipped, now); err != nil {
		return done, err
	}
	return done, tx.SetReminders(ctx, cancelled, reminder.Cancelled, now)
}

func organisations(due []postgres.DueReminders) []string {
	seen := map[string]bool{}
	var ids []string
	for _, date := range due {
		if !seen[date.OrganisationID] {
			seen[date.OrganisationID] = true
			ids = append(ids, date.OrganisationID)
		}
	}
	return ids
}
