package looks

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// Measures are from when a look counts as odd. They are rows of
// data/measures.csv: our own practice, which nothing prescribes.
type Measures struct {
	NightFrom, NightUntil time.Duration // since midnight in London; the night lies across midnight
	ManyCases             int
	ManyWithin            time.Duration
	HandingOver           time.Duration
}

// Reach is how far around a look the cases are counted that the same person
// opened.
func (m Measures) Reach() time.Duration { return m.ManyWithin }

// MeasuresOn are the measures in force on a day in London: the newest that had
// begun, or the first there were.
func MeasuresOn(day calendar.Date) Measures { return on(day).Measures }

// PracticeOn are the same measures as rows, each with its source.
func PracticeOn(day calendar.Date) []Measure { return slices.Clone(on(day).rows) }

func on(day calendar.Date) datedMeasures {
	list := dated()
	found := list[0]
	for _, d := range list {
		if !d.from.After(day) {
			found = d
		}
	}
	return found
}

// night says whether an instant lies in the night.
func (m Measures) night(at time.Time) bool {
	local := at.In(calendar.London())
	since := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	return since >= m.NightFrom || since < m.NightUntil
}

// late says whether an instant lies so long after the end of somebody's work
// that nothing is left to hand over.
func (m Measures) late(ended, at time.Time) bool {
	return !ended.IsZero() && at.Sub(ended) > m.HandingOver
}

// crowd is the most different cases opened within the time that also hold one
// of the looks. Both lists are oldest first.
func (m Measures) crowd(looks, around []Look) int {
	most := 0
	inside := map[string]int{}
	first := 0
	for last, l := range around {
		inside[l.CaseID]++
		for l.At.Sub(around[first].At) > m.ManyWithin {
			if inside[around[first].CaseID]--; inside[around[first].CaseID] == 0 {
				delete(inside, around[first].CaseID)
			}
			first++
		}
		if len(inside) > most && holdsOne(looks, around[first].At, around[last].At) {
			most = len(inside)
		}
	}
	return most
}

func holdsOne(looks []Look, from, to time.Time) bool {
	return slices.ContainsFunc(looks, func(l Look) bool { return !l.At.Before(from) && !l.At.After(to) })
}

// ofDay is a time of day: "10pm".
func ofDay(since time.Duration) string {
	t := time.Time{}.Add(since)
	if t.Minute() == 0 {
		return t.Format("3pm")
	}
	return t.Format("3:04pm")
}

//go:embed data/measures.csv
var measuresCSV []byte

// Measure is one row of the practice, as a page shows it.
type Measure struct {
	Name, Value string
	From        calendar.Date
	Source      string
	Meaning     string
}

type datedMeasures struct {
	from calendar.Date
	rows []Measure
	Measures
}

// A mistake in the embedded file is a mistake in the program.
var dated = sync.OnceValue(func() []datedMeasures {
	list, err := parse(bytes.NewReader(measuresCSV))
	if err != nil {
		panic("looks: " + err.Error())
	}
	return list
})

// parse reads the measures, each set with those that a later day replaces.
func parse(r io.Reader) ([]datedMeasures, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the measures: %w", err)
	}
	var list []datedMeasures
	var now datedMeasures
	for _, row := range rows[min(1, len(rows)):] {
		m := Measure{Name: row[0], Value: row[1], Source: row[3], Meaning: row[4]}
		if m.From, err = calendar.ParseDate(row[2]); err != nil || m.Source == "" || m.Meaning == "" {
			return nil, fmt.Errorf("measure %q: it needs a day, a source and a meaning", m.Name)
		}
		if m.From.Before(now.from) {
			return nil, fmt.Errorf("measure %q: the rows are not in the order of their days", m.Name)
		}
		if err := now.set(m.Name, m.Value); err != nil {
			return nil, fmt.Errorf("measure %q: %w", m.Name, err)
		}
		now.rows = slices.DeleteFunc(slices.Clone(now.rows), func(o Measure) bool { return o.Name == m.Name })
		now.rows = append(now.rows, m)
		if m.From.After(now.from) {
			list = append(list, datedMeasures{})
		}
		now.from = m.From
		list[len(list)-1] = now
	}
	const measures = 5
	if len(now.rows) != measures || now.NightUntil >= now.NightFrom {
		return nil, fmt.Errorf("%d of %d measures are there, or the night does not lie across midnight", len(now.rows), measures)
	}
	return list, nil
}

func (m *Measures) set(name, value string) error {
	var at time.Time
	var n int
	var err error
	switch name {
	case "night_from", "night_until":
		at, err = time.Parse("15:04", value)
	default:
		if n, err = strconv.Atoi(value); err == nil && n < 1 {
			err = fmt.Errorf("%d is too few", n)
		}
	}
	if err != nil {
		return err
	}
	since := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	switch name {
	case "night_from":
		m.NightFrom = since
	case "night_until":
		m.NightUntil = since
	case "many_cases":
		m.ManyCases = n
	case "many_within":
		m.ManyWithin = time.Duration(n) * time.Minute
	case "handing_over":
		m.HandingOver = time.Duration(n) * 24 * time.Hour
	default:
		return fmt.Errorf("nothing is measured by that name")
	}
	return nil
}
