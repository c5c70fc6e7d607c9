package sample

import (
	"bytes"
	"encoding/csv"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// BookDesk opens an office that counts with a book of its own: the published
// rules as edit leaves them. Each row is given with its columns by name; those
// edit says no to are left out.
func BookDesk(t testing.TB, edit func(row map[string]string) bool) *Office {
	t.Helper()
	db, keys := database(t)
	return open(t, db, keys, edited(t, edit))
}

// IsLaw says whether a row of the published rules is law or guidance and not
// our own practice.
func IsLaw(row map[string]string) bool {
	r, ok := deadline.Published().Rule(row["rule_id"])
	return !ok || !r.OwnPractice()
}

func edited(t testing.TB, edit func(row map[string]string) bool) *deadline.Book {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(deadline.Published().Text())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kept := [][]string{rows[0]}
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, column := range rows[0] {
			named[column] = row[i]
		}
		if !edit(named) {
			continue
		}
		for i, column := range rows[0] {
			row[i] = named[column]
		}
		kept = append(kept, row)
	}
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(kept); err != nil {
		t.Fatal(err)
	}
	book, err := deadline.Parse(&text, calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	return book
}
