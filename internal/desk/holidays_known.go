package desk

import (
	"context"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// HolidaysKnown is how far bank holidays are known.
type HolidaysKnown struct {
	Until calendar.Date
	Soon  bool // so near that a newer list is needed
}

func holidaysKnown(b *deadline.Book, today calendar.Date) HolidaysKnown {
	return HolidaysKnown{b.Holidays().KnownUntil(), b.Holidays().EndsSoon(today)}
}

// HolidaysKnown is how far bank holidays are known to every organisation: of
// the lists they count with, the one that ends first. It tells nothing that
// GOV.UK does not publish.
func (d *Desk) HolidaysKnown(ctx context.Context) (HolidaysKnown, error) {
	first := holidaysKnown(d.published, d.Today())
	versions, err := d.db.BooksInForce(ctx)
	if err != nil {
		return first, err
	}
	for i, v := range versions {
		book, err := d.bookOf(ctx, d.db, v)
		if err != nil {
			return first, err
		}
		if k := holidaysKnown(book, d.Today()); i == 0 || k.Until.Before(first.Until) {
			first = k
		}
	}
	return first, nil
}
