package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
)

// Tidied counts what was forgotten.
type Tidied struct{ Sessions, FormTokens int64 }

// formTokenLife is how long a second press of the same form still finds the
// first one's result.
const formTokenLife = 7 * 24 * time.Hour

// Tidy forgets sessions that have run out and form tokens nobody can still use.
func (d *Desk) Tidy(ctx context.Context, actor staff.Actor) (done Tidied, err error) {
	if err := d.ask(ctx, actor, access.TidyService); err != nil {
		return done, err
	}
	now := d.Now().UTC()
	if done.Sessions, err = d.db.TidySessions(ctx, now); err != nil {
		return done, err
	}
	done.FormTokens, err = d.db.TidyFormTokens(ctx, now.Add(-formTokenLife))
	return done, err
}
