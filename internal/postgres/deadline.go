package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// Superseded is the status of a kept deadline that no longer counts: the event
// it hung on was dated anew or is gone. It stays readable.
const Superseded deadline.Status = "superseded"

// Deadline is a deadline as it is kept, with the versions it was counted with.
type Deadline struct {
	ID              string
	OrganisationID  string
	CaseID          string
	RuleID          string
	RulesVersion    string
	CalendarVersion string
	Trigger         deadline.Event
	Minimum         calendar.Date
	Due             calendar.Date
	AtLeast         bool
	IsLimit         bool
	Status          deadline.Status
	ClosedOn        calendar.Date
	ComputedAt      time.Time
	SupersededAt    *time.Time
}

type deadlineRow struct {
	ID              string
	OrganisationID  string
	CaseID          string
	RuleID          string
	RulesVersion    string
	CalendarVersion string
	TriggerKind     string
	TriggerOn       date
	TriggerSource   string
	MinimumOn       date
	DueOn           date
	AtLeast         bool
	IsLimit         bool
	Status          string
	ClosedOn        date
	ComputedAt      time.Time
	SupersededAt    *time.Time
}

func (deadlineRow) TableName() string { return "deadlines" }

func newDeadlineRow(d Deadline) deadlineRow {
	return deadlineRow{
		ID: d.ID, OrganisationID: d.OrganisationID, CaseID: d.CaseID, RuleID: d.RuleID,
		RulesVersion: d.RulesVersion, CalendarVersion: d.CalendarVersion,
		TriggerKind: string(d.Trigger.Kind), TriggerOn: date(d.Trigger.On), TriggerSource: d.Trigger.Source,
		MinimumOn: date(d.Minimum), DueOn: date(d.Due), AtLeast: d.AtLeast, IsLimit: d.IsLimit,
		Status: string(d.Status), ClosedOn: date(d.ClosedOn), ComputedAt: d.ComputedAt, SupersededAt: d.SupersededAt,
	}
}

func (r deadlineRow) toDeadline() Deadline {
	return Deadline{
		ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, RuleID: r.RuleID,
		RulesVersion: r.RulesVersion, CalendarVersion: r.CalendarVersion,
		Trigger: deadline.Event{Kind: deadline.EventKind(r.TriggerKind), On: calendar.Date(r.TriggerOn), Source: r.TriggerSource},
		Minimum: calendar.Date(r.MinimumOn), Due: calendar.Date(r.DueOn), AtLeast: r.AtLeast, IsLimit: r.IsLimit,
		Status: deadline.Status(r.Status), ClosedOn: calendar.Date(r.ClosedOn), ComputedAt: r.ComputedAt, SupersededAt: r.SupersededAt,
	}
}

// Deadlines lists every deadline ever kept of a case, in order of date.
func (db *DB) Deadlines(ctx context.Context, caseID string) ([]Deadline, error) {
	rows, err := gorm.G[deadlineRow](db.g).Where("case_id = ?", caseID).
		Order("COALESCE(due_on, minimum_on), rule_id, computed_at, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read deadlines: %w", err)
	}
	list := make([]Deadline, len(rows))
	for i, r := range rows {
		list[i] = r.toDeadline()
	}
	return list, nil
}

// InsertDeadlines adds deadlines.
func (db *DB) InsertDeadlines(ctx context.Context, list []Deadline) error {
	for _, d := range list {
		row := newDeadlineRow(d)
		if err := gorm.G[deadlineRow](db.g).Create(ctx, &row); err != nil {
			return fmt.Errorf("insert deadline: %w", err)
		}
	}
	return nil
}

// SettleDeadline writes what later events made of a deadline whose own day has
// not moved.
func (db *DB) SettleDeadline(ctx context.Context, d Deadline) error {
	_, err := gorm.G[deadlineRow](db.g).Where("id = ?", d.ID).
		Select("due_on", "at_least", "status", "closed_on", "computed_at").Updates(ctx, newDeadlineRow(d))
	if err != nil {
		return fmt.Errorf("settle deadline: %w", err)
	}
	return nil
}

// SupersedeDeadline keeps a deadline for reading only.
func (db *DB) SupersedeDeadline(ctx context.Context, id string, now time.Time) error {
	_, err := gorm.G[deadlineRow](db.g).Where("id = ?", id).
		Select("status", "superseded_at").Updates(ctx, deadlineRow{Status: string(Superseded), SupersededAt: &now})
	if err != nil {
		return fmt.Errorf("supersede deadline: %w", err)
	}
	return nil
}
