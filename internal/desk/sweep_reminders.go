package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Swept counts what a sweep did. Left means that another program was sweeping.
type Swept struct {
	Reminders  int   // steps told
	Messages   int   // notices put into somebody's list
	Skipped    int   // steps overtaken by a later one
	NotNeeded  int   // escalations for which somebody had acted
	Cancelled  int   // steps of dates that are no longer open
	Nobody     int   // steps that wait because there is nobody to tell
	HandedOver int   // notices of people on leave given to their covers
	Rolled     int64 // cases whose passed period gave way to the date after it
	Left       bool
}

func (s *Swept) add(o Swept) {
	s.Reminders += o.Reminders
	s.Messages += o.Messages
	s.Skipped += o.Skipped
	s.NotNeeded += o.NotNeeded
	s.Cancelled += o.Cancelled
	s.Nobody += o.Nobody
}

const (
	sweepBatch = 1000 // reminders looked at in one transaction
	rollBatch  = 500
)

// sweep is one sweep under way, with who is there to be told.
type sweep struct {
	desk    *Desk
	now     time.Time
	today   calendar.Date
	offices map[string]reminder.Office // by organisation
	choices map[string]reminder.Choices
}

// SweepReminders puts every reminder whose day has come into the lists of
// those it is for, and what is told at once into the outbox, in all
// organisations: for each date the latest step only, once. Sweeping again adds
// nothing; days on which nobody swept are caught up. A step for which there is
// nobody to tell goes on waiting.
func (d *Desk) SweepReminders(ctx context.Context, actor staff.Actor) (Swept, error) {
	var total Swept
	if err := d.ask(ctx, actor, access.SweepReminders); err != nil {
		return total, err
	}
	now, err := d.Clock(ctx)
	if err != nil {
		return total, err
	}
	s := &sweep{desk: d, now: now.UTC(), today: calendar.LondonDay(now)}
	var place postgres.SweepPlace
	for more := true; more; {
		err := d.alone(ctx, postgres.SweepLock, &total.Left, func(tx *postgres.DB) error {
			due, next, err := tx.DueReminders(ctx, s.today, place, sweepBatch)
			if err != nil {
				return err
			}
			done, err := s.tell(ctx, tx, due)
			if err != nil {
				return err
			}
			more, place = next != place, next
			total.add(done)
			return nil
		})
		if err != nil || total.Left {
			return total, err
		}
	}
	err = d.alone(ctx, postgres.SweepLock, &total.Left, func(tx *postgres.DB) (err error) {
		total.HandedOver, err = s.handOver(ctx, tx)
		return err
	})
	if err != nil || total.Left {
		return total, err
	}
	for {
		rolled, err := d.seenBy(actor).RollNextDue(ctx, s.today, rollBatch)
		total.Rolled += rolled
		if err != nil || rolled < rollBatch {
			return total, err
		}
	}
}

// alone runs a transaction unless another program is at the same work.
func (d *Desk) alone(ctx context.Context, lock postgres.Lock, left *bool, body func(*postgres.DB) error) error {
	return d.db.Tx(ctx, func(tx *postgres.DB) error {
		free, err := tx.TryLock(ctx, lock)
		if err != nil || !free {
			*left = !free
			return err
		}
		return body(tx)
	})
}

// tell deals with the reminders of some deadlines.
func (s *sweep) tell(ctx context.Context, tx *postgres.DB, due []postgres.DueReminders) (Swept, error) {
	var done Swept
	if len(due) == 0 {
		return done, nil
	}
	if err := s.open(ctx, tx); err != nil {
		return done, err
	}
	cases := make([]string, len(due))
	for i, date := range due {
		cases[i] = date.CaseID
	}
	closed, err := tx.BarredFromAll(ctx, cases)
	if err != nil {
		return done, err
	}
	var told, skipped, notNeeded, cancelled []reminder.Row
	var out outbox
	for _, date := range due {
		if date.Stopped {
			for _, row := range date.Rows {
				if row.State == reminder.Waiting {
					cancelled = append(cancelled, row)
				}
			}
			continue
		}
		decision := reminder.Due(date.Rows, s.today)
		skipped, notNeeded = append(skipped, decision.Skipped...), append(notNeeded, decision.NotNeeded...)
		for _, row := range decision.Send {
			recipients := s.offices[date.OrganisationID].Without(closed[date.CaseID]).Recipients(row.Audience, date.OwnerID, date.TeamID)
			if len(recipients) == 0 {
				done.Nobody++
				continue
			}
			told = append(told, row)
			for _, r := range recipients {
				out.add(date.OrganisationID, date.CaseID, row, r, s.choices[r.UserID])
			}
			for _, earlier := range date.Rows {
				if earlier.State == reminder.Sent || earlier.State == reminder.ActedOn {
					out.successions = append(out.successions, postgres.Succession{Earlier: earlier.ID, Later: row.ID})
				}
			}
		}
	}
	added, err := out.write(ctx, tx, s)
	if err != nil {
		return done, err
	}
	done.Reminders, done.Messages = len(told), int(added)
	done.Skipped, done.NotNeeded, done.Cancelled = len(skipped), len(notNeeded), len(cancelled)
	if err := tx.SetReminderSent(ctx, told, s.today, s.now); err != nil {
		return done, err
	}
	if err := tx.SetReminders(ctx, skipped, reminder.Skipped, s.now); err != nil {
		return done, err
	}
	if err := tx.SetReminders(ctx, notNeeded, reminder.NotNeeded, s.now); err != nil {
		return done, err
	}
	return done, tx.SetReminders(ctx, cancelled, reminder.Cancelled, s.now)
}

// open reads who is there to be told, once something has to be.
func (s *sweep) open(ctx context.Context, tx *postgres.DB) error {
	if s.offices != nil {
		return nil
	}
	users, err := tx.ActiveUsers(ctx)
	if err != nil {
		return err
	}
	covers, err := tx.CoversOn(ctx, s.today)
	if err != nil {
		return err
	}
	if s.choices, err = tx.ReminderChoices(ctx, ""); err != nil {
		return err
	}
	s.offices = make(map[string]reminder.Office, len(users))
	for organisationID, people := range users {
		s.offices[organisationID] = reminder.Office{Users: people, Covers: covers}
	}
	return nil
}

// handOver gives covers the open notices of those whose leave has begun, and
// takes them back from those who no longer cover.
func (s *sweep) handOver(ctx context.Context, tx *postgres.DB) (int, error) {
	if err := tx.EndCovering(ctx, s.today, s.now); err != nil {
		return 0, err
	}
	covers, err := tx.CoversOn(ctx, s.today)
	if err != nil || len(covers) == 0 {
		return 0, err
	}
	if err := tx.ResumeCovering(ctx, covers); err != nil {
		return 0, err
	}
	list, err := tx.Handovers(ctx, covers)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	if err := s.open(ctx, tx); err != nil {
		return 0, err
	}
	var out outbox
	for _, h := range list {
		r := reminder.Recipient{UserID: h.CoverID, CoveringFor: h.UserID}
		out.add(h.OrganisationID, h.CaseID, h.Row, r, s.choices[h.CoverID])
	}
	added, err := out.write(ctx, tx, s)
	return int(added), err
}

// outbox gathers notices, the messages of those that are told at once, and
// which earlier notices they take the place of.
type outbox struct {
	notices     []postgres.Delivery
	mails       []postgres.Mail
	successions []postgres.Succession
}

func (o *outbox) add(organisationID, caseID string, row reminder.Row, r reminder.Recipient, wants reminder.Choices) {
	notice := postgres.Delivery{
		ID: newID(), OrganisationID: organisationID, ReminderID: row.ID, Recipient: r, Mail: wants.MailFor(row.Step, r),
	}
	if notice.Mail == reminder.Single {
		notice.MailID = newID()
		o.mails = append(o.mails, postgres.Mail{
			ID: notice.MailID, OrganisationID: organisationID, UserID: r.UserID, CaseID: caseID,
			MessageID: "reminder-" + row.ID + "-" + r.UserID,
		})
	}
	o.notices = append(o.notices, notice)
}

func (o *outbox) write(ctx context.Context, tx *postgres.DB, s *sweep) (int64, error) {
	if _, err := tx.InsertMails(ctx, o.mails, s.now); err != nil {
		return 0, err
	}
	added, err := tx.InsertDeliveries(ctx, o.notices, s.now)
	if err != nil {
		return 0, err
	}
	return added, tx.Succeed(ctx, o.successions, s.today, s.now)
}
