package jobs

import (
	"context"

	"nrmdesk/internal/desk"
)

// remind tells everybody of the dates whose day has come.
func (j *Jobs) remind(ctx context.Context) ([]any, error) {
	done, err := j.desk.SweepReminders(ctx, actor)
	switch {
	case err != nil:
		return nil, err
	case done.Left:
		return nil, errElsewhere
	case done == (desk.Swept{}):
		return nil, nil
	}
	if done.Nobody > 0 {
		j.log.ErrorContext(ctx, "there is nobody to remind of some dates", "reminders", done.Nobody)
	}
	return []any{
		"reminders", done.Reminders, "notices", done.Messages, "skipped", done.Skipped, "not_needed", done.NotNeeded,
		"cancelled", done.Cancelled, "handed_over", done.HandedOver, "rolled", done.Rolled,
	}, nil
}
