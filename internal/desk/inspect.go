package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// inspect is view for those who check how a case was handled. An auditor
// belongs to no team and reaches every case of the organisation, an admin for
// who looked at it; anybody else only what they reach anyway. The look goes
// into the case's own chain (A7).
func (d *Desk) inspect(ctx context.Context, actor staff.Actor, action access.Action, ref casefile.Ref, body func(*work) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.Case(ctx, actor.OrganisationID, ref)
		if err := inReach(c, err, checksAll(actor, action) || actor.Reaches(c.TeamID, c.OwnerID)); err != nil {
			return err
		}
		w := d.workOn(tx, c, actor, action)
		if err := body(w); err != nil {
			return err
		}
		return w.record(ctx)
	})
	return d.recordHidden(ctx, actor, action, err)
}

// checksAll says whether the actor's roles let them check every case of the
// organisation in this way.
func checksAll(actor staff.Actor, action access.Action) bool {
	return actor.Has(staff.Auditor) || actor.Has(staff.Admin) && (action == access.ViewLooks || action == access.SearchLooks)
}
