package deadline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
)

func TestBook_ChangesTo(t *testing.T) {
	t.Parallel()
	read := func(rows ...string) *Book {
		b, err := Parse(strings.NewReader(header+strings.Join(rows, "")), calendar.Published())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	was := read(oldRow, newRow)
	if changes := was.ChangesTo(was); changes != nil {
		t.Errorf("a book differs from itself: %v", changes)
	}
	now := read(strings.NewReplacer(",90,", ",60,", "A note", "Another note").Replace(newRow),
		strings.NewReplacer("A-90,scotland", "B-90,northern-ireland", "high,scotland", "high,northern-ireland").Replace(newRow))
	var got []string
	for _, c := range was.ChangesTo(now) {
		words := c.ID()
		switch {
		case c.Before == nil:
			words += " is new"
		case c.After == nil:
			words += " is gone"
		}
		for _, column := range c.Columns {
			words += "; " + column.Column + ": " + column.Before + " to " + column.After
		}
		got = append(got, words)
	}
	want := []string{"A-90; amount: 90 to 60; note: A note to Another note", "B-90 is new", "A-45 is gone"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}
