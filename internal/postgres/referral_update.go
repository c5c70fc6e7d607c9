package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/referral"
)

// ReferralUpdate is what was recorded about a report after it was sent, with
// what has become of it.
type ReferralUpdate struct {
	referral.Update
	ID             string
	OrganisationID string
	CaseID         string
	Digest         []byte // SHA-256 of the content
	NeedsApproval  bool
	ToTell         bool   // the authority had still to be told
	EventID        string // the event that holds the last day for an answer; empty when there is none
	RecordedBy     string
	RecordedByName string // filled when read
	RecordedAt     time.Time

	Review UpdateReview
	Later  *LaterPassing // how it was passed on or answered after it was recorded
}

// Counts says whether an amendment has taken its place in the report.
func (u ReferralUpdate) Counts() bool {
	return u.Kind == referral.Amendment && (!u.NeedsApproval || u.Review.Outcome == referral.Approved)
}

// UpdateReview is the second person's look; the zero value: not yet.
type UpdateReview struct {
	Outcome referral.Outcome
	Comment string
	By      string // by name
	At      time.Time
}

// LaterPassing is how an update was passed on, or a request answered, after it
// had been recorded. Says and Documents are those of a reply.
type LaterPassing struct {
	referral.Reply
	By string // by name
	At time.Time
}

// InsertReferralUpdate adds an update. There is no way to change one.
func (db *DB) InsertReferralUpdate(ctx context.Context, u ReferralUpdate) error {
	content, err := u.Canonical()
	if err != nil {
		return err
	}
	sealed, err := db.seal("referral_updates", "content_sealed", u.ID, string(content))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO referral_updates
		(id, organisation_id, case_id, number, kind, content_sealed, sha256, needs_approval, to_tell, event_id, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		u.ID, u.OrganisationID, u.CaseID, u.Number, string(u.Kind), sealed, u.Digest, u.NeedsApproval, u.ToTell, optional(u.EventID),
		u.RecordedBy, u.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert referral update: %w", err)
	}
	if !u.NeedsApproval {
		return nil
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO referral_updates_waiting (update_id, organisation_id, case_id) VALUES (?, ?, ?)`,
		u.ID, u.OrganisationID, u.CaseID).Error
	if err != nil {
		return fmt.Errorf("queue referral update: %w", err)
	}
	return nil
}

// InsertUpdateReview adds the second person's look at an update.
func (db *DB) InsertUpdateReview(ctx context.Context, u ReferralUpdate, id string, r referral.Review, by string, at time.Time) error {
	if err := db.insertUpdateStep(ctx, u, id, "reviewed", string(r.Outcome), calendar.Date{}, r.Comment, by, at); err != nil {
		return err
	}
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM referral_updates_waiting WHERE update_id = ?`, u.ID).Error; err != nil {
		return fmt.Errorf("take referral update off the queue: %w", err)
	}
	return nil
}

// InsertUpdatePassed adds how an update was passed on, or a request answered.
func (db *DB) InsertUpdatePassed(ctx context.Context, u ReferralUpdate, id string, r referral.Reply, by string, at time.Time) error {
	content, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write reply: %w", err)
	}
	return db.insertUpdateStep(ctx, u, id, "passed", "", r.Passed.On, string(content), by, at)
}

func (db *DB) insertUpdateStep(ctx context.Context, u ReferralUpdate, id, step, outcome string, on calendar.Date, content, by string, at time.Time) error {
	sealed, err := db.seal("referral_update_steps", "content_sealed", id, content)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO referral_update_steps
		(id, organisation_id, update_id, step, outcome, passed_on, content_sealed, taken_by, taken_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, u.OrganisationID, u.ID, step, outcome, date(on), sealed, by, at).Error
	if err != nil {
		return fmt.Errorf("insert step of referral update: %w", err)
	}
	return nil
}

// ReferralUpdates reads everything recorded about the report of a case after
// it was sent, oldest first.
func (db *DB) ReferralUpdates(ctx context.Context, caseID string) ([]ReferralUpdate, error) {
	var rows []struct {
		ID, OrganisationID, CaseID        string
		ContentSealed                     []byte
		SHA256                            []byte `gorm:"column:sha256"`
		NeedsApproval, ToTell             bool
		EventID                           *string
		RecordedBy, RecordedByName        string
		RecordedAt                        time.Time
		ReviewID, ReviewOutcome, ReviewBy *string
		ReviewSealed                      []byte
		ReviewAt                          *time.Time
		PassedID, PassedBy                *string
		PassedSealed                      []byte
		PassedAt                          *time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT u.id, u.organisation_id, u.case_id, u.content_sealed, u.sha256, u.needs_approval, u.to_tell, u.event_id,
			u.recorded_by, w.name AS recorded_by_name, u.recorded_at,
			r.id AS review_id, r.outcome AS review_outcome, rw.name AS review_by, r.content_sealed AS review_sealed, r.taken_at AS review_at,
			p.id AS passed_id, pw.name AS passed_by, p.content_sealed AS passed_sealed, p.taken_at AS passed_at
		FROM referral_updates u JOIN users w ON w.id = u.recorded_by
			LEFT JOIN referral_update_steps r ON r.update_id = u.id AND r.step = 'reviewed' LEFT JOIN users rw ON rw.id = r.taken_by
			LEFT JOIN referral_update_steps p ON p.update_id = u.id AND p.step = 'passed' LEFT JOIN users pw ON pw.id = p.taken_by
		WHERE u.case_id = ? ORDER BY u.number`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read referral updates: %w", err)
	}
	list := make([]ReferralUpdate, len(rows))
	for i, r := range rows {
		u := ReferralUpdate{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Digest: r.SHA256, NeedsApproval: r.NeedsApproval, ToTell: r.ToTell,
			EventID: orEmpty(r.EventID), RecordedBy: r.RecordedBy, RecordedByName: r.RecordedByName, RecordedAt: r.RecordedAt,
		}
		if err := db.unsealInto(&u.Update, "referral_updates", r.ID, r.ContentSealed); err != nil {
			return nil, err
		}
		if r.ReviewID != nil {
			u.Review = UpdateReview{Outcome: referral.Outcome(orEmpty(r.ReviewOutcome)), By: orEmpty(r.ReviewBy), At: orZero(r.ReviewAt)}
			if u.Review.Comment, err = db.unseal("referral_update_steps", "content_sealed", *r.ReviewID, r.ReviewSealed); err != nil {
				return nil, err
			}
		}
		if r.PassedID != nil {
			u.Later = &LaterPassing{By: orEmpty(r.PassedBy), At: orZero(r.PassedAt)}
			if err := db.unsealInto(&u.Later.Reply, "referral_update_steps", *r.PassedID, r.PassedSealed); err != nil {
				return nil, err
			}
		}
		list[i] = u
	}
	return list, nil
}

func (db *DB) unsealInto(into any, table, id string, sealed []byte) error {
	text, err := db.unseal(table, "content_sealed", id, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	return nil
}

// WaitingAmendments lists the amendments in the teams' cases that wait for a
// second person, longest wait first.
func (db *DB) WaitingAmendments(ctx context.Context, organisationID string, teamIDs []string) ([]WaitingReview, error) {
	return db.waiting(ctx, `SELECT 'amendment' AS kind, u.number::text AS id, c.reference, false AS approved, u.recorded_at AS since,
			ARRAY[u.recorded_by::text] AS ids, ARRAY[w.name] AS names
		FROM referral_updates_waiting q JOIN referral_updates u ON u.id = q.update_id JOIN cases c ON c.id = q.case_id JOIN users w ON w.id = u.recorded_by
		WHERE q.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND %s
		ORDER BY u.recorded_at, c.id`, organisationID, teamIDs)
}

// updateEvents are what the authority has to be told after the report, and
// that it was told or need not be. The update is the source of all of them.
func (db *DB) updateEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(`SELECT u.id, u.case_id, @tell AS kind, (u.recorded_at AT TIME ZONE 'Europe/London')::date AS happened_on
		FROM referral_updates u WHERE u.case_id = ANY(CAST(@cases AS uuid[])) AND u.to_tell
		UNION ALL
		SELECT u.id, u.case_id, CASE s.step WHEN 'passed' THEN @told ELSE @not END,
			CASE s.step WHEN 'passed' THEN greatest(s.passed_on, (u.recorded_at AT TIME ZONE 'Europe/London')::date) ELSE (s.taken_at AT TIME ZONE 'Europe/London')::date END
		FROM referral_updates u JOIN referral_update_steps s ON s.update_id = u.id AND (s.step = 'passed' OR s.outcome = 'returned')
		WHERE u.case_id = ANY(CAST(@cases AS uuid[])) AND u.to_tell
		ORDER BY happened_on, id`, map[string]any{
		"cases": caseIDs, "tell": string(deadline.AuthorityToTell), "told": string(deadline.AuthorityTold), "not": string(deadline.AuthorityNotToTell),
	}).Scan(&rows).Error
	for _, r := range rows {
		events[r.CaseID] = append(events[r.CaseID], r.event(deadline.EventKind(r.Kind)))
	}
	return err
}
