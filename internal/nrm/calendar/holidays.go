package calendar

import (
	"bytes"
	"cmp"
	_ "embed"
	"slices"
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
	text      []byte
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

// Text is the list as it was read.
func (h *Holidays) Text() []byte { return slices.Clone(h.text) }

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

// BankHoliday is one day off in one division.
type BankHoliday struct {
	Division Division
	On       Date
	Title    string
}

// Between lists the bank holidays of every division from one day to another,
// both included, in order of date.
func (h *Holidays) Between(from, to Date) []BankHoliday {
	var list []BankHoliday
	for _, division := range Divisions {
		for on, title := range h.titles[division] {
			if !on.Before(from) && !on.After(to) {
				list = append(list, BankHoliday{division, on, title})
			}
		}
	}
	sortHolidays(list)
	return list
}

func sortHolidays(list []BankHoliday) {
	slices.SortFunc(list, func(a, b BankHoliday) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(slices.Index(Divisions, a.Division), slices.Index(Divisions, b.Division)))
	})
}

// Differences are the days off that another list adds and those it takes away.
// A day that only has another title is neither.
func (h *Holidays) Differences(other *Holidays) (added, removed []BankHoliday) {
	return other.without(h), h.without(other)
}

// without lists what stands in h and not in o.
func (h *Holidays) without(o *Holidays) []BankHoliday {
	var list []BankHoliday
	for _, division := range Divisions {
		for on, title := range h.titles[division] {
			if _, ok := o.titles[division][on]; !ok {
				list = append(list, BankHoliday{division, on, title})
			}
		}
	}
	sortHolidays(list)
	return list
}

// EndsSoon says whether the last known year is so near that a newer list is
// needed.
func (h *Holidays) EndsSoon(today Date) bool {
	return h.KnownUntil().Before(today.AddDays(warnDays()))
}
