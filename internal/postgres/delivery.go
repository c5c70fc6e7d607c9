package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/reminder"
)

// DeliveryState is what has become of a message to one recipient.
type DeliveryState string

// The states. A parked message is not tried again.
const (
	DeliveryWaiting DeliveryState = "waiting"
	DeliverySending DeliveryState = "sending"
	DeliverySent    DeliveryState = "sent"
	DeliveryParked  DeliveryState = "parked"
)

// Delivery is one message of one reminder to one user.
type Delivery struct {
	ID             string
	OrganisationID string
	ReminderID     string
	CaseID         string
	UserID         string
	MessageID      string
}

// InsertDeliveries adds messages that may be sent from now on; one that is
// there already stays as it is, so that nobody is told the same twice.
func (db *DB) InsertDeliveries(ctx context.Context, list []Delivery, now time.Time) (int64, error) {
	var ids, organisations, reminders, cases, users, messages array[string]
	for _, d := range list {
		ids, organisations, reminders = append(ids, d.ID), append(organisations, d.OrganisationID), append(reminders, d.ReminderID)
		cases, users, messages = append(cases, d.CaseID), append(users, d.UserID), append(messages, d.MessageID)
	}
	// One statement for the whole batch: a first sweep may find tens of thousands.
	done := db.g.WithContext(ctx).Exec(`INSERT INTO deliveries
		(id, organisation_id, reminder_id, case_id, user_id, message_id, state, next_attempt_at, created_at)
		SELECT *, 'waiting', ?::timestamptz, ?::timestamptz
		FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[]) ON CONFLICT DO NOTHING`,
		now, now, ids, organisations, reminders, cases, users, messages)
	if done.Error != nil {
		return 0, fmt.Errorf("insert deliveries: %w", done.Error)
	}
	return done.RowsAffected, nil
}

// Outgoing is a message taken up for sending. To is empty when the user can no
// longer sign in.
type Outgoing struct {
	ID           string
	MessageID    string
	To           string
	Organisation string
	CaseRef      string
	Attempts     int // this one included
}

// ClaimDeliveries takes up to limit messages that are due, for as long as the
// lease. One that was taken up before and never came back may have been sent:
// it is marked as in doubt and tried again under the same Message-ID.
func (db *DB) ClaimDeliveries(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]Outgoing, error) {
	var list []Outgoing
	err := db.g.WithContext(ctx).Raw(`WITH claimed AS (
			UPDATE deliveries SET attempts = attempts + 1, in_doubt = in_doubt OR state = 'sending', state = 'sending', next_attempt_at = ?
			WHERE id IN (SELECT id FROM deliveries WHERE state IN ('waiting', 'sending') AND next_attempt_at <= ?
				ORDER BY next_attempt_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
			RETURNING id, message_id, user_id, organisation_id, case_id, attempts)
		SELECT d.id, d.message_id, COALESCE(u.email, '') AS "to", o.name AS organisation, c.reference AS case_ref, d.attempts
		FROM claimed d JOIN organisations o ON o.id = d.organisation_id JOIN cases c ON c.id = d.case_id
		LEFT JOIN users u ON u.id = d.user_id AND u.disabled_at IS NULL ORDER BY d.id`,
		now.Add(lease), now, limit).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return list, nil
}

// SettleDelivery writes what became of a message taken up for sending.
func (db *DB) SettleDelivery(ctx context.Context, id string, state DeliveryState, inDoubt bool, now, nextAttempt time.Time) error {
	var sentAt *time.Time
	if state == DeliverySent {
		sentAt = &now
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE deliveries SET state = ?, in_doubt = in_doubt OR ?, sent_at = ?, next_attempt_at = ? WHERE id = ?`,
		string(state), inDoubt, sentAt, nextAttempt, id).Error
	if err != nil {
		return fmt.Errorf("settle delivery: %w", err)
	}
	return nil
}

// MyReminder is a reminder as its recipient reads it.
type MyReminder struct {
	ID        string
	CaseRef   string
	RuleID    string
	Step      string
	Day       calendar.Date // of the deadline
	Closed    bool          // the date is met, over or replaced
	Mail      DeliveryState
	CreatedAt time.Time
	SeenAt    time.Time // zero until its reader has dealt with it
}

// MyReminders lists what a user was reminded of, newest first, from before a
// place in the list.
func (db *DB) MyReminders(ctx context.Context, userID, before string, limit int) ([]MyReminder, error) {
	where, args := "", []any{userID}
	if before != "" {
		where, args = "AND v.id < ?", append(args, before)
	}
	var rows []struct {
		ID, CaseRef, RuleID, Step string
		Day                       date
		Closed                    bool
		Mail                      string
		CreatedAt                 time.Time
		SeenAt                    *time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT v.id, c.reference AS case_ref, d.rule_id, r.step, r.due_on + r.days_before AS day,
		d.status <> 'open' AS closed, v.state AS mail, v.created_at, v.seen_at
		FROM deliveries v JOIN reminders r ON r.id = v.reminder_id JOIN deadlines d ON d.id = r.deadline_id JOIN cases c ON c.id = v.case_id
		WHERE v.user_id = ? `+where+` ORDER BY v.id DESC LIMIT ?`, append(args, limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reminders of a user: %w", err)
	}
	list := make([]MyReminder, len(rows))
	for i, r := range rows {
		list[i] = MyReminder{
			ID: r.ID, CaseRef: r.CaseRef, RuleID: r.RuleID, Step: r.Step, Day: calendar.Date(r.Day), Closed: r.Closed,
			Mail: DeliveryState(r.Mail), CreatedAt: r.CreatedAt,
		}
		if r.SeenAt != nil {
			list[i].SeenAt = *r.SeenAt
		}
	}
	return list, nil
}

// UnseenReminders counts what a user has not dealt with, up to a limit.
func (db *DB) UnseenReminders(ctx context.Context, userID string, limit int) (n int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE user_id = ? AND seen_at IS NULL LIMIT ?) bounded`,
		userID, limit).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count reminders of a user: %w", err)
	}
	return n, nil
}

// SeeReminder marks a user's reminder as dealt with, and the reminder itself
// as acted on. One that is not theirs is fault.NotFound; one dealt with before
// stays as it was.
func (db *DB) SeeReminder(ctx context.Context, userID, id string, now time.Time) error {
	seen := db.g.WithContext(ctx).Exec(`UPDATE deliveries SET seen_at = COALESCE(seen_at, ?) WHERE id = ? AND user_id = ?`, now, id, userID)
	if seen.Error != nil {
		return fmt.Errorf("mark reminder: %w", seen.Error)
	}
	if seen.RowsAffected == 0 {
		return fault.NotFound
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE reminders SET state = ?, changed_at = ? WHERE state = ?
		AND id = (SELECT reminder_id FROM deliveries WHERE id = ?)`, string(reminder.ActedOn), now, string(reminder.Sent), id).Error
	if err != nil {
		return fmt.Errorf("mark reminder: %w", err)
	}
	return nil
}
