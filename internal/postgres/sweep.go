package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
)

// Lock names an advisory lock of the database: of all programs on it one at a
// time does the work.
type Lock int64

// The locks. Sweeping and making digests do not wait for each other.
const (
	SweepLock  Lock = 0x6e726d64
	DigestLock Lock = 0x6e726d65
)

// TryLock takes a lock until the transaction ends, or says that somebody else
// holds it.
func (db *DB) TryLock(ctx context.Context, lock Lock) (bool, error) {
	var got bool
	if err := db.g.WithContext(ctx).Raw(`SELECT pg_try_advisory_xact_lock(?)`, int64(lock)).Row().Scan(&got); err != nil {
		return false, fmt.Errorf("take advisory lock: %w", err)
	}
	return got, nil
}

// Clock is the time of the database, which all copies of the program share.
func (db *DB) Clock(ctx context.Context) (now time.Time, err error) {
	if err := db.g.WithContext(ctx).Raw(`SELECT clock_timestamp()`).Row().Scan(&now); err != nil {
		return time.Time{}, fmt.Errorf("read the clock of the database: %w", err)
	}
	return now.UTC(), nil
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

// SweepPlace is how far a sweep has come.
type SweepPlace struct {
	On calendar.Date
	ID string
}

// DueReminders takes the next reminders due after a place, locks their cases
// and reads everything kept of their deadlines, deadline by deadline. Cases are
// locked as LockCase does, so the sweep and somebody's change take turns; a
// case that is being changed is left for the next sweep. The place comes back
// as it was when nothing more is due.
func (db *DB) DueReminders(ctx context.Context, today calendar.Date, after SweepPlace, limit int) ([]DueReminders, SweepPlace, error) {
	g := db.g.WithContext(ctx)
	where := &conditions{}
	where.add("state = 'waiting' AND due_on <= ?", date(today))
	if after.ID != "" {
		where.add("(due_on, id) > (?, ?)", date(after.On), after.ID)
	}
	var found []struct {
		ID, CaseID, DeadlineID string
		DueOn                  date
	}
	err := g.Raw(`SELECT id, case_id, deadline_id, due_on FROM reminders WHERE `+where.text()+` ORDER BY due_on, id LIMIT ?`,
		append(where.args, limit)...).Scan(&found).Error
	if err != nil {
		return nil, after, fmt.Errorf("find reminders due: %w", err)
	}
	if len(found) == 0 {
		return nil, after, nil
	}
	var caseIDs, deadlineIDs array[string]
	for _, r := range found {
		caseIDs, deadlineIDs = append(caseIDs, r.CaseID), append(deadlineIDs, r.DeadlineID)
	}
	last := found[len(found)-1]
	place := SweepPlace{On: calendar.Date(last.DueOn), ID: last.ID}
	var free array[string]
	err = g.Raw(`SELECT id FROM cases WHERE id = ANY(?::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED`, caseIDs).Scan((*[]string)(&free)).Error
	if err != nil {
		return nil, after, fmt.Errorf("lock cases with reminders due: %w", err)
	}
	var rows []struct {
		Reminder    reminderRow `gorm:"embedded"`
		OwnerID     string
		TeamID      string
		Stopped     bool
		PutOffUntil date
	}
	err = g.Raw(`SELECT r.id, r.organisation_id, r.case_id, r.deadline_id, r.step, r.days_before, r.audience, r.category,
		r.due_on, r.state, r.late, r.changed_at, c.owner_id, c.team_id, (c.closed_on IS NOT NULL OR d.status <> 'open') AS stopped,
		CASE WHEN r.state = 'sent' THEN (SELECT max(v.put_off_until) FROM `+fmt.Sprintf(noticesOf, "r.id")+` v WHERE `+openNotice+`) END AS put_off_until
		FROM reminders r JOIN deadlines d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id
		WHERE r.deadline_id = ANY(?::uuid[]) AND r.case_id = ANY(?::uuid[]) ORDER BY r.deadline_id, r.due_on, r.id`,
		deadlineIDs, free).Scan(&rows).Error
	if err != nil {
		return nil, after, fmt.Errorf("read reminders due: %w", err)
	}
	var due []DueReminders
	for _, r := range rows {
		if len(due) == 0 || due[len(due)-1].Rows[0].DeadlineID != r.Reminder.DeadlineID {
			due = append(due, DueReminders{
				OrganisationID: r.Reminder.OrganisationID, CaseID: r.Reminder.CaseID, OwnerID: r.OwnerID, TeamID: r.TeamID, Stopped: r.Stopped,
			})
		}
		row := r.Reminder.toRow()
		row.PutOffUntil = calendar.Date(r.PutOffUntil)
		last := &due[len(due)-1]
		last.Rows = append(last.Rows, row)
	}
	return due, place, nil
}

// ActiveUsers lists who can sign in, for each organisation.
func (db *DB) ActiveUsers(ctx context.Context) (map[string][]staff.User, error) {
	users, err := db.manyUsers(ctx, `WHERE u.disabled_at IS NULL ORDER BY u.id`)
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

// Handover is an open notice of somebody on leave that their cover has not got.
type Handover struct {
	OrganisationID string
	CaseID         string
	UserID         string // who is away
	CoverID        string
	Row            reminder.Row
}

// Handovers lists open notices of people on leave that their covers have not
// got: those from before the leave began. Covers are those of the day.
func (db *DB) Handovers(ctx context.Context, covers map[string]string) ([]Handover, error) {
	var rows []struct {
		Reminder reminderRow `gorm:"embedded"`
		UserID   string
		CoverID  string
	}
	away, by := bothSides(covers)
	err := db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.case_id, r.deadline_id, r.step, r.days_before, r.audience, r.category,
		r.due_on, r.state, r.late, r.changed_at, l.user_id, l.cover_id
		FROM unnest(?::uuid[], ?::uuid[]) AS l (user_id, cover_id) JOIN users u ON u.id = l.cover_id AND u.disabled_at IS NULL
		JOIN deliveries v ON v.user_id = l.user_id AND v.covering_for IS NULL AND `+openNotice+`
		JOIN reminders r ON r.id = v.reminder_id JOIN cases c ON c.id = r.case_id AND c.owner_id = l.user_id
		WHERE NOT EXISTS (SELECT 1 FROM deliveries x WHERE x.reminder_id = v.reminder_id AND x.user_id = l.cover_id)
			AND NOT EXISTS (SELECT 1 FROM case_bars b WHERE b.user_id = l.cover_id AND b.case_id = r.case_id)
		ORDER BY r.id`, away, by).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notices to hand over: %w", err)
	}
	list := make([]Handover, len(rows))
	for i, r := range rows {
		list[i] = Handover{OrganisationID: r.Reminder.OrganisationID, CaseID: r.Reminder.CaseID, UserID: r.UserID, CoverID: r.CoverID, Row: r.Reminder.toRow()}
	}
	return list, nil
}

// EndCovering takes back the open notices of people who no longer cover for
// who was away.
func (db *DB) EndCovering(ctx context.Context, today calendar.Date, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE deliveries v SET over_at = ? WHERE v.covering_for IS NOT NULL AND `+openNotice+`
		AND NOT EXISTS (SELECT 1 FROM leave_covers l WHERE l.user_id = v.covering_for AND l.cover_id = v.user_id
			AND l.ended_at IS NULL AND l.from_on <= ? AND l.until_on >= ?)`, now, date(today), date(today)).Error
	if err != nil {
		return fmt.Errorf("take back notices: %w", err)
	}
	return nil
}

// ResumeCovering gives back to a cover what was taken from them when an earlier
// cover of theirs ended, if it is still open for who is away. Covers are those
// of the day.
func (db *DB) ResumeCovering(ctx context.Context, covers map[string]string) error {
	away, by := bothSides(covers)
	err := db.g.WithContext(ctx).Exec(`UPDATE deliveries x SET over_at = NULL FROM unnest(?::uuid[], ?::uuid[]) AS l (user_id, cover_id)
		JOIN deliveries v ON v.user_id = l.user_id AND v.covering_for IS NULL AND `+openNotice+`
		WHERE x.reminder_id = v.reminder_id AND x.user_id = l.cover_id AND x.covering_for = l.user_id AND x.seen_at IS NULL AND x.over_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM case_bars b JOIN reminders r ON r.case_id = b.case_id WHERE b.user_id = x.user_id AND r.id = x.reminder_id)`,
		away, by).Error
	if err != nil {
		return fmt.Errorf("give notices back: %w", err)
	}
	return nil
}

// bothSides are the two sides of a map, in the same order.
func bothSides(of map[string]string) (keys, values array[string]) {
	for k, v := range of {
		keys, values = append(keys, k), append(values, v)
	}
	return keys, values
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
