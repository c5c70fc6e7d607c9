package jobs

import "context"

// turnEighteen opens the question whether to stay for those who have become
// adults, and brings the consent status in lists up to date.
func (j *Jobs) turnEighteen(ctx context.Context) ([]any, error) {
	turned, err := j.desk.TurnEighteen(ctx, actor)
	if err != nil {
		return nil, err
	}
	expired, err := j.desk.ExpireConsent(ctx, actor)
	if err != nil || turned+expired == 0 {
		return nil, err
	}
	return []any{"turned", turned, "expired", expired}, nil
}
