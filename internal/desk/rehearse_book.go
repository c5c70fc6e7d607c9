package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RehearseBook counts every open case with a book and keeps what would move.
// No case changes. The rehearsals of the same person that came to nothing are
// forgotten. A second press of the same form leads to the same rehearsal.
//
// Errors: *BadBook, *fault.Conflict when the book is in use already,
// fault.NotFound for a version that is not kept here.
func (d *Desk) RehearseBook(ctx context.Context, actor staff.Actor, in BookChoice, token string) (id string, err error) {
	err = d.manage(ctx, actor, access.RehearseBook, func(w *work) error {
		r := postgres.BookRehearsal{
			ID: newID(), OrganisationID: actor.OrganisationID, RehearsedBy: userOf(actor), RehearsedAt: w.now,
		}
		id = r.ID
		if token != "" {
			earlier, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, token, id)
			if err != nil {
				return err
			}
			if spent {
				id = earlier
				return errAlreadyDone
			}
		}
		book, from, err := w.choose(ctx, in)
		if err != nil {
			return err
		}
		r.Book, r.From = versionsOf(book), from
		if err := w.tx.DropBookRehearsalsOf(ctx, r.OrganisationID, r.RehearsedBy); err != nil {
			return err
		}
		if err := w.tx.InsertBookRehearsal(ctx, r); err != nil {
			return err
		}
		if err := w.recountOpenCases(ctx, book, &r, false); err != nil {
			return err
		}
		w.about(r.ID)
		w.bookFacts(r)
		w.countFacts(r)
		return w.tx.SaveBookRehearsal(ctx, r)
	})
	return id, err
}

func (w *work) countFacts(r postgres.BookRehearsal) {
	w.fact("open_cases", strconv.Itoa(r.OpenCases))
	w.fact("moved_cases", strconv.Itoa(r.MovedCases))
	w.fact("moved_dates", strconv.Itoa(r.MovedDates))
	w.fact("late_dates", strconv.Itoa(r.LateDates))
}

// userOf is the user an act is put down to, or nobody when the program itself
// acts.
func userOf(actor staff.Actor) string {
	if actor.Has(staff.System) {
		return ""
	}
	return actor.UserID
}
