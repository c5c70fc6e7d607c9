package desk

import (
	"context"
	"errors"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// BookTaking is somebody's word to take a rehearsed book into use.
type BookTaking struct {
	RehearsalID string
	Reason      string
	Token       string
}

// BookTaken is what taking a book into use did. Rehearsed is what the rehearsal
// had said of it.
type BookTaken struct {
	BookRehearsal
	Rehearsed BookRehearsal
}

// AsRehearsed says whether the cases were still as they had been rehearsed, as
// far as the counts tell.
func (b BookTaken) AsRehearsed() bool {
	return b.MovedDates == b.Rehearsed.MovedDates && b.MovedCases == b.Rehearsed.MovedCases && b.LateDates == b.Rehearsed.LateDates
}

// TakeBook takes a rehearsed book into use: from then on every date of the
// organisation is counted with it. Every open case is counted again, in one
// step that happens as a whole or not at all. Dates that move are kept as new
// rows beside the old ones, their reminders are planned anew, each case that
// moves has an entry in its own trail and a version of its own. What the cases
// are now counts, not what they were at the rehearsal; the counts returned are
// the final ones.
//
// Errors: *fault.Invalid on the field book_reason, *fault.Conflict when another
// book was taken into use since the rehearsal.
func (d *Desk) TakeBook(ctx context.Context, actor staff.Actor, in BookTaking) (BookTaken, error) {
	var r, rehearsed BookRehearsal
	if err := d.ask(ctx, actor, access.RecountDeadlines); err != nil {
		return BookTaken{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	err := d.manage(ctx, actor, access.TakeBook, func(w *work) (err error) {
		if err := textProblems("book_reason", reason, maxReason).Err(); err != nil {
			return err
		}
		r, err = w.tx.BookRehearsal(ctx, actor.OrganisationID, in.RehearsalID)
		if errors.Is(err, fault.NotFound) {
			return errRehearseAgain
		}
		if err != nil {
			return err
		}
		rehearsed = r
		if err := w.useToken(ctx, in.Token, r.ID); err != nil {
			return err
		}
		return w.take(ctx, &r, reason)
	})
	return BookTaken{r, rehearsed}, err
}

var errRehearseAgain = fault.Conflictf("Other rules or bank holidays were taken into use since this was rehearsed. Rehearse again to see what would move now.")

func (w *work) take(ctx context.Context, r *postgres.BookRehearsal, reason string) error {
	if err := w.tx.LockBooks(ctx, r.OrganisationID); err != nil {
		return err
	}
	now, err := w.desk.bookInForce(ctx, w.tx, r.OrganisationID)
	if err != nil {
		return err
	}
	if versionsOf(now) != r.From || !r.TakenAt.IsZero() {
		return errRehearseAgain
	}
	book, err := w.desk.bookOf(ctx, w.tx, r.Book)
	if err != nil {
		return err
	}
	change := postgres.BookChange{
		ID: r.ID, OrganisationID: r.OrganisationID, BookVersions: r.Book, Reason: reason, AppliedBy: userOf(w.actor), AppliedAt: w.now,
	}
	if err := w.tx.InsertBookChange(ctx, change); err != nil {
		return err
	}
	if err := w.tx.DropBookMoves(ctx, r.ID); err != nil {
		return err
	}
	r.TakenAt, r.OpenCases, r.MovedCases, r.MovedDates, r.LateDates = w.now, 0, 0, 0, 0
	if err := w.recountOpenCases(ctx, book, r, true); err != nil {
		return err
	}
	if err := w.tx.SaveBookRehearsal(ctx, *r); err != nil {
		return err
	}
	w.about(r.ID)
	w.because("book_changes", r.ID)
	w.bookFacts(*r)
	w.countFacts(*r)
	return w.tx.DropBookRehearsals(ctx, r.OrganisationID)
}

// TakePublished gives every organisation that has never taken a book into use
// the one of this release, and keeps that book for its dates to be explained.
// A later release then moves no date before somebody has rehearsed it. It is
// done whenever the program starts.
func (d *Desk) TakePublished(ctx context.Context, actor staff.Actor) error {
	if err := d.ask(ctx, actor, access.TakeBook); err != nil {
		return err
	}
	return d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		if err := d.keepPublished(ctx, tx); err != nil {
			return err
		}
		ids, err := tx.WithoutBook(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			actor.OrganisationID = id
			if err := d.takePublished(ctx, tx, actor); err != nil {
				return err
			}
		}
		return nil
	})
}

// takePublished gives an organisation its first book. It has no dates yet, or
// only such as were counted with what the release carries.
func (d *Desk) takePublished(ctx context.Context, tx *postgres.DB, actor staff.Actor) error {
	w := &work{tx: tx, actor: actor, now: d.Now().UTC(), today: d.Today(), action: access.TakeBook, desk: d, chain: actor.OrganisationID}
	change := postgres.BookChange{
		ID: newID(), OrganisationID: actor.OrganisationID, BookVersions: versionsOf(d.published),
		Reason: "The rules and bank holidays of the release the organisation began with", AppliedAt: w.now,
	}
	if err := tx.InsertBookChange(ctx, change); err != nil {
		return err
	}
	w.about(change.ID)
	w.because("book_changes", change.ID)
	w.fact("rules", change.Rules)
	w.fact("calendar", change.Calendar)
	return w.record(ctx)
}
