package desk

import (
	"context"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
)

// TeamSize is a team with how many people are in it.
type TeamSize struct {
	staff.Team
	Members int // who may sign in
}

// Teams lists the teams of the organisation.
func (d *Desk) Teams(ctx context.Context, actor staff.Actor) ([]TeamSize, error) {
	var list []TeamSize
	err := d.manage(ctx, actor, access.ManageTeam, func(w *work) error {
		teams, err := w.tx.Teams(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		for _, t := range teams {
			members, err := w.tx.TeamMembers(ctx, actor.OrganisationID, []string{t.ID})
			if err != nil {
				return err
			}
			list = append(list, TeamSize{t, len(members)})
		}
		return nil
	})
	return list, err
}

// AddTeam adds a team. Error: *fault.Invalid on the field name.
func (d *Desk) AddTeam(ctx context.Context, actor staff.Actor, name, token string) error {
	team := staff.Team{ID: newID(), OrganisationID: actor.OrganisationID, Name: strings.TrimSpace(name)}
	return d.manage(ctx, actor, access.ManageTeam, func(w *work) error {
		if err := staff.CheckTeam(team).Err(); err != nil {
			return err
		}
		if err := w.useToken(ctx, token, team.ID); err != nil {
			return err
		}
		w.about(team.ID)
		return w.tx.InsertTeam(ctx, team)
	})
}
