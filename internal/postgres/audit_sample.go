package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// AuditSample is a sample of the consent register as it was drawn.
type AuditSample struct {
	ID             string
	OrganisationID string
	Number         int
	auditing.Design
	Size       int
	Population int // records it was drawn from
	DrawnBy    string
	DrawnAt    time.Time
}

// AuditSampleItem is one record of a sample, at its place.
type AuditSampleItem struct {
	Position int
	RecordID string
	Stratum  string
	Risks    []auditing.Risk
}

type auditSampleRow struct {
	ID             string
	OrganisationID string
	Number         int
	Kind           string
	Seed           int64
	Size           int
	Population     int
	RecordedFrom   date
	RecordedTo     date
	TeamID         *string
	GroupedBy      string
	Confidence     int
	ErrorPercent   float64
	DrawnBy        string
	DrawnAt        time.Time
}

func (auditSampleRow) TableName() string { return "audit_samples" }

func (r auditSampleRow) toSample() AuditSample {
	return AuditSample{
		ID: r.ID, OrganisationID: r.OrganisationID, Number: r.Number, Size: r.Size, Population: r.Population, DrawnBy: r.DrawnBy, DrawnAt: r.DrawnAt.UTC(),
		Design: auditing.Design{
			Kind: auditing.SampleKind(r.Kind), Seed: r.Seed, From: calendar.Date(r.RecordedFrom), To: calendar.Date(r.RecordedTo), TeamID: orEmpty(r.TeamID),
			GroupedBy: auditing.Grouping(r.GroupedBy), Confidence: auditing.Confidence(r.Confidence), ErrorPercent: r.ErrorPercent,
		},
	}
}

// InsertAuditSample keeps a sample under the organisation's next number and
// gives that back.
func (db *DB) InsertAuditSample(ctx context.Context, s AuditSample, items []AuditSampleItem) (number int, err error) {
	if number, err = db.nextNumber(ctx, "audit_samples", s.OrganisationID); err != nil {
		return 0, err
	}
	row := auditSampleRow{
		ID: s.ID, OrganisationID: s.OrganisationID, Number: number, Kind: string(s.Kind), Seed: s.Seed, Size: s.Size, Population: s.Population,
		RecordedFrom: date(s.From), RecordedTo: date(s.To), TeamID: optional(s.TeamID), GroupedBy: string(s.GroupedBy),
		Confidence: int(s.Confidence), ErrorPercent: s.ErrorPercent, DrawnBy: s.DrawnBy, DrawnAt: s.DrawnAt,
	}
	if err := gorm.G[auditSampleRow](db.g).Create(ctx, &row); err != nil {
		return 0, fmt.Errorf("insert audit sample: %w", err)
	}
	type itemJSON struct {
		Position int             `json:"position"`
		RecordID string          `json:"record_id"`
		Stratum  string          `json:"stratum"`
		Risks    []auditing.Risk `json:"risks"`
	}
	list := make([]itemJSON, len(items))
	for i, item := range items {
		list[i] = itemJSON{item.Position, item.RecordID, item.Stratum, append([]auditing.Risk{}, item.Risks...)}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return 0, fmt.Errorf("insert audit sample: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO audit_sample_items (sample_id, organisation_id, position, record_id, stratum, risks)
		SELECT ?, ?, position, record_id, stratum, risks FROM jsonb_to_recordset(?::jsonb)
		AS x(position int, record_id uuid, stratum text, risks text[])`, s.ID, s.OrganisationID, string(text)).Error
	if err != nil {
		return 0, fmt.Errorf("insert audit sample items: %w", err)
	}
	return number, nil
}

// nextNumber counts the rows of an organisation's own table onwards. Those who
// want a number take turns until their transaction ends.
func (db *DB) nextNumber(ctx context.Context, table, organisationID string) (int, error) {
	if err := db.g.WithContext(ctx).Exec(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, table+organisationID).Error; err != nil {
		return 0, fmt.Errorf("take a number in %s: %w", table, err)
	}
	var last int
	err := db.g.WithContext(ctx).Raw(`SELECT COALESCE(max(number), 0) FROM `+table+` WHERE organisation_id = ?`, organisationID).Row().Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("take a number in %s: %w", table, err)
	}
	return last + 1, nil
}

// AuditSampleProgress is a sample with how much of it has been reviewed.
type AuditSampleProgress struct {
	AuditSample
	Reviewed int
}

// AuditSamples lists the samples of an organisation with a number below
// before, newest first; before 0 is the start.
func (db *DB) AuditSamples(ctx context.Context, organisationID string, before, limit int) ([]AuditSampleProgress, error) {
	where := &conditions{}
	where.add("s.organisation_id = ?", organisationID)
	if before > 0 {
		where.add("s.number < ?", before)
	}
	return db.samples(ctx, where.text()+` ORDER BY s.number DESC LIMIT ?`, append(where.args, limit)...)
}

// AuditSample reads one sample. Error: fault.NotFound.
func (db *DB) AuditSample(ctx context.Context, organisationID string, number int) (AuditSampleProgress, error) {
	list, err := db.samples(ctx, `s.organisation_id = ? AND s.number = ?`, organisationID, number)
	if err == nil && len(list) == 0 {
		err = fault.NotFound
	}
	if err != nil {
		return AuditSampleProgress{}, err
	}
	return list[0], nil
}

func (db *DB) samples(ctx context.Context, where string, args ...any) ([]AuditSampleProgress, error) {
	var rows []struct {
		Sample   auditSampleRow `gorm:"embedded"`
		Reviewed int
		Closed   int
	}
	open, reader := db.openTo("r.case_id")
	// What is closed to the reader is taken off the size, so that it adds up.
	err := db.g.WithContext(ctx).Raw(`SELECT s.*, (SELECT count(*) FROM audit_sample_items i JOIN consent_records r ON r.id = i.record_id WHERE i.sample_id = s.id
		AND `+open+` AND EXISTS (SELECT 1 FROM consent_reviews v WHERE v.record_id = i.record_id AND v.sample_id = s.id)) AS reviewed,
		(SELECT count(*) FROM case_bars b JOIN consent_records r ON r.case_id = b.case_id JOIN audit_sample_items i ON i.record_id = r.id
			WHERE b.user_id = ? AND i.sample_id = s.id) AS closed
		FROM audit_samples s WHERE `+where, append([]any{reader, reader}, args...)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read audit samples: %w", err)
	}
	list := make([]AuditSampleProgress, len(rows))
	for i, r := range rows {
		sample := r.Sample.toSample()
		sample.Size -= r.Closed
		list[i] = AuditSampleProgress{sample, r.Reviewed}
	}
	return list, nil
}

// SampledRecord is a record of a sample with what has been done about it.
type SampledRecord struct {
	Position  int
	RecordID  string
	Reference string
	Stratum   string
	Risks     []auditing.Risk
	Reviewed  bool
	Findings  int
}

// SampledRecords lists the records of a sample after a place, in its order.
func (db *DB) SampledRecords(ctx context.Context, sampleID string, after, limit int) ([]SampledRecord, error) {
	var rows []struct {
		Position  int
		RecordID  string
		Reference string
		Stratum   string
		Risks     array[string]
		Reviewed  bool
		Findings  int
	}
	open, reader := db.openTo("r.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT i.position, i.record_id, r.public_reference AS reference, i.stratum, i.risks,
		EXISTS (SELECT 1 FROM consent_reviews v WHERE v.record_id = i.record_id AND v.sample_id = i.sample_id) AS reviewed,
		(SELECT count(*) FROM audit_findings f WHERE f.record_id = i.record_id) AS findings
		FROM audit_sample_items i JOIN consent_records r ON r.id = i.record_id
		WHERE i.sample_id = ? AND i.position > ? AND `+open+` ORDER BY i.position LIMIT ?`, sampleID, after, reader, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read audit sample items: %w", err)
	}
	list := make([]SampledRecord, len(rows))
	for i, r := range rows {
		list[i] = SampledRecord{r.Position, r.RecordID, r.Reference, r.Stratum, risksOf(r.Risks), r.Reviewed, r.Findings}
	}
	return list, nil
}

func risksOf(names []string) []auditing.Risk {
	risks := make([]auditing.Risk, len(names))
	for i, n := range names {
		risks[i] = auditing.Risk(n)
	}
	return risks
}

// SampledCases are the cases behind the records of a sample at the places
// after one, up to limit places on, each once.
func (db *DB) SampledCases(ctx context.Context, sampleID string, after, limit int) ([]casefile.Case, error) {
	open, reader := db.openTo("r.case_id")
	rows, err := gorm.G[caseRow](db.g).Select(caseColumns).Where(`id IN (SELECT r.case_id FROM audit_sample_items i
		JOIN consent_records r ON r.id = i.record_id WHERE i.sample_id = ? AND i.position > ? AND i.position <= ? AND `+open+`)`,
		sampleID, after, after+limit, reader).Order("reference").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the cases of a sample: %w", err)
	}
	cases := make([]casefile.Case, len(rows))
	for i, r := range rows {
		cases[i] = r.toCase()
	}
	return cases, nil
}

// NextInSample is the public reference of the first record of a sample after a
// place that nobody has reviewed for it; empty when all have been.
func (db *DB) NextInSample(ctx context.Context, sampleID string, after int) (string, error) {
	var references array[string]
	open, reader := db.openTo("r.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT r.public_reference FROM audit_sample_items i JOIN consent_records r ON r.id = i.record_id
		WHERE i.sample_id = ? AND `+open+` AND NOT EXISTS (SELECT 1 FROM consent_reviews v WHERE v.record_id = i.record_id AND v.sample_id = i.sample_id)
		ORDER BY i.position <= ?, i.position LIMIT 1`, sampleID, reader, after).Scan((*[]string)(&references)).Error
	if err != nil {
		return "", fmt.Errorf("read the next of a sample: %w", err)
	}
	if len(references) == 0 {
		return "", nil
	}
	return references[0], nil
}

// AuditSampleNumber is the number of a sample by its id. Error: fault.NotFound.
func (db *DB) AuditSampleNumber(ctx context.Context, organisationID, id string) (int, error) {
	return db.oneNumber(ctx, `SELECT number FROM audit_samples WHERE organisation_id = ? AND id = ?`, organisationID, id)
}

// PlaceInSample is where a record stands in a sample. Error: fault.NotFound.
func (db *DB) PlaceInSample(ctx context.Context, sampleID, recordID string) (int, error) {
	return db.oneNumber(ctx, `SELECT position FROM audit_sample_items WHERE sample_id = ? AND record_id = ?`, sampleID, recordID)
}

func (db *DB) oneNumber(ctx context.Context, query string, args ...any) (int, error) {
	var numbers []int
	if err := db.g.WithContext(ctx).Raw(query, args...).Scan(&numbers).Error; err != nil {
		return 0, fmt.Errorf("read audit sample: %w", err)
	}
	if len(numbers) == 0 {
		return 0, fault.NotFound
	}
	return numbers[0], nil
}
