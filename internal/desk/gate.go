package desk

import (
	"context"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
)

// consentNow reads, in the transaction under way, all that the gate asks about: the
// records as they stand, and the overrides that were asked for. Nothing of it
// comes from a page or a request.
func (w *work) consentNow(ctx context.Context) (consent.Now, error) {
	return w.consentOn(ctx, w.today)
}

// consentOn is consentNow for another day, for what was sent on it.
func (w *work) consentOn(ctx context.Context, day calendar.Date) (consent.Now, error) {
	records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return consent.Now{}, err
	}
	overrides, err := w.tx.Overrides(ctx, w.Case.ID)
	if err != nil {
		return consent.Now{}, err
	}
	now := consent.Now{
		Band: w.Case.AgeBand, Standing: consent.StandingOn(w.Case.AgeBand, rules(records), day), At: w.now, Records: len(records),
	}
	for _, o := range overrides {
		now.Overrides = append(now.Overrides, o.Override)
	}
	return now, nil
}

// mayShare asks the gate about one thing, now.
func (w *work) mayShare(ctx context.Context, s consent.Share) (consent.Verdict, error) {
	now, err := w.consentNow(ctx)
	if err != nil {
		return consent.Verdict{}, err
	}
	return consent.Gate(now, s), nil
}
