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
	"strings"
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

	handoffs bool     // it lists handoffs, by their response clocks
	clocks   []string // those whose dates stand in this section and no other
	days     int      // the last day shown, counted from today
	passed   bool     // dates before today are shown too
}

// anyOther in place of a clock means the dates that can be missed of every
// clock without a section of its own.
const anyOther = "*"

// OfHandoffs says whether the section lists handoffs and not dates.
func (s Section) OfHandoffs() bool { return s.handoffs }

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
	except = slices.Contains(s.clocks, anyOther)
	for _, b := range books {
		for _, r := range b.Rules() {
			wanted := slices.Contains(s.clocks, r.Clock)
			if except {
				wanted = slices.ContainsFunc(sections(), func(o Section) bool { return slices.Contains(o.clocks, r.Clock) })
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
		s, err := parseSection(row)
		if err != nil {
			return nil, fmt.Errorf("section %q: %w", row[0], err)
		}
		if slices.ContainsFunc(list, s.clashes) {
			return nil, fmt.Errorf("section %q or a clock of it stands there twice", s.Key)
		}
		list = append(list, s)
	}
	return list, nil
}

func parseSection(row []string) (s Section, err error) {
	if slices.Contains(row, "") {
		return s, fmt.Errorf("a value is missing")
	}
	s = Section{Key: row[0], Label: row[1], handoffs: row[2] == "handoffs", clocks: strings.Split(row[3], ";"), Citation: row[6], Empty: row[7]}
	if !s.handoffs && row[2] != "dates" {
		return s, fmt.Errorf("it lists %q; it can list dates or handoffs", row[2])
	}
	if s.days, err = strconv.Atoi(row[4]); err != nil {
		return s, fmt.Errorf("days: %w", err)
	}
	if s.passed, err = strconv.ParseBool(row[5]); err != nil {
		return s, fmt.Errorf("passed: %w", err)
	}
	return s, nil
}

func (s Section) clashes(o Section) bool {
	return s.Key == o.Key || slices.ContainsFunc(s.clocks, func(c string) bool { return slices.Contains(o.clocks, c) })
}
