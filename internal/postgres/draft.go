package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
)

// SaveDraft keeps what a user has typed so far under a key of theirs.
func (db *DB) SaveDraft(ctx context.Context, organisationID, userID, key, text string, now time.Time) error {
	sealed, err := db.seal("drafts", "sealed", userID+"/"+key, text)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO drafts (organisation_id, user_id, key, sealed, updated_at, begun_at) VALUES (?, ?, ?, ?, ?, ?)
		 ON CONFLICT (user_id, key) DO UPDATE SET sealed = EXCLUDED.sealed, updated_at = EXCLUDED.updated_at`,
		organisationID, userID, key, sealed, now, now).Error
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// Draft reads what was saved, and when.
func (db *DB) Draft(ctx context.Context, userID, key string) (text string, savedAt time.Time, err error) {
	var sealed []byte
	err = db.g.WithContext(ctx).Raw(`SELECT sealed, updated_at FROM drafts WHERE user_id = ? AND key = ?`, userID, key).
		Row().Scan(&sealed, &savedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return "", time.Time{}, fault.NotFound
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("read draft: %w", err)
	}
	text, err = db.unseal("drafts", "sealed", userID+"/"+key, sealed)
	return text, savedAt, err
}

// DraftBegun is when a draft was first saved; zero when there is none.
func (db *DB) DraftBegun(ctx context.Context, userID, key string) (time.Time, error) {
	var begun []time.Time
	if err := db.g.WithContext(ctx).Raw(`SELECT begun_at FROM drafts WHERE user_id = ? AND key = ?`, userID, key).Scan(&begun).Error; err != nil {
		return time.Time{}, fmt.Errorf("read draft: %w", err)
	}
	if len(begun) == 0 {
		return time.Time{}, nil
	}
	return begun[0].UTC(), nil
}

// DropDraft forgets a draft once it has been submitted.
func (db *DB) DropDraft(ctx context.Context, userID, key string) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM drafts WHERE user_id = ? AND key = ?`, userID, key).Error; err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

// DraftMark says under which key something is kept, and since when.
type DraftMark struct {
	Key       string
	UpdatedAt time.Time
}

// DraftMarks lists a user's drafts whose key begins in a way, newest first.
func (db *DB) DraftMarks(ctx context.Context, userID, beginning string) ([]DraftMark, error) {
	var marks []DraftMark
	err := db.g.WithContext(ctx).Raw(`SELECT key, updated_at FROM drafts WHERE user_id = ? AND starts_with(key, ?) ORDER BY updated_at DESC, key`,
		userID, beginning).Scan(&marks).Error
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return marks, nil
}
