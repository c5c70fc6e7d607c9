package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
)

// ReminderChoices lists what people have chosen to be sent; who is not in it
// wants everything. An empty user means all.
func (db *DB) ReminderChoices(ctx context.Context, userID string) (map[string]reminder.Choices, error) {
	where := &conditions{}
	where.add("true")
	if userID != "" {
		where.add("user_id = ?", userID)
	}
	var rows []struct {
		UserID   string
		NoDigest bool
		Off      array[string]
	}
	err := db.g.WithContext(ctx).Raw(`SELECT user_id, no_digest, off FROM reminder_choices WHERE `+where.text(), where.args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reminder choices: %w", err)
	}
	choices := make(map[string]reminder.Choices, len(rows))
	for _, r := range rows {
		c := reminder.Choices{NoDigest: r.NoDigest}
		for _, category := range r.Off {
			c.Off = append(c.Off, deadline.Category(category))
		}
		choices[r.UserID] = c
	}
	return choices, nil
}

// SaveReminderChoices keeps what a user wants to be sent.
func (db *DB) SaveReminderChoices(ctx context.Context, organisationID, userID string, c reminder.Choices, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO reminder_choices (user_id, organisation_id, no_digest, off, changed_at) VALUES (?, ?, ?, ?::text[], ?)
		ON CONFLICT (user_id) DO UPDATE SET no_digest = EXCLUDED.no_digest, off = EXCLUDED.off, changed_at = EXCLUDED.changed_at`,
		userID, organisationID, c.NoDigest, texts(c.Off), now).Error
	if err != nil {
		return fmt.Errorf("save reminder choices: %w", err)
	}
	return nil
}
