package desk

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
)

// recountBatch is how many cases are counted again with one round of queries.
const recountBatch = 500

// recountOpenCases counts every open case of the organisation with a book and
// adds to the rehearsal what moves. Only when the book is being taken into use
// are the cases held and written. Both go the same way, so that a rehearsal
// says what taking the book then does.
func (w *work) recountOpenCases(ctx context.Context, book *deadline.Book, r *postgres.BookRehearsal, take bool) error {
	read, kept := w.tx.OpenCases, keptBooks{w: w, books: map[postgres.BookVersions]*deadline.Book{}}
	if take {
		read = w.tx.LockOpenCases
	}
	for after := ""; ; {
		cases, err := read(ctx, r.OrganisationID, after, recountBatch)
		if err != nil || len(cases) == 0 {
			return err
		}
		after = cases[len(cases)-1].ID
		if err := w.recountSome(ctx, book, kept, r, cases, take); err != nil {
			return err
		}
	}
}

func (w *work) recountSome(ctx context.Context, book *deadline.Book, kept keptBooks, r *postgres.BookRehearsal, cases []casefile.Case, take bool) error {
	list, err := clocksOf(ctx, w.tx, cases)
	if err != nil {
		return err
	}
	changes := clockChanges{today: w.today, now: w.now}
	var found []postgres.BookMove
	var changed []casefile.Case
	var entries []audit.Entry
	for _, c := range list {
		before, err := kept.before(ctx, c)
		if err != nil {
			return err
		}
		after, next := changes.recount(book, c)
		moves := deadline.Compare(before, after)
		for _, m := range moves {
			found = append(found, w.bookMove(c.of, m, r.MovedDates+len(found)+1))
		}
		if len(moves) > 0 {
			r.MovedCases++
			c.of.Version++
			entries = append(entries, w.recountEntry(c.of, r, len(moves)))
		}
		if len(moves) > 0 || next != c.of.NextDue {
			c.of.NextDue = next
			changed = append(changed, c.of)
		}
	}
	r.OpenCases += len(cases)
	r.MovedDates += len(found)
	for _, m := range found {
		if m.Late {
			r.LateDates++
		}
	}
	if err := w.tx.InsertBookMoves(ctx, *r, found); err != nil || !take {
		return err
	}
	if err := changes.write(ctx, w.tx); err != nil {
		return err
	}
	if err := w.tx.SaveNextDue(ctx, changed); err != nil {
		return err
	}
	return w.tx.AppendAudit(ctx, entries...)
}

// bookMove is a move as the rehearsal keeps it. It is late when it is a limit
// that has passed on its new day and had not on its old one.
func (w *work) bookMove(c casefile.Case, m deadline.Move, number int) postgres.BookMove {
	return postgres.BookMove{
		Number: number, CaseID: c.ID, Label: m.Label(), From: m.From(), To: m.To(), Over: m.Over(), Late: m.FallsOverdue(w.today),
	}
}

// recountEntry is what the trail of a case says of its dates being counted
// again, in the same transaction but in the case's own chain.
func (w *work) recountEntry(c casefile.Case, r *postgres.BookRehearsal, moved int) audit.Entry {
	on := *w
	on.action, on.chain, on.subject, on.detail = access.RecountDeadlines, c.ID, r.ID, nil
	on.bookFacts(*r)
	on.fact("moved_dates", strconv.Itoa(moved))
	return on.entry()
}

// bookFacts says in an audit entry which book took the place of which.
func (w *work) bookFacts(r postgres.BookRehearsal) {
	w.fact("rules", r.Book.Rules)
	w.fact("calendar", r.Book.Calendar)
	if r.From.Rules != r.Book.Rules {
		w.fact("rules_before", r.From.Rules)
	}
	if r.From.Calendar != r.Book.Calendar {
		w.fact("calendar_before", r.From.Calendar)
	}
}

// keptBooks finds the books kept dates were counted with, each once.
type keptBooks struct {
	w     *work
	books map[postgres.BookVersions]*deadline.Book // nil when it was never kept
}

func (k keptBooks) find(ctx context.Context, v postgres.BookVersions) (*deadline.Book, error) {
	b, asked := k.books[v]
	if asked {
		return b, nil
	}
	b, err := k.w.desk.bookOf(ctx, k.w.tx, v)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	k.books[v] = b
	return b, nil
}

// before are the dates of a case as they are kept and shown now.
func (k keptBooks) before(ctx context.Context, c clocks) ([]deadline.Deadline, error) {
	var list []deadline.Deadline
	for _, row := range c.kept {
		if row.Status == postgres.Superseded {
			continue
		}
		book, err := k.find(ctx, postgres.BookVersions{Rules: row.RulesVersion, Calendar: row.CalendarVersion})
		if err != nil {
			return nil, err
		}
		list = append(list, deadlineOf(row, book))
	}
	return list, nil
}
