package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReassignCase gives a case to another member of its team. Reminders go to
// whoever holds the case when they fall due; those that are still open pass to
// the new holder, who is told by e-mail that there is something to do.
//
// Errors: *fault.Invalid on the fields owner and reason.
func (d *Desk) ReassignCase(ctx context.Context, actor staff.Actor, e Edit, ownerID, reason string) error {
	return d.reassign(ctx, actor, e, ownerID, reason, "given-"+newID())
}

// reassign is ReassignCase with the message the new holder is told by: several
// cases given in one act stand in one.
func (d *Desk) reassign(ctx context.Context, actor staff.Actor, e Edit, ownerID, reason, message string) error {
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
		before := w.Case.OwnerID
		w.Case.OwnerID = ownerID
		if err := w.tellNextHolder(ctx, before, message); err != nil {
			return err
		}
		return w.addNote(ctx, postgres.ReassignmentNote, reason)
	})
}

// tellNextHolder gives the new holder of the case the reminders the last one has not
// dealt with, and tells them of the case, unless they gave it to themselves.
// Whoever is on leave is sent nothing before they are back. A supervisor of the
// team who held the case goes on being told of it.
func (w *work) tellNextHolder(ctx context.Context, before, message string) error {
	rows, err := w.tx.OpenNoticesOf(ctx, w.Case.ID, before)
	if err != nil {
		return err
	}
	choices, err := w.tx.ReminderChoices(ctx, w.Case.OwnerID)
	if err != nil {
		return err
	}
	covers, err := w.tx.CoversOn(ctx, w.today)
	if err != nil {
		return err
	}
	_, away := covers[w.Case.OwnerID]
	notices, ids := make([]postgres.Delivery, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		notices[i] = postgres.Delivery{
			ID: newID(), OrganisationID: w.Case.OrganisationID, ReminderID: row.ID,
			Recipient: reminder.Recipient{UserID: w.Case.OwnerID, Quiet: away}, Mail: choices[w.Case.OwnerID].MailFor(row.Step, reminder.Recipient{Quiet: true}),
		}
		ids[i] = row.ID
	}
	if _, err := w.tx.InsertDeliveries(ctx, notices, w.now); err != nil {
		return err
	}
	last, err := w.tx.User(ctx, w.Case.OrganisationID, before)
	if err != nil {
		return err
	}
	if !slices.Contains(last.Roles, staff.Supervisor) || !slices.Contains(last.TeamIDs, w.Case.TeamID) {
		if err := w.tx.PassNotices(ctx, ids, before, w.Case.OwnerID, w.now); err != nil {
			return err
		}
	}
	if away || w.Case.OwnerID == w.actor.UserID {
		return nil
	}
	return w.tx.TellGiven(ctx, postgres.CaseGiven, newID(), w.Case.OrganisationID, w.Case.OwnerID, message, w.now)
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
