package jobs

import "context"

// runImports brings in the spreadsheets that somebody said are to be.
func (j *Jobs) runImports(ctx context.Context) ([]any, error) {
	done, err := j.desk.RunImports(ctx, actor)
	if err != nil || done == 0 {
		return nil, err
	}
	return []any{"spreadsheets", done}, nil
}
