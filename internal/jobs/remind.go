package jobs

import (
	"context"

	"nrmdesk/internal/desk"
)

// remind puts reminders whose day has come into the outbox.
func (j *Jobs) remind(ctx context.Context) ([]any, error) {
	done, err := j.desk.SweepReminders(ctx, actor)
	if err != nil || done == (desk.Swept{Left: done.Left}) {
		return nil, err
	}
	return []any{
		"reminders", done.Reminders, "messages", done.Messages, "skipped", done.Skipped,
		"cancelled", done.Cancelled, "rolled", done.Rolled,
	}, nil
}
