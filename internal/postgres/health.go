package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// MailCounts says how the organisation's reminder e-mails are doing.
type MailCounts struct {
	Waiting, Parked int
	LastSentAt      time.Time // zero when none was ever sent
}

// MailCounts counts e-mails on their way and those given up.
func (db *DB) MailCounts(ctx context.Context, organisationID string) (MailCounts, error) {
	var m MailCounts
	var last *time.Time
	// Each part has an index of its own: the outbox keeps every message ever sent.
	err := db.g.WithContext(ctx).Raw(`SELECT
		(SELECT count(*) FROM mails WHERE organisation_id = ? AND state IN ('waiting', 'failed', 'sending')),
		(SELECT count(*) FROM mails WHERE organisation_id = ? AND state = 'parked'),
		(SELECT max(sent_at) FROM mails WHERE organisation_id = ? AND sent_at IS NOT NULL)`,
		organisationID, organisationID, organisationID).Row().Scan(&m.Waiting, &m.Parked, &last)
	if err != nil {
		return MailCounts{}, fmt.Errorf("count e-mails: %w", err)
	}
	if last != nil {
		m.LastSentAt = last.UTC()
	}
	return m, nil
}

// LateReminders counts reminders whose day has come and which no sweep has
// taken up.
func (db *DB) LateReminders(ctx context.Context, organisationID string, today calendar.Date) (n int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FROM reminders WHERE organisation_id = ? AND state = 'waiting' AND due_on <= ?`,
		organisationID, date(today)).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count late reminders: %w", err)
	}
	return n, nil
}

// AppliedSchema is the number of the last migration that ran.
func (db *DB) AppliedSchema(ctx context.Context) (version int64, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Row().Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// KeysFit says whether the keys of this program open what the database holds:
// the newest sealed value of the organisation stands for all.
func (db *DB) KeysFit(ctx context.Context, organisationID string) (bool, error) {
	var id string
	var sealed []byte
	err := db.g.WithContext(ctx).Raw(`SELECT case_id, name_to_use_sealed FROM persons WHERE organisation_id = ?
		ORDER BY case_id DESC LIMIT 1`, organisationID).Row().Scan(&id, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		id = "trial"
		sealed, err = db.seal("persons", "name_to_use_sealed", id, "trial")
	}
	if err != nil {
		return false, fmt.Errorf("read a sealed value: %w", err)
	}
	_, err = db.unseal("persons", "name_to_use_sealed", id, sealed)
	return err == nil, nil
}
