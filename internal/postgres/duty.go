package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/dtn"
)

// DutyReport is a report of a refusal as it was sent.
type DutyReport struct {
	dtn.Record
	ID              string
	OrganisationID  string
	CaseID          string
	ConsentRecordID string // the refusal it reports
	Snapshot        []byte // canonical bytes of what was sent; nil when it was not written here
	SnapshotDigest  []byte
	RecordedBy      string
	RecordedAt      time.Time
}

type dutyReportRow struct {
	ID              string
	OrganisationID  string
	CaseID          string
	Basis           string
	Named           bool
	SentOn          date
	SentHow         string
	ReferenceSealed []byte
	ConsentRecordID string
	SnapshotSealed  []byte
	SnapshotSHA256  []byte `gorm:"column:snapshot_sha256"`
	RecordedBy      string
	RecordedAt      time.Time
}

func (dutyReportRow) TableName() string { return "duty_reports" }

// InsertDutyReport adds a report. There is no way to change one.
func (db *DB) InsertDutyReport(ctx context.Context, r DutyReport) error {
	sealed, err := db.seal("duty_reports", "reference_sealed", r.ID, r.Reference)
	if err != nil {
		return err
	}
	row := dutyReportRow{
		ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Basis: string(r.Basis), Named: r.Named,
		SentOn: date(r.SentOn), SentHow: string(r.SentHow), ReferenceSealed: sealed, ConsentRecordID: r.ConsentRecordID,
		RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt,
	}
	if r.WrittenHere {
		if row.SnapshotSealed, err = db.seal("duty_reports", "snapshot_sealed", r.ID, string(r.Snapshot)); err != nil {
			return err
		}
		row.SnapshotSHA256 = r.SnapshotDigest
	}
	if err := gorm.G[dutyReportRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert duty report: %w", err)
	}
	return nil
}

// DutyReports reads the reports of a case in the order in which they were recorded.
func (db *DB) DutyReports(ctx context.Context, caseID string) ([]DutyReport, error) {
	rows, err := gorm.G[dutyReportRow](db.g).Where("case_id = ?", caseID).Order("recorded_at, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read duty reports: %w", err)
	}
	reports := make([]DutyReport, len(rows))
	for i, row := range rows {
		reference, err := db.unseal("duty_reports", "reference_sealed", row.ID, row.ReferenceSealed)
		if err != nil {
			return nil, err
		}
		reports[i] = DutyReport{
			Record: dtn.Record{
				Basis: dtn.Basis(row.Basis), Named: row.Named, SentOn: calendar.Date(row.SentOn),
				SentHow: dtn.SentHow(row.SentHow), Reference: reference, WrittenHere: row.SnapshotSealed != nil,
			},
			ID: row.ID, OrganisationID: row.OrganisationID, CaseID: row.CaseID, ConsentRecordID: row.ConsentRecordID,
			RecordedBy: row.RecordedBy, RecordedAt: row.RecordedAt.UTC(),
		}
		if row.SnapshotSealed == nil {
			continue
		}
		snapshot, err := db.unseal("duty_reports", "snapshot_sealed", row.ID, row.SnapshotSealed)
		if err != nil {
			return nil, err
		}
		reports[i].Snapshot, reports[i].SnapshotDigest = []byte(snapshot), row.SnapshotSHA256
	}
	return reports, nil
}
