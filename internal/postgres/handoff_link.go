package postgres

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/link"
)

// HandoffLink is a one-time link of a handoff. What opens it is not among its
// fields: nothing in the row says it.
type HandoffLink struct {
	link.Link
	ID        string
	HandoffID string
	Number    int // counts the links of the handoff
	Email     string
	MadeBy    string
	Mail      MailState // what became of the e-mail that brings it
}

type linkRow struct {
	ID             string
	OrganisationID string
	HandoffID      string
	Number         int
	CodeDigest     string
	EmailSealed    []byte
	MadeBy         string
	MadeAt         time.Time
	ExpiresAt      time.Time
	MaxViews       int
	MaxWrong       int
	Views          int
	WrongCodes     int
	OpenedAt       *time.Time
	EndedAt        *time.Time
	Ended          string
	MailState      string
}

func (db *DB) toLink(r linkRow) (HandoffLink, error) {
	l := HandoffLink{
		Link: link.Link{
			MadeAt: r.MadeAt, ExpiresAt: r.ExpiresAt, MaxViews: r.MaxViews, MaxWrong: r.MaxWrong, Views: r.Views, WrongCodes: r.WrongCodes,
			OpenedAt: orZero(r.OpenedAt), EndedAt: orZero(r.EndedAt), Ended: link.End(r.Ended),
		},
		ID: r.ID, HandoffID: r.HandoffID, Number: r.Number, MadeBy: r.MadeBy, Mail: MailState(r.MailState),
	}
	var err error
	l.Email, err = db.unseal("handoff_links", "email_sealed", r.ID, r.EmailSealed)
	return l, err
}

// codeDigest is what is kept of a code. A million codes are tried in no time,
// however slow the hash; without the key, which is not in the database, none
// can be tried at all. The link is part of it: equal codes differ.
func (db *DB) codeDigest(linkID, code string) string {
	return db.keys.Digest("handoff link code", linkID, code)
}

// InsertLink stores a link of a handoff, gives it the next number and puts the
// e-mail that brings it into the outbox. The case must be locked, and a link
// sent before must have been ended.
func (db *DB) InsertLink(ctx context.Context, organisationID string, l HandoffLink, token string, tokenHash []byte, code string, mail Mail) (number int, err error) {
	email, err := db.seal("handoff_links", "email_sealed", l.ID, l.Email)
	if err != nil {
		return 0, err
	}
	key, err := db.seal("mails", "key_sealed", mail.ID, token)
	if err != nil {
		return 0, err
	}
	g := db.g.WithContext(ctx)
	err = g.Raw(`INSERT INTO handoff_links (id, organisation_id, handoff_id, number, token_hash, code_digest, email_sealed, made_by, made_at, expires_at, max_views, max_wrong)
		SELECT ?, ?, h.id, (SELECT coalesce(max(number), 0) + 1 FROM handoff_links WHERE handoff_id = h.id), ?, ?, ?, ?, ?, ?, ?, ?
		FROM handoffs h WHERE h.id = ? AND h.organisation_id = ? RETURNING number`,
		l.ID, organisationID, tokenHash, db.codeDigest(l.ID, code), email, l.MadeBy, l.MadeAt, l.ExpiresAt, l.MaxViews, l.MaxWrong, l.HandoffID, organisationID).
		Row().Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert link: %w", err)
	}
	err = g.Exec(`INSERT INTO mails (id, organisation_id, link_id, key_sealed, message_id, kind, things, state, next_attempt_at, created_at)
		VALUES (?, ?, ?, ?, ?, 'link', 1, 'waiting', ?, ?)`, mail.ID, organisationID, l.ID, key, mail.MessageID, l.MadeAt, l.MadeAt).Error
	if err != nil {
		return 0, fmt.Errorf("insert the mail of a link: %w", err)
	}
	return number, nil
}

// LinkPlace is where a link belongs.
type LinkPlace struct {
	LinkID         string
	OrganisationID string
	TokenHash      []byte
}

// FindLink finds what an address ends with. A hash that no link has is
// fault.NotFound. Whether it opens is asked of the link itself.
func (db *DB) FindLink(ctx context.Context, tokenHash []byte) (LinkPlace, error) {
	var rows []LinkPlace
	err := db.g.WithContext(ctx).Raw(`SELECT id AS link_id, organisation_id, token_hash FROM handoff_links WHERE token_hash = ?`, tokenHash).Scan(&rows).Error
	if err != nil {
		return LinkPlace{}, fmt.Errorf("find link: %w", err)
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare(rows[0].TokenHash, tokenHash) != 1 {
		return LinkPlace{}, fault.NotFound
	}
	return rows[0], nil
}

// LinkedHandoff says which handoff of which case a link is for.
func (db *DB) LinkedHandoff(ctx context.Context, organisationID, linkID string) (ref casefile.Ref, number int, err error) {
	var rows []struct {
		Reference string
		Number    int
	}
	err = db.g.WithContext(ctx).Raw(`SELECT c.reference, h.number FROM handoff_links l JOIN handoffs h ON h.id = l.handoff_id JOIN cases c ON c.id = h.case_id
		WHERE l.id = ? AND l.organisation_id = ?`, linkID, organisationID).Scan(&rows).Error
	if err != nil {
		return "", 0, fmt.Errorf("find the handoff of a link: %w", err)
	}
	if len(rows) == 0 {
		return "", 0, fault.NotFound
	}
	return casefile.Ref(rows[0].Reference), rows[0].Number, nil
}

const selectLinks = `SELECT l.id, l.organisation_id, l.handoff_id, l.number, l.code_digest, l.email_sealed, l.made_by, l.made_at, l.expires_at,
	l.max_views, l.max_wrong, l.views, l.wrong_codes, l.opened_at, l.ended_at, l.ended, coalesce(m.state, '') AS mail_state
	FROM handoff_links l LEFT JOIN mails m ON m.link_id = l.id `

// LockLink reads a link for changing it, with the digest of its code. Nobody
// else changes it before the transaction has ended.
func (db *DB) LockLink(ctx context.Context, organisationID, id string) (l HandoffLink, codeDigest string, err error) {
	var rows []linkRow
	err = db.g.WithContext(ctx).Raw(selectLinks+`WHERE l.id = ? AND l.organisation_id = ? FOR UPDATE OF l`, id, organisationID).Scan(&rows).Error
	if err != nil {
		return HandoffLink{}, "", fmt.Errorf("lock link: %w", err)
	}
	if len(rows) == 0 {
		return HandoffLink{}, "", fault.NotFound
	}
	l, err = db.toLink(rows[0])
	return l, rows[0].CodeDigest, err
}

// IsCode says whether a code is the one a digest was made of for a link. It
// takes the same time whatever the answer.
func (db *DB) IsCode(linkID, codeDigest, code string) bool {
	return subtle.ConstantTimeCompare([]byte(codeDigest), []byte(db.codeDigest(linkID, code))) == 1
}

// LinksOf reads the links of a handoff, newest first.
func (db *DB) LinksOf(ctx context.Context, handoffID string) ([]HandoffLink, error) {
	var rows []linkRow
	if err := db.g.WithContext(ctx).Raw(selectLinks+`WHERE l.handoff_id = ? ORDER BY l.number DESC`, handoffID).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	list := make([]HandoffLink, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = db.toLink(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// SaveLink writes what was counted of a link, and whether it was ended.
func (db *DB) SaveLink(ctx context.Context, l HandoffLink) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE handoff_links SET views = ?, wrong_codes = ?, opened_at = ?, ended_at = ?, ended = ? WHERE id = ?`,
		l.Views, l.WrongCodes, orNull(l.OpenedAt), orNull(l.EndedAt), string(l.Ended), l.ID).Error
	if err != nil {
		return fmt.Errorf("save link: %w", err)
	}
	return nil
}

// BeginReading keeps the hash of a cookie by which somebody who opened a link
// goes on reading.
func (db *DB) BeginReading(ctx context.Context, organisationID, id, linkID string, tokenHash []byte, now, until time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO handoff_link_readings (id, organisation_id, link_id, token_hash, opened_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, organisationID, linkID, tokenHash, now, until).Error
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	return nil
}

// Reading finds a reading of a link by its cookie. One that is not there is
// fault.NotFound; whether it goes on says ReadingEnds.
func (db *DB) Reading(ctx context.Context, linkID string, tokenHash []byte) (id string, err error) {
	var rows []struct {
		ID        string
		TokenHash []byte
	}
	err = db.g.WithContext(ctx).Raw(`SELECT id, token_hash FROM handoff_link_readings WHERE link_id = ? AND token_hash = ?`, linkID, tokenHash).Scan(&rows).Error
	if err != nil {
		return "", fmt.Errorf("find reading: %w", err)
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare(rows[0].TokenHash, tokenHash) != 1 {
		return "", fault.NotFound
	}
	return rows[0].ID, nil
}

// ReadingEnds says until when a reading of a link goes on; zero when there is
// none.
func (db *DB) ReadingEnds(ctx context.Context, linkID, id string) (time.Time, error) {
	var ends []time.Time
	err := db.g.WithContext(ctx).Raw(`SELECT ends_at FROM handoff_link_readings WHERE link_id = ? AND id::text = ?`, linkID, id).Scan(&ends).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("read the end of a reading: %w", err)
	}
	if len(ends) == 0 {
		return time.Time{}, nil
	}
	return ends[0], nil
}

// EndReading ends one reading.
func (db *DB) EndReading(ctx context.Context, id string) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM handoff_link_readings WHERE id = ?`, id).Error; err != nil {
		return fmt.Errorf("end reading: %w", err)
	}
	return nil
}

// TidyLinks forgets readings that have run out, and the keys of e-mails that
// were never sent and bring a link that is over. The links stay: they say who
// could read what, and when.
func (db *DB) TidyLinks(ctx context.Context, now time.Time) (int64, error) {
	g := db.g.WithContext(ctx)
	readings := g.Exec(`DELETE FROM handoff_link_readings WHERE ends_at <= ?`, now)
	if readings.Error != nil {
		return 0, fmt.Errorf("tidy readings: %w", readings.Error)
	}
	keys := g.Exec(`UPDATE mails m SET key_sealed = NULL FROM handoff_links l
		WHERE l.id = m.link_id AND m.key_sealed IS NOT NULL AND m.state IN ('sent', 'parked', 'cancelled') AND (l.ended_at IS NOT NULL OR l.expires_at <= ?)`, now)
	if keys.Error != nil {
		return 0, fmt.Errorf("tidy keys of links: %w", keys.Error)
	}
	return readings.RowsAffected + keys.RowsAffected, nil
}
