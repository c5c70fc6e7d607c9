package postgres

import (
	"context"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
)

type handoffFileRow struct {
	HandoffID       string
	EvidenceID      string
	OrganisationID  string
	Place           int
	Shared          bool
	Basis           string
	Why             string
	ConsentRecordID *string
	SHA256          []byte `gorm:"column:sha256"`
}

func (handoffFileRow) TableName() string { return "handoff_files" }

// insertHandoffFiles stores which documents were in the envelope, and which
// were not.
func (db *DB) insertHandoffFiles(ctx context.Context, organisationID string, h handoff.Record) error {
	if len(h.Files) == 0 {
		return nil
	}
	rows := make([]handoffFileRow, len(h.Files))
	for i, f := range h.Files {
		sum, err := digestBytes(f.SHA256)
		if err != nil {
			return err
		}
		rows[i] = handoffFileRow{
			HandoffID: h.ID, EvidenceID: f.EvidenceID, OrganisationID: organisationID, Place: i, Shared: f.Shared,
			Basis: string(f.Basis), Why: f.Why, ConsentRecordID: optional(f.RecordID), SHA256: sum,
		}
	}
	if err := gorm.G[handoffFileRow](db.g).CreateInBatches(ctx, &rows, len(rows)); err != nil {
		return fmt.Errorf("insert documents of an envelope: %w", err)
	}
	return nil
}

// handoffFiles reads the documents of some envelopes by handoff.
func (db *DB) handoffFiles(ctx context.Context, where string, args ...any) (map[string][]handoff.File, error) {
	var rows []struct {
		File   handoffFileRow `gorm:"embedded"`
		Number int
		Kind   string
	}
	err := db.g.WithContext(ctx).Raw(`SELECT f.*, e.number, e.kind FROM handoff_files f JOIN evidence e ON e.id = f.evidence_id
		JOIN handoffs h ON h.id = f.handoff_id WHERE `+where+` ORDER BY f.handoff_id, f.place`, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read documents of envelopes: %w", err)
	}
	files := map[string][]handoff.File{}
	for _, r := range rows {
		files[r.File.HandoffID] = append(files[r.File.HandoffID], handoff.File{
			EvidenceID: r.File.EvidenceID, Number: r.Number, Kind: evidence.Kind(r.Kind), SHA256: hex.EncodeToString(r.File.SHA256), Shared: r.File.Shared,
			Line: handoff.Line{Item: handoff.ItemOf(evidence.Kind(r.Kind)), Basis: handoff.Basis(r.File.Basis), RecordID: orEmpty(r.File.ConsentRecordID), Why: r.File.Why},
		})
	}
	return files, nil
}

// takenBack are the items of an envelope that a client took back since it was
// sent.
func (db *DB) takenBack(ctx context.Context, handoffID string) ([]handoff.Item, error) {
	var items []handoff.Item
	err := db.g.WithContext(ctx).Raw(`SELECT DISTINCT unnest(n.items) FROM withdrawal_notices n JOIN consent_records r ON r.id = n.record_id
		WHERE n.handoff_id = ? AND NOT `+inError("r"), handoffID).Scan(&items).Error
	if err != nil {
		return nil, fmt.Errorf("read what was taken back: %w", err)
	}
	return items, nil
}
