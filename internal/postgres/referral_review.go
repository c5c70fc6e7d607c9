package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
)

// ReferralReview is a second person's look at a referral, as it was kept.
type ReferralReview struct {
	referral.Review
	ID             string
	OrganisationID string
	ReferralID     string
	ReviewedBy     string
	ReviewedByName string // filled when read
	ReviewedAt     time.Time
}

// InsertReferralReview adds a review; reviews are never changed.
func (db *DB) InsertReferralReview(ctx context.Context, r ReferralReview) error {
	sealed, err := db.seal("referral_reviews", "comment_sealed", r.ID, r.Comment)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO referral_reviews (id, organisation_id, referral_id, outcome, comment_sealed, reviewed_by, reviewed_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.OrganisationID, r.ReferralID, string(r.Outcome), sealed, r.ReviewedBy, r.ReviewedAt).Error
	if err != nil {
		return fmt.Errorf("insert referral review: %w", err)
	}
	for field, said := range r.Answers {
		sealed, err := db.seal("referral_comments", "comment_sealed", r.ID+"/"+field, said)
		if err != nil {
			return err
		}
		err = db.g.WithContext(ctx).Exec(`INSERT INTO referral_comments (review_id, organisation_id, field, comment_sealed) VALUES (?, ?, ?, ?)`,
			r.ID, r.OrganisationID, field, sealed).Error
		if err != nil {
			return fmt.Errorf("insert referral comment: %w", err)
		}
	}
	return nil
}

// answerComments reads what was said of single answers, by review and field.
func (db *DB) answerComments(ctx context.Context, caseID string) (map[string]map[string]string, error) {
	var rows []struct {
		ReviewID, Field string
		CommentSealed   []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT c.review_id, c.field, c.comment_sealed FROM referral_comments c
		JOIN referral_reviews r ON r.id = c.review_id WHERE r.referral_id = (SELECT id FROM referrals WHERE case_id = ?)`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read referral comments: %w", err)
	}
	comments := map[string]map[string]string{}
	for _, r := range rows {
		said, err := db.unseal("referral_comments", "comment_sealed", r.ReviewID+"/"+r.Field, r.CommentSealed)
		if err != nil {
			return nil, err
		}
		if comments[r.ReviewID] == nil {
			comments[r.ReviewID] = map[string]string{}
		}
		comments[r.ReviewID][r.Field] = said
	}
	return comments, nil
}

// ReferralReviews lists the reviews of the referral of a case, newest first.
func (db *DB) ReferralReviews(ctx context.Context, caseID string) ([]ReferralReview, error) {
	var rows []struct {
		ID             string
		OrganisationID string
		ReferralID     string
		Outcome        string
		CommentSealed  []byte
		ReviewedBy     string
		Name           string
		ReviewedAt     time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.referral_id, r.outcome, r.comment_sealed, r.reviewed_by, u.name, r.reviewed_at
		FROM referral_reviews r JOIN users u ON u.id = r.reviewed_by WHERE r.referral_id = (SELECT id FROM referrals WHERE case_id = ?) ORDER BY r.reviewed_at DESC, r.id DESC`,
		caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read referral reviews: %w", err)
	}
	said, err := db.answerComments(ctx, caseID)
	if err != nil {
		return nil, err
	}
	reviews := make([]ReferralReview, len(rows))
	for i, r := range rows {
		comment, err := db.unseal("referral_reviews", "comment_sealed", r.ID, r.CommentSealed)
		if err != nil {
			return nil, err
		}
		reviews[i] = ReferralReview{
			Review: referral.Review{Outcome: referral.Outcome(r.Outcome), Comment: comment, Answers: said[r.ID]},
			ID:     r.ID, OrganisationID: r.OrganisationID, ReferralID: r.ReferralID,
			ReviewedBy: r.ReviewedBy, ReviewedByName: r.Name, ReviewedAt: r.ReviewedAt,
		}
	}
	return reviews, nil
}

// WaitingReview is a referral or a decision that waits for a second person.
type WaitingReview struct {
	Kind      string // "referral", or the decision's "rg" or "cg"
	ID        string // of the referral or decision
	Ref       casefile.Ref
	Approved  bool // a referral that has its second person and waits to be sent
	Since     time.Time
	WrittenBy []ReferralAuthor // who may not be that second person
}

// WaitingReferrals lists the referrals of the teams that are written and not
// sent, those to be approved first, longest wait first.
func (db *DB) WaitingReferrals(ctx context.Context, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	return db.waiting(ctx, `SELECT 'referral' AS kind, r.id, c.reference, r.approved_by IS NOT NULL AS approved, c.state_since AS since,
			ARRAY(SELECT a.user_id::text FROM referral_authors a JOIN users u ON u.id = a.user_id WHERE a.referral_id = r.id ORDER BY u.name, u.id) AS ids,
			ARRAY(SELECT u.name FROM referral_authors a JOIN users u ON u.id = a.user_id WHERE a.referral_id = r.id ORDER BY u.name, u.id) AS names
		FROM cases c JOIN referrals r ON r.case_id = c.id
		WHERE c.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND %s AND c.state = 'review'
		ORDER BY approved, c.state_since, c.id`, organisationID, teamIDs)
}

// WaitingDecisions lists the recorded decisions of the teams' cases that
// nobody has confirmed yet, longest wait first.
func (db *DB) WaitingDecisions(ctx context.Context, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	return db.waiting(ctx, `SELECT d.kind, d.id, c.reference, false AS approved, w.recorded_at AS since,
			ARRAY[w.recorded_by::text] AS ids, ARRAY[u.name] AS names
		FROM decisions_waiting w JOIN decisions d ON d.id = w.decision_id JOIN cases c ON c.id = w.case_id
			JOIN users u ON u.id = w.recorded_by
		WHERE c.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND %s
		ORDER BY w.recorded_at, c.id`, organisationID, teamIDs)
}

// WaitingWithdrawals lists the teams' open cases in which the client withdrew
// consent, longest ago first, each with who holds it.
func (db *DB) WaitingWithdrawals(ctx context.Context, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	return db.waiting(ctx, `SELECT 'withdrawal' AS kind, c.id, c.reference, false AS approved, c.state_since AS since,
			ARRAY[u.id::text] AS ids, ARRAY[u.name] AS names
		FROM cases c JOIN users u ON u.id = c.owner_id
		WHERE c.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND %s AND c.consent_status = 'withdrawn' AND c.closed_on IS NULL
		ORDER BY c.state_since, c.id`, organisationID, teamIDs)
}

// waiting reads one of these lists; its %s takes in that the case is open to the
// reader.
func (db *DB) waiting(ctx context.Context, query, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	var rows []struct {
		Kind      string
		ID        string
		Reference string
		Approved  bool
		Since     time.Time
		IDs       array[string] `gorm:"column:ids"`
		Names     array[string]
	}
	open, reader := db.openTo("c.id")
	if err := db.g.WithContext(ctx).Raw(fmt.Sprintf(query, open), organisationID, array[string](teamIDs), reader).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read what waits for review: %w", err)
	}
	list := make([]WaitingReview, len(rows))
	for i, r := range rows {
		list[i] = WaitingReview{Kind: r.Kind, ID: r.ID, Ref: casefile.Ref(r.Reference), Approved: r.Approved, Since: r.Since}
		for n := range r.IDs {
			list[i].WrittenBy = append(list[i].WrittenBy, ReferralAuthor{UserID: r.IDs[n], Name: r.Names[n]})
		}
	}
	return list, nil
}
