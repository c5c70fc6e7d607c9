package desk

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
)

// shelf holds the books read so far. A book never changes, so each is read
// once, and which one counts is asked for in every transaction: another copy
// of the program may have taken a new one into use.
type shelf struct {
	mu    sync.RWMutex
	books map[postgres.BookVersions]*deadline.Book
}

func newShelf(published *deadline.Book) *shelf {
	return &shelf{books: map[postgres.BookVersions]*deadline.Book{versionsOf(published): published}}
}

func versionsOf(b *deadline.Book) postgres.BookVersions {
	return postgres.BookVersions{Rules: b.Version(), Calendar: b.CalendarVersion()}
}

func (s *shelf) find(v postgres.BookVersions) (*deadline.Book, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, ok := s.books[v]
	return b, ok
}

func (s *shelf) add(b *deadline.Book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books[versionsOf(b)] = b
}

// bookInForce is the book the organisation counts with now: what it took into
// use last, or what this release carries.
func (d *Desk) bookInForce(ctx context.Context, tx *postgres.DB, organisationID string) (*deadline.Book, error) {
	v, ok, err := tx.BookInForce(ctx, organisationID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return d.published, nil
	}
	return d.bookOf(ctx, tx, v)
}

// keepPublished keeps the book of this release in the database, where what an
// organisation counts with is looked up.
func (d *Desk) keepPublished(ctx context.Context, tx *postgres.DB) error {
	return tx.KeepBook(ctx, versionsOf(d.published), d.published.Text(), d.published.Holidays().Text(), d.Now().UTC())
}

// bookOf is a book by its versions. Error: fault.NotFound when it was never
// kept in this database.
func (d *Desk) bookOf(ctx context.Context, tx *postgres.DB, v postgres.BookVersions) (*deadline.Book, error) {
	if b, ok := d.shelf.find(v); ok {
		return b, nil
	}
	rules, holidays, err := tx.BookTexts(ctx, v)
	if err != nil {
		return nil, err
	}
	b, err := readBook(rules, holidays)
	if err != nil {
		return nil, fmt.Errorf("book %s with %s as kept: %w", v.Rules, v.Calendar, err)
	}
	d.shelf.add(b)
	return b, nil
}

func readBook(rules, holidays []byte) (*deadline.Book, error) {
	h, err := calendar.ParseHolidays(bytes.NewReader(holidays))
	if err != nil {
		return nil, err
	}
	return deadline.Parse(bytes.NewReader(rules), h)
}

// book is the book the case is counted with, read once for the work.
func (w *work) book(ctx context.Context) (*deadline.Book, error) {
	if w.inForce != nil {
		return w.inForce, nil
	}
	b, err := w.desk.bookInForce(ctx, w.tx, w.actor.OrganisationID)
	w.inForce = b
	return b, err
}
