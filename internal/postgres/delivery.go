package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
)

// Delivery is the notice of one reminder in the list of one user, whatever
// happens to the mail.
type Delivery struct {
	ID             string
	OrganisationID string
	ReminderID     string
	reminder.Recipient
	Mail   reminder.Mail
	MailID string // of a single message
}

// openNotice is a notice that still asks for something.
const openNotice = `v.seen_at IS NULL AND v.over_at IS NULL`

// noticesOf are all notices of one reminder, open or not, for a FROM; %s is
// the reminder. OFFSET 0 makes PostgreSQL look them up by the reminder: while
// it has not yet counted a table that has just grown, it takes an index of the
// open ones for short and reads all of it for every reminder.
const noticesOf = `(SELECT * FROM deliveries WHERE reminder_id = %s OFFSET 0)`

// InsertDeliveries adds notices; one that is there already stays as it is, so
// that nobody is told the same twice.
func (db *DB) InsertDeliveries(ctx context.Context, list []Delivery, now time.Time) (int64, error) {
	if len(list) == 0 {
		return 0, nil
	}
	var ids, organisations, reminders, users, covering, ways, mails array[string]
	for _, d := range list {
		ids, organisations, reminders = append(ids, d.ID), append(organisations, d.OrganisationID), append(reminders, d.ReminderID)
		users, covering = append(users, d.UserID), append(covering, d.CoveringFor)
		ways, mails = append(ways, string(d.Mail)), append(mails, d.MailID)
	}
	// One statement for the whole batch: a first sweep may find tens of thousands.
	done := db.g.WithContext(ctx).Exec(`INSERT INTO deliveries
		(id, organisation_id, reminder_id, user_id, covering_for, by_mail, mail_id, created_at)
		SELECT n.id, n.organisation_id, n.reminder_id, n.user_id, NULLIF(n.covering_for, '')::uuid, n.by_mail, NULLIF(n.mail_id, '')::uuid, ?::timestamptz
		FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[])
			AS n (id, organisation_id, reminder_id, user_id, covering_for, by_mail, mail_id) ON CONFLICT DO NOTHING`,
		now, ids, organisations, reminders, users, covering, ways, mails)
	if done.Error != nil {
		return 0, fmt.Errorf("insert deliveries: %w", done.Error)
	}
	return done.RowsAffected, nil
}

// Succession is a step that was told and the later one of the same date that
// takes its place.
type Succession struct{ Earlier, Later string }

// Succeed lets the notices of later steps take the place of the same readers'
// earlier ones. While a reader has put the date off, the later notice waits
// until the same day, unless it comes by a message of its own.
func (db *DB) Succeed(ctx context.Context, list []Succession, today calendar.Date, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	var earlier, later array[string]
	for _, s := range list {
		earlier, later = append(earlier, s.Earlier), append(later, s.Later)
	}
	g := db.g.WithContext(ctx)
	err := g.Exec(`WITH waits AS MATERIALIZED (SELECT n.id, v.put_off_until FROM unnest(?::uuid[], ?::uuid[]) AS s (earlier, later)
			CROSS JOIN LATERAL `+fmt.Sprintf(noticesOf, "s.earlier")+` v
			JOIN deliveries n ON n.reminder_id = s.later AND n.user_id = v.user_id AND n.by_mail <> 'single'
			WHERE v.put_off_until > ? AND `+openNotice+`)
		UPDATE deliveries d SET put_off_until = w.put_off_until FROM waits w WHERE d.id = w.id`, earlier, later, date(today)).Error
	if err != nil {
		return fmt.Errorf("put later deliveries off: %w", err)
	}
	err = g.Exec(`WITH replaced AS MATERIALIZED (SELECT v.id FROM unnest(?::uuid[], ?::uuid[]) AS s (earlier, later)
			CROSS JOIN LATERAL `+fmt.Sprintf(noticesOf, "s.earlier")+` v
			JOIN deliveries n ON n.reminder_id = s.later AND n.user_id = v.user_id WHERE `+openNotice+`)
		UPDATE deliveries d SET over_at = ? FROM replaced p WHERE d.id = p.id`, earlier, later, now).Error
	if err != nil {
		return fmt.Errorf("replace deliveries: %w", err)
	}
	return nil
}

// EndDeliveries says of every open notice of some deadlines that it no longer
// asks for anything.
func (db *DB) EndDeliveries(ctx context.Context, deadlineIDs []string, now time.Time) error {
	if len(deadlineIDs) == 0 {
		return nil
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE deliveries v SET over_at = ? FROM reminders r
		WHERE r.id = v.reminder_id AND r.state IN ('sent', 'acted_on') AND r.deadline_id = ANY(?::uuid[]) AND `+openNotice,
		now, array[string](deadlineIDs)).Error
	if err != nil {
		return fmt.Errorf("end deliveries: %w", err)
	}
	return nil
}

// MyReminder is a notice as its reader finds it in their list.
type MyReminder struct {
	ID          string
	CaseRef     string
	RuleID      string
	Step        reminder.Step
	Day         calendar.Date // of the deadline
	Closed      bool          // the date is met, over or replaced
	CoveringFor string        // the name of who was away when the reader was told in their place
	Mail        MailState     // of the mail that carries it; empty when none does
	InDigest    bool          // it waits for the next one
	CreatedAt   time.Time
	SeenAt      time.Time     // zero until its reader has dealt with it
	OverAt      time.Time     // zero while it asks for something
	PutOffUntil calendar.Date // none when it was not put off
	PutOffWhy   string
}

// Open says whether the notice still asks for something.
func (r MyReminder) Open() bool { return r.SeenAt.IsZero() && r.OverAt.IsZero() }

type myReminderRow struct {
	ID, CaseRef, RuleID, Step string
	DaysBefore                int
	DueOn                     date
	Audience, Category        string
	Closed                    bool
	CoveringFor, Mail         *string
	InDigest                  bool
	CreatedAt                 time.Time
	SeenAt, OverAt            *time.Time
	PutOffUntil               date
	PutOffID                  *string
	ReasonSealed              []byte
}

const myReminderSelect = `SELECT v.id, c.reference AS case_ref, d.rule_id, r.step, r.days_before, r.due_on, r.audience, r.category,
	d.status <> 'open' AS closed, away.name AS covering_for, m.state AS mail, v.by_mail = 'digest' AND v.mail_id IS NULL AS in_digest,
	v.created_at, v.seen_at, v.over_at, v.put_off_until, p.id AS put_off_id, p.reason_sealed
	FROM deliveries v JOIN reminders r ON r.id = v.reminder_id JOIN deadlines d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id
	LEFT JOIN users away ON away.id = v.covering_for LEFT JOIN mails m ON m.id = v.mail_id
	LEFT JOIN LATERAL (SELECT id, reason_sealed FROM put_offs WHERE delivery_id = v.id ORDER BY put_off_at DESC, id DESC LIMIT 1) p
		ON v.put_off_until IS NOT NULL `

func (db *DB) toMyReminder(r myReminderRow) (MyReminder, error) {
	one := MyReminder{
		ID: r.ID, CaseRef: r.CaseRef, RuleID: r.RuleID, Closed: r.Closed,
		Step: reminder.Step{
			DaysBefore: r.DaysBefore, Code: r.Step, On: calendar.Date(r.DueOn),
			Audience: deadline.Audience(r.Audience), Category: deadline.Category(r.Category),
		},
		CoveringFor: orEmpty(r.CoveringFor), Mail: MailState(orEmpty(r.Mail)), InDigest: r.InDigest, CreatedAt: r.CreatedAt,
		PutOffUntil: calendar.Date(r.PutOffUntil),
	}
	one.Day = one.Step.Target()
	if r.SeenAt != nil {
		one.SeenAt = *r.SeenAt
	}
	if r.OverAt != nil {
		one.OverAt = *r.OverAt
	}
	if r.PutOffID != nil {
		var err error
		if one.PutOffWhy, err = db.unseal("put_offs", "reason_sealed", *r.PutOffID, r.ReasonSealed); err != nil {
			return one, err
		}
	}
	return one, nil
}

// MyReminders lists what a user was reminded of, newest first, from before a
// place in the list: what still asks for something, or what no longer does.
func (db *DB) MyReminders(ctx context.Context, userID string, open bool, before string, limit int) ([]MyReminder, error) {
	where := &conditions{}
	where.add("v.user_id = ?", userID)
	if open {
		where.add(openNotice)
	} else {
		where.add("NOT (" + openNotice + ")")
	}
	if before != "" {
		where.add("v.id < ?", before)
	}
	return db.myReminders(ctx, where, limit)
}

// MyReminder reads one notice of a user and holds its row. Error: fault.NotFound.
func (db *DB) MyReminder(ctx context.Context, userID, id string) (MyReminder, error) {
	if err := db.g.WithContext(ctx).Exec(`SELECT 1 FROM deliveries WHERE id = ? AND user_id = ? FOR UPDATE`, id, userID).Error; err != nil {
		return MyReminder{}, fmt.Errorf("lock delivery: %w", err)
	}
	where := &conditions{}
	where.add("v.user_id = ? AND v.id = ?", userID, id)
	list, err := db.myReminders(ctx, where, 1)
	if err != nil {
		return MyReminder{}, err
	}
	if len(list) == 0 {
		return MyReminder{}, fault.NotFound
	}
	return list[0], nil
}

func (db *DB) myReminders(ctx context.Context, where *conditions, limit int) ([]MyReminder, error) {
	where.add(db.openTo("r.case_id"))
	var rows []myReminderRow
	err := db.g.WithContext(ctx).Raw(myReminderSelect+`WHERE `+where.text()+` ORDER BY v.id DESC LIMIT ?`, append(where.args, limit)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reminders of a user: %w", err)
	}
	list := make([]MyReminder, len(rows))
	for i, r := range rows {
		if list[i], err = db.toMyReminder(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// OpenReminders counts what still asks something of a user today, up to a limit.
func (db *DB) OpenReminders(ctx context.Context, userID string, today calendar.Date, limit int) (n int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM deliveries v WHERE user_id = ? AND `+openNotice+`
		AND (put_off_until IS NULL OR put_off_until <= ?) LIMIT ?) bounded`, userID, date(today), limit).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count reminders of a user: %w", err)
	}
	return n, nil
}

// SeeReminder marks a user's notice as dealt with, and its reminder as acted
// on. Between somebody on leave and their cover it is enough that one of them
// does it. What was dealt with before stays as it was.
func (db *DB) SeeReminder(ctx context.Context, userID, id string, now time.Time) error {
	g := db.g.WithContext(ctx)
	if err := g.Exec(`UPDATE deliveries v SET seen_at = ? WHERE id = ? AND user_id = ? AND seen_at IS NULL`, now, id, userID).Error; err != nil {
		return fmt.Errorf("mark reminder: %w", err)
	}
	err := g.Exec(`UPDATE deliveries v SET over_at = ? FROM deliveries mine WHERE mine.id = ? AND v.reminder_id = mine.reminder_id
		AND (v.user_id = mine.covering_for OR v.covering_for = mine.user_id) AND `+openNotice, now, id).Error
	if err != nil {
		return fmt.Errorf("mark reminder: %w", err)
	}
	err = g.Exec(`UPDATE reminders SET state = ?, changed_at = ? WHERE state = ?
		AND id = (SELECT reminder_id FROM deliveries WHERE id = ?)`, string(reminder.ActedOn), now, string(reminder.Sent), id).Error
	if err != nil {
		return fmt.Errorf("mark reminder: %w", err)
	}
	return nil
}

// PutOff is why a notice was put off, and until when.
type PutOff struct {
	ID             string
	OrganisationID string
	DeliveryID     string
	By             string
	Until          calendar.Date
	Reason         string
}

// InsertPutOff puts a notice off: it comes back on the day, and in the digest
// of that morning.
func (db *DB) InsertPutOff(ctx context.Context, p PutOff, now time.Time) error {
	sealed, err := db.seal("put_offs", "reason_sealed", p.ID, p.Reason)
	if err != nil {
		return err
	}
	g := db.g.WithContext(ctx)
	// gorm spreads a slice that follows a bracket into a list, so bytes never come first.
	err = g.Exec(`INSERT INTO put_offs (id, organisation_id, delivery_id, until_on, reason_sealed, put_off_by, put_off_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, p.ID, p.OrganisationID, p.DeliveryID, date(p.Until), sealed, p.By, now).Error
	if err != nil {
		return fmt.Errorf("put reminder off: %w", err)
	}
	err = g.Exec(`UPDATE deliveries SET put_off_until = ?, mail_id = NULL, by_mail = CASE by_mail WHEN 'none' THEN 'none' ELSE 'digest' END
		WHERE id = ?`, date(p.Until), p.DeliveryID).Error
	if err != nil {
		return fmt.Errorf("put reminder off: %w", err)
	}
	return nil
}

// PutOffWords is a reason as those who read the date find it.
type PutOffWords struct {
	ReminderID string
	By         string // the name
	At         time.Time
	Until      calendar.Date
	Reason     string
}

// PutOffs lists why notices of some deadlines were put off, the latest first.
func (db *DB) PutOffs(ctx context.Context, deadlineIDs []string) (map[string][]PutOffWords, error) {
	var rows []struct {
		DeadlineID, ReminderID, ID, By string
		At                             time.Time
		Until                          date
		ReasonSealed                   []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT r.deadline_id, r.id AS reminder_id, p.id, u.name AS by, p.put_off_at AS at, p.until_on AS until, p.reason_sealed
		FROM reminders r JOIN deliveries v ON v.reminder_id = r.id JOIN put_offs p ON p.delivery_id = v.id JOIN users u ON u.id = p.put_off_by
		WHERE r.deadline_id = ANY(?::uuid[]) ORDER BY p.put_off_at DESC, p.id DESC`, array[string](deadlineIDs)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read why reminders were put off: %w", err)
	}
	lists := map[string][]PutOffWords{}
	for _, r := range rows {
		reason, err := db.unseal("put_offs", "reason_sealed", r.ID, r.ReasonSealed)
		if err != nil {
			return nil, err
		}
		lists[r.DeadlineID] = append(lists[r.DeadlineID], PutOffWords{ReminderID: r.ReminderID, By: r.By, At: r.At, Until: calendar.Date(r.Until), Reason: reason})
	}
	return lists, nil
}
