package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
)

// TeamChoice is a team to choose.
type TeamChoice struct{ ID, Name string }

// MyTeams lists the teams in which the actor can start a case.
func (d *Desk) MyTeams(ctx context.Context, actor staff.Actor) ([]TeamChoice, error) {
	if err := d.ask(ctx, actor, access.StartCase); err != nil {
		return nil, err
	}
	teams, err := d.seenBy(actor).Teams(ctx, actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	var mine []TeamChoice
	for _, t := range teams {
		if actor.InTeam(t.ID) {
			mine = append(mine, TeamChoice{t.ID, t.Name})
		}
	}
	return mine, nil
}
