package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func deadlineComputeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compute",
		Short: "Read events as CSV, write due dates as CSV",
		Long: `Read CSV with the columns id, jurisdiction, event, event_date and rule_id from
standard input and write CSV with id and due_date, in the same order. Columns
may stand in any order; others are ignored.

The event may name further events with their dates, as in
"rg_positive; cg_positive=2026-05-14". Words in round brackets are remarks.
A clock that has no end yet gives its "at least until" date.

A row that cannot be counted is named on standard error; the good rows are
still written, and the exit status is 2.`,
		Example: "  nrmdesk deadline compute < events.csv > dates.csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bad, err := computeCSV(deadline.Published(), cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return &exitError{code: 2, err: err}
			}
			if bad > 0 {
				return &exitError{code: 2, err: fmt.Errorf("%d of the rows could not be counted", bad)}
			}
			return nil
		},
	}
}

// computeCSV counts the rows of in one at a time, so their number is no
// matter. It returns how many rows it had to leave out; the error is for input
// it cannot read at all.
func computeCSV(book *deadline.Book, in io.Reader, out, problems io.Writer) (bad int, err error) {
	reader := csv.NewReader(skipBOM(in))
	reader.ReuseRecord = true
	reader.FieldsPerRecord = -1
	columns, err := computeColumns(reader)
	if err != nil {
		return 0, err
	}
	writer := csv.NewWriter(out)
	defer func() {
		writer.Flush()
		err = errors.Join(err, writer.Error())
	}()
	if err := writer.Write([]string{"id", "due_date"}); err != nil {
		return 0, err
	}
	for {
		cells, readErr := reader.Read()
		if errors.Is(readErr, io.EOF) {
			return bad, nil
		}
		if malformed := (*csv.ParseError)(nil); errors.As(readErr, &malformed) {
			bad++
			if _, err := fmt.Fprintf(problems, "line %d: not CSV: %v\n", malformed.StartLine, malformed.Err); err != nil {
				return bad, err
			}
			continue
		}
		if readErr != nil {
			return bad, fmt.Errorf("standard input: %w", readErr)
		}
		line, _ := reader.FieldPos(0)
		row := columns.row(cells)
		due, rowErr := row.due(book)
		if rowErr != nil {
			bad++
			if _, err := fmt.Fprintf(problems, "line %d, id %q: %v\n", line, row.id, rowErr); err != nil {
				return bad, err
			}
			continue
		}
		if err := writer.Write([]string{row.id, due.String()}); err != nil {
			return bad, err
		}
	}
}

// skipBOM leaves out the mark some spreadsheets put before the first column.
func skipBOM(in io.Reader) io.Reader {
	buffered := bufio.NewReader(in)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	return buffered
}

// computeColumnPlaces says where the wanted columns stand.
type computeColumnPlaces struct{ id, jurisdiction, event, eventDate, ruleID int }

func computeColumns(reader *csv.Reader) (computeColumnPlaces, error) {
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return computeColumnPlaces{}, errors.New("standard input is empty: it needs a header line with id, jurisdiction, event, event_date, rule_id")
	}
	if err != nil {
		return computeColumnPlaces{}, fmt.Errorf("standard input: header: %w", err)
	}
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	var missing []string
	place := func(name string) int {
		i := slices.Index(names, name)
		if i < 0 {
			missing = append(missing, name)
		}
		return i
	}
	places := computeColumnPlaces{place("id"), place("jurisdiction"), place("event"), place("event_date"), place("rule_id")}
	if len(missing) > 0 {
		return places, fmt.Errorf("standard input: missing columns: %s", strings.Join(missing, ", "))
	}
	return places, nil
}

type computeRow struct {
	id, jurisdiction, event, eventDate, ruleID string
	short                                      bool
}

func (p computeColumnPlaces) row(cells []string) computeRow {
	var row computeRow
	cell := func(i int) string {
		if i >= len(cells) {
			row.short = true
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	row.id, row.jurisdiction, row.event = cell(p.id), cell(p.jurisdiction), cell(p.event)
	row.eventDate, row.ruleID = cell(p.eventDate), cell(p.ruleID)
	return row
}

func (r computeRow) due(book *deadline.Book) (calendar.Date, error) {
	if r.short {
		return calendar.Date{}, errors.New("the row has fewer columns than the header")
	}
	jurisdiction, err := parseJurisdiction(r.jurisdiction)
	if err != nil {
		return calendar.Date{}, err
	}
	events, err := parseEvents(r.event, r.eventDate)
	if err != nil {
		return calendar.Date{}, err
	}
	d, err := book.Compute(r.ruleID, jurisdiction, events)
	if err != nil {
		return calendar.Date{}, err
	}
	return d.Day(), nil
}

// parseEvents reads "rg_positive; cg_positive=2026-05-14 (letter)". An event
// without its own date happened on the given day.
func parseEvents(cell, on string) ([]deadline.Event, error) {
	words, err := withoutRemarks(cell)
	if err != nil {
		return nil, err
	}
	var events []deadline.Event
	for part := range strings.SplitSeq(words, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		kind, date, dated := strings.Cut(part, "=")
		if !dated {
			date = on
		}
		day, err := calendar.ParseDate(strings.TrimSpace(date))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", deadline.ErrImpossibleDate, err)
		}
		event := deadline.Event{Kind: deadline.EventKind(strings.TrimSpace(kind)), On: day}
		if !event.Kind.Known() {
			return nil, fmt.Errorf("unknown event %q", event.Kind)
		}
		events = append(events, event)
	}
	if len(events) == 0 {
		return nil, errors.New("no event")
	}
	return events, nil
}

var errUnmatchedBrackets = errors.New("the round brackets around a remark do not match")

// withoutRemarks takes out what stands in round brackets.
func withoutRemarks(s string) (string, error) {
	var words strings.Builder
	depth := 0
	for _, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0:
			words.WriteRune(c)
		}
		if depth < 0 {
			return "", errUnmatchedBrackets
		}
	}
	if depth != 0 {
		return "", errUnmatchedBrackets
	}
	return words.String(), nil
}
