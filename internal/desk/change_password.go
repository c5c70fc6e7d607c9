package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

// Account is what somebody sees of their own account.
type Account struct {
	User  staff.User
	Teams []string
}

// Account reads the actor's own account.
func (d *Desk) Account(ctx context.Context, actor staff.Actor) (Account, error) {
	var a Account
	err := d.manage(ctx, actor, access.ViewAccount, func(w *work) (err error) {
		if a.User, err = w.tx.User(ctx, actor.OrganisationID, actor.UserID); err != nil {
			return err
		}
		a.User.PasswordHash = ""
		teams, err := w.tx.Teams(ctx, actor.OrganisationID)
		for _, t := range teams {
			if actor.InTeam(t.ID) {
				a.Teams = append(a.Teams, t.Name)
			}
		}
		return err
	})
	return a, err
}

// ChangePassword gives the actor a new password, whose hash package signin has
// made after asking for the old one, and signs them out everywhere. The page
// that asks then renews its own session.
func (d *Desk) ChangePassword(ctx context.Context, actor staff.Actor, hash string) error {
	return d.manage(ctx, actor, access.ChangePassword, func(w *work) error {
		w.about(actor.UserID)
		return w.setPassword(ctx, actor.UserID, hash)
	})
}

// NewPassword is a password that an admin sets for somebody.
type NewPassword struct {
	UserID string
	Hash   string
	Token  string
}

// SetPassword gives somebody else a new password and signs them out
// everywhere. One's own is changed by ChangePassword, which asks for the old.
//
// Errors: fault.NotFound, *fault.Conflict.
func (d *Desk) SetPassword(ctx context.Context, actor staff.Actor, in NewPassword) (again bool, err error) {
	err = d.manage(ctx, actor, access.ChangeUser, func(w *work) error {
		if in.UserID == actor.UserID {
			return fault.Conflictf("Change your own password on the page of your account.")
		}
		if _, err := w.tx.User(ctx, actor.OrganisationID, in.UserID); err != nil {
			return err
		}
		if err := w.useToken(ctx, in.Token, in.UserID); err != nil {
			again = true
			return err
		}
		w.about(in.UserID)
		w.fact("password", "set")
		return w.setPassword(ctx, in.UserID, in.Hash)
	})
	return again, err
}

func (w *work) setPassword(ctx context.Context, userID, hash string) error {
	if err := w.tx.SetPasswordHash(ctx, w.actor.OrganisationID, userID, hash); err != nil {
		return err
	}
	return w.tx.EndSessionsOf(ctx, w.actor.OrganisationID, userID)
}
