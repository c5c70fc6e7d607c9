package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// TakenBack ends the effect of an earlier adjustment. It is a row of its own.
const TakenBack deadline.AdjustmentKind = "taken_back"

// Adjustment is what moved the counted day of a clock, as it was recorded. On
// is the new day.
type Adjustment struct {
	deadline.Adjustment
	OrganisationID string
	CaseID         string
	Authority      deadline.Grantor
	Old            calendar.Date
	Reason         string
	Evidence       string
	TakesBack      string // the id of another; only when taken back
	RecordedBy     string
	RecordedByName string
	RecordedAt     time.Time
}

// InsertAdjustment adds an adjustment.
func (db *DB) InsertAdjustment(ctx context.Context, a Adjustment) error {
	reason, err := db.seal("deadline_adjustments", "reason_sealed", a.ID, a.Reason)
	if err != nil {
		return err
	}
	evidence, err := db.seal("deadline_adjustments", "evidence_sealed", a.ID, a.Evidence)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO deadline_adjustments (id, organisation_id, case_id, kind, clock, trigger_kind, trigger_source,
		authority, reason_sealed, evidence_sealed, old_on, new_on, takes_back, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.OrganisationID, a.CaseID, string(a.Kind), a.Clock, string(a.TriggerKind), a.Source,
		string(a.Authority), reason, evidence, date(a.Old), date(a.On), optional(a.TakesBack), a.RecordedBy, a.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert deadline adjustment: %w", err)
	}
	return nil
}

type adjustmentRow struct {
	ID, CaseID, Kind, Clock, TriggerKind, TriggerSource string
	NewOn                                               date
}

func (r adjustmentRow) toAdjustment() deadline.Adjustment {
	return deadline.Adjustment{
		ID: r.ID, Kind: deadline.AdjustmentKind(r.Kind), Clock: r.Clock, TriggerKind: deadline.EventKind(r.TriggerKind),
		Source: r.TriggerSource, On: calendar.Date(r.NewOn),
	}
}

// AdjustmentsOf lists the adjustments of some cases that count, each case's
// oldest first.
func (db *DB) AdjustmentsOf(ctx context.Context, caseIDs []string) (map[string][]deadline.Adjustment, error) {
	var rows []adjustmentRow
	err := db.g.WithContext(ctx).Raw(`SELECT a.id, a.case_id, a.kind, a.clock, a.trigger_kind, a.trigger_source, a.new_on
		FROM deadline_adjustments a WHERE a.case_id = ANY(?::uuid[]) AND a.kind <> ?
		AND NOT EXISTS (SELECT 1 FROM deadline_adjustments b WHERE b.takes_back = a.id) ORDER BY a.recorded_at, a.id`,
		array[string](caseIDs), string(TakenBack)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read deadline adjustments: %w", err)
	}
	lists := map[string][]deadline.Adjustment{}
	for _, r := range rows {
		lists[r.CaseID] = append(lists[r.CaseID], r.toAdjustment())
	}
	return lists, nil
}

// Adjustments lists everything recorded about the clocks of a case, oldest
// first, taken back or not.
func (db *DB) Adjustments(ctx context.Context, caseID string) ([]Adjustment, error) {
	var rows []struct {
		Row                          adjustmentRow `gorm:"embedded"`
		OrganisationID, Authority    string
		OldOn                        date
		ReasonSealed, EvidenceSealed []byte
		TakesBack                    *string
		RecordedBy, RecordedByName   string
		RecordedAt                   time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT a.id, a.case_id, a.kind, a.clock, a.trigger_kind, a.trigger_source, a.new_on,
		a.organisation_id, a.authority, a.old_on, a.reason_sealed, a.evidence_sealed, a.takes_back, a.recorded_by, u.name AS recorded_by_name, a.recorded_at
		FROM deadline_adjustments a JOIN users u ON u.id = a.recorded_by WHERE a.case_id = ? ORDER BY a.recorded_at, a.id`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read deadline adjustments: %w", err)
	}
	list := make([]Adjustment, len(rows))
	for i, r := range rows {
		list[i] = Adjustment{
			Adjustment: r.Row.toAdjustment(), OrganisationID: r.OrganisationID, CaseID: r.Row.CaseID, Authority: deadline.Grantor(r.Authority),
			Old: calendar.Date(r.OldOn), TakesBack: orEmpty(r.TakesBack),
			RecordedBy: r.RecordedBy, RecordedByName: r.RecordedByName, RecordedAt: r.RecordedAt,
		}
		if list[i].Reason, err = db.unseal("deadline_adjustments", "reason_sealed", r.Row.ID, r.ReasonSealed); err != nil {
			return nil, err
		}
		if list[i].Evidence, err = db.unseal("deadline_adjustments", "evidence_sealed", r.Row.ID, r.EvidenceSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
