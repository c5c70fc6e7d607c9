package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Load is how much one person of the supervisor's teams holds.
type Load = postgres.Load

// Workload says who holds how much in the actor's teams, those with the most
// overdue first.
func (d *Desk) Workload(ctx context.Context, actor staff.Actor) ([]Load, error) {
	var list []Load
	err := d.manage(ctx, actor, access.ViewWorkload, func(w *work) (err error) {
		list, err = w.tx.Workload(ctx, actor.OrganisationID, actor.TeamIDs, w.today)
		w.fact("shown", strconv.Itoa(len(list)))
		return err
	})
	return list, err
}
