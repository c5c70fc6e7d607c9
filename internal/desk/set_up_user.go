package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SetUp is a user added from the machine itself, where there may be no
// organisation, no team and no admin yet.
type SetUp struct {
	Organisation staff.Organisation // found by its name, or added
	Teams        []string           // by name, each found or added
	User         NewUser
}

// SetUpUser adds a user, with the organisation and the teams that are missing.
// Only the program itself may: it reaches every organisation.
//
// Errors: *fault.Invalid with the fields of AddUser.
func (d *Desk) SetUpUser(ctx context.Context, actor staff.Actor, in SetUp) (id string, err error) {
	if err := d.ask(ctx, actor, access.AddUser); err != nil {
		return "", err
	}
	if !actor.Has(staff.System) {
		return "", fault.Forbidden
	}
	id = newID()
	return id, d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		o, err := d.setUpOrganisation(ctx, tx, actor, in.Organisation)
		if err != nil {
			return err
		}
		actor.OrganisationID = o.ID
		w := &work{tx: tx, actor: actor, now: d.Now().UTC(), today: d.Today(), action: access.AddUser, desk: d, chain: o.ID}
		teams, err := w.setUpTeams(ctx, in.Teams)
		if err != nil {
			return err
		}
		if err := w.addUser(ctx, staff.User{
			ID: id, OrganisationID: o.ID, Email: in.User.Email, Name: in.User.Name, PasswordHash: in.User.PasswordHash,
			Roles: in.User.Roles, TeamIDs: teams, Version: 1,
		}); err != nil {
			return err
		}
		return w.record(ctx)
	})
}

func (d *Desk) setUpOrganisation(ctx context.Context, tx *postgres.DB, actor staff.Actor, o staff.Organisation) (staff.Organisation, error) {
	found, err := tx.OrganisationByName(ctx, o.Name)
	if !errors.Is(err, fault.NotFound) {
		return found, err
	}
	if !o.Kind.Valid() {
		return o, fmt.Errorf("there is no organisation %q yet: say what kind it is to add it", o.Name)
	}
	o.ID = newID()
	if err := tx.InsertOrganisation(ctx, o); err != nil {
		return o, err
	}
	if err := d.keepPublished(ctx, tx); err != nil {
		return o, err
	}
	actor.OrganisationID = o.ID
	return o, d.takePublished(ctx, tx, actor)
}

func (w *work) setUpTeams(ctx context.Context, names []string) (ids []string, err error) {
	teams, err := w.tx.Teams(ctx, w.actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		i := slices.IndexFunc(teams, func(t staff.Team) bool { return t.Name == name })
		if i >= 0 {
			ids = append(ids, teams[i].ID)
			continue
		}
		team := staff.Team{ID: newID(), OrganisationID: w.actor.OrganisationID, Name: name}
		if err := staff.CheckTeam(team).Err(); err != nil {
			return nil, err
		}
		if err := w.tx.InsertTeam(ctx, team); err != nil {
			return nil, err
		}
		ids = append(ids, team.ID)
	}
	return ids, nil
}
