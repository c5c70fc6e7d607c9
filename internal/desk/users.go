package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// People is everybody of an organisation, with its teams.
type People struct {
	Users []staff.User
	Teams []staff.Team
}

// People lists everybody who signs in for the actor's organisation.
func (d *Desk) People(ctx context.Context, actor staff.Actor) (People, error) {
	var p People
	err := d.manage(ctx, actor, access.ListUsers, func(w *work) (err error) {
		if p.Users, err = w.tx.Users(ctx, actor.OrganisationID); err != nil {
			return err
		}
		p.Teams, err = w.tx.Teams(ctx, actor.OrganisationID)
		return err
	})
	for i := range p.Users {
		p.Users[i].PasswordHash = "" // nobody needs to see one
	}
	return p, err
}

// NewUser is somebody who is to sign in. PasswordHash comes from package
// signin, which has looked at the password.
type NewUser struct {
	Name, Email  string
	Roles        []staff.Role
	TeamIDs      []string
	PasswordHash string
	Token        string
}

// AddUser adds somebody to the actor's organisation. Again is true when the
// same form was sent before: nobody was added this time.
//
// Errors: *fault.Invalid with the fields name, work_email, role, team.
func (d *Desk) AddUser(ctx context.Context, actor staff.Actor, in NewUser) (id string, again bool, err error) {
	u := staff.User{
		ID: newID(), OrganisationID: actor.OrganisationID, Email: strings.TrimSpace(in.Email), Name: strings.TrimSpace(in.Name),
		PasswordHash: in.PasswordHash, Roles: in.Roles, TeamIDs: in.TeamIDs, Version: 1,
	}
	err = d.manage(ctx, actor, access.AddUser, func(w *work) error {
		if in.Token != "" {
			earlier, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, in.Token, u.ID)
			if err != nil {
				return err
			}
			if spent {
				u.ID, again = earlier, true
				return errAlreadyDone
			}
		}
		return w.addUser(ctx, u)
	})
	return u.ID, again, err
}

func (w *work) addUser(ctx context.Context, u staff.User) error {
	if err := w.checkUser(ctx, u); err != nil {
		return err
	}
	w.about(u.ID)
	w.fact("roles", roleList(u.Roles))
	return w.tx.InsertUser(ctx, u)
}

// checkUser applies the rules, and that the teams are the organisation's own.
func (w *work) checkUser(ctx context.Context, u staff.User) error {
	problems := staff.CheckUser(u)
	teams, err := w.tx.Teams(ctx, u.OrganisationID)
	if err != nil {
		return err
	}
	for _, id := range u.TeamIDs {
		if !slices.ContainsFunc(teams, func(t staff.Team) bool { return t.ID == id }) {
			problems.Add("team", "not_in_list")
			break
		}
	}
	return problems.Err()
}

// UserChange is what an admin may change of somebody. Version is the one seen.
type UserChange struct {
	ID       string
	Version  int64
	Name     string
	Roles    []staff.Role
	TeamIDs  []string
	Disabled bool
	// TrainedOn is when they were trained to ask for consent; zero when unknown.
	TrainedOn calendar.Date
	Token     string
}

// ChangeUser changes somebody's name, roles, teams, or whether they may sign
// in. It counts from their next click; when they may no longer sign in they
// are signed out everywhere and their calendar feed ends. Nobody disables
// themselves, and the last admin stays one, or the organisation could never be
// looked after again.
//
// Errors: fault.NotFound, *fault.Conflict, *fault.Invalid with the fields
// name, role, team, sign_in.
func (d *Desk) ChangeUser(ctx context.Context, actor staff.Actor, in UserChange) error {
	return d.manage(ctx, actor, access.ChangeUser, func(w *work) error {
		if err := w.useToken(ctx, in.Token, in.ID); err != nil {
			return err
		}
		others, err := w.tx.OtherAdmins(ctx, actor.OrganisationID, in.ID) // first: it makes changers take turns
		if err != nil {
			return err
		}
		before, err := w.tx.User(ctx, actor.OrganisationID, in.ID)
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return fault.Conflictf("Somebody else changed this person while you were working on it.")
		}
		after := before
		after.Name, after.Roles, after.TeamIDs, after.Disabled = strings.TrimSpace(in.Name), in.Roles, in.TeamIDs, in.Disabled
		after.TrainedOn = in.TrainedOn
		if err := w.checkChange(ctx, before, after, others); err != nil {
			return err
		}
		w.about(in.ID)
		if before, now := roleList(before.Roles), roleList(after.Roles); before != now {
			w.fact("roles_before", before)
			w.fact("roles", now)
		}
		w.changed("name", before.Name, after.Name)
		w.changed("teams", idList(before.TeamIDs), idList(after.TeamIDs))
		if before.TrainedOn != after.TrainedOn {
			w.fact("trained_on", after.TrainedOn.String())
		}
		if before.Disabled != after.Disabled {
			w.fact("sign_in", map[bool]string{true: "stopped", false: "allowed"}[after.Disabled])
		}
		if after.Disabled {
			if err := w.tx.EndSessionsOf(ctx, actor.OrganisationID, in.ID); err != nil {
				return err
			}
			if _, err := w.tx.StopFeed(ctx, actor.OrganisationID, in.ID); err != nil {
				return err
			}
		}
		return w.tx.SaveUser(ctx, after, w.now)
	})
}

func (w *work) checkChange(ctx context.Context, before, after staff.User, otherAdmins int) error {
	var problems fault.Problems
	if after.TrainedOn.After(w.today) {
		problems.Add("trained_on", "in_future")
	}
	err := w.checkUser(ctx, after)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		problems = append(problems, invalid.Problems...)
	} else if err != nil {
		return err
	}
	admin := func(u staff.User) bool { return !u.Disabled && slices.Contains(u.Roles, staff.Admin) }
	switch {
	case after.ID == w.actor.UserID && after.Disabled:
		problems.Add("sign_in", "not_yourself")
	case admin(before) && !admin(after) && otherAdmins == 0 && after.Disabled:
		problems.Add("sign_in", "last_admin")
	case admin(before) && !admin(after) && otherAdmins == 0:
		problems.Add("role", "last_admin")
	}
	return problems.Err()
}

// useToken spends the one-time token of a form; a second press ends the work
// with errAlreadyDone.
func (w *work) useToken(ctx context.Context, token, result string) error {
	if token == "" {
		return nil
	}
	_, spent, err := w.tx.UseFormToken(ctx, w.actor.OrganisationID, w.actor.UserID, token, result)
	if err == nil && spent {
		return errAlreadyDone
	}
	return err
}

func idList(ids []string) string { return strings.Join(slices.Sorted(slices.Values(ids)), ",") }

func roleList(roles []staff.Role) string {
	names := words(roles)
	slices.Sort(names)
	return strings.Join(names, ",")
}
