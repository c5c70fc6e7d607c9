package desk

import (
	"context"
	"errors"
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
)

// BookChoice is a book somebody wants to count with. Each of its two parts is
// a text, or the version of one that is kept here; what has neither stays as
// the organisation has it.
type BookChoice struct {
	Rules, Holidays []byte
	BookVersions
}

// BookVersions names the rules and the bank holidays of a book.
type BookVersions = postgres.BookVersions

// BadBook is what is wrong with a file of rules or of bank holidays, a
// sentence for each row.
type BadBook struct{ Sentences []string }

func (b *BadBook) Error() string { return "the book cannot be used" }

// choose reads the book, keeps its texts and says which one it would replace.
//
// Errors: *BadBook, fault.NotFound for a version that is not kept here,
// *fault.Conflict when it is in use already.
func (w *work) choose(ctx context.Context, in BookChoice) (book *deadline.Book, from BookVersions, err error) {
	if err := w.desk.keepPublished(ctx, w.tx); err != nil {
		return nil, from, err
	}
	now, err := w.book(ctx)
	if err != nil {
		return nil, from, err
	}
	from = versionsOf(now)
	of := from
	if in.BookVersions.Rules != "" {
		of.Rules = in.BookVersions.Rules
	}
	if in.Calendar != "" {
		of.Calendar = in.Calendar
	}
	rules, holidays, err := w.tx.BookTexts(ctx, of)
	if err != nil {
		return nil, from, err
	}
	if len(in.Rules) > 0 {
		rules = in.Rules
	}
	if len(in.Holidays) > 0 {
		holidays = in.Holidays
	}
	if book, err = readBook(rules, holidays); err != nil {
		return nil, from, badBook(err)
	}
	if versionsOf(book) == from {
		return nil, from, fault.Conflictf("These rules and bank holidays are in use already. There is nothing to change.")
	}
	return book, from, w.tx.KeepBook(ctx, versionsOf(book), rules, holidays, w.now)
}

// badBook is an error of reading a book as the person who brought it is told.
func badBook(err error) error {
	if said := (interface{ Sentences() []string })(nil); errors.As(err, &said) {
		return &BadBook{slices.Clone(said.Sentences())}
	}
	return &BadBook{[]string{err.Error()}}
}
