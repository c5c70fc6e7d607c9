package deadline

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"nrmdesk/internal/nrm/calendar"
)

// row reads one line and keeps everything wrong with it.
type row struct {
	columns map[string]int
	cells   []string
	line    int
	wrong   problems
}

const (
	// maxAmount keeps a slip of the pen from counting for ever.
	maxAmount = 10_000
	maxCell   = 2_000
)

var (
	ruleName  = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,63}$`)
	clockName = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,63}$`)
)

// rule reads the row. When something is wrong with it the rule is not whole
// and only fit to be compared with the others.
func (w *row) rule() *Rule {
	r := &Rule{
		ID:            w.named("rule_id", ruleName, "capital letters, digits and hyphens"),
		Jurisdiction:  oneOf(w, "jurisdiction", UK, Jurisdiction(calendar.EnglandAndWales), Jurisdiction(calendar.ScotlandDivision), Jurisdiction(calendar.NorthernIrelandDivision)),
		Unit:          oneOf(w, "unit", CalendarDays, WorkingDays, Months, Years, Hours, Stated),
		CountFrom:     oneOf(w, "count_from", DayOf, DayAfter),
		DueInclusive:  oneOf(w, "due_inclusive", "true", "false") == "true",
		EffectiveFrom: w.date("effective_from"),
		EffectiveTo:   w.date("effective_to"),
		GapReason:     w.text("gap_reason"),
		Statutory:     oneOf(w, "statutory", "true", "false") == "true",
		Citation:      w.needed("citation"),
		SourceURL:     w.address("source_url"),
		CheckedOn:     w.date("checked_on"),
		Confidence:    oneOf(w, "confidence", High, Medium, Low),
		Calendar:      oneOf(w, "calendar", calendar.Divisions...),
		Category:      oneOf(w, "category", Limit, Period, Opening, Safety, Practice),
		Clock:         w.named("clock", clockName, "small letters, digits and underscores"),
		Label:         w.needed("label"),
		Ends:          oneOf(w, "ends", OnTheDay, LaterOf, LaterOfIf, EarlierOf),
		MetBy:         w.kinds("met_by"),
		FloorIf:       w.kinds("floor_if"),
		EndedBy:       w.kinds("ended_by"),
		SameRecord:    w.kinds("same_record"),
		Remind:        w.ladder(),
		Ambiguities:   w.ambiguities(),
		Note:          w.text("note"),
		opensIf:       w.conditions(),
		line:          w.line,
		cells:         w.raw(),
	}
	r.Amount = w.amount(r.Unit)
	if trigger := w.kinds("trigger_event"); len(trigger) == 1 {
		r.Trigger = trigger[0]
	} else {
		w.say("trigger_event", "A rule counts from one event, and this names %d.", len(trigger))
	}
	w.check(r)
	r.flawed = len(w.wrong) > 0
	return r
}

func (w *row) say(column, format string, args ...any) {
	w.wrong.add(w.line, w.cell("rule_id"), column, format, args...)
}

func (w *row) cell(column string) string {
	if i, ok := w.columns[column]; ok {
		return w.cells[i]
	}
	return ""
}

// text is a cell that people read.
func (w *row) text(column string) string {
	s := w.cell(column)
	switch {
	case s != "" && strings.ContainsRune("=+-@", rune(s[0])):
		w.say(column, "The text begins with “%c”, which a spreadsheet takes for a formula. Begin it with a word.", s[0])
	case len(s) > maxCell:
		w.say(column, "The text is longer than %d characters.", maxCell)
	case strings.ContainsFunc(s, unicode.IsControl):
		w.say(column, "The text has a line break or another character that is not shown.")
	}
	return s
}

func (w *row) needed(column string) string {
	s := w.text(column)
	if strings.TrimSpace(s) == "" {
		w.say(column, "The cell is empty.")
	}
	return s
}

func (w *row) named(column string, allowed *regexp.Regexp, words string) string {
	s := w.cell(column)
	switch {
	case s == "":
		w.say(column, "The cell is empty.")
	case !allowed.MatchString(s):
		w.say(column, "“%s” is no name here. Use %s.", s, words)
	}
	return s
}

func (w *row) address(column string) string {
	s := w.cell(column)
	if s == "" {
		return s
	}
	if u, err := url.Parse(s); err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsFunc(s, unicode.IsSpace) {
		w.say(column, "“%s” is no address that begins with https://.", s)
	}
	return s
}

func oneOf[T ~string](w *row, column string, allowed ...T) T {
	got := T(w.cell(column))
	if !slices.Contains(allowed, got) {
		names := make([]string, len(allowed))
		for i, a := range allowed {
			names[i] = string(a)
		}
		w.say(column, "“%s” is not known. Use %s.", got, orList(names))
	}
	return got
}

// orList joins names as a sentence does: a, b or c.
func orList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func (w *row) amount(unit Unit) int {
	n, err := strconv.Atoi(w.cell("amount"))
	switch {
	case unit == Stated && (err != nil || n != 0):
		w.say("amount", "A stated date is not counted: the amount is 0.")
	case unit != Stated && (err != nil || n < 1 || n > maxAmount):
		w.say("amount", "“%s” is not a number from 1 to %d.", w.cell("amount"), maxAmount)
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
		w.say(column, "“%s” is not a day that exists, written like 2026-05-12.", cell)
	}
	return d
}

func (w *row) kinds(column string) []EventKind {
	kinds := kindsOf(w.cell(column))
	for i, kind := range kinds {
		if !kind.Known() {
			w.say(column, "No event is called “%s”.", kind)
		}
		if slices.Contains(kinds[:i], kind) {
			w.say(column, "The event “%s” is named twice.", kind)
		}
	}
	return kinds
}

func (w *row) ambiguities() []int {
	var numbers []int
	for _, cell := range list(w.cell("ambiguity")) {
		n, err := strconv.Atoi(cell)
		if _, known := ambiguities()[n]; err != nil || !known {
			w.say("ambiguity", "“%s” is not the number of an open question.", cell)
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
		if err != nil || n < -maxAmount || n > maxAmount {
			w.say("remind", "“%s” is not a number of days before the date, negative after it.", days)
		}
		rung := Rung{DaysBefore: n, For: Owner}
		if named {
			rung.For = Audience(who)
			if rung.For != OwnerAndSupervisor && rung.For != Escalation {
				w.say("remind", "“%s” is nobody to tell. Use %s or %s, or the days alone for the owner.", who, OwnerAndSupervisor, Escalation)
			}
		}
		if !falls(rungs, rung) {
			w.say("remind", "“%s” does not come after the step before it.", cell)
		}
		rungs = append(rungs, rung)
	}
	return rungs
}

// falls says whether a rung comes after those before it. One day may have a
// rung for the owner and another for an escalation.
func falls(rungs []Rung, next Rung) bool {
	if len(rungs) == 0 {
		return true
	}
	last := rungs[len(rungs)-1]
	return next.DaysBefore < last.DaysBefore || next.DaysBefore == last.DaysBefore && last.For != Escalation && next.For == Escalation
}

func (w *row) conditions() []condition {
	var conditions []condition
	for _, cell := range list(w.cell("opens_if")) {
		c, err := parseCondition(cell)
		if err != nil {
			w.say("opens_if", "The condition “%s” is not known.", cell)
		}
		conditions = append(conditions, c)
	}
	return conditions
}

// check finds cells of the row that do not go together.
func (w *row) check(r *Rule) {
	if r.CheckedOn.IsZero() && w.cell("checked_on") == "" {
		w.say("checked_on", "The cell is empty: say when the rule was last compared with its source.")
	}
	if !r.EffectiveTo.IsZero() && r.EffectiveTo.Before(r.EffectiveFrom) {
		w.say("effective_to", "The rule ends before it begins.")
	}
	if r.Ends != OnTheDay && len(r.MetBy) == 0 {
		w.say("met_by", "The cell is empty, and %s needs the events that decide the end.", r.Ends)
	}
	if (r.Ends == LaterOfIf) != (len(r.FloorIf) > 0) {
		w.say("floor_if", "The cell goes with %s, and with nothing else.", LaterOfIf)
	}
	if r.Unit == Hours && r.CountFrom != DayAfter {
		w.say("count_from", "Hours are counted %s.", DayAfter)
	}
	if r.Unit == Stated && r.Trigger.Known() && !r.Trigger.Future() {
		w.say("trigger_event", "“%s” is not the day that a letter or a person gives, so it cannot be a stated date.", r.Trigger)
	}
	if r.Category == Opening && r.DueInclusive {
		w.say("due_inclusive", "An opening date is the first day outside the period: due_inclusive is false.")
	}
	if r.Jurisdiction.Valid() && r.Jurisdiction != UK && r.Calendar.Valid() && r.Calendar != calendar.Division(r.Jurisdiction) {
		w.say("calendar", "A rule of %s counts with the bank holidays of another nation.", r.Jurisdiction.Name())
	}
	w.subset("floor_if", r.FloorIf, r.MetBy, "met_by does not")
	w.subset("same_record", r.SameRecord, slices.Concat(r.MetBy, r.EndedBy), "neither met_by nor ended_by does")
	for _, k := range r.MetBy {
		if slices.Contains(r.EndedBy, k) {
			w.say("ended_by", "The event “%s” meets the clock and ends it unmet.", k)
		}
	}
	w.canFollow("met_by", r.Trigger, r.MetBy)
	w.canFollow("ended_by", r.Trigger, r.EndedBy)
}

func (w *row) subset(column string, kinds, all []EventKind, but string) {
	for _, k := range kinds {
		if !slices.Contains(all, k) {
			w.say(column, "The cell names “%s”, which %s.", k, but)
		}
	}
}

// canFollow finds an event that never comes after the trigger, so that the
// clock would wait for it for ever.
func (w *row) canFollow(column string, trigger EventKind, kinds []EventKind) {
	for _, k := range kinds {
		if k.Known() && trigger.Known() && (k.alwaysBefore(trigger) || k == trigger && k.info().once) {
			w.say(column, "The event “%s” can never follow “%s”.", k, trigger)
		}
	}
}

// raw is the row as it stands in the file, in the order of all columns.
func (w *row) raw() []string {
	cells := make([]string, 0, len(allColumns))
	for _, column := range allColumns {
		cells = append(cells, w.cell(column))
	}
	return cells
}
