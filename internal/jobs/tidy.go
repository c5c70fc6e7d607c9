package jobs

import (
	"context"

	"nrmdesk/internal/desk"
)

// tidy forgets what has run out.
func (j *Jobs) tidy(ctx context.Context) ([]any, error) {
	done, err := j.desk.Tidy(ctx, actor)
	if err != nil || done == (desk.Tidied{}) {
		return nil, err
	}
	return []any{"sessions", done.Sessions, "form_tokens", done.FormTokens, "files", done.Files, "imports", done.Imports, "recognised", done.Recognised, "links", done.Links}, nil
}
