package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

// Referral is the referral of a case: its review, and once it has been sent
// what was sent.
type Referral struct {
	ID             string
	OrganisationID string
	CaseID         string
	FormVersion    string
	ApprovedBy     string // empty until a second person has approved it
	ApprovedAt     time.Time
	ApprovedDigest []byte // SHA-256 of what the second person saw
	SentOn         calendar.Date
	SentAt         time.Time
	SentHow        string
	SentBy         string
	SentByName     string // filled when read
	Snapshot       []byte // canonical bytes; nil until sent
	SnapshotDigest []byte
	CreatedAt      time.Time
}

type referralRow struct {
	ID             string
	OrganisationID string
	CaseID         string
	FormVersion    string
	ApprovedBy     *string
	ApprovedAt     *time.Time
	ApprovedSHA256 []byte `gorm:"column:approved_sha256"`
	SentOn         date
	SentAt         *time.Time
	SentHow        *string
	SentBy         *string
	SentByName     *string
	SnapshotSealed []byte
	SnapshotSHA256 []byte `gorm:"column:snapshot_sha256"`
	CreatedAt      time.Time
}

func (referralRow) TableName() string { return "referrals" }

// EnsureReferral begins the referral of a case unless there is one, and reads
// it either way.
func (db *DB) EnsureReferral(ctx context.Context, r Referral) (Referral, error) {
	err := db.g.WithContext(ctx).Exec(
		`INSERT INTO referrals (id, organisation_id, case_id, form_version, created_at) VALUES (?, ?, ?, ?, ?)
		 ON CONFLICT (case_id) DO NOTHING`,
		r.ID, r.OrganisationID, r.CaseID, r.FormVersion, r.CreatedAt).Error
	if err != nil {
		return Referral{}, fmt.Errorf("begin referral: %w", err)
	}
	return db.Referral(ctx, r.CaseID)
}

// Referral reads the referral of a case. fault.NotFound means that nobody has
// written any of it yet.
func (db *DB) Referral(ctx context.Context, caseID string) (Referral, error) {
	var row referralRow
	err := db.g.WithContext(ctx).Raw(`SELECT r.*, u.name AS sent_by_name FROM referrals r LEFT JOIN users u ON u.id = r.sent_by WHERE r.case_id = ?`, caseID).Take(&row).Error
	if err != nil {
		return Referral{}, fmt.Errorf("read referral: %w", found(err))
	}
	r := Referral{
		ID: row.ID, OrganisationID: row.OrganisationID, CaseID: row.CaseID, FormVersion: row.FormVersion,
		ApprovedBy: orEmpty(row.ApprovedBy), ApprovedAt: orZero(row.ApprovedAt), ApprovedDigest: row.ApprovedSHA256,
		SentOn: calendar.Date(row.SentOn), SentAt: orZero(row.SentAt), SentHow: orEmpty(row.SentHow), SentBy: orEmpty(row.SentBy), SentByName: orEmpty(row.SentByName),
		SnapshotDigest: row.SnapshotSHA256, CreatedAt: row.CreatedAt,
	}
	if row.SnapshotSealed != nil {
		text, err := db.unseal("referrals", "snapshot_sealed", row.ID, row.SnapshotSealed)
		if err != nil {
			return Referral{}, err
		}
		r.Snapshot = []byte(text)
	}
	return r, nil
}

// SetReferralApproval stores who approved what; an empty ApprovedBy takes the
// approval back.
func (db *DB) SetReferralApproval(ctx context.Context, r Referral) error {
	err := db.g.WithContext(ctx).Exec(
		`UPDATE referrals SET approved_by = ?, approved_at = ?, approved_sha256 = ? WHERE id = ?`,
		optional(r.ApprovedBy), orNull(r.ApprovedAt), r.ApprovedDigest, r.ID).Error
	if err != nil {
		return fmt.Errorf("set referral approval: %w", err)
	}
	return nil
}

// SetReferralSent stores when and how the referral was sent, and seals what
// was sent.
func (db *DB) SetReferralSent(ctx context.Context, r Referral) error {
	sealed, err := db.seal("referrals", "snapshot_sealed", r.ID, string(r.Snapshot))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`UPDATE referrals SET sent_on = ?, sent_at = ?, sent_how = ?, sent_by = ?, snapshot_sealed = ?, snapshot_sha256 = ? WHERE id = ?`,
		date(r.SentOn), r.SentAt, r.SentHow, r.SentBy, sealed, r.SnapshotDigest, r.ID).Error
	if err != nil {
		return fmt.Errorf("set referral sent: %w", err)
	}
	return nil
}

// ReferralTask is one section of a referral with the answers given in it.
type ReferralTask struct {
	ReferralID     string
	OrganisationID string
	Task           string
	Version        int64 // raised by every save
	Answers        referral.Answers
	Completed      bool   // its writer says so
	Page           string // the page being saved; empty when only the section is marked
	UpdatedBy      string
	UpdatedByName  string // filled when read
	UpdatedAt      time.Time
}

// ReferralTasks reads every section of the referral of a case that somebody has
// written in.
func (db *DB) ReferralTasks(ctx context.Context, caseID string) ([]ReferralTask, error) {
	var rows []struct {
		ReferralID     string
		OrganisationID string
		Task           string
		Version        int64
		AnswersSealed  []byte
		Completed      bool
		UpdatedBy      string
		UpdatedByName  string
		UpdatedAt      time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT t.referral_id, t.organisation_id, t.task, t.version, t.answers_sealed, t.completed, t.updated_by,
		u.name AS updated_by_name, t.updated_at
		FROM referral_tasks t JOIN users u ON u.id = t.updated_by WHERE t.referral_id = (SELECT id FROM referrals WHERE case_id = ?) ORDER BY t.task`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read referral tasks: %w", err)
	}
	tasks := make([]ReferralTask, len(rows))
	for i, r := range rows {
		tasks[i] = ReferralTask{
			ReferralID: r.ReferralID, OrganisationID: r.OrganisationID, Task: r.Task, Version: r.Version, Completed: r.Completed,
			UpdatedBy: r.UpdatedBy, UpdatedByName: r.UpdatedByName, UpdatedAt: r.UpdatedAt,
		}
		text, err := db.unseal("referral_tasks", "answers_sealed", r.ReferralID+"/"+r.Task, r.AnswersSealed)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &tasks[i].Answers); err != nil {
			return nil, fmt.Errorf("read answers of %s: %w", r.Task, err)
		}
	}
	return tasks, nil
}

// SaveReferralTask writes a section, new or not, and notes its writer as an
// author. The caller holds the case locked, so that saves take turns.
func (db *DB) SaveReferralTask(ctx context.Context, t ReferralTask) error {
	text, err := json.Marshal(t.Answers)
	if err != nil {
		return fmt.Errorf("save referral task: %w", err)
	}
	sealed, err := db.seal("referral_tasks", "answers_sealed", t.ReferralID+"/"+t.Task, string(text))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		`INSERT INTO referral_tasks (referral_id, organisation_id, task, version, answers_sealed, completed, updated_by, updated_at)
		 VALUES (?, ?, ?, 1, ?, ?, ?, ?)
		 ON CONFLICT (referral_id, task) DO UPDATE SET version = referral_tasks.version + 1, answers_sealed = EXCLUDED.answers_sealed,
			completed = EXCLUDED.completed, updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
		t.ReferralID, t.OrganisationID, t.Task, sealed, t.Completed, t.UpdatedBy, t.UpdatedAt).Error
	if err != nil {
		return fmt.Errorf("save referral task: %w", err)
	}
	return db.addReferralAuthor(ctx, t)
}

// addReferralAuthor notes who writes, and where they are if it is on a page.
func (db *DB) addReferralAuthor(ctx context.Context, t ReferralTask) error {
	after := "DO NOTHING"
	if t.Page != "" {
		after = "(referral_id, user_id) DO UPDATE SET last_task = EXCLUDED.last_task, last_page = EXCLUDED.last_page, last_at = EXCLUDED.last_at"
	}
	err := db.g.WithContext(ctx).Exec(
		`INSERT INTO referral_authors (referral_id, organisation_id, user_id, last_task, last_page, last_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT `+after,
		t.ReferralID, t.OrganisationID, t.UpdatedBy, t.Task, t.Page, t.UpdatedAt).Error
	if err != nil {
		return fmt.Errorf("add referral author: %w", err)
	}
	return nil
}

// ReferralAuthor is somebody who wrote part of a referral, and the page they
// saved last; no page when they only marked sections.
type ReferralAuthor struct {
	UserID, Name       string
	LastTask, LastPage string
	LastAt             time.Time
}

// ReferralAuthors lists those of the referral of a case by name.
func (db *DB) ReferralAuthors(ctx context.Context, caseID string) ([]ReferralAuthor, error) {
	var authors []ReferralAuthor
	err := db.g.WithContext(ctx).Raw(`SELECT a.user_id, u.name, a.last_task, a.last_page, a.last_at FROM referral_authors a JOIN users u ON u.id = a.user_id
		WHERE a.referral_id = (SELECT id FROM referrals WHERE case_id = ?) ORDER BY u.name, a.user_id`, caseID).Scan(&authors).Error
	if err != nil {
		return nil, fmt.Errorf("read referral authors: %w", err)
	}
	return authors, nil
}
