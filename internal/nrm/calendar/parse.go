package calendar

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ListError is what is wrong with a list of bank holidays.
type ListError struct{ sentences []string }

// Sentences are what to correct, each with where it stands.
func (e *ListError) Sentences() []string { return e.sentences }

func (e *ListError) Error() string { return "bank holidays: " + strings.Join(e.sentences, " ") }

// listed is a list in the shape GOV.UK serves. Its notes and bunting decide
// nothing.
type listed map[Division]struct {
	Events []struct {
		Title string `json:"title"`
		Date  string `json:"date"`
	} `json:"events"`
}

// ParseHolidays reads a list in the shape GOV.UK serves. It refuses the whole
// list when anything in it is wrong, and says all that is: a missing holiday
// would move deadlines without anybody noticing.
//
// Error: *ListError.
func ParseHolidays(r io.Reader) (*Holidays, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read bank holidays: %w", err)
	}
	sum := sha256.Sum256(raw)
	var lists listed
	if err := json.Unmarshal(bytes.TrimPrefix(raw, []byte("\ufeff")), &lists); err != nil {
		return nil, &ListError{[]string{unreadable(raw, err)}}
	}
	h := &Holidays{titles: make(map[Division]map[Date]string, len(Divisions)), text: raw}
	var wrong []string
	for _, division := range Divisions {
		wrong = append(wrong, h.take(division, lists)...)
	}
	if len(wrong) > 0 {
		return nil, &ListError{wrong}
	}
	h.version = fmt.Sprintf("%d-%d/%s", h.knownFrom.Year(), h.knownTo.Year(), hex.EncodeToString(sum[:4]))
	return h, nil
}

// unreadable says why a text is no list at all.
func unreadable(raw []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	line := func(offset int64) int { return 1 + bytes.Count(raw[:min(int(offset), len(raw))], []byte("\n")) }
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return "The file is empty."
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "This is a spreadsheet or an archive. Load the JSON file that GOV.UK publishes."
	case errors.As(err, &syntax):
		return fmt.Sprintf("The file is not JSON as GOV.UK publishes it: it cannot be read from line %d on.", line(syntax.Offset))
	case errors.As(err, &kind):
		return fmt.Sprintf("Line %d does not hold what GOV.UK publishes there.", line(kind.Offset))
	}
	return "The file is not JSON as GOV.UK publishes it."
}

// take reads the list of one division and says what is wrong with it.
func (h *Holidays) take(division Division, lists listed) (wrong []string) {
	name := division.Name()
	say := func(format string, args ...any) { wrong = append(wrong, name+": "+fmt.Sprintf(format, args...)) }
	events := lists[division].Events
	if len(events) == 0 {
		say("there are no bank holidays. The file needs a list under %q.", string(division))
		return wrong
	}
	titles, years := make(map[Date]string, len(events)), map[int]bool{}
	first, last := lastYear, 0
	for i, event := range events {
		on, err := ParseDate(event.Date)
		switch {
		case err != nil:
			say("entry %d: %s.", i+1, err)
			continue
		case strings.TrimSpace(event.Title) == "":
			say("entry %d, %s, has no title.", i+1, on.Long())
		case IsWeekend(on):
			say("entry %d, %s: %s is not a working day anyway. Check the date.", i+1, event.Title, on.LongWithDay())
		case titles[on] != "":
			say("entry %d, %s: %s is listed twice.", i+1, event.Title, on.Long())
		}
		titles[on], years[on.Year()] = event.Title, true
		first, last = min(first, on.Year()), max(last, on.Year())
	}
	for year := first; year <= last; year++ {
		if !years[year] {
			say("no bank holiday of %d is listed although earlier and later years are.", year)
		}
	}
	h.titles[division] = titles
	h.narrow(first, last)
	return wrong
}

// narrow keeps the years that every division covers.
func (h *Holidays) narrow(first, last int) {
	if from := NewDate(first, time.January, 1); from.After(h.knownFrom) {
		h.knownFrom = from
	}
	if to := NewDate(last, time.December, 31); h.knownTo.IsZero() || to.Before(h.knownTo) {
		h.knownTo = to
	}
}
