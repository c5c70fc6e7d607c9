package deadline

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/nrm/calendar"
)

// Parse reads a book of rules from CSV with a header line, columns in any
// order. It refuses the whole book when one row is wrong, naming the row: a
// rule half understood would give wrong dates.
func Parse(r io.Reader, h *calendar.Holidays) (*Book, error) {
	sum := sha256.New()
	in := csv.NewReader(io.TeeReader(r, sum))
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("deadline rules: header: %w", err)
	}
	columns, err := columnsOf(header)
	if err != nil {
		return nil, fmt.Errorf("deadline rules: header: %w", err)
	}
	b := &Book{byID: map[string]*Rule{}, opens: map[EventKind][]*Rule{}, holidays: h}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("deadline rules: %w", err)
		}
		line, _ := in.FieldPos(0)
		row := &row{columns: columns, cells: cells}
		rule := row.rule()
		if err := errors.Join(row.err, b.add(rule)); err != nil {
			return nil, fmt.Errorf("deadline rules: line %d (%s): %w", line, rule.ID, err)
		}
	}
	if len(b.rules) == 0 {
		return nil, errors.New("deadline rules: no rules")
	}
	b.version = hex.EncodeToString(sum.Sum(nil)[:6])
	return b, nil
}

// add takes a rule into the book unless it is there already or there are then
// two versions of its clock for one day.
func (b *Book) add(r *Rule) error {
	if _, twice := b.byID[r.ID]; twice {
		return errors.New("the same rule_id twice")
	}
	for _, o := range b.rules {
		sameClock := o.Jurisdiction == r.Jurisdiction && o.Clock == r.Clock && o.Trigger == r.Trigger
		if sameClock && overlap(o, r) {
			return fmt.Errorf("in force at the same time as %s", o.ID)
		}
	}
	r.row = len(b.rules)
	b.rules = append(b.rules, r)
	b.byID[r.ID] = r
	for _, kind := range eventKinds().order {
		if kind.countsAs(r.Trigger, r.Jurisdiction) {
			r.openers = append(r.openers, kind)
			b.opens[kind] = append(b.opens[kind], r)
		}
	}
	return nil
}

func overlap(a, b *Rule) bool {
	return (a.EffectiveTo.IsZero() || !b.EffectiveFrom.After(a.EffectiveTo)) &&
		(b.EffectiveTo.IsZero() || !a.EffectiveFrom.After(b.EffectiveTo))
}

var columnNames = []string{
	"rule_id", "jurisdiction", "trigger_event", "unit", "amount", "count_from", "due_inclusive",
	"effective_from", "effective_to", "statutory", "citation", "source_url", "checked_on", "confidence", "calendar", "category",
	"clock", "label", "ends", "opens_if", "met_by", "ended_by", "remind", "note",
}

// laterColumns came after books were first kept: a file may lack them, and
// their cells are then empty.
var laterColumns = []string{"floor_if", "same_record", "ambiguity", "gap_reason"}

func columnsOf(header []string) (map[string]int, error) {
	columns := make(map[string]int, len(header))
	for i, name := range header {
		if _, twice := columns[name]; twice {
			return nil, fmt.Errorf("column %q twice", name)
		}
		columns[name] = i
	}
	for _, name := range columnNames {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("no column %q", name)
		}
	}
	return columns, nil
}

// row reads one line and keeps the first thing wrong with it.
type row struct {
	columns map[string]int
	cells   []string
	err     error
}

// maxAmount keeps a slip of the pen from counting for ever.
const maxAmount = 10_000

func (w *row) rule() *Rule {
	r := &Rule{
		ID:            w.text("rule_id"),
		Jurisdiction:  oneOf(w, "jurisdiction", UK, Jurisdiction(calendar.EnglandAndWales), Jurisdiction(calendar.ScotlandDivision), Jurisdiction(calendar.NorthernIrelandDivision)),
		Unit:          oneOf(w, "unit", CalendarDays, WorkingDays, Months, Years, Hours, Stated),
		CountFrom:     oneOf(w, "count_from", DayOf, DayAfter),
		DueInclusive:  oneOf(w, "due_inclusive", "true", "false") == "true",
		EffectiveFrom: w.date("effective_from"),
		EffectiveTo:   w.date("effective_to"),
		Statutory:     oneOf(w, "statutory", "true", "false") == "true",
		Citation:      w.text("citation"),
		Confidence:    oneOf(w, "confidence", High, Medium, Low),
		Clock:         w.text("clock"),
		Label:         w.text("label"),
		Ends:          oneOf(w, "ends", OnTheDay, LaterOf, LaterOfIf, EarlierOf),
		MetBy:         w.kinds("met_by"),
		FloorIf:       w.kinds("floor_if"),
		EndedBy:       w.kinds("ended_by"),
		SameRecord:    w.kinds("same_record"),
		Ambiguities:   w.ambiguities(),
		GapReason:     w.cell("gap_reason"),
		Remind:        w.ladder(),
		Note:          w.cell("note"),
		Category:      oneOf(w, "category", Limit, Period, Opening, Safety, Practice),
		Calendar:      oneOf(w, "calendar", calendar.Divisions...),
		SourceURL:     w.cell("source_url"),
		CheckedOn:     w.date("checked_on"),
		opensIf:       w.conditions(),
	}
	if r.Amount = w.amount(r.Unit); r.CheckedOn.IsZero() {
		w.wrong("checked_on", "is empty")
	}
	if trigger := w.kinds("trigger_event"); len(trigger) == 1 {
		r.Trigger = trigger[0]
	} else {
		w.wrong("trigger_event", "needs one event")
	}
	if !r.EffectiveTo.IsZero() && r.EffectiveTo.Before(r.EffectiveFrom) {
		w.wrong("effective_to", "lies before effective_from")
	}
	if r.Ends != OnTheDay && len(r.MetBy) == 0 {
		w.wrong("met_by", "is needed for "+string(r.Ends))
	}
	if (r.Ends == LaterOfIf) != (len(r.FloorIf) > 0) {
		w.wrong("floor_if", "goes with "+string(LaterOfIf)+" and with nothing else")
	}
	if !within(r.FloorIf, r.MetBy) {
		w.wrong("floor_if", "names an event that met_by does not")
	}
	if !within(r.SameRecord, slices.Concat(r.MetBy, r.EndedBy)) {
		w.wrong("same_record", "names an event that neither met_by nor ended_by does")
	}
	if r.Unit == Hours && r.CountFrom != DayAfter {
		w.wrong("count_from", "must be "+string(DayAfter)+" for hours")
	}
	return r
}

func within(kinds, all []EventKind) bool {
	return !slices.ContainsFunc(kinds, func(k EventKind) bool { return !slices.Contains(all, k) })
}

func (w *row) wrong(column, what string) {
	if w.err == nil {
		w.err = fmt.Errorf("%s %s", column, what)
	}
}

func (w *row) cell(column string) string {
	if i, ok := w.columns[column]; ok {
		return w.cells[i]
	}
	return ""
}

func (w *row) text(column string) string {
	s := w.cell(column)
	if strings.TrimSpace(s) == "" {
		w.wrong(column, "is empty")
	}
	return s
}

func oneOf[T ~string](w *row, column string, allowed ...T) T {
	got := T(w.cell(column))
	for _, a := range allowed {
		if got == a {
			return got
		}
	}
	w.wrong(column, fmt.Sprintf("is %q, not one of %v", got, allowed))
	return got
}

func (w *row) amount(unit Unit) int {
	n, err := strconv.Atoi(w.cell("amount"))
	if unit == Stated {
		if err != nil || n != 0 {
			w.wrong("amount", "must be 0 for a stated date")
		}
		return 0
	}
	if err != nil || n < 1 || n > maxAmount {
		w.wrong("amount", fmt.Sprintf("is not a number from 1 to %d", maxAmount))
	}
	return n
}

func (w *row) date(column string) calendar.Date {
	cell := w.cell(column)
	if cell == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(cell)
	if err != nil {
		w.wrong(column, err.Error())
	}
	return d
}

func (w *row) kinds(column string) []EventKind {
	var kinds []EventKind
	for _, name := range list(w.cell(column)) {
		kind := EventKind(name)
		if !kind.Known() {
			w.wrong(column, fmt.Sprintf("has the unknown event %q", name))
		}
		kinds = append(kinds, kind)
	}
	return kinds
}

func (w *row) ambiguities() []int {
	var numbers []int
	for _, cell := range list(w.cell("ambiguity")) {
		n, err := strconv.Atoi(cell)
		if _, known := ambiguities()[n]; err != nil || !known {
			w.wrong("ambiguity", fmt.Sprintf("is %q, not a number of the list of ambiguities", cell))
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// ladder reads rungs like "5", "0" and "-1:escalation": so many days before
// the date, and who is told when it is not the owner alone.
func (w *row) ladder() []Rung {
	var rungs []Rung
	for _, cell := range list(w.cell("remind")) {
		days, who, named := strings.Cut(cell, ":")
		n, err := strconv.Atoi(days)
		if err != nil || n < -maxAmount || n > maxAmount || !falls(rungs, n, who) {
			w.wrong("remind", "is not a falling list of days before the date, negative after it")
		}
		rung := Rung{DaysBefore: n, For: Owner}
		if named {
			rung.For = Audience(who)
			if rung.For != OwnerAndSupervisor && rung.For != Escalation {
				w.wrong("remind", fmt.Sprintf("names %q, not %s or %s", who, OwnerAndSupervisor, Escalation))
			}
		}
		rungs = append(rungs, rung)
	}
	return rungs
}

// falls says whether a rung comes after those before it. One day may have a
// rung for the owner and another for an escalation.
func falls(rungs []Rung, n int, who string) bool {
	if len(rungs) == 0 {
		return true
	}
	last := rungs[len(rungs)-1]
	return n < last.DaysBefore || n == last.DaysBefore && last.For == Owner && Audience(who) == Escalation
}

func (w *row) conditions() []condition {
	var conditions []condition
	for _, cell := range list(w.cell("opens_if")) {
		c, err := parseCondition(cell)
		if err != nil {
			w.wrong("opens_if", err.Error())
		}
		conditions = append(conditions, c)
	}
	return conditions
}
