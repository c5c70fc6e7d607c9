package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// digestBatch is how many digests are made in one transaction: a morning after
// a long stop may have to gather tens of thousands of notices.
const digestBatch = 25

// AssembleDigests puts the digest of the day into the outbox of everybody for
// whom something waits, at the time of day in London or the first time it is
// asked after. Asking again on the same day adds nothing; what comes after the
// digest waits for the next one, and a day with nothing to tell has none. Left
// means that another program was at it.
func (d *Desk) AssembleDigests(ctx context.Context, actor staff.Actor, at time.Duration) (made int, left bool, err error) {
	if err := d.ask(ctx, actor, access.DeliverReminders); err != nil {
		return 0, false, err
	}
	now, err := d.Clock(ctx)
	if err != nil || timeOfDay(now) < at {
		return 0, false, err
	}
	today := calendar.LondonDay(now)
	for more := true; more && err == nil && !left; {
		err = d.alone(ctx, postgres.DigestLock, &left, func(tx *postgres.DB) error {
			list, err := tx.DigestsDue(ctx, today, digestBatch)
			if err != nil {
				return err
			}
			for i := range list {
				list[i].ID = newID()
			}
			made += len(list)
			more = len(list) == digestBatch
			return tx.InsertDigests(ctx, list, today, now.UTC())
		})
	}
	return made, left, err
}

// timeOfDay is what a clock on a wall in London shows.
func timeOfDay(t time.Time) time.Duration {
	hour, minute, second := t.In(calendar.London()).Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
}
