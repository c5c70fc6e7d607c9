package jobs

import (
	"context"

	"nrmdesk/internal/desk"
)

// scan has the virus scanner look at the documents that wait for it.
func (j *Jobs) scan(ctx context.Context) ([]any, error) {
	done, err := j.desk.ScanEvidence(ctx, actor)
	if err != nil || done == (desk.Scanned{}) {
		return nil, err
	}
	return []any{"clean", done.Clean, "infected", done.Infected, "waiting", done.Waiting}, nil
}
