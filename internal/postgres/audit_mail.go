package postgres

import (
	"context"
	"fmt"
	"time"
)

// SealLetter is the newest seal for one auditor.
type SealLetter struct {
	UserID    string
	Size      int64
	MessageID string // the same for the same seal and reader
	To        string
	Note      string
}

// ClaimSealLetters takes up a letter for every auditor whose last one was sent
// before the time given, when there is a newer seal. Those taken up by another
// program since lease are left alone.
func (db *DB) ClaimSealLetters(ctx context.Context, now, sentBefore, lease time.Time) ([]SealLetter, error) {
	var letters []SealLetter
	err := db.g.WithContext(ctx).Raw(`WITH newest AS (SELECT size, note FROM audit_seals ORDER BY size DESC LIMIT 1),
		claimed AS (
			INSERT INTO audit_seal_mails AS m (user_id, organisation_id, size, claimed_at)
			SELECT u.id, u.organisation_id, 0, ?::timestamptz FROM newest, users u JOIN user_roles r ON r.user_id = u.id AND r.role = 'auditor'
			WHERE u.disabled_at IS NULL
			ON CONFLICT (user_id) DO UPDATE SET claimed_at = EXCLUDED.claimed_at
			WHERE m.claimed_at <= ? AND (m.sent_at IS NULL OR m.sent_at <= ?) AND m.size < (SELECT size FROM newest)
			RETURNING user_id)
		SELECT c.user_id, n.size, 'seal-' || n.size || '-' || c.user_id AS message_id, u.email AS "to", n.note
		FROM claimed c JOIN users u ON u.id = c.user_id CROSS JOIN newest n ORDER BY c.user_id`, now, lease, sentBefore).Scan(&letters).Error
	if err != nil {
		return nil, fmt.Errorf("claim seal letters: %w", err)
	}
	return letters, nil
}

// SettleSealLetter writes down that an auditor's letter is dealt with.
func (db *DB) SettleSealLetter(ctx context.Context, l SealLetter, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE audit_seal_mails SET size = ?, sent_at = ? WHERE user_id = ?`, l.Size, now, l.UserID).Error
	if err != nil {
		return fmt.Errorf("settle seal letter: %w", err)
	}
	return nil
}
