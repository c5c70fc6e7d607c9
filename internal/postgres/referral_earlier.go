package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/referral"
)

// EarlierText is a wording that a save put another in the place of.
type EarlierText struct {
	ID, OrganisationID, ReferralID string
	Field                          string
	Text                           string
	ReplacedBy, ReplacedByName     string // the name is filled when read
	ReplacedAt                     time.Time
}

// InsertEarlierText keeps a wording; it is never changed.
func (db *DB) InsertEarlierText(ctx context.Context, e EarlierText) error {
	sealed, err := db.seal("referral_earlier_texts", "text_sealed", e.ID, e.Text)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO referral_earlier_texts (id, organisation_id, referral_id, field, text_sealed, replaced_by, replaced_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.OrganisationID, e.ReferralID, e.Field, sealed, e.ReplacedBy, e.ReplacedAt).Error
	if err != nil {
		return fmt.Errorf("keep earlier text: %w", err)
	}
	return nil
}

// EarlierTexts reads the replaced wordings of some answers, newest first, up
// to a limit for all of them.
func (db *DB) EarlierTexts(ctx context.Context, referralID string, fields []string, limit int) ([]EarlierText, error) {
	var rows []struct {
		ID, Field                  string
		TextSealed                 []byte
		ReplacedBy, ReplacedByName string
		ReplacedAt                 time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.id, e.field, e.text_sealed, e.replaced_by, r.name AS replaced_by_name, e.replaced_at
		FROM referral_earlier_texts e JOIN users r ON r.id = e.replaced_by
		WHERE e.referral_id = ? AND e.field = ANY(?) ORDER BY e.replaced_at DESC, e.id DESC LIMIT ?`,
		referralID, array[string](fields), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read earlier texts: %w", err)
	}
	texts := make([]EarlierText, len(rows))
	for i, r := range rows {
		texts[i] = EarlierText{
			ID: r.ID, ReferralID: referralID, Field: r.Field, ReplacedBy: r.ReplacedBy, ReplacedByName: r.ReplacedByName, ReplacedAt: r.ReplacedAt,
		}
		if texts[i].Text, err = db.unseal("referral_earlier_texts", "text_sealed", r.ID, r.TextSealed); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// LastSectionBy is the section of a task that a user wrote last, in whatever
// referral; no answers when there is none.
func (db *DB) LastSectionBy(ctx context.Context, userID, task string) (referral.Answers, error) {
	var row struct {
		ReferralID    string
		AnswersSealed []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT referral_id, answers_sealed FROM referral_tasks WHERE updated_by = ? AND task = ?
		ORDER BY updated_at DESC LIMIT 1`, userID, task).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read last section: %w", err)
	}
	text, err := db.unseal("referral_tasks", "answers_sealed", row.ReferralID+"/"+task, row.AnswersSealed)
	if err != nil {
		return nil, err
	}
	var answers referral.Answers
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		return nil, fmt.Errorf("read last section: %w", err)
	}
	return answers, nil
}
