package sample

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// lawBook is the published book without the rows of our own practice.
func lawBook(t testing.TB) *deadline.Book {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(deadline.Published().Text())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id := slices.Index(rows[0], "rule_id")
	law := slices.DeleteFunc(rows, func(row []string) bool {
		r, ok := deadline.Published().Rule(row[id])
		return ok && r.OwnPractice()
	})
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(law); err != nil {
		t.Fatal(err)
	}
	book, err := deadline.Parse(&text, calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	return book
}
