package jobs

import (
	"context"
	"fmt"
)

// watch rings when reminders stand still. It runs beside the sweep, so a sweep
// that hangs does not silence it.
func (j *Jobs) watch(ctx context.Context) ([]any, error) {
	stalled, since, err := j.desk.Stalled(ctx)
	if err != nil || !stalled {
		return nil, err
	}
	return nil, fmt.Errorf("reminders stand still: no sweep has come to its end since %s", since.UTC().Format("2006-01-02 15:04 MST"))
}
