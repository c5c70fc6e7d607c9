package postgres

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/secret"
)

type evidenceRow struct {
	ID              string
	OrganisationID  string
	CaseID          string
	Number          int
	Kind            string
	ConsentRecordID *string
	DecisionID      *string
	HandoffID       *string
	FileType        string
	Size            int64
	SHA256          []byte `gorm:"column:sha256"`
	Cleaned         bool
	NameSealed      []byte
	AddedBy         string
	AddedAt         time.Time
}

func (evidenceRow) TableName() string { return "evidence" }

// InsertEvidence adds the row of a file whose bytes lie in the evidence folder
// already, with its key. A file the scanner has not found clean goes into the
// queue for it.
func (db *DB) InsertEvidence(ctx context.Context, f evidence.File, key *secret.FileKey) error {
	row := evidenceRow{
		ID: f.ID, OrganisationID: f.OrganisationID, CaseID: f.CaseID, Number: f.Number, Kind: string(f.Kind),
		FileType: f.Type, Size: f.Size, Cleaned: f.Cleaned, AddedBy: f.AddedBy, AddedAt: f.AddedAt,
	}
	switch f.Of {
	case evidence.OfConsent:
		row.ConsentRecordID = &f.SubjectID
	case evidence.OfDecision:
		row.DecisionID = &f.SubjectID
	case evidence.OfHandoff:
		row.HandoffID = &f.SubjectID
	}
	var err error
	if row.SHA256, err = hex.DecodeString(f.SHA256); err != nil {
		return fmt.Errorf("insert evidence: %w", err)
	}
	if row.NameSealed, err = db.seal("evidence", "name_sealed", f.ID, f.Name); err != nil {
		return err
	}
	sealed, err := db.keys.SealFileKey(evidenceKeyPlace(f.ID), key)
	if err != nil {
		return err
	}
	if err := gorm.G[evidenceRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert evidence: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO evidence_keys (evidence_id, organisation_id, key_sealed) VALUES (?, ?, ?)`,
		f.ID, f.OrganisationID, sealed).Error
	if err != nil {
		return fmt.Errorf("insert evidence key: %w", err)
	}
	if f.Scan == evidence.Clean {
		return db.insertVerdict(ctx, f.ID, f.OrganisationID, evidence.Clean, f.AddedAt)
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO evidence_unscanned (evidence_id, organisation_id, case_id, held, tried_at) VALUES (?, ?, ?, ?, ?)`,
		f.ID, f.OrganisationID, f.CaseID, f.Scan == evidence.Held, f.AddedAt).Error
	if err != nil {
		return fmt.Errorf("queue evidence for scanning: %w", err)
	}
	return nil
}

func evidenceKeyPlace(id string) secret.Place {
	return secret.Place{Table: "evidence_keys", Column: "key_sealed", Row: id}
}

type evidenceReading struct {
	Row           evidenceRow `gorm:"embedded"`
	Verdict       *string
	Held          *bool
	ReasonSealed  []byte
	MistakeBy     *string
	MistakeMadeAt *time.Time
}

const evidenceColumns = `SELECT e.*, s.verdict, q.held, m.reason_sealed, m.recorded_by AS mistake_by, m.recorded_at AS mistake_made_at
	FROM evidence e LEFT JOIN evidence_scans s ON s.evidence_id = e.id LEFT JOIN evidence_unscanned q ON q.evidence_id = e.id
	LEFT JOIN evidence_mistakes m ON m.evidence_id = e.id `

// Evidence reads the documents of a case, newest first. Their number is
// bounded by the quota.
func (db *DB) Evidence(ctx context.Context, caseID string) ([]evidence.File, error) {
	return db.evidenceWhere(ctx, true, `WHERE e.case_id = ? ORDER BY e.number DESC`, caseID)
}

// EvidenceUnnamed is Evidence without what was written about the documents:
// neither their names nor why one was recorded in error.
func (db *DB) EvidenceUnnamed(ctx context.Context, caseID string) ([]evidence.File, error) {
	return db.evidenceWhere(ctx, false, `WHERE e.case_id = ? ORDER BY e.number DESC`, caseID)
}

// EvidenceFile reads one document of a case. Error: fault.NotFound.
func (db *DB) EvidenceFile(ctx context.Context, caseID string, number int) (evidence.File, error) {
	files, err := db.evidenceWhere(ctx, true, `WHERE e.case_id = ? AND e.number = ?`, caseID, number)
	if err == nil && len(files) == 0 {
		err = fault.NotFound
	}
	if err != nil {
		return evidence.File{}, err
	}
	return files[0], nil
}

// PlacedFile is a document with the reference of its case.
type PlacedFile struct {
	File evidence.File
	Ref  casefile.Ref
}

// AllEvidence reads documents of the whole database that should have their
// bytes, after an id in the order of ids, without names.
func (db *DB) AllEvidence(ctx context.Context, after string, limit int) ([]PlacedFile, error) {
	if after == "" {
		after = uuid.Nil.String()
	}
	var rows []struct {
		Reading   evidenceReading `gorm:"embedded"`
		Reference string
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.*, c.reference FROM evidence e JOIN cases c ON c.id = e.case_id
		WHERE e.id > ? AND NOT EXISTS (SELECT 1 FROM evidence_scans s WHERE s.evidence_id = e.id AND s.verdict = 'infected')
		ORDER BY e.id LIMIT ?`, after, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read all evidence: %w", err)
	}
	files := make([]PlacedFile, len(rows))
	for i, r := range rows {
		files[i] = PlacedFile{File: r.Reading.toFile(), Ref: casefile.Ref(r.Reference)}
	}
	return files, nil
}

func (db *DB) evidenceWhere(ctx context.Context, named bool, where string, args ...any) ([]evidence.File, error) {
	var rows []evidenceReading
	if err := db.g.WithContext(ctx).Raw(evidenceColumns+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	files := make([]evidence.File, len(rows))
	for i, r := range rows {
		files[i] = r.toFile()
		if !named {
			continue
		}
		var err error
		if files[i].Name, err = db.unseal("evidence", "name_sealed", r.Row.ID, r.Row.NameSealed); err != nil {
			return nil, err
		}
		if !files[i].Mistake.Marked() {
			continue
		}
		if files[i].Mistake.Reason, err = db.unseal("evidence_mistakes", "reason_sealed", r.Row.ID, r.ReasonSealed); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (r evidenceReading) toFile() evidence.File {
	f := evidence.File{
		ID: r.Row.ID, OrganisationID: r.Row.OrganisationID, CaseID: r.Row.CaseID, Number: r.Row.Number, Kind: evidence.Kind(r.Row.Kind),
		Of: evidence.OfCase, Type: r.Row.FileType, Size: r.Row.Size, SHA256: hex.EncodeToString(r.Row.SHA256), Cleaned: r.Row.Cleaned,
		Scan: evidence.Unscanned, AddedBy: r.Row.AddedBy, AddedAt: r.Row.AddedAt,
	}
	switch {
	case r.Row.ConsentRecordID != nil:
		f.Of, f.SubjectID = evidence.OfConsent, *r.Row.ConsentRecordID
	case r.Row.DecisionID != nil:
		f.Of, f.SubjectID = evidence.OfDecision, *r.Row.DecisionID
	case r.Row.HandoffID != nil:
		f.Of, f.SubjectID = evidence.OfHandoff, *r.Row.HandoffID
	}
	switch {
	case r.Verdict != nil:
		f.Scan = evidence.Scan(*r.Verdict)
	case r.Held != nil && *r.Held:
		f.Scan = evidence.Held
	}
	if r.MistakeMadeAt != nil {
		f.Mistake = evidence.Mistake{By: orEmpty(r.MistakeBy), At: *r.MistakeMadeAt}
	}
	return f
}

// EvidenceKey reads the key of a file. Error: fault.NotFound when it was taken
// away with the file.
func (db *DB) EvidenceKey(ctx context.Context, id string) (*secret.FileKey, error) {
	var sealed []byte
	err := db.g.WithContext(ctx).Raw(`SELECT key_sealed FROM evidence_keys WHERE evidence_id = ?`, id).Row().Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read evidence key: %w", err)
	}
	return db.keys.UnsealFileKey(evidenceKeyPlace(id), sealed)
}

// CountEvidence counts the documents of a case.
func (db *DB) CountEvidence(ctx context.Context, caseID string) (n int, err error) {
	if err := db.g.WithContext(ctx).Raw(`SELECT count(*) FROM evidence WHERE case_id = ?`, caseID).Row().Scan(&n); err != nil {
		return 0, fmt.Errorf("count evidence: %w", err)
	}
	return n, nil
}

// MarkEvidence keeps that a document was recorded in error. The first mark
// counts: a second is a *fault.Conflict.
func (db *DB) MarkEvidence(ctx context.Context, f evidence.File, m evidence.Mistake) error {
	sealed, err := db.seal("evidence_mistakes", "reason_sealed", f.ID, m.Reason)
	if err != nil {
		return err
	}
	done := db.g.WithContext(ctx).Exec(`INSERT INTO evidence_mistakes (evidence_id, organisation_id, reason_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?) ON CONFLICT (evidence_id) DO NOTHING`, f.ID, f.OrganisationID, sealed, m.By, m.At)
	if done.Error != nil {
		return fmt.Errorf("mark evidence: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.Conflictf("Somebody has already marked this document as recorded in error.")
	}
	return nil
}

// KnownEvidence says which of some ids are those of rows.
func (db *DB) KnownEvidence(ctx context.Context, ids []string) (map[string]bool, error) {
	var there array[string]
	err := db.g.WithContext(ctx).Raw(`SELECT id FROM evidence WHERE id = ANY(?::uuid[])`, array[string](ids)).Scan((*[]string)(&there)).Error
	if err != nil {
		return nil, fmt.Errorf("look for evidence: %w", err)
	}
	known := make(map[string]bool, len(there))
	for _, id := range there {
		known[id] = true
	}
	return known, nil
}
