package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
)

// DateScope says whose running dates: those of some holders' open cases, or
// of some teams'. One of the two is set.
type DateScope struct {
	OrganisationID string
	OwnerIDs       []string
	TeamIDs        []string
}

// running is the scope as a condition on deadlines d, as far as the reader may
// see; the indexes deadlines_of_owner and deadlines_of_team answer it.
func (s DateScope) running(db *DB) *conditions {
	where := &conditions{}
	where.add("d.organisation_id = ? AND d.status = 'open' AND d.case_open", s.OrganisationID)
	if s.TeamIDs != nil {
		where.add("d.team_id = ANY(?::uuid[])", array[string](s.TeamIDs))
	} else {
		where.add("d.owner_id = ANY(?::uuid[])", array[string](s.OwnerIDs))
	}
	where.add(db.openTo("d.case_id"))
	return where
}

// DueDate is a running date of an open case, without anything about a person.
// OfDay is how many there are on its day, in the lists that stop early.
type DueDate struct {
	Deadline
	Ref      casefile.Ref
	Nation   calendar.Nation
	OwnerID  string
	Owner    string
	OfDay    int
	Replaced int // dates this one took the place of, in the feed
}

// Day is the day the date is shown on.
func (d DueDate) Day() calendar.Date {
	return deadline.Deadline{Due: d.Due, Minimum: d.Minimum}.Day()
}

const (
	dueColumns = `d.id, d.organisation_id, d.case_id, d.rule_id, d.rules_version, d.calendar_version, d.trigger_kind, d.trigger_on,
	d.trigger_source, d.minimum_on, d.counted_on, d.adjusted_by, d.due_on, d.at_least, d.is_limit, d.on_hold, d.status, d.computed_at, c.reference, d.nation, d.owner_id, u.name AS owner`
	dueTables = `deadlines d JOIN cases c ON c.id = d.case_id JOIN users u ON u.id = d.owner_id`
)

type dueRow struct {
	Deadline  deadlineRow `gorm:"embedded"`
	Reference string
	Nation    string
	OwnerID   string
	Owner     string
	OfDay     int
	Replaced  int
	Section   string
}

func (r dueRow) toDueDate() DueDate {
	return DueDate{
		Deadline: r.Deadline.toDeadline(), Ref: casefile.Ref(r.Reference), Nation: calendar.Nation(r.Nation),
		OwnerID: r.OwnerID, Owner: r.Owner, OfDay: r.OfDay, Replaced: r.Replaced,
	}
}

func (db *DB) dueDates(ctx context.Context, query string, args ...any) ([]DueDate, error) {
	var rows []dueRow
	err := db.g.WithContext(ctx).Raw(query, args...).Scan(&rows).Error
	if hasCode(err, "22P02") { // a place that is no id
		return nil, fault.NotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read dates due: %w", err)
	}
	list := make([]DueDate, len(rows))
	for i, r := range rows {
		list[i] = r.toDueDate()
	}
	return list, nil
}

// DatesBetween lists the running dates from one day to another, both
// included: the first few of each day, those that can be missed before the
// others, and how many the day has.
func (db *DB) DatesBetween(ctx context.Context, s DateScope, from, to calendar.Date, perDay int) ([]DueDate, error) {
	where := s.running(db)
	where.add("d.day BETWEEN ? AND ?", date(from), date(to))
	return db.dueDates(ctx, `SELECT `+dueColumns+`, n.of_day FROM (
			SELECT d.id, count(*) OVER (PARTITION BY d.day) AS of_day,
				row_number() OVER (PARTITION BY d.day ORDER BY d.is_limit DESC, d.id) AS place
			FROM deadlines d WHERE `+where.text()+`) n
		JOIN `+dueTables+` ON d.id = n.id WHERE n.place <= ? ORDER BY d.day, n.place`, append(where.args, perDay)...)
}

// DayPlace is where a page of one day ended.
type DayPlace struct {
	IsLimit bool
	ID      string
}

// DatesOn lists the running dates of one day in the order of DatesBetween, a
// page at a time.
func (db *DB) DatesOn(ctx context.Context, s DateScope, day calendar.Date, after DayPlace, limit int) ([]DueDate, error) {
	where := s.running(db)
	where.add("d.day = ?", date(day))
	if after.ID != "" {
		where.add("(NOT d.is_limit, d.id) > (?, ?::uuid)", !after.IsLimit, after.ID)
	}
	return db.dueDates(ctx, `SELECT `+dueColumns+` FROM `+dueTables+` WHERE `+where.text()+`
		ORDER BY NOT d.is_limit, d.id LIMIT ?`, append(where.args, limit)...)
}

// FeedDates lists the running dates of a feed, nearest first, each with how
// often it has moved and without anything of its case. Those on hold wait.
func (db *DB) FeedDates(ctx context.Context, s DateScope, from, to calendar.Date, limit int) ([]DueDate, error) {
	where := s.running(db)
	where.add("d.day BETWEEN ? AND ? AND NOT d.on_hold", date(from), date(to))
	return db.dueDates(ctx, `SELECT d.id, d.case_id, d.rule_id, d.trigger_kind, d.trigger_on, d.trigger_source, d.minimum_on, d.due_on, d.computed_at,
			(SELECT count(*) FROM deadlines o WHERE o.case_id = d.case_id AND o.rule_id = d.rule_id
				AND o.trigger_source = d.trigger_source AND o.status = 'superseded') AS replaced
		FROM deadlines d WHERE `+where.text()+` ORDER BY d.day, d.id LIMIT ?`, append(where.args, limit)...)
}

// CaseOfDate finds the case a date belongs to.
func (db *DB) CaseOfDate(ctx context.Context, organisationID, id string) (casefile.Ref, error) {
	var refs []string
	open, reader := db.openTo("d.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT c.reference FROM deadlines d JOIN cases c ON c.id = d.case_id
		WHERE d.organisation_id = ? AND d.id = ? AND `+open, organisationID, id, reader).Scan(&refs).Error
	if err != nil {
		return "", fmt.Errorf("find the case of a date: %w", err)
	}
	if len(refs) == 0 {
		return "", fault.NotFound
	}
	return casefile.Ref(refs[0]), nil
}

// Feed is the private calendar feed of one person. Its key is not kept.
type Feed struct {
	CreatedAt  time.Time
	LastReadAt time.Time // zero until a program has asked for it
}

// FeedOf reads the feed of a person; ok is false when they have none.
func (db *DB) FeedOf(ctx context.Context, organisationID, userID string) (feed Feed, ok bool, err error) {
	var rows []struct {
		CreatedAt  time.Time
		LastReadAt *time.Time
	}
	err = db.g.WithContext(ctx).Raw(`SELECT created_at, last_read_at FROM calendar_feeds WHERE organisation_id = ? AND user_id = ?`,
		organisationID, userID).Scan(&rows).Error
	if err != nil {
		return Feed{}, false, fmt.Errorf("read calendar feed: %w", err)
	}
	if len(rows) == 0 {
		return Feed{}, false, nil
	}
	return Feed{CreatedAt: rows[0].CreatedAt, LastReadAt: orZero(rows[0].LastReadAt)}, true, nil
}

// FeedOwner finds whose feed a key opens, unless they may no longer sign in.
// The hash of a key that opens nothing is fault.NotFound.
func (db *DB) FeedOwner(ctx context.Context, keyHash []byte) (organisationID, userID string, err error) {
	var rows []struct{ OrganisationID, UserID string }
	err = db.g.WithContext(ctx).Raw(`SELECT f.organisation_id, f.user_id FROM calendar_feeds f JOIN users u ON u.id = f.user_id
		WHERE f.key_hash = ? AND u.disabled_at IS NULL`, keyHash).Scan(&rows).Error
	if err != nil {
		return "", "", fmt.Errorf("find calendar feed: %w", err)
	}
	if len(rows) == 0 {
		return "", "", fault.NotFound
	}
	return rows[0].OrganisationID, rows[0].UserID, nil
}

// KeepFeed gives a person a feed that opens with one key; a key they had
// before opens nothing any more.
func (db *DB) KeepFeed(ctx context.Context, organisationID, userID string, keyHash []byte, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO calendar_feeds (user_id, organisation_id, key_hash, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET key_hash = EXCLUDED.key_hash, created_at = EXCLUDED.created_at, last_read_at = NULL`,
		userID, organisationID, keyHash, now).Error
	if err != nil {
		return fmt.Errorf("keep calendar feed: %w", err)
	}
	return nil
}

// StopFeed takes a person's feed away, and says whether there was one.
func (db *DB) StopFeed(ctx context.Context, organisationID, userID string) (bool, error) {
	done := db.g.WithContext(ctx).Exec(`DELETE FROM calendar_feeds WHERE organisation_id = ? AND user_id = ?`, organisationID, userID)
	if done.Error != nil {
		return false, fmt.Errorf("stop calendar feed: %w", done.Error)
	}
	return done.RowsAffected > 0, nil
}

// FeedRead notes that a program has asked for a person's feed.
func (db *DB) FeedRead(ctx context.Context, organisationID, userID string, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE calendar_feeds SET last_read_at = ? WHERE organisation_id = ? AND user_id = ?`,
		now, organisationID, userID).Error
	if err != nil {
		return fmt.Errorf("note that the calendar feed was read: %w", err)
	}
	return nil
}
