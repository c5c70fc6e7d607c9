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

// CaseRestriction is one act: somebody was kept out of a case, or let back in.
type CaseRestriction = postgres.CaseRestriction

// Restrictions say who a case is closed to.
type Restrictions struct {
	Head
	ClosedTo []CaseRestriction // those that count
	Lifted   []CaseRestriction // that somebody was let back in, latest first
	Staff    []staff.User      // who can be kept out
}

// Restrictions reads who a case is closed to, for the supervisors who see it.
func (d *Desk) Restrictions(ctx context.Context, actor staff.Actor, ref casefile.Ref) (Restrictions, error) {
	var page Restrictions
	err := d.view(ctx, actor, access.RestrictCase, ref, func(w *work) (err error) {
		if page.Head, err = w.head(ctx); err != nil {
			return err
		}
		if page.ClosedTo, page.Lifted, err = w.restrictions(ctx); err != nil {
			return err
		}
		users, err := w.tx.Users(ctx, actor.OrganisationID)
		for _, u := range users {
			closed := slices.ContainsFunc(page.ClosedTo, func(r CaseRestriction) bool { return r.UserID == u.ID })
			if !u.Disabled && !closed && u.ID != w.Case.OwnerID && u.ID != actor.UserID {
				u.PasswordHash = "" // nobody needs to see one
				page.Staff = append(page.Staff, u)
			}
		}
		return err
	})
	return page, err
}

// restrictions are the acts on the case: those that count, and those that let
// somebody back in.
func (w *work) restrictions(ctx context.Context) (closed, lifted []CaseRestriction, err error) {
	acts, err := w.tx.Restrictions(ctx, w.Case.ID)
	for _, a := range acts {
		if !a.Lifted {
			closed = append(closed, a)
			continue
		}
		closed = slices.DeleteFunc(closed, func(r CaseRestriction) bool { return r.UserID == a.UserID })
		lifted = slices.Insert(lifted, 0, a)
	}
	return closed, lifted, err
}

// RestrictCase closes a case to some people because of a conflict of interest.
// From the next click it is to them as if it did not exist: in lists, counts,
// searches, matches, reminders and by its address, whatever their roles.
//
// Errors: *fault.Invalid on the fields closed_to and why_closed.
func (d *Desk) RestrictCase(ctx context.Context, actor staff.Actor, e Edit, userIDs []string, reason string) error {
	return d.change(ctx, actor, access.RestrictCase, e, func(w *work) error {
		users, err := w.tx.Users(ctx, w.Case.OrganisationID)
		if err != nil {
			return err
		}
		closed, err := w.tx.BarredFromAll(ctx, []string{w.Case.ID})
		if err != nil {
			return err
		}
		r := staff.Restriction{By: actor.UserID, OwnerID: w.Case.OwnerID, Barred: closed[w.Case.ID]}
		for _, u := range users {
			if slices.Contains(userIDs, u.ID) {
				r.Named = append(r.Named, u)
			}
			if slices.Contains(u.TeamIDs, w.Case.TeamID) {
				r.Supervisors = append(r.Supervisors, u)
			}
		}
		if err := append(staff.CheckRestriction(r), textProblems("why_closed", reason, maxReason)...).Err(); err != nil {
			return err
		}
		return w.keepOut(ctx, r.Named, reason)
	})
}

// keepOut closes the case to some people.
func (w *work) keepOut(ctx context.Context, named []staff.User, reason string) error {
	acts, ids := make([]CaseRestriction, len(named)), make([]string, len(named))
	for i, u := range named {
		acts[i], ids[i] = w.restriction(u.ID, reason), u.ID
		w.fact("closed_to", u.ID)
	}
	w.because("case_restrictions", acts[0].ID)
	if err := w.takeTasksBack(ctx, w.Case.ID, ids...); err != nil {
		return err
	}
	return w.tx.InsertRestriction(ctx, acts...)
}

func (w *work) restriction(userID, reason string) CaseRestriction {
	return CaseRestriction{
		ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, UserID: userID, Reason: reason, By: w.actor.UserID, At: w.now,
	}
}

// LiftRestriction lets somebody back in.
//
// Errors: fault.NotFound when the case is not closed to them, *fault.Invalid on
// the field why_opened.
func (d *Desk) LiftRestriction(ctx context.Context, actor staff.Actor, e Edit, userID, reason string) error {
	return d.change(ctx, actor, access.LiftRestriction, e, func(w *work) error {
		closed, err := w.tx.BarredFromAll(ctx, []string{w.Case.ID})
		if err != nil {
			return err
		}
		if !slices.Contains(closed[w.Case.ID], userID) {
			return fault.NotFound
		}
		if err := textProblems("why_opened", reason, maxReason).Err(); err != nil {
			return err
		}
		act := w.restriction(userID, reason)
		act.Lifted = true
		w.because("case_restrictions", act.ID)
		w.fact("opened_to", userID)
		return w.tx.InsertRestriction(ctx, act)
	})
}
