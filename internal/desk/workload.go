package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Load is how much one person of the supervisor's teams holds, and who looks
// after it while they are on leave.
type Load struct {
	postgres.Load
	Away *Cover // none when they are there
}

// Workload says who holds how much in the actor's teams, those with the most
// overdue first.
func (d *Desk) Workload(ctx context.Context, actor staff.Actor) ([]Load, error) {
	var list []Load
	err := d.manage(ctx, actor, access.ViewWorkload, func(w *work) error {
		held, err := w.tx.Workload(ctx, actor.OrganisationID, actor.TeamIDs, w.today)
		if err != nil {
			return err
		}
		away, err := w.tx.AwayOn(ctx, actor.OrganisationID, actor.TeamIDs, w.today)
		for _, l := range held {
			load := Load{Load: l}
			if i := slices.IndexFunc(away, func(c Cover) bool { return c.UserID == l.UserID }); i >= 0 {
				load.Away = &away[i]
			}
			list = append(list, load)
		}
		w.fact("shown", strconv.Itoa(len(list)))
		return err
	})
	return list, err
}
