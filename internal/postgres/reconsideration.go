package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
)

// Reconsideration is a request to look again at a negative decision, on the day
// as corrected last.
type Reconsideration struct {
	ID             string
	OrganisationID string
	CaseID         string
	DecisionID     string
	decision.Request
	RecordedBy     string
	RecordedByName string
	RecordedAt     time.Time
	Corrections    Corrections
}

// InsertReconsideration adds a request. A second one about the same decision
// is a *fault.Conflict.
func (db *DB) InsertReconsideration(ctx context.Context, r Reconsideration) error {
	sealed, err := db.seal("reconsiderations", "late_reason_sealed", r.ID, r.LateReason)
	if err != nil {
		return err
	}
	details, err := db.sealArgument("reconsiderations", r.ID, argumentDetails{r.Why, r.Name, r.Sent})
	if err != nil {
		return err
	}
	done := db.g.WithContext(ctx).Exec(`INSERT INTO reconsiderations
		(id, organisation_id, case_id, decision_id, requested_on, late_reason_sealed, grounds, asker, details_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (decision_id) DO NOTHING`,
		r.ID, r.OrganisationID, r.CaseID, r.DecisionID, date(r.On), sealed, grounds(r.Grounds), string(r.Asker), details, r.RecordedBy, r.RecordedAt)
	if done.Error != nil {
		return fmt.Errorf("insert reconsideration: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.Conflictf("A reconsideration of this decision has already been recorded.")
	}
	return nil
}

// Reconsiderations lists the requests of a case, newest first.
func (db *DB) Reconsiderations(ctx context.Context, caseID string) ([]Reconsideration, error) {
	var rows []struct {
		ID, OrganisationID, CaseID, DecisionID string
		RequestedOn                            date
		LateReasonSealed                       []byte
		Grounds                                array[string]
		Asker                                  string
		DetailsSealed                          []byte
		RecordedBy, RecordedByName             string
		RecordedAt                             time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.case_id, r.decision_id, r.requested_on, r.late_reason_sealed, r.grounds, r.asker, r.details_sealed,
		r.recorded_by, u.name AS recorded_by_name, r.recorded_at
		FROM reconsiderations r JOIN users u ON u.id = r.recorded_by WHERE r.case_id = ? ORDER BY r.recorded_at DESC, r.id DESC`,
		caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reconsiderations: %w", err)
	}
	corrections, err := db.correctionsByRecord(ctx, caseID)
	if err != nil {
		return nil, err
	}
	list := make([]Reconsideration, len(rows))
	for i, r := range rows {
		reason, err := db.unseal("reconsiderations", "late_reason_sealed", r.ID, r.LateReasonSealed)
		if err != nil {
			return nil, err
		}
		var details argumentDetails
		if r.DetailsSealed != nil { // requests of earlier releases have none
			if details, err = db.unsealArgument("reconsiderations", r.ID, r.DetailsSealed); err != nil {
				return nil, err
			}
		}
		list[i] = Reconsideration{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, DecisionID: r.DecisionID,
			Request: decision.Request{
				On: corrections[r.ID].day(RequestedOn, calendar.Date(r.RequestedOn)), LateReason: reason,
				Argument: details.argument(r.Grounds, r.Asker), Sent: details.Sent,
			},
			RecordedBy: r.RecordedBy, RecordedByName: r.RecordedByName, RecordedAt: r.RecordedAt, Corrections: corrections[r.ID],
		}
	}
	return list, nil
}
