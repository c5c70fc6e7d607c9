package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
)

// ConsentCorrection says that a consent record was made in error, by whom and
// why, and what the second person said where one had to look.
type ConsentCorrection struct {
	ID             string
	OrganisationID string
	CaseID         string
	RecordID       string
	Number         int // of the record, filled when read
	Widens         bool
	Reason         string
	By, ByName     string
	At             time.Time

	Outcome    string // of the second look: "confirmed", "refused", or empty
	Comment    string
	ReviewedBy string // a name, filled when read
	ReviewedAt time.Time
}

type correctionRow struct {
	ID             string
	OrganisationID string
	CaseID         string
	RecordID       string
	Number         int
	Widens         bool
	ReasonSealed   []byte
	RecordedBy     string
	ByName         string
	RecordedAt     time.Time
	Outcome        *string
	CommentSealed  []byte
	ReviewedByName *string
	ReviewedAt     *time.Time
}

// InsertConsentCorrection marks a record as recorded in error.
func (db *DB) InsertConsentCorrection(ctx context.Context, c ConsentCorrection) error {
	reason, err := db.seal("consent_corrections", "reason_sealed", c.ID, c.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO consent_corrections (id, organisation_id, case_id, record_id, widens, reason_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, c.OrganisationID, c.CaseID, c.RecordID, c.Widens, reason, c.By, c.At).Error
	if err != nil {
		return fmt.Errorf("insert consent correction: %w", err)
	}
	return nil
}

// ReviewConsentCorrection adds what the second person said.
func (db *DB) ReviewConsentCorrection(ctx context.Context, c ConsentCorrection, by string, at time.Time) error {
	comment, err := db.seal("consent_correction_reviews", "comment_sealed", c.ID, c.Comment)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO consent_correction_reviews (correction_id, organisation_id, outcome, comment_sealed, reviewed_by, reviewed_at)
		VALUES (?, ?, ?, ?, ?, ?)`, c.ID, c.OrganisationID, c.Outcome, comment, by, at).Error
	if err != nil {
		return fmt.Errorf("review consent correction: %w", err)
	}
	return nil
}

const correctionSelect = `SELECT x.id, x.organisation_id, x.case_id, x.record_id, r.number, x.widens, x.reason_sealed, x.recorded_by,
	u.name AS by_name, x.recorded_at, v.outcome, v.comment_sealed, w.name AS reviewed_by_name, v.reviewed_at
	FROM consent_corrections x JOIN consent_records r ON r.id = x.record_id JOIN users u ON u.id = x.recorded_by
	LEFT JOIN consent_correction_reviews v ON v.correction_id = x.id LEFT JOIN users w ON w.id = v.reviewed_by `

// ConsentCorrections reads every correction of a case, oldest first.
func (db *DB) ConsentCorrections(ctx context.Context, caseID string) ([]ConsentCorrection, error) {
	var rows []correctionRow
	if err := db.g.WithContext(ctx).Raw(correctionSelect+`WHERE x.case_id = ? ORDER BY x.recorded_at, x.id`, caseID).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read consent corrections: %w", err)
	}
	list := make([]ConsentCorrection, len(rows))
	for i, r := range rows {
		c := ConsentCorrection{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, RecordID: r.RecordID, Number: r.Number, Widens: r.Widens,
			By: r.RecordedBy, ByName: r.ByName, At: r.RecordedAt.UTC(), Outcome: orEmpty(r.Outcome), ReviewedBy: orEmpty(r.ReviewedByName),
			ReviewedAt: orZero(r.ReviewedAt),
		}
		var err error
		if c.Reason, err = db.unseal("consent_corrections", "reason_sealed", r.ID, r.ReasonSealed); err != nil {
			return nil, err
		}
		if r.Outcome != nil {
			if c.Comment, err = db.unseal("consent_correction_reviews", "comment_sealed", r.ID, r.CommentSealed); err != nil {
				return nil, err
			}
		}
		list[i] = c
	}
	return list, nil
}

// ConsentCorrection reads one correction of a case. Error: fault.NotFound.
func (db *DB) ConsentCorrection(ctx context.Context, caseID, id string) (ConsentCorrection, error) {
	all, err := db.ConsentCorrections(ctx, caseID)
	if err != nil {
		return ConsentCorrection{}, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return ConsentCorrection{}, fault.NotFound
}

// WaitingCorrections lists the corrections of the teams' cases that would allow
// more and wait for a second person, longest wait first.
func (db *DB) WaitingCorrections(ctx context.Context, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	return db.waiting(ctx, `SELECT 'correction' AS kind, x.id, c.reference, false AS approved, x.recorded_at AS since,
			ARRAY[x.recorded_by::text] AS ids, ARRAY[u.name] AS names
		FROM consent_corrections x JOIN cases c ON c.id = x.case_id JOIN users u ON u.id = x.recorded_by
		WHERE x.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND %s AND x.widens
			AND NOT EXISTS (SELECT 1 FROM consent_correction_reviews v WHERE v.correction_id = x.id)
		ORDER BY x.recorded_at, x.id`, organisationID, teamIDs)
}
