package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// explainCase answers for all dates of a case.
func (q whyQuestion) explainCase(in io.Reader, out *strings.Builder) error {
	file, err := openFile(in, q.caseFile)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	events, err := readCase(file)
	if err != nil {
		return err
	}
	nation, err := parseNation(q.nation)
	if err != nil {
		return err
	}
	book := deadline.Published()
	for _, doubt := range book.Doubts(events, q.today) {
		fmt.Fprintf(out, "Check this: %s\n", doubt)
	}
	now := book.Recalculate(nation, events)
	for _, d := range now {
		writeDate(out, d)
		writeSteps(out, book.Counting(d))
	}
	if len(now) == 0 {
		out.WriteString("These events start no date.\n")
	}
	if len(q.ifs) == 0 && q.ifNation == "" {
		return nil
	}
	if q.ifNation != "" {
		if nation, err = parseNation(q.ifNation); err != nil {
			return err
		}
	}
	then, err := redated(events, q.ifs)
	if err != nil {
		return err
	}
	writeMoves(out, deadline.Compare(now, book.Recalculate(nation, then)))
	return nil
}

func writeMoves(out *strings.Builder, moves []deadline.Move) {
	out.WriteString("\nWhat would be different:\n")
	if len(moves) == 0 {
		out.WriteString("Nothing.\n")
	}
	for _, m := range moves {
		switch from, to := m.From(), m.To(); {
		case from.IsZero():
			fmt.Fprintf(out, "+ %s: %s\n", m.Label(), dayWords(m.After))
		case to.IsZero():
			fmt.Fprintf(out, "- %s: %s\n", m.Label(), dayWords(m.Before))
		default:
			fmt.Fprintf(out, "~ %s: %s, not %s\n", m.Label(), dayWords(m.After), dayWords(m.Before))
		}
	}
}

// redated gives the events of each kind another day.
func redated(events []deadline.Event, ifs []string) ([]deadline.Event, error) {
	then := slices.Clone(events)
	for _, change := range ifs {
		kind, on, ok := strings.Cut(change, "=")
		if !ok {
			return nil, fmt.Errorf("--if %q: give the event and its other day as kind=YYYY-MM-DD", change)
		}
		day, err := calendar.ParseDate(on)
		if err != nil {
			return nil, fmt.Errorf("--if %s: %w", change, err)
		}
		found := false
		for i, e := range then {
			if e.Kind == deadline.EventKind(kind) {
				then[i].On, found = day, true
			}
		}
		if !found {
			return nil, fmt.Errorf("--if %s: the case has no event %q", change, kind)
		}
	}
	return then, nil
}

func parseNation(s string) (calendar.Nation, error) {
	n := nationOf(s)
	if !n.Valid() {
		return "", fmt.Errorf("unknown nation %q: use england, wales, scotland or northern_ireland", s)
	}
	return n, nil
}

// readCase reads the events of a case. The error names every line that cannot
// be read.
func readCase(in io.Reader) ([]deadline.Event, error) {
	reader := csv.NewReader(skipBOM(in))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the events of the case: %w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("the file has no events: it needs a header with the columns event and on")
	}
	places := map[string]int{}
	for i, name := range rows[0] {
		places[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range []string{"event", "on"} {
		if _, ok := places[name]; !ok {
			return nil, fmt.Errorf("the header lacks the column %q", name)
		}
	}
	var events []deadline.Event
	var wrong []error
	for i, row := range rows[1:] {
		e, err := eventOf(row, places)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("event %d: %w", i+1, err))
		}
		if e.Source == "" {
			e.Source = "event " + strconv.Itoa(i+1)
		}
		events = append(events, e)
	}
	return events, errors.Join(wrong...)
}

func eventOf(row []string, places map[string]int) (deadline.Event, error) {
	cell := func(name string) string {
		if i, ok := places[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	e := deadline.Event{Kind: deadline.EventKind(cell("event")), Source: cell("record")}
	if !e.Kind.Known() {
		return e, fmt.Errorf("no event is called %q", e.Kind)
	}
	var err error
	if e.On, err = calendar.ParseDate(cell("on")); err != nil {
		return e, err
	}
	if known := cell("known_from"); known != "" {
		if e.KnownFrom, err = calendar.ParseDate(known); err != nil {
			return e, err
		}
	}
	return e, nil
}
