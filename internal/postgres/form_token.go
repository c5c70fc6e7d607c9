package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// UseFormToken spends the one-time token of a form. When the same user has
// spent it before, it returns what that first press led to and true. A token
// spent by somebody else counts as unspent for nobody: it is refused by the
// primary key.
func (db *DB) UseFormToken(ctx context.Context, organisationID, userID, token, result string) (earlier string, spent bool, err error) {
	inserted := db.g.WithContext(ctx).Exec(
		`INSERT INTO form_tokens (token, organisation_id, user_id, result) VALUES (?, ?, ?, ?) ON CONFLICT (token) DO NOTHING`,
		token, organisationID, userID, result)
	if inserted.Error != nil {
		return "", false, fmt.Errorf("use form token: %w", inserted.Error)
	}
	if inserted.RowsAffected == 1 {
		return result, false, nil
	}
	err = db.g.WithContext(ctx).Raw(`SELECT result FROM form_tokens WHERE token = ? AND user_id = ?`, token, userID).
		Row().Scan(&earlier)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, errors.New("a form token of another user")
	}
	if err != nil {
		return "", false, fmt.Errorf("read form token: %w", err)
	}
	return earlier, true, nil
}

// SpentTokens says which of some tokens a user has spent.
func (db *DB) SpentTokens(ctx context.Context, userID string, tokens []string) ([]string, error) {
	var spent []string
	err := db.g.WithContext(ctx).Raw(`SELECT token FROM form_tokens WHERE user_id = ? AND token = ANY(?)`, userID, array[string](tokens)).Scan(&spent).Error
	if err != nil {
		return nil, fmt.Errorf("read form tokens: %w", err)
	}
	return spent, nil
}

// TidyFormTokens forgets the tokens of forms sent before a time: nobody presses
// the same button again after so long.
func (db *DB) TidyFormTokens(ctx context.Context, before time.Time) (int64, error) {
	done := db.g.WithContext(ctx).Exec(`DELETE FROM form_tokens WHERE used_at < ?`, before)
	if done.Error != nil {
		return 0, fmt.Errorf("tidy form tokens: %w", done.Error)
	}
	return done.RowsAffected, nil
}
