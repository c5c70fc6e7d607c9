package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// MailState is what has become of a message.
type MailState string

// The states. A failed message is tried again, a parked one is not until an
// admin says so, and a cancelled one had nothing left to say.
const (
	MailWaiting   MailState = "waiting"
	MailSending   MailState = "sending"
	MailSent      MailState = "sent"
	MailFailed    MailState = "failed"
	MailParked    MailState = "parked"
	MailCancelled MailState = "cancelled"
)

// Mail is a message of one notice to one user.
type Mail struct {
	ID             string
	OrganisationID string
	UserID         string
	CaseID         string
	MessageID      string // always the same for the same message
}

// InsertMails puts messages into the outbox; one that is there already stays
// as it is.
func (db *DB) InsertMails(ctx context.Context, list []Mail, now time.Time) (int64, error) {
	if len(list) == 0 {
		return 0, nil
	}
	var ids, organisations, users, cases, messages array[string]
	for _, m := range list {
		ids, organisations, users = append(ids, m.ID), append(organisations, m.OrganisationID), append(users, m.UserID)
		cases, messages = append(cases, m.CaseID), append(messages, m.MessageID)
	}
	done := db.g.WithContext(ctx).Exec(`INSERT INTO mails (id, organisation_id, user_id, case_id, message_id, kind, things, state, next_attempt_at, created_at)
		SELECT *, 'single', 1, 'waiting', ?::timestamptz, ?::timestamptz
		FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[]) ON CONFLICT DO NOTHING`,
		now, now, ids, organisations, users, cases, messages)
	if done.Error != nil {
		return 0, fmt.Errorf("insert mails: %w", done.Error)
	}
	return done.RowsAffected, nil
}

// Digest is a message that carries what waits for its reader in one morning.
type Digest struct {
	ID             string // empty until it is put into the outbox
	OrganisationID string
	UserID         string
}

// forDigest are the notices the digest of a day takes: they wait for one, are
// not put off beyond the day, and their reader is not on leave.
const forDigest = `v.by_mail = 'digest' AND v.mail_id IS NULL AND ` + openNotice + ` AND (v.put_off_until IS NULL OR v.put_off_until <= ?)
	AND NOT EXISTS (SELECT 1 FROM leave_covers l WHERE l.user_id = v.user_id AND l.organisation_id = v.organisation_id
		AND l.ended_at IS NULL AND l.from_on <= ? AND l.until_on >= ?)`

// DigestsDue says who has something to be told in the digest of a day and has
// not had it, so many at a time.
func (db *DB) DigestsDue(ctx context.Context, day calendar.Date, limit int) ([]Digest, error) {
	var list []Digest
	err := db.g.WithContext(ctx).Raw(`SELECT DISTINCT v.user_id, v.organisation_id FROM deliveries v WHERE `+forDigest+`
		AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.message_id = 'digest-' || v.user_id || '-' || ?::text) ORDER BY 1 LIMIT ?`, date(day), date(day), date(day), day.String(), limit).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("read who waits for a digest: %w", err)
	}
	return list, nil
}

// InsertDigests puts the digests of a day into the outbox and lets each carry
// what waits for its reader.
func (db *DB) InsertDigests(ctx context.Context, list []Digest, day calendar.Date, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	var ids, organisations, users array[string]
	for _, d := range list {
		ids, organisations, users = append(ids, d.ID), append(organisations, d.OrganisationID), append(users, d.UserID)
	}
	g := db.g.WithContext(ctx)
	err := g.Exec(`INSERT INTO mails (id, organisation_id, user_id, things, message_id, kind, state, next_attempt_at, created_at)
		SELECT n.id, n.organisation_id, n.user_id, 1, 'digest-' || n.user_id || '-' || ?::text, 'digest', 'waiting', ?::timestamptz, ?::timestamptz
		FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS n (id, organisation_id, user_id)`,
		day.String(), now, now, ids, organisations, users).Error
	if err != nil {
		return fmt.Errorf("insert digests: %w", err)
	}
	err = g.Exec(`UPDATE deliveries v SET mail_id = n.id FROM unnest(?::uuid[], ?::uuid[]) AS n (id, user_id)
		WHERE v.user_id = n.user_id AND `+forDigest, ids, users, date(day), date(day), date(day)).Error
	if err != nil {
		return fmt.Errorf("fill digests: %w", err)
	}
	// Counted last: a sweep may have added to them meanwhile.
	err = g.Exec(`UPDATE mails m SET things = n.things FROM (SELECT mail_id, count(*) AS things FROM deliveries
		WHERE mail_id = ANY(?::uuid[]) GROUP BY mail_id) n WHERE m.id = n.mail_id`, ids).Error
	if err != nil {
		return fmt.Errorf("count digests: %w", err)
	}
	return nil
}

// Outgoing is a message taken up for sending. To is empty when the user can no
// longer sign in or what is sealed cannot be read, CaseRef in a digest. LinkKey
// is what the address of a one-time link ends with; the message brings nothing
// else then.
type Outgoing struct {
	ID           string
	MessageID    string
	To           string
	Organisation string
	CaseRef      string
	Things       int
	Attempts     int  // this one included
	Stale        bool // all it speaks of was dealt with or is over
	LinkID       string
	LinkKey      string
	LinkEnds     time.Time
	Given        bool // it tells of cases somebody was given
	Step         bool // it tells of a next step somebody was given
}

// outgoingRow is Outgoing as it is kept.
type outgoingRow struct {
	Outgoing    Outgoing `gorm:"embedded"`
	EmailSealed []byte
	KeySealed   []byte
}

// ClaimMails takes up to limit messages that are due, for as long as the
// lease. One that was taken up before and never came back may have been sent:
// it is marked as in doubt and tried again under the same Message-ID.
func (db *DB) ClaimMails(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]Outgoing, error) {
	var rows []outgoingRow
	err := db.g.WithContext(ctx).Raw(`WITH claimed AS (
			UPDATE mails SET attempts = attempts + 1, in_doubt = in_doubt OR state = 'sending', state = 'sending', next_attempt_at = ?
			WHERE id IN (SELECT id FROM mails WHERE state IN ('waiting', 'failed', 'sending') AND next_attempt_at <= ?
				ORDER BY next_attempt_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
			RETURNING id, message_id, user_id, organisation_id, case_id, kind, things, attempts, link_id, key_sealed)
		SELECT m.id, m.message_id, COALESCE(u.email, '') AS "to", o.name AS organisation, COALESCE(c.reference, '') AS case_ref, m.things, m.attempts,
			CASE WHEN m.kind IN ('given', 'step') THEN false WHEN m.link_id IS NULL THEN NOT EXISTS (SELECT 1 FROM deliveries v WHERE v.mail_id = m.id AND `+openNotice+`)
				ELSE l.ended_at IS NOT NULL OR l.expires_at <= ? END AS stale,
			COALESCE(m.link_id::text, '') AS link_id, COALESCE(l.expires_at, ?) AS link_ends, m.key_sealed, l.email_sealed, m.kind = 'given' AS given, m.kind = 'step' AS step
		FROM claimed m JOIN organisations o ON o.id = m.organisation_id LEFT JOIN cases c ON c.id = m.case_id
		LEFT JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL LEFT JOIN handoff_links l ON l.id = m.link_id ORDER BY m.id`,
		now.Add(lease), now, limit, now, now).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("claim mails: %w", err)
	}
	list := make([]Outgoing, len(rows))
	for i, r := range rows {
		if list[i] = r.Outgoing; r.Outgoing.LinkID == "" || r.Outgoing.Stale {
			continue
		}
		email, err := db.unseal("handoff_links", "email_sealed", r.Outgoing.LinkID, r.EmailSealed)
		key, keyErr := db.unseal("mails", "key_sealed", r.Outgoing.ID, r.KeySealed)
		if err == nil && keyErr == nil { // one that cannot be read must not hold up the others: it has no address then
			list[i].To, list[i].LinkKey = email, key
		}
	}
	return list, nil
}

// SettledMail is what became of a message taken up for sending.
type SettledMail struct {
	Outgoing
	State   MailState
	InDoubt bool
	Error   string // for the admin; holds no address
}

// SettleMail writes what became of a message. Whoever took the message up
// after this try began has the last word. It does not wait for the disk: what
// a crash of the database forgets here is found taken up, and is in doubt.
func (db *DB) SettleMail(ctx context.Context, m SettledMail, now, nextAttempt time.Time) error {
	var sentAt *time.Time
	if m.State == MailSent {
		sentAt = &now
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE mails SET state = ?, in_doubt = in_doubt OR ?, sent_at = ?, next_attempt_at = ?, last_error = ?,
			key_sealed = CASE WHEN ? THEN NULL ELSE key_sealed END
		FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick WHERE id = ? AND state = 'sending' AND attempts = ?`,
		string(m.State), m.InDoubt, sentAt, nextAttempt, m.Error, m.State == MailSent || m.State == MailCancelled, m.ID, m.Attempts).Error
	if err != nil {
		return fmt.Errorf("settle mail: %w", err)
	}
	return nil
}

// ParkedMail is a message that was given up.
type ParkedMail struct {
	ID        string
	Reader    string // the name; empty for the recipient of a link
	Kind      string // single, digest, given or link
	Things    int
	Attempts  int
	LastError string
	CreatedAt time.Time
}

// ParkedMails lists what an organisation's outbox has given up, newest first,
// from before a place in the list.
func (db *DB) ParkedMails(ctx context.Context, organisationID, before string, limit int) ([]ParkedMail, error) {
	where := &conditions{}
	where.add("m.organisation_id = ? AND m.state = 'parked'", organisationID)
	if before != "" {
		where.add("m.id < ?", before)
	}
	var list []ParkedMail
	err := db.g.WithContext(ctx).Raw(`SELECT m.id, COALESCE(u.name, '') AS reader, m.kind, m.things, m.attempts, m.last_error, m.created_at
		FROM mails m LEFT JOIN users u ON u.id = m.user_id WHERE `+where.text()+` ORDER BY m.id DESC LIMIT ?`, append(where.args, limit)...).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("read parked mails: %w", err)
	}
	return list, nil
}

// RetryMail lets a parked message be tried again, from the first try on.
// Error: fault.NotFound when it is not parked (any more).
func (db *DB) RetryMail(ctx context.Context, organisationID, id string, now time.Time) error {
	done := db.g.WithContext(ctx).Exec(`UPDATE mails SET state = 'waiting', attempts = 0, next_attempt_at = ?
		WHERE id = ? AND organisation_id = ? AND state = 'parked'`, now, id, organisationID)
	if done.Error != nil {
		return fmt.Errorf("retry mail: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.NotFound
	}
	return nil
}
