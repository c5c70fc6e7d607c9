package desk

import (
	"context"
	"errors"
	"slices"
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

// recounting is every open case of the organisation being counted with a book,
// and what that comes to.
type recounting struct {
	*work
	book   *deadline.Book
	kept   keptBooks
	result *postgres.BookRehearsal
	trail  []audit.Entry // of the cases that move
}

// recountOpenCases counts every open case of the organisation with a book and
// adds to the rehearsal what moves. Only when the book is being taken into use
// are the cases held and written. Both count in the same way, so that a
// rehearsal says what taking the book then does.
func (w *work) recountOpenCases(ctx context.Context, book *deadline.Book, r *postgres.BookRehearsal, take bool) error {
	n := recounting{work: w, book: book, kept: keptBooks{w: w, books: map[BookVersions]*deadline.Book{}}, result: r}
	read, some := w.tx.OpenCases, n.rehearse
	if take {
		read, some = w.tx.LockOpenCases, n.write
	}
	for after := ""; ; {
		cases, err := read(ctx, r.OrganisationID, after, recountBatch)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			return n.writeTrail(ctx)
		}
		after = cases[len(cases)-1].ID
		r.OpenCases += len(cases)
		if err := some(ctx, cases); err != nil {
			return err
		}
	}
}

// rehearse finds what moves in some cases.
func (n *recounting) rehearse(ctx context.Context, cases []casefile.Case) error {
	list, err := countsOf(ctx, n.tx, cases)
	if err != nil {
		return err
	}
	var found []postgres.BookMove
	for _, c := range list {
		moves, err := n.moves(ctx, c, c.count(n.book))
		if err != nil {
			return err
		}
		found = append(found, moves...)
	}
	return n.tx.InsertBookMoves(ctx, *n.result, found)
}

// write moves what moves in some cases. A case in which nothing moves keeps its
// version: nothing anybody decides about has changed.
func (n *recounting) write(ctx context.Context, cases []casefile.Case) error {
	list, err := clocksOf(ctx, n.tx, cases)
	if err != nil {
		return err
	}
	changes := clockChanges{today: n.today, now: n.now}
	var found []postgres.BookMove
	var changed []casefile.Case
	for _, c := range list {
		counted, next := changes.recount(n.book, c)
		moves, err := n.moves(ctx, c, counted)
		if err != nil {
			return err
		}
		found = append(found, moves...)
		if len(moves) > 0 {
			c.of.Version++
			n.trail = append(n.trail, n.entryOf(c.of, len(moves)))
		}
		if len(moves) > 0 || next != c.of.NextDue {
			c.of.NextDue = next
			changed = append(changed, c.of)
		}
	}
	if err := changes.write(ctx, n.tx); err != nil {
		return err
	}
	if err := n.tx.SaveNextDue(ctx, changed); err != nil {
		return err
	}
	return n.tx.InsertBookMoves(ctx, *n.result, found)
}

// writeTrail writes to the trails of the cases that moved, last of all: whoever
// looks at a case meanwhile has to write to its trail too, and waits from here
// on only.
func (n *recounting) writeTrail(ctx context.Context) error {
	for some := range slices.Chunk(n.trail, recountBatch) {
		if err := n.tx.AppendAudit(ctx, some...); err != nil {
			return err
		}
	}
	return nil
}

// moves compares the dates of a case as they are kept and shown now with those
// counted, and adds to the result.
func (n *recounting) moves(ctx context.Context, c clocks, counted []deadline.Deadline) ([]postgres.BookMove, error) {
	before, err := n.kept.before(ctx, c)
	if err != nil {
		return nil, err
	}
	var found []postgres.BookMove
	for _, m := range deadline.Compare(before, counted) {
		n.result.MovedDates++
		late := m.FallsOverdue(n.today)
		if late {
			n.result.LateDates++
		}
		found = append(found, postgres.BookMove{
			Number: n.result.MovedDates, CaseID: c.of.ID, Label: m.Label(), From: m.From(), To: m.To(), Over: m.Over(), Late: late,
		})
	}
	if len(found) > 0 {
		n.result.MovedCases++
	}
	return found, nil
}

// entryOf is what the trail of a case says of its dates being counted again, in
// the same transaction but in the case's own chain.
func (n *recounting) entryOf(c casefile.Case, moved int) audit.Entry {
	on := *n.work
	on.action, on.chain, on.subject, on.detail = access.RecountDeadlines, c.ID, n.result.ID, nil
	on.bookFacts(*n.result)
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
	books map[BookVersions]*deadline.Book // nil when it was never kept
}

func (k keptBooks) find(ctx context.Context, v BookVersions) (*deadline.Book, error) {
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
		book, err := k.find(ctx, BookVersions{Rules: row.RulesVersion, Calendar: row.CalendarVersion})
		if err != nil {
			return nil, err
		}
		list = append(list, deadlineOf(row, book))
	}
	return list, nil
}
