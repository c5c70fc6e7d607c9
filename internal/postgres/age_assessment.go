package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// AgeAssessment is what somebody found the client's age to be.
type AgeAssessment struct {
	person.AgeAssessment
	ID             string
	OrganisationID string
	CaseID         string
	Before         person.AgeBand
	RecordedBy     string
	RecordedByName string // filled when read
	RecordedAt     time.Time
}

// ageDetails is what was written about the client: sealed together.
type ageDetails struct {
	By     string `json:"by"`
	Basis  string `json:"basis"`
	BornOn string `json:"born_on,omitempty"`
}

// InsertAgeAssessment adds an assessment. There is no way to change one.
func (db *DB) InsertAgeAssessment(ctx context.Context, a AgeAssessment) error {
	details, err := json.Marshal(ageDetails{By: a.By, Basis: a.Basis, BornOn: a.BornOn.String()})
	if err != nil {
		return fmt.Errorf("insert age assessment: %w", err)
	}
	sealed, err := db.seal("age_assessments", "details_sealed", a.ID, string(details))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO age_assessments (id, organisation_id, case_id, band_before, band, assessed_on, details_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.OrganisationID, a.CaseID, string(a.Before), string(a.Band), date(a.On), sealed, a.RecordedBy, a.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert age assessment: %w", err)
	}
	return nil
}

// AgeAssessments reads every assessment of a case, newest first.
func (db *DB) AgeAssessments(ctx context.Context, caseID string) ([]AgeAssessment, error) {
	var rows []struct {
		ID, BandBefore, Band, Name string
		AssessedOn                 date
		DetailsSealed              []byte
		RecordedAt                 time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT a.id, a.band_before, a.band, a.assessed_on, a.details_sealed, a.recorded_at, u.name
		FROM age_assessments a JOIN users u ON u.id = a.recorded_by WHERE a.case_id = ? ORDER BY a.recorded_at DESC, a.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read age assessments: %w", err)
	}
	list := make([]AgeAssessment, len(rows))
	for i, r := range rows {
		text, err := db.unseal("age_assessments", "details_sealed", r.ID, r.DetailsSealed)
		if err != nil {
			return nil, err
		}
		var d ageDetails
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return nil, fmt.Errorf("read age assessment %s: %w", r.ID, err)
		}
		list[i] = AgeAssessment{
			AgeAssessment: person.AgeAssessment{Band: person.AgeBand(r.Band), On: calendar.Date(r.AssessedOn), By: d.By, Basis: d.Basis},
			ID:            r.ID, CaseID: caseID, Before: person.AgeBand(r.BandBefore), RecordedByName: r.Name, RecordedAt: r.RecordedAt.UTC(),
		}
		if d.BornOn != "" {
			if list[i].BornOn, err = calendar.ParseDate(d.BornOn); err != nil {
				return nil, fmt.Errorf("read age assessment %s: %w", r.ID, err)
			}
		}
	}
	return list, nil
}
