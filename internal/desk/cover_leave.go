package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Cover is who looks after whose cases, with the names of both.
type Cover = postgres.Cover

// LeaveCovers are the covers somebody may know of.
type LeaveCovers struct {
	Today calendar.Date
	Mine  []Cover // of the actor's own leave
	For   []Cover // in which the actor covers for somebody
	Team  []Cover // of the other people of their teams, for supervisors
	// People are those whose leave the actor may record: themselves, and for a
	// supervisor everybody of their teams who carries cases.
	People []staff.User
	// Carriers are those of the organisation who may cover.
	Carriers []staff.User
}

// LeaveCovers lists present and coming covers: the actor's own, those in which
// they cover, and for a supervisor those of their teams.
func (d *Desk) LeaveCovers(ctx context.Context, actor staff.Actor) (LeaveCovers, error) {
	var l LeaveCovers
	err := d.manage(ctx, actor, access.ViewCover, func(w *work) error {
		l.Today = w.today
		covers, err := w.tx.Covers(ctx, actor.OrganisationID, w.today)
		if err != nil {
			return err
		}
		users, err := w.tx.Users(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		for _, u := range users {
			u.PasswordHash = "" // nobody needs to see one
			if u.Disabled || !u.CarriesCases() {
				continue
			}
			l.Carriers = append(l.Carriers, u)
			if mayRecordCover(actor, u) {
				l.People = append(l.People, u)
			}
		}
		for _, c := range covers {
			switch {
			case c.UserID == actor.UserID:
				l.Mine = append(l.Mine, c)
			case slices.ContainsFunc(l.People, func(u staff.User) bool { return u.ID == c.UserID }):
				l.Team = append(l.Team, c)
			}
			if c.CoverID == actor.UserID {
				l.For = append(l.For, c)
			}
		}
		return nil
	})
	return l, err
}

// AwayToday lists who of the actor's teams is on leave today, for supervisors.
func (d *Desk) AwayToday(ctx context.Context, actor staff.Actor) ([]Cover, error) {
	if err := d.ask(ctx, actor, access.ListTeam); err != nil {
		return nil, err
	}
	return d.seenBy(actor).AwayOn(ctx, actor.OrganisationID, actor.TeamIDs, d.Today())
}

// mayRecordCover says whether the actor may arrange cover for somebody: for
// themselves, or as a supervisor of one of their teams.
func mayRecordCover(actor staff.Actor, away staff.User) bool {
	return away.ID == actor.UserID ||
		actor.Has(staff.Supervisor) && slices.ContainsFunc(away.TeamIDs, actor.InTeam)
}

// NewCover asks somebody to look after somebody's cases.
type NewCover struct {
	UserID      string // who is away
	CoverID     string
	From, Until calendar.Date // both included
	Token       string
}

// RecordCover records who looks after somebody's cases while they are on
// leave. From its first day the cover reaches these cases and is told of their
// dates; on the day after the last it ends by itself.
//
// Errors: fault.NotFound, *fault.Invalid on the fields away, cover, from and
// until.
func (d *Desk) RecordCover(ctx context.Context, actor staff.Actor, in NewCover) error {
	return d.manage(ctx, actor, access.RecordCover, func(w *work) error {
		var problems fault.Problems
		for field, id := range map[string]string{"away": in.UserID, "cover": in.CoverID} {
			if !isID(id) {
				problems.Add(field, "select_one")
			}
		}
		for field, day := range map[string]calendar.Date{"from": in.From, "until": in.Until} {
			if day.IsZero() {
				problems.Add(field, "required")
			}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if err := w.tx.LockCovers(ctx, actor.OrganisationID); err != nil {
			return err
		}
		if err := w.useToken(ctx, in.Token, in.UserID); err != nil {
			return err
		}
		away, err := w.tx.User(ctx, actor.OrganisationID, in.UserID)
		if err != nil {
			return err
		}
		if !mayRecordCover(actor, away) {
			return fault.NotFound
		}
		cover, err := w.tx.User(ctx, actor.OrganisationID, in.CoverID)
		if err != nil {
			return err
		}
		kept, err := w.tx.Covers(ctx, actor.OrganisationID, w.today)
		if err != nil {
			return err
		}
		others := make([]staff.Cover, len(kept))
		for i, k := range kept {
			others[i] = k.Cover
		}
		c := staff.Cover{ID: newID(), OrganisationID: actor.OrganisationID, UserID: away.ID, CoverID: cover.ID, From: in.From, Until: in.Until}
		if err := staff.CheckCover(c, away, cover, others, w.today).Err(); err != nil {
			return err
		}
		w.about(c.ID)
		w.fact("away", c.UserID)
		w.fact("cover", c.CoverID)
		w.fact("first_day", c.From.String())
		w.fact("last_day", c.Until.String())
		return w.tx.InsertCover(ctx, c, actor.UserID, w.now)
	})
}

// EndCover ends a cover before its last day: at the next click its cover no
// longer reaches the cases. Whoever may record it, or covers, may end it.
// Error: fault.NotFound.
func (d *Desk) EndCover(ctx context.Context, actor staff.Actor, id, token string) error {
	return d.manage(ctx, actor, access.EndCover, func(w *work) error {
		if !isID(id) {
			return fault.NotFound
		}
		if err := w.useToken(ctx, token, id); err != nil {
			return err
		}
		c, err := w.tx.Cover(ctx, actor.OrganisationID, id)
		if err != nil {
			return err
		}
		away, err := w.tx.User(ctx, actor.OrganisationID, c.UserID)
		if err != nil {
			return err
		}
		if c.CoverID != actor.UserID && !mayRecordCover(actor, away) {
			return fault.NotFound
		}
		w.about(id)
		w.fact("away", c.UserID)
		w.fact("cover", c.CoverID)
		if err := w.tx.EndCover(ctx, actor.OrganisationID, id, actor.UserID, w.now); err != nil {
			return err
		}
		return w.tx.EndCovering(ctx, w.today, w.now)
	})
}
