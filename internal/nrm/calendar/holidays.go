package calendar

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// Holidays is a list of bank holidays per division. It never changes once
// read, so one copy serves every reader at once.
type Holidays struct {
	titles    map[Division]map[Date]string
	version   string
	knownFrom Date
	knownTo   Date
}

//go:embed data/bank-holidays.json
var publishedJSON []byte

// Published is the list this release carries, as GOV.UK published it.
var Published = sync.OnceValue(func() *Holidays {
	h, err := ParseHolidays(bytes.NewReader(publishedJSON))
	if err != nil {
		panic("calendar: the embedded bank holidays: " + err.Error())
	}
	return h
})

// ParseHolidays reads a list in the shape GOV.UK serves. It refuses a list
// that lacks a division or holds a day that does not exist: a missing holiday
// would move deadlines without anybody noticing.
func ParseHolidays(r io.Reader) (*Holidays, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read bank holidays: %w", err)
	}
	var lists map[Division]struct {
		Events []struct {
			Title string `json:"title"`
			Date  string `json:"date"`
		} `json:"events"`
	}
	if err := json.Unmarshal(raw, &lists); err != nil {
		return nil, fmt.Errorf("read bank holidays: %w", err)
	}
	sum := sha256.Sum256(raw)
	h := &Holidays{titles: make(map[Division]map[Date]string, len(Divisions))}
	for _, division := range Divisions {
		events := lists[division].Events
		if len(events) == 0 {
			return nil, fmt.Errorf("bank holidays: no list for %s", division)
		}
		titles := make(map[Date]string, len(events))
		var first, last Date
		for i, event := range events {
			day, err := ParseDate(event.Date)
			if err != nil {
				return nil, fmt.Errorf("bank holidays: %s, entry %d: %w", division, i+1, err)
			}
			titles[day] = event.Title
			if first.IsZero() || day.Before(first) {
				first = day
			}
			if day.After(last) {
				last = day
			}
		}
		h.titles[division] = titles
		h.narrow(first.Year(), last.Year())
	}
	h.version = fmt.Sprintf("%d-%d/%s", h.knownFrom.Year(), h.knownTo.Year(), hex.EncodeToString(sum[:4]))
	return h, nil
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

// Holiday is the title of the bank holiday on a day, if it is one.
func (h *Holidays) Holiday(division Division, d Date) (title string, ok bool) {
	title, ok = h.titles[division][d]
	return title, ok
}

// IsWorkingDay says whether a day is Monday to Friday and not a bank holiday
// of the division (nrm-rules §8).
func (h *Holidays) IsWorkingDay(division Division, d Date) bool {
	if IsWeekend(d) {
		return false
	}
	_, holiday := h.titles[division][d]
	return !holiday
}

// IsWeekend says whether a day is a Saturday or a Sunday.
func IsWeekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// Version names the list by its years and a short hash of its content, so a
// stored date can say which list it was counted with.
func (h *Holidays) Version() string { return h.version }

// KnownFrom is the first day of the first year every division is listed for.
func (h *Holidays) KnownFrom() Date { return h.knownFrom }

// KnownUntil is the last day of the last year every division is listed for.
// A working-day date beyond it may still move.
func (h *Holidays) KnownUntil() Date { return h.knownTo }
