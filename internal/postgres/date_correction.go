package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// DateField names a recorded date that can be corrected, as its column does.
type DateField string

// The dates: three of a decision, and one each of a request for
// reconsideration, the referral and the client, and two of a recorded event.
const (
	DecidedOn   DateField = "decided_on"
	ReceivedOn  DateField = "received_on"
	ToldOn      DateField = "told_on"
	RequestedOn DateField = "requested_on"
	SubmittedOn DateField = "submitted_on"
	DateOfBirth DateField = "date_of_birth"
	HappenedOn  DateField = "happened_on"
	KnownFrom   DateField = "known_from"
)

// DateCorrection is a date that was recorded wrongly and the one that counts
// in its place. New is none when the thing never happened.
type DateCorrection struct {
	ID              string
	OrganisationID  string
	CaseID          string
	Field           DateField
	RecordID        string
	Old, New        calendar.Date
	Reason          string
	CorrectedBy     string
	CorrectedByName string
	CorrectedAt     time.Time
}

// InsertDateCorrection adds a correction.
func (db *DB) InsertDateCorrection(ctx context.Context, c DateCorrection) error {
	sealed, err := db.seal("date_corrections", "reason_sealed", c.ID, c.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO date_corrections
		(id, organisation_id, case_id, field, record_id, old_on, new_on, reason_sealed, corrected_by, corrected_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.OrganisationID, c.CaseID, string(c.Field), c.RecordID, date(c.Old), date(c.New), sealed, c.CorrectedBy, c.CorrectedAt).Error
	if err != nil {
		return fmt.Errorf("insert date correction: %w", err)
	}
	return nil
}

// DateCorrections lists every correction made in a case, oldest first.
func (db *DB) DateCorrections(ctx context.Context, caseID string) ([]DateCorrection, error) {
	var rows []struct {
		ID, OrganisationID, CaseID, Field, RecordID string
		OldOn, NewOn                                date
		ReasonSealed                                []byte
		CorrectedBy, CorrectedByName                string
		CorrectedAt                                 time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT k.id, k.organisation_id, k.case_id, k.field, k.record_id, k.old_on, k.new_on, k.reason_sealed,
		k.corrected_by, u.name AS corrected_by_name, k.corrected_at
		FROM date_corrections k JOIN users u ON u.id = k.corrected_by WHERE k.case_id = ? ORDER BY k.corrected_at, k.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read date corrections: %w", err)
	}
	list := make([]DateCorrection, len(rows))
	for i, r := range rows {
		reason, err := db.unseal("date_corrections", "reason_sealed", r.ID, r.ReasonSealed)
		if err != nil {
			return nil, err
		}
		list[i] = DateCorrection{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, Field: DateField(r.Field), RecordID: r.RecordID,
			Old: calendar.Date(r.OldOn), New: calendar.Date(r.NewOn), Reason: reason,
			CorrectedBy: r.CorrectedBy, CorrectedByName: r.CorrectedByName, CorrectedAt: r.CorrectedAt,
		}
	}
	return list, nil
}

// Corrections are corrections of one record, oldest first.
type Corrections []DateCorrection

// Of are the corrections of one of its dates.
func (c Corrections) Of(field DateField) Corrections {
	var of Corrections
	for _, k := range c {
		if k.Field == field {
			of = append(of, k)
		}
	}
	return of
}

// day is the date that counts: as corrected last, or as recorded.
func (c Corrections) day(field DateField, recorded calendar.Date) calendar.Date {
	for _, k := range c {
		if k.Field == field {
			recorded = k.New
		}
	}
	return recorded
}

// correctionsByRecord are the corrections of a case by what they are of.
func (db *DB) correctionsByRecord(ctx context.Context, caseID string) (map[string]Corrections, error) {
	list, err := db.DateCorrections(ctx, caseID)
	of := map[string]Corrections{}
	for _, k := range list {
		of[k.RecordID] = append(of[k.RecordID], k)
	}
	return of, err
}

// CorrectionsOf are the corrections of one record of a case, oldest first.
func (db *DB) CorrectionsOf(ctx context.Context, caseID, recordID string) (Corrections, error) {
	of, err := db.correctionsByRecord(ctx, caseID)
	return of[recordID], err
}

// correctEvents puts the days as corrected last in the place of the recorded
// ones, and leaves out what never happened.
func (db *DB) correctEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	var rows []struct {
		RecordID, Field string
		NewOn           date
	}
	err := db.g.WithContext(ctx).Raw(`SELECT DISTINCT ON (record_id, field) record_id, field, new_on FROM date_corrections
		WHERE case_id = ANY(?::uuid[]) AND field IN (?, ?, ?, ?) ORDER BY record_id, field, corrected_at DESC, id DESC`,
		caseIDs, string(DecidedOn), string(RequestedOn), string(HappenedOn), string(KnownFrom)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	days, known := map[string]calendar.Date{}, map[string]calendar.Date{}
	for _, r := range rows {
		if DateField(r.Field) == KnownFrom {
			known[r.RecordID] = calendar.Date(r.NewOn)
		} else {
			days[r.RecordID] = calendar.Date(r.NewOn)
		}
	}
	for caseID, list := range events {
		for i, e := range list {
			if day, ok := days[e.Source]; ok {
				list[i].On = day
			}
			if day, ok := known[e.Source]; ok {
				list[i].KnownFrom = day
			}
		}
		events[caseID] = slices.DeleteFunc(list, func(e deadline.Event) bool { return e.On.IsZero() })
	}
	return nil
}
