package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/evidence"
)

// UnscannedFile is a file that waits for the virus scanner.
type UnscannedFile struct {
	EvidenceID     string
	OrganisationID string
	CaseID         string
	Number         int
	Held           bool
}

// UnscannedEvidence lists files that wait for the scanner and were not tried
// since a time, those that waited longest first.
func (db *DB) UnscannedEvidence(ctx context.Context, since time.Time, limit int) ([]UnscannedFile, error) {
	var files []UnscannedFile
	err := db.g.WithContext(ctx).Raw(`SELECT q.evidence_id, q.organisation_id, q.case_id, e.number, q.held
		FROM evidence_unscanned q JOIN evidence e ON e.id = q.evidence_id
		WHERE q.tried_at < ? ORDER BY q.tried_at, q.evidence_id LIMIT ?`, since, limit).Scan(&files).Error
	if err != nil {
		return nil, fmt.Errorf("read evidence to scan: %w", err)
	}
	return files, nil
}

// TriedScan keeps that the scanner gave no verdict, so that the others have
// their turn first.
func (db *DB) TriedScan(ctx context.Context, id string, now time.Time) error {
	if err := db.g.WithContext(ctx).Exec(`UPDATE evidence_unscanned SET tried_at = ? WHERE evidence_id = ?`, now, id).Error; err != nil {
		return fmt.Errorf("put back evidence to scan: %w", err)
	}
	return nil
}

// SettleScan keeps the scanner's verdict and ends the waiting; first says
// whether no other program was faster. The key of an infected file is taken
// away for good.
func (db *DB) SettleScan(ctx context.Context, f UnscannedFile, verdict evidence.Scan, now time.Time) (first bool, err error) {
	ended := db.g.WithContext(ctx).Exec(`DELETE FROM evidence_unscanned WHERE evidence_id = ?`, f.EvidenceID)
	if ended.Error != nil || ended.RowsAffected == 0 {
		return false, ended.Error
	}
	if err := db.insertVerdict(ctx, f.EvidenceID, f.OrganisationID, verdict, now); err != nil {
		return false, err
	}
	if verdict != evidence.Infected {
		return true, nil
	}
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM evidence_keys WHERE evidence_id = ?`, f.EvidenceID).Error; err != nil {
		return false, fmt.Errorf("take away evidence key: %w", err)
	}
	return true, nil
}

func (db *DB) insertVerdict(ctx context.Context, id, organisationID string, verdict evidence.Scan, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO evidence_scans (evidence_id, organisation_id, verdict, scanned_at) VALUES (?, ?, ?, ?)`,
		id, organisationID, string(verdict), now).Error
	if err != nil {
		return fmt.Errorf("insert verdict: %w", err)
	}
	return nil
}

// ScanCounts says how many of an organisation's files wait for the scanner:
// held ones cannot be opened, the others can.
type ScanCounts struct{ Held, Unscanned int }

// ScanCounts counts files that wait for the scanner.
func (db *DB) ScanCounts(ctx context.Context, organisationID string) (n ScanCounts, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FILTER (WHERE held), count(*) FILTER (WHERE NOT held)
		FROM evidence_unscanned WHERE organisation_id = ?`, organisationID).Row().Scan(&n.Held, &n.Unscanned)
	if err != nil {
		return ScanCounts{}, fmt.Errorf("count evidence to scan: %w", err)
	}
	return n, nil
}
