package postgres

import (
	"context"
	"encoding/json"
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
	Counted         calendar.Date // by the rule, when an adjustment moved it
	AdjustedBy      string        // the id of the adjustment
	Due             calendar.Date
	AtLeast         bool
	IsLimit         bool
	OnHold          bool // it waits while the authority has put the case on hold
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
	CountedOn       date
	AdjustedBy      *string
	DueOn           date
	AtLeast         bool
	IsLimit         bool
	OnHold          bool
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
		MinimumOn: date(d.Minimum), CountedOn: date(d.Counted), AdjustedBy: optional(d.AdjustedBy),
		DueOn: date(d.Due), AtLeast: d.AtLeast, IsLimit: d.IsLimit, OnHold: d.OnHold,
		Status: string(d.Status), ClosedOn: date(d.ClosedOn), ComputedAt: d.ComputedAt, SupersededAt: d.SupersededAt,
	}
}

func (r deadlineRow) toDeadline() Deadline {
	return Deadline{
		ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, RuleID: r.RuleID,
		RulesVersion: r.RulesVersion, CalendarVersion: r.CalendarVersion,
		Trigger: deadline.Event{Kind: deadline.EventKind(r.TriggerKind), On: calendar.Date(r.TriggerOn), Source: r.TriggerSource},
		Minimum: calendar.Date(r.MinimumOn), Counted: calendar.Date(r.CountedOn), AdjustedBy: orEmpty(r.AdjustedBy),
		Due: calendar.Date(r.DueOn), AtLeast: r.AtLeast, IsLimit: r.IsLimit, OnHold: r.OnHold,
		Status: deadline.Status(r.Status), ClosedOn: calendar.Date(r.ClosedOn), ComputedAt: r.ComputedAt, SupersededAt: r.SupersededAt,
	}
}

// Deadlines is DeadlinesOf for one case.
func (db *DB) Deadlines(ctx context.Context, caseID string) ([]Deadline, error) {
	list, err := db.DeadlinesOf(ctx, []string{caseID})
	return list[caseID], err
}

// DeadlinesOf lists every deadline ever kept of some cases, each case's in
// order of date.
func (db *DB) DeadlinesOf(ctx context.Context, caseIDs []string) (map[string][]Deadline, error) {
	rows, err := gorm.G[deadlineRow](db.g).Where("case_id = ANY(?::uuid[])", array[string](caseIDs)).
		Order("COALESCE(due_on, minimum_on), rule_id, computed_at, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read deadlines: %w", err)
	}
	lists := make(map[string][]Deadline, len(caseIDs))
	for _, r := range rows {
		lists[r.CaseID] = append(lists[r.CaseID], r.toDeadline())
	}
	return lists, nil
}

// InsertDeadlines adds deadlines.
func (db *DB) InsertDeadlines(ctx context.Context, list []Deadline) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]deadlineRow, len(list))
	for i, d := range list {
		rows[i] = newDeadlineRow(d)
	}
	if err := gorm.G[deadlineRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert deadlines: %w", err)
	}
	return nil
}

// SettleDeadlines writes what later events made of deadlines whose own day has
// not moved, and the book they were counted with last.
func (db *DB) SettleDeadlines(ctx context.Context, list []Deadline) error {
	if len(list) == 0 {
		return nil
	}
	type settled struct {
		ID       string    `json:"id"`
		Rules    string    `json:"rules_version"`
		Calendar string    `json:"calendar_version"`
		Counted  *string   `json:"counted_on"`
		Due      *string   `json:"due_on"`
		AtLeast  bool      `json:"at_least"`
		IsLimit  bool      `json:"is_limit"`
		OnHold   bool      `json:"on_hold"`
		Status   string    `json:"status"`
		ClosedOn *string   `json:"closed_on"`
		Computed time.Time `json:"computed_at"`
	}
	rows := make([]settled, len(list))
	for i, d := range list {
		rows[i] = settled{
			d.ID, d.RulesVersion, d.CalendarVersion, optional(d.Counted.String()), optional(d.Due.String()), d.AtLeast, d.IsLimit, d.OnHold,
			string(d.Status), optional(d.ClosedOn.String()), d.ComputedAt,
		}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("settle deadlines: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE deadlines d SET rules_version = n.rules_version, calendar_version = n.calendar_version,
		counted_on = n.counted_on, due_on = n.due_on, at_least = n.at_least, is_limit = n.is_limit, on_hold = n.on_hold, status = n.status, closed_on = n.closed_on, computed_at = n.computed_at
		FROM json_to_recordset(?::json) AS n (id uuid, rules_version text, calendar_version text, counted_on date, due_on date, at_least boolean,
			is_limit boolean, on_hold boolean, status text, closed_on date, computed_at timestamptz) WHERE d.id = n.id`, string(body)).Error
	if err != nil {
		return fmt.Errorf("settle deadlines: %w", err)
	}
	return nil
}

// SupersedeDeadlines keeps deadlines for reading only.
func (db *DB) SupersedeDeadlines(ctx context.Context, ids []string, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := gorm.G[deadlineRow](db.g).Where("id = ANY(?::uuid[])", array[string](ids)).
		Select("status", "superseded_at").Updates(ctx, deadlineRow{Status: string(Superseded), SupersededAt: &now})
	if err != nil {
		return fmt.Errorf("supersede deadlines: %w", err)
	}
	return nil
}
