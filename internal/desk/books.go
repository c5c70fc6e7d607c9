package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// BookRehearsal is what a book would do to the open cases, or did; BookMove is
// one date it moves.
type (
	BookRehearsal = postgres.BookRehearsal
	BookMove      = postgres.BookMove
)

// RuleBook is what the organisation counts with, for reading.
type RuleBook struct {
	Book  *deadline.Book
	Today calendar.Date
}

// RuleBook reads the rules and bank holidays in force.
func (d *Desk) RuleBook(ctx context.Context, actor staff.Actor) (RuleBook, error) {
	b := RuleBook{Today: d.Today()}
	err := d.manage(ctx, actor, access.ViewBook, func(w *work) (err error) {
		b.Book, err = w.book(ctx)
		return err
	})
	return b, err
}

// BookOrganisations lists the organisations that count with a book, for the
// program itself: it can load one for all of them.
func (d *Desk) BookOrganisations(ctx context.Context, actor staff.Actor) ([]staff.Organisation, error) {
	if err := d.ask(ctx, actor, access.RehearseBook); err != nil {
		return nil, err
	}
	if !actor.Has(staff.System) {
		return nil, fault.Forbidden
	}
	return d.seenBy(actor).Organisations(ctx)
}

// BookHistory is which books the organisation has counted with, and what it
// could take into use.
type BookHistory struct {
	Book    *deadline.Book // in force
	Changes []TakenBook    // the one in force first; none before the first
	Release Release
	Today   calendar.Date
}

// TakenBook is a book that was taken into use.
type TakenBook struct {
	BookVersions
	Reason string
	By     string // the user's name; empty when the program itself did it
	At     time.Time
	// Moved is what it moved; nil for the first book and for one taken without
	// a rehearsal.
	Moved *BookRehearsal
}

// Release is what this release of the program carries, part by part.
type Release struct {
	BookVersions
	OtherRules, OtherHolidays bool // than those in force
	NewRules, NewHolidays     bool // it came after those in force were chosen
}

// BookHistory reads which books were in use, and what the release offers.
func (d *Desk) BookHistory(ctx context.Context, actor staff.Actor) (BookHistory, error) {
	h := BookHistory{Today: d.Today()}
	err := d.manage(ctx, actor, access.RehearseBook, func(w *work) (err error) {
		if h.Book, err = w.book(ctx); err != nil {
			return err
		}
		changes, err := w.tx.BookChanges(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		if h.Release, err = w.release(ctx, h.Book, changes); err != nil {
			return err
		}
		taken, err := w.tx.TakenRehearsals(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		users, err := w.tx.Users(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		names := make(map[string]string, len(users))
		for _, u := range users {
			names[u.ID] = u.Name
		}
		for _, c := range changes {
			t := TakenBook{BookVersions: c.BookVersions, Reason: c.Reason, By: names[c.AppliedBy], At: c.AppliedAt.UTC()}
			if r, ok := taken[c.ID]; ok {
				t.Moved = &r
			}
			h.Changes = append(h.Changes, t)
		}
		return nil
	})
	return h, err
}

// release compares what the release carries with what is in force. A part is
// new when it came to this database after the part in force was chosen: who
// chose other rules knowingly is not asked again and again.
func (w *work) release(ctx context.Context, inForce *deadline.Book, changes []postgres.BookChange) (Release, error) {
	r := Release{BookVersions: versionsOf(w.desk.published)}
	now := versionsOf(inForce)
	rulesAt, calendarAt, err := w.tx.BookKeptAt(ctx, r.BookVersions)
	if err != nil {
		return r, err
	}
	since := func(same func(BookVersions) bool) (at time.Time) {
		for _, c := range changes {
			if !same(c.BookVersions) {
				break
			}
			at = c.AppliedAt
		}
		return at
	}
	r.OtherRules, r.OtherHolidays = r.Rules != now.Rules, r.Calendar != now.Calendar
	r.NewRules = r.OtherRules && rulesAt.After(since(func(v BookVersions) bool { return v.Rules == now.Rules }))
	r.NewHolidays = r.OtherHolidays && calendarAt.After(since(func(v BookVersions) bool { return v.Calendar == now.Calendar }))
	return r, nil
}

// RehearsedBook is a rehearsal with both books and a page of the dates that
// move.
type RehearsedBook struct {
	BookRehearsal
	By            string // the user's name; empty when the program itself did it
	Before, After *deadline.Book
	Current       bool // Before is still in force, so that it can be taken
	Moves         []BookMove
	More          bool
	Today         calendar.Date
}

// MovesQuery says which dates of a rehearsal somebody wants to see.
type MovesQuery struct {
	OnlyLate bool
	After    int // the number of the last one seen
	Limit    int
}

// BookRehearsal reads a rehearsal. Error: fault.NotFound, also when it was
// forgotten because other rules were rehearsed or taken into use.
func (d *Desk) BookRehearsal(ctx context.Context, actor staff.Actor, id string, q MovesQuery) (RehearsedBook, error) {
	r := RehearsedBook{Today: d.Today()}
	err := d.manage(ctx, actor, access.RehearseBook, func(w *work) (err error) {
		if r.BookRehearsal, err = w.tx.BookRehearsal(ctx, actor.OrganisationID, id); err != nil {
			return err
		}
		if r.Before, err = d.bookOf(ctx, w.tx, r.From); err != nil {
			return err
		}
		if r.After, err = d.bookOf(ctx, w.tx, r.Book); err != nil {
			return err
		}
		now, err := w.book(ctx)
		if err != nil {
			return err
		}
		r.Current = versionsOf(now) == r.From && r.TakenAt.IsZero()
		if r.RehearsedBy != "" {
			u, err := w.tx.User(ctx, actor.OrganisationID, r.RehearsedBy)
			if err != nil {
				return err
			}
			r.By = u.Name
		}
		if r.Moves, err = w.tx.BookMoves(ctx, id, q.OnlyLate, q.After, q.Limit+1); err != nil {
			return err
		}
		if len(r.Moves) > q.Limit {
			r.Moves, r.More = r.Moves[:q.Limit], true
		}
		w.about(id)
		return nil
	})
	return r, err
}
