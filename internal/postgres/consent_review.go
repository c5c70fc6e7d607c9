package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/auditing"
)

// ConsentReview is what an auditor judged of a consent record.
type ConsentReview struct {
	ID             string
	OrganisationID string
	RecordID       string
	SampleID       string // empty when it was reviewed by itself
	Marks          auditing.Marks
	Note           string
	ReviewedBy     string
	ReviewedAt     time.Time
}

type consentReviewRow struct {
	ID             string
	OrganisationID string
	RecordID       string
	SampleID       *string
	Marks          string
	NoteSealed     []byte
	ReviewedBy     string
	ReviewedAt     time.Time
}

func (consentReviewRow) TableName() string { return "consent_reviews" }

// InsertConsentReview adds a judgement. There is no way to change one.
func (db *DB) InsertConsentReview(ctx context.Context, r ConsentReview) error {
	sealed, err := db.seal("consent_reviews", "note_sealed", r.ID, r.Note)
	if err != nil {
		return err
	}
	marks, err := json.Marshal(r.Marks)
	if err != nil {
		return fmt.Errorf("insert consent review: %w", err)
	}
	row := consentReviewRow{
		ID: r.ID, OrganisationID: r.OrganisationID, RecordID: r.RecordID, SampleID: optional(r.SampleID),
		Marks: string(marks), NoteSealed: sealed, ReviewedBy: r.ReviewedBy, ReviewedAt: r.ReviewedAt,
	}
	if err := gorm.G[consentReviewRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert consent review: %w", err)
	}
	return nil
}

// ConsentReviews reads the judgements of a record, newest first.
func (db *DB) ConsentReviews(ctx context.Context, recordID string) ([]ConsentReview, error) {
	rows, err := gorm.G[consentReviewRow](db.g).Where("record_id = ?", recordID).Order("reviewed_at DESC, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read consent reviews: %w", err)
	}
	list := make([]ConsentReview, len(rows))
	for i, r := range rows {
		list[i] = ConsentReview{
			ID: r.ID, OrganisationID: r.OrganisationID, RecordID: r.RecordID, SampleID: orEmpty(r.SampleID), ReviewedBy: r.ReviewedBy, ReviewedAt: r.ReviewedAt.UTC(),
		}
		if err := json.Unmarshal([]byte(r.Marks), &list[i].Marks); err != nil {
			return nil, fmt.Errorf("read consent review: %w", err)
		}
		if list[i].Note, err = db.unseal("consent_reviews", "note_sealed", r.ID, r.NoteSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
