package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
)

// session reads a live session by the hash of its token. Error: fault.NotFound.
func (db *DB) session(ctx context.Context, tokenHash []byte, now time.Time) (Visit, error) {
	var rows []struct {
		Data      []byte
		ExpiresAt time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT data, expires_at FROM sessions WHERE token_hash = ? AND expires_at > ?`, tokenHash, now).Scan(&rows).Error
	if err != nil {
		return Visit{}, fmt.Errorf("read session: %w", err)
	}
	if len(rows) == 0 {
		return Visit{}, fault.NotFound
	}
	return Visit{Data: rows[0].Data, ExpiresAt: rows[0].ExpiresAt}, nil
}

// SaveSession writes a session; userID is empty until somebody has signed in.
func (db *DB) SaveSession(ctx context.Context, tokenHash, data []byte, organisationID, userID string, expires time.Time) error {
	// gorm spreads a slice that follows a bracket into a list, so bytes never come first.
	err := db.g.WithContext(ctx).Exec(
		`INSERT INTO sessions (expires_at, token_hash, organisation_id, user_id, data) VALUES (?, ?, ?, ?, ?)
		 ON CONFLICT (token_hash) DO UPDATE SET organisation_id = EXCLUDED.organisation_id, user_id = EXCLUDED.user_id,
		 data = EXCLUDED.data, expires_at = EXCLUDED.expires_at`,
		expires, tokenHash, optional(organisationID), optional(userID), data).Error
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// EndSession forgets one session.
func (db *DB) EndSession(ctx context.Context, tokenHash []byte) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM sessions WHERE token_hash = ?`, tokenHash).Error; err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndSessionsOf signs a user out everywhere, as disabling them or changing
// their password must.
func (db *DB) EndSessionsOf(ctx context.Context, organisationID, userID string) error {
	err := db.g.WithContext(ctx).Exec(`DELETE FROM sessions WHERE organisation_id = ? AND user_id = ?`, organisationID, userID).Error
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// TidySessions forgets sessions that have run out.
func (db *DB) TidySessions(ctx context.Context, now time.Time) (int64, error) {
	done := db.g.WithContext(ctx).Exec(`DELETE FROM sessions WHERE expires_at <= ?`, now)
	if done.Error != nil {
		return 0, fmt.Errorf("tidy sessions: %w", done.Error)
	}
	return done.RowsAffected, nil
}
