package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/consent"
)

// Export is something that left as paper or as a file.
type Export struct {
	ID              string
	OrganisationID  string
	CaseID          string
	Kind            string
	Recipient       consent.Recipient
	Basis           consent.Basis
	ConsentRecordID string
	By, ByName      string // the name is filled when read
	At              time.Time
}

// InsertExport notes that something left. There is no way to change it.
func (db *DB) InsertExport(ctx context.Context, e Export) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO exports (id, organisation_id, case_id, kind, recipient, basis, consent_record_id, exported_by, exported_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.OrganisationID, e.CaseID, e.Kind, string(e.Recipient), string(e.Basis), optional(e.ConsentRecordID), e.By, e.At).Error
	if err != nil {
		return fmt.Errorf("insert export: %w", err)
	}
	return nil
}

// Exports reads everything that left of a case, newest first.
func (db *DB) Exports(ctx context.Context, caseID string) ([]Export, error) {
	var rows []struct {
		ID, Kind, Recipient, Basis, Name string
		ConsentRecordID                  *string
		ExportedAt                       time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT e.id, e.kind, e.recipient, e.basis, e.consent_record_id, e.exported_at, u.name
		FROM exports e JOIN users u ON u.id = e.exported_by WHERE e.case_id = ? ORDER BY e.exported_at DESC, e.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read exports: %w", err)
	}
	list := make([]Export, len(rows))
	for i, r := range rows {
		list[i] = Export{
			ID: r.ID, CaseID: caseID, Kind: r.Kind, Recipient: consent.Recipient(r.Recipient), Basis: consent.Basis(r.Basis),
			ConsentRecordID: orEmpty(r.ConsentRecordID), ByName: r.Name, At: r.ExportedAt.UTC(),
		}
	}
	return list, nil
}
