package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
)

// sweepLock is the advisory lock of the sweep: two programs on one database
// never sweep at the same time.
const sweepLock = 0x6e726d64

// LockSweep takes the sweep's lock until the transaction ends, or says that
// somebody else holds it.
func (db *DB) LockSweep(ctx context.Context) (bool, error) {
	var got bool
	if err := db.g.WithContext(ctx).Raw(`SELECT pg_try_advisory_xact_lock(?)`, sweepLock).Row().Scan(&got); err != nil {
		return false, fmt.Errorf("lock sweep: %w", err)
	}
	return got, nil
}

// DueReminders are the reminders of one deadline of which some are due.
type DueReminders struct {
	OrganisationID string
	CaseID         string
	OwnerID        string
	TeamID         string
	Stopped        bool // the case or the deadline is closed
	Rows           []reminder.Row
}

// DueReminders locks some cases with reminders due and reads these deadline by
// deadline. Cases are locked as LockCase does, so the sweep and somebody's
// change take turns; a case that is being changed is left for the next sweep.
func (db *DB) DueReminders(ctx context.Context, today calendar.Date, limit int) ([]DueReminders, error) {
	var caseIDs array[string]
	err := db.g.WithContext(ctx).Raw(`SELECT c.id FROM cases c WHERE c.id IN
		(SELECT case_id FROM reminders WHERE state = 'waiting' AND due_on <= ? ORDER BY due_on, id LIMIT ?)
		ORDER BY c.id FOR UPDATE SKIP LOCKED`, date(today), limit).Scan((*[]string)(&caseIDs)).Error
	if err != nil {
		return nil, fmt.Errorf("lock cases with reminders due: %w", err)
	}
	if len(caseIDs) == 0 {
		return nil, nil
	}
	var rows []struct {
		Reminder reminderRow `gorm:"embedded"`
		OwnerID  string
		TeamID   string
		Stopped  bool
	}
	err = db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.case_id, r.deadline_id, r.step, r.days_before, r.audience,
		r.due_on, r.state, r.late, r.changed_at, c.owner_id, c.team_id, (c.closed_on IS NOT NULL OR d.status <> 'open') AS stopped
		FROM reminders r JOIN deadlines d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id
		WHERE r.case_id = ANY(?::uuid[]) AND r.deadline_id IN
			(SELECT w.deadline_id FROM reminders w WHERE w.case_id = r.case_id AND w.state = 'waiting' AND w.due_on <= ?)
		ORDER BY r.deadline_id, r.due_on, r.id`, caseIDs, date(today)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reminders due: %w", err)
	}
	var due []DueReminders
	for _, r := range rows {
		if len(due) == 0 || due[len(due)-1].Rows[0].DeadlineID != r.Reminder.DeadlineID {
			due = append(due, DueReminders{
				OrganisationID: r.Reminder.OrganisationID, CaseID: r.Reminder.CaseID, OwnerID: r.OwnerID, TeamID: r.TeamID, Stopped: r.Stopped,
			})
		}
		last := &due[len(due)-1]
		last.Rows = append(last.Rows, r.Reminder.toRow())
	}
	return due, nil
}

// ActiveUsers lists who can sign in, for each organisation.
func (db *DB) ActiveUsers(ctx context.Context, organisationIDs []string) (map[string][]staff.User, error) {
	users, err := db.manyUsers(ctx, `WHERE u.organisation_id = ANY(?::uuid[]) AND u.disabled_at IS NULL ORDER BY u.id`, array[string](organisationIDs))
	if err != nil {
		return nil, err
	}
	byOrganisation := map[string][]staff.User{}
	for _, u := range users {
		byOrganisation[u.OrganisationID] = append(byOrganisation[u.OrganisationID], u)
	}
	return byOrganisation, nil
}

// SetReminderSent marks reminders as told; late ones after their day.
func (db *DB) SetReminderSent(ctx context.Context, rows []reminder.Row, today calendar.Date, now time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE reminders SET state = ?, late = due_on < ?, changed_at = ? WHERE id = ANY(?::uuid[])`,
		string(reminder.Sent), date(today), now, reminderIDs(rows)).Error
	if err != nil {
		return fmt.Errorf("mark reminders sent: %w", err)
	}
	return nil
}

// RollNextDue takes from each case a next date that was only the end of a
// period and has passed, and puts the date after it in its place. It raises no
// version: nothing anybody decides about has changed.
func (db *DB) RollNextDue(ctx context.Context, today calendar.Date, limit int) (int64, error) {
	done := db.g.WithContext(ctx).Exec(`WITH passed AS (
			SELECT id FROM cases WHERE closed_on IS NULL AND NOT next_due_is_limit AND next_due_on < ?
			ORDER BY next_due_on LIMIT ? FOR UPDATE SKIP LOCKED
		), next AS (
			SELECT p.id, d.day, d.rule_id, COALESCE(d.is_limit, false) AS is_limit FROM passed p LEFT JOIN LATERAL (
				SELECT COALESCE(due_on, minimum_on) AS day, rule_id, is_limit FROM deadlines
				WHERE case_id = p.id AND status = 'open' AND NOT on_hold AND (is_limit OR COALESCE(due_on, minimum_on) >= ?)
				ORDER BY day, computed_at, id LIMIT 1) d ON true
		)
		UPDATE cases c SET next_due_on = n.day, next_due_rule = n.rule_id, next_due_is_limit = n.is_limit FROM next n WHERE c.id = n.id`,
		date(today), limit, date(today))
	if done.Error != nil {
		return 0, fmt.Errorf("roll next dates: %w", done.Error)
	}
	return done.RowsAffected, nil
}
