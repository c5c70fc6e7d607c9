package jobs

import "context"

// holidays warns in the log while the last year of known bank holidays is
// near: from then on dates counted in working days may be too early.
func (j *Jobs) holidays(ctx context.Context) ([]any, error) {
	known, err := j.desk.HolidaysKnown(ctx)
	if err == nil && known.Soon {
		j.log.WarnContext(ctx, "bank holidays end soon: load the list GOV.UK publishes", "known_until", known.Until.String())
	}
	return nil, err
}
