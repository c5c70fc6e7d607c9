package referral

import (
	"encoding/csv"
	"fmt"
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

func readList(r io.Reader) (*List, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = 1
	rows, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 || rows[0][0] != "value" {
		return nil, fmt.Errorf("want a heading and at least one value")
	}
	l := &List{known: make(map[string]struct{}, len(rows))}
	for _, row := range rows[1:] {
		l.Values = append(l.Values, row[0])
		l.known[row[0]] = struct{}{}
	}
	return l, nil
}
