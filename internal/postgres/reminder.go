package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/reminder"
)

type reminderRow struct {
	ID             string
	OrganisationID string
	CaseID         string
	DeadlineID     string
	Step           string
	DaysBefore     int
	Audience       string
	DueOn          date
	State          string
	Late           bool
	ChangedAt      time.Time
}

func (reminderRow) TableName() string { return "reminders" }

func (r reminderRow) toRow() reminder.Row {
	return reminder.Row{
		ID: r.ID, DeadlineID: r.DeadlineID, State: reminder.State(r.State),
		Step: reminder.Step{DaysBefore: r.DaysBefore, Code: r.Step, On: calendar.Date(r.DueOn), Audience: deadline.Audience(r.Audience)},
	}
}

// Reminders lists every reminder of a case, earliest first.
func (db *DB) Reminders(ctx context.Context, caseID string) ([]reminder.Row, error) {
	rows, err := gorm.G[reminderRow](db.g).Where("case_id = ?", caseID).Order("due_on, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	list := make([]reminder.Row, len(rows))
	for i, r := range rows {
		list[i] = r.toRow()
	}
	return list, nil
}

// InsertReminders adds reminders of a case; each has its ID already.
func (db *DB) InsertReminders(ctx context.Context, organisationID, caseID string, rows []reminder.Row, now time.Time) error {
	for _, r := range rows {
		row := reminderRow{
			ID: r.ID, OrganisationID: organisationID, CaseID: caseID, DeadlineID: r.DeadlineID, Step: r.Code,
			DaysBefore: r.DaysBefore, Audience: string(r.Audience), DueOn: date(r.On), State: string(r.State), ChangedAt: now,
		}
		if err := gorm.G[reminderRow](db.g).Create(ctx, &row); err != nil {
			return fmt.Errorf("insert reminder: %w", err)
		}
	}
	return nil
}

// SetReminders puts reminders into a state.
func (db *DB) SetReminders(ctx context.Context, rows []reminder.Row, state reminder.State, now time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := gorm.G[reminderRow](db.g).Where("id = ANY(?::uuid[])", reminderIDs(rows)).
		Select("state", "changed_at").Updates(ctx, reminderRow{State: string(state), ChangedAt: now})
	if err != nil {
		return fmt.Errorf("set reminders: %w", err)
	}
	return nil
}

func reminderIDs(rows []reminder.Row) array[string] {
	ids := make(array[string], len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}
