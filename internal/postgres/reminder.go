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
	Category       string
	DueOn          date
	State          string
	Late           bool
	ChangedAt      time.Time
}

func (reminderRow) TableName() string { return "reminders" }

func (r reminderRow) toRow() reminder.Row {
	return reminder.Row{
		ID: r.ID, DeadlineID: r.DeadlineID, State: reminder.State(r.State), Late: r.Late,
		Step: reminder.Step{
			DaysBefore: r.DaysBefore, Code: r.Step, On: calendar.Date(r.DueOn),
			Audience: deadline.Audience(r.Audience), Category: deadline.Category(r.Category),
		},
	}
}

// Reminders is RemindersOf for one case.
func (db *DB) Reminders(ctx context.Context, caseID string) ([]reminder.Row, error) {
	list, err := db.RemindersOf(ctx, []string{caseID})
	return list[caseID], err
}

// RemindersOf lists every reminder of some cases, each case's earliest first.
func (db *DB) RemindersOf(ctx context.Context, caseIDs []string) (map[string][]reminder.Row, error) {
	rows, err := gorm.G[reminderRow](db.g).Where("case_id = ANY(?::uuid[])", array[string](caseIDs)).Order("due_on, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	lists := make(map[string][]reminder.Row, len(caseIDs))
	for _, r := range rows {
		lists[r.CaseID] = append(lists[r.CaseID], r.toRow())
	}
	return lists, nil
}

// NewReminder is a reminder to be added to a case; it has its ID already.
type NewReminder struct {
	OrganisationID, CaseID string
	reminder.Row
}

// InsertReminders adds reminders.
func (db *DB) InsertReminders(ctx context.Context, list []NewReminder, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]reminderRow, len(list))
	for i, r := range list {
		rows[i] = reminderRow{
			ID: r.ID, OrganisationID: r.OrganisationID, CaseID: r.CaseID, DeadlineID: r.DeadlineID, Step: r.Code,
			DaysBefore: r.DaysBefore, Audience: string(r.Audience), Category: string(r.Category), DueOn: date(r.On), State: string(r.State), ChangedAt: now,
		}
	}
	if err := gorm.G[reminderRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert reminders: %w", err)
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
