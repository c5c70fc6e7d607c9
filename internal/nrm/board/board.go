// Package board says what the deadline board of a supervisor shows: which
// clocks, and how near they must be. The sections are rows of data/board.csv,
// each with its source; the clocks themselves are in package deadline.
package board

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// Section is one list of the board.
type Section struct {
	Key      string
	Label    string
	Citation string
	Empty    string // what to say when nothing is in it

	clock  string // every other clock that can be missed when it is anyOther
	days   int    // the last day shown, counted from today
	passed bool   // dates before today are shown too
}

// anyOther in place of a clock means the dates that can be missed of every
// clock without a section of its own.
const anyOther = "*"

//go:embed data/board.csv
var boardCSV []byte

// Sections lists the sections in the order of the page.
func Sections() []Section { return slices.Clone(sections()) }

// Find is the section with the key.
func Find(key string) (Section, bool) {
	i := slices.IndexFunc(sections(), func(s Section) bool { return s.Key == key })
	if i < 0 {
		return Section{}, false
	}
	return sections()[i], true
}

// Until is the last day the section shows.
func (s Section) Until(today calendar.Date) calendar.Date { return today.AddDays(s.days) }

// From is the first day the section shows, or none when it goes back as far as
// there are dates.
func (s Section) From(today calendar.Date) calendar.Date {
	if s.passed {
		return calendar.Date{}
	}
	return today
}

// Rules names the rules whose dates the section shows, from the books given.
// When except is true it shows the dates that can be missed of all rules but
// these.
func (s Section) Rules(books ...*deadline.Book) (ids []string, except bool) {
	except = s.clock == anyOther
	for _, b := range books {
		for _, r := range b.Rules() {
			wanted := r.Clock == s.clock
			if except {
				wanted = slices.ContainsFunc(sections(), func(o Section) bool { return o.clock == r.Clock })
			}
			if wanted && !slices.Contains(ids, r.ID) {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids, except
}

// A mistake in the embedded file is a mistake in the program.
var sections = sync.OnceValue(func() []Section {
	list, err := parse(bytes.NewReader(boardCSV))
	if err != nil {
		panic("board: " + err.Error())
	}
	return list
})

func parse(r io.Reader) ([]Section, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the sections: %w", err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("the board has no sections")
	}
	var list []Section
	for _, row := range rows[1:] {
		s := Section{Key: row[0], Label: row[1], clock: row[2], Citation: row[5], Empty: row[6]}
		if s.days, err = strconv.Atoi(row[3]); err != nil {
			return nil, fmt.Errorf("section %s, days: %w", s.Key, err)
		}
		if s.passed, err = strconv.ParseBool(row[4]); err != nil {
			return nil, fmt.Errorf("section %s, passed: %w", s.Key, err)
		}
		if s.Key == "" || s.Label == "" || s.clock == "" || s.Citation == "" || s.Empty == "" {
			return nil, fmt.Errorf("section %q lacks a value", s.Key)
		}
		if slices.ContainsFunc(list, func(o Section) bool { return o.Key == s.Key || o.clock == s.clock }) {
			return nil, fmt.Errorf("section %s or its clock stands there twice", s.Key)
		}
		list = append(list, s)
	}
	return list, nil
}
