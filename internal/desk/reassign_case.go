package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReassignCase gives a case to another member of its team. Reminders go to
// whoever holds the case when they fall due, so they follow by themselves.
//
// Errors: *fault.Invalid on the fields owner and reason.
func (d *Desk) ReassignCase(ctx context.Context, actor staff.Actor, e Edit, ownerID, reason string) error {
	return d.change(ctx, actor, access.ReassignCase, e, func(w *work) error {
		members, err := w.carriers(ctx)
		if err != nil {
			return err
		}
		var problems fault.Problems
		switch {
		case !slices.ContainsFunc(members, func(u staff.User) bool { return u.ID == ownerID }):
			problems.Add("owner", "select_one")
		case ownerID == w.Case.OwnerID:
			problems.Add("owner", "same_owner")
		}
		problems = append(problems, textProblems("reason", reason, maxReason)...)
		if err := problems.Err(); err != nil {
			return err
		}
		w.fact("owner_before", w.Case.OwnerID)
		w.fact("owner_after", ownerID)
		w.Case.OwnerID = ownerID
		return w.addNote(ctx, postgres.ReassignmentNote, reason)
	})
}

// Reassignment is what a case is given away from.
type Reassignment struct {
	Head
	Carriers []staff.User // who of the team can hold it
}

// Reassignment reads who can take a case over.
func (d *Desk) Reassignment(ctx context.Context, actor staff.Actor, ref casefile.Ref) (Reassignment, error) {
	var r Reassignment
	err := d.view(ctx, actor, access.ListTeam, ref, func(w *work) (err error) {
		if r.Head, err = w.head(ctx); err != nil {
			return err
		}
		r.Carriers, err = w.carriers(ctx)
		return err
	})
	return r, err
}

// TeamMembers lists who can hold a case of the actor's teams.
func (d *Desk) TeamMembers(ctx context.Context, actor staff.Actor) ([]staff.User, error) {
	if err := d.ask(ctx, actor, access.ListTeam); err != nil {
		return nil, err
	}
	return carriersIn(ctx, d.seenBy(actor), actor.OrganisationID, actor.TeamIDs)
}

// carriers are those of the case's team who can hold it and may see it.
func (w *work) carriers(ctx context.Context) ([]staff.User, error) {
	closed, err := w.tx.BarredFromAll(ctx, []string{w.Case.ID})
	if err != nil {
		return nil, err
	}
	members, err := carriersIn(ctx, w.tx, w.Case.OrganisationID, []string{w.Case.TeamID})
	return slices.DeleteFunc(members, func(u staff.User) bool { return slices.Contains(closed[w.Case.ID], u.ID) }), err
}

// carriersIn are the members of teams whose role lets them carry a case.
func carriersIn(ctx context.Context, db *postgres.DB, organisationID string, teamIDs []string) ([]staff.User, error) {
	members, err := db.TeamMembers(ctx, organisationID, teamIDs)
	return slices.DeleteFunc(members, func(u staff.User) bool { return !u.CarriesCases() }), err
}
