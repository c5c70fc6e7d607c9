package deadline

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/nrm/calendar"
)

// maxFile keeps a file that is no set of rules from being read to its end; the
// published rules are a hundredth of it.
const maxFile = 4 << 20

// Parse reads a book of rules from CSV with a header line, columns in any
// order. A byte order mark and Windows line ends are taken as they come. It
// refuses the whole book when one row is wrong, for a rule half understood
// would give wrong dates, and says all that is wrong at once.
//
// Error: *RulesError, unless the reader itself fails.
func Parse(r io.Reader, h *calendar.Holidays) (*Book, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read deadline rules: %w", err)
	}
	var wrong problems
	rows := readRows(raw, &wrong)
	b := &Book{byID: map[string]*Rule{}, opens: map[EventKind][]*Rule{}, holidays: h, text: raw}
	for _, row := range rows {
		rule := row.rule()
		wrong = append(wrong, row.wrong...)
		b.add(rule, &wrong)
	}
	b.checkClocks(&wrong)
	if len(rows) == 0 && len(wrong) == 0 {
		wrong.add(1, "", "", "There are no rules below the header.")
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	b.version = hex.EncodeToString(sum[:6])
	return b, nil
}

// add takes a rule into the book. One that stands there already is refused and
// left out.
func (b *Book) add(r *Rule, wrong *problems) {
	if first, twice := b.byID[r.ID]; twice && r.ID != "" {
		wrong.add(r.line, r.ID, "rule_id", "The same rule_id stands on line %d.", first.line)
		return
	}
	r.row = len(b.rules)
	b.rules = append(b.rules, r)
	b.byID[r.ID] = r
	var openers []EventKind
	for _, kind := range eventKinds().order {
		if kind.countsAs(r.Trigger, r.Jurisdiction) {
			openers = append(openers, kind)
			b.opens[kind] = append(b.opens[kind], r)
		}
	}
	r.openers, r.metBy, r.endedBy, r.sameRecord = setOf(openers), setOf(r.MetBy), setOf(r.EndedBy), setOf(r.SameRecord)
	r.endedBefore = r.endedBy.and(eventKinds().lasting)
}

// readRows splits the file and reads its header. What cannot be read as a row
// is left out and named.
func readRows(raw []byte, wrong *problems) []*row {
	if why := unreadable(raw); why != "" {
		wrong.add(1, "", "", "%s", why)
		return nil
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte(byteOrderMark))))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		wrong.add(1, "", "", "The header cannot be read: %s.", csvWords(err))
		return nil
	}
	columns, ok := columnsOf(header, wrong)
	if !ok {
		return nil
	}
	var rows []*row
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if malformed := (*csv.ParseError)(nil); errors.As(err, &malformed) {
			wrong.add(malformed.StartLine, "", "", "The row cannot be read: %s.", csvWords(err))
			continue
		}
		line, _ := in.FieldPos(0)
		if len(cells) != len(header) {
			wrong.add(line, cells[0], "", "The row has %d cells and the header has %d. Check the commas, and the quotes around a text with a comma.", len(cells), len(header))
			continue
		}
		rows = append(rows, &row{columns: columns, cells: cells, line: line})
	}
}

const byteOrderMark = "\ufeff"

// unreadable says why a file is no table at all.
func unreadable(raw []byte) string {
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(raw, []byte(byteOrderMark)))) == 0:
		return "The file is empty: it needs a header and rows of rules."
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "This is a spreadsheet or an archive. Save it as CSV and load that file."
	case len(raw) > maxFile:
		return fmt.Sprintf("The file is larger than %d MB.", maxFile>>20)
	case !utf8.Valid(raw):
		return "The file is not UTF-8 text. Save it as “CSV UTF-8”."
	}
	return ""
}

// csvWords is what is wrong with the quotes of a row.
func csvWords(err error) string {
	switch {
	case errors.Is(err, csv.ErrQuote):
		return "a quote is not closed, or text follows the closing one"
	case errors.Is(err, csv.ErrBareQuote):
		return "a quote stands inside a cell that does not begin with one"
	}
	return "it is not CSV"
}

// columnNames are the columns every file has, laterColumns those that came
// after books were first kept: a file may lack them, and their cells are then
// empty.
var (
	columnNames = []string{
		"rule_id", "jurisdiction", "trigger_event", "unit", "amount", "count_from", "due_inclusive",
		"effective_from", "effective_to", "statutory", "citation", "source_url", "checked_on", "confidence", "calendar", "category",
		"clock", "label", "ends", "opens_if", "met_by", "ended_by", "remind", "note",
	}
	laterColumns = []string{"gap_reason", "floor_if", "same_record", "ambiguity"}
	allColumns   = slices.Concat(columnNames, laterColumns)
)

func columnsOf(header []string, wrong *problems) (columns map[string]int, ok bool) {
	before := len(*wrong)
	columns = make(map[string]int, len(header))
	for i, cell := range header {
		name := strings.TrimSpace(cell)
		_, twice := columns[name]
		switch {
		case twice:
			wrong.add(1, "", name, "The column stands in the header twice.")
		case !slices.Contains(allColumns, name):
			wrong.add(1, "", "", "No column is called “%s”. Nothing would look at it.", name)
		}
		columns[name] = i
	}
	for _, name := range columnNames {
		if _, found := columns[name]; !found {
			wrong.add(1, "", name, "The column is missing.")
		}
	}
	return columns, len(*wrong) == before
}
