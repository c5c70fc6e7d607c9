package referral

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// List is one official option list, in official order and spelling: a value
// that is copied across must match to the letter.
type List struct {
	Values []string
	known  map[string]struct{}
}

// Has says whether the value is on the list, spelled exactly so.
func (l *List) Has(value string) bool {
	_, ok := l.known[value]
	return ok
}

// Find returns up to max values that contain the text, those that begin with
// it first. It serves search without JavaScript.
func (l *List) Find(text string, max int) []string {
	text = strings.ToLower(strings.TrimSpace(text))
	var begin, within []string
	for _, v := range l.Values {
		switch at := strings.Index(strings.ToLower(v), text); {
		case at == 0:
			begin = append(begin, v)
		case at > 0:
			within = append(within, v)
		}
	}
	found := append(begin, within...)
	return found[:min(max, len(found))]
}

// ParseList reads a list as CSV: a heading "value" and a value in each row. Its
// error is a *FormError with a sentence for each row that cannot stand.
func ParseList(raw []byte) (*List, error) {
	var wrong FormError
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	c.FieldsPerRecord = -1
	l := &List{known: map[string]struct{}{}}
	for n := 1; ; n++ {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case err != nil:
			wrong.say("Row %d is not CSV: %v.", n, err)
			return nil, &wrong
		case n == 1:
			if len(row) != 1 || row[0] != "value" {
				wrong.say("The first row must be the heading value, and there is one column.")
				return nil, &wrong
			}
			continue
		case len(row) != 1 || strings.TrimSpace(row[0]) == "" || unreadable(row[0]) > 0:
			wrong.say("Row %d must hold one readable value.", n)
		default: // a name may stand twice: the official towns do
			l.Values = append(l.Values, row[0])
			l.known[row[0]] = struct{}{}
		}
	}
	if len(l.Values) == 0 {
		wrong.say("The list holds no value.")
	}
	if wrong.Any() {
		return nil, &wrong
	}
	return l, nil
}

// ListChange is what differs between two states of an official list.
type ListChange struct{ Added, Removed []string }

// ChangesTo compares the list with another state of it.
func (l *List) ChangesTo(other *List) ListChange {
	var c ListChange
	for _, v := range other.Values {
		if !l.Has(v) {
			c.Added = append(c.Added, v)
		}
	}
	for _, v := range l.Values {
		if !other.Has(v) {
			c.Removed = append(c.Removed, v)
		}
	}
	return c
}
