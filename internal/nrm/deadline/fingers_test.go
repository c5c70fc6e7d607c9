package deadline

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The slow book counts one day at a time. It reads the data files itself and
// shares no code with the book it checks, not even the calendar.

// finger is a day as it stands on a wall calendar.
type finger struct{ y, m, d int }

func fingerOf(t testing.TB, iso string) finger {
	if iso == "" {
		return finger{}
	}
	var f finger
	if _, err := fmt.Sscanf(iso, "%d-%d-%d", &f.y, &f.m, &f.d); err != nil {
		t.Fatalf("%q: %v", iso, err)
	}
	return f
}

func (f finger) none() bool { return f == finger{} }

func (f finger) String() string {
	if f.none() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", f.y, f.m, f.d)
}

func (f finger) before(o finger) bool {
	if f.y != o.y {
		return f.y < o.y
	}
	if f.m != o.m {
		return f.m < o.m
	}
	return f.d < o.d
}

func (f finger) lastOfMonth() bool {
	days := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[f.m-1]
	if f.m == 2 && (f.y%400 == 0 || f.y%4 == 0 && f.y%100 != 0) {
		days = 29
	}
	return f.d == days
}

func (f finger) next() finger {
	switch {
	case !f.lastOfMonth():
		return finger{f.y, f.m, f.d + 1}
	case f.m < 12:
		return finger{f.y, f.m + 1, 1}
	}
	return finger{f.y + 1, 1, 1}
}

// weekend by the rule of Sakamoto: 0 is a Sunday.
func (f finger) weekend() bool {
	y := f.y
	if f.m < 3 {
		y--
	}
	day := (y + y/4 - y/100 + y/400 + []int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}[f.m-1] + f.d) % 7
	return day == 0 || day == 6
}

// slowRule is a row of the rules as its words stand there.
type slowRule struct {
	id, where, trigger, unit, from, calendar, clock, ends string
	amount                                                int
	inclusive                                             bool
	first, last                                           finger
	conditions, met, floor, ended, same                   []string
}

type slowKind struct {
	background bool
	lasting    bool
	stage      int
	also       []string
}

type slowBook struct {
	rules  []slowRule
	kinds  map[string]slowKind
	closed map[string]map[finger]bool
}

// slowEvent and slowMove are an Event and an Adjustment.
type (
	slowEvent struct {
		kind, record string
		on, known    finger
	}
	slowMove struct {
		clock, kind, record string
		extension           bool
		on                  finger
	}
)

func newSlowBook(t testing.TB) *slowBook {
	t.Helper()
	b := &slowBook{kinds: map[string]slowKind{}, closed: map[string]map[finger]bool{}}
	words := func(cell string) []string {
		return strings.FieldsFunc(cell, func(c rune) bool { return c == ';' })
	}
	for _, row := range table(t, "data/deadline-rules.csv") {
		r := slowRule{
			id: row["rule_id"], where: row["jurisdiction"], trigger: row["trigger_event"], unit: row["unit"], from: row["count_from"],
			calendar: row["calendar"], clock: row["clock"], ends: row["ends"], inclusive: row["due_inclusive"] == "true",
			first: fingerOf(t, row["effective_from"]), last: fingerOf(t, row["effective_to"]),
			conditions: words(row["opens_if"]), met: words(row["met_by"]), floor: words(row["floor_if"]), ended: words(row["ended_by"]), same: words(row["same_record"]),
		}
		r.amount, _ = strconv.Atoi(row["amount"])
		b.rules = append(b.rules, r)
	}
	for i, row := range table(t, "data/events.csv") {
		k := slowKind{background: row["background"] == "true", lasting: row["lasting"] == "true", also: words(row["counts_as"])}
		if row["stage"] == "true" {
			k.stage = i + 1
		}
		b.kinds[row["event"]] = k
	}
	raw, err := os.ReadFile("../calendar/data/bank-holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string]struct{ Events []struct{ Date string } }
	if err := json.Unmarshal(raw, &lists); err != nil {
		t.Fatal(err)
	}
	for division, list := range lists {
		b.closed[division] = map[finger]bool{}
		for _, e := range list.Events {
			b.closed[division][fingerOf(t, e.Date)] = true
		}
	}
	return b
}

func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, cell := range row {
			named[rows[0][i]] = cell
		}
		list = append(list, named)
	}
	return list
}

// count walks from the day to the rule's own day.
func (b *slowBook) count(r *slowRule, from finger) finger {
	at := from
	switch r.unit {
	case "stated":
		return at
	case "hours": // From the first minute of the day, an hour at a time; the day it began does not count as one.
		for hour := range r.amount {
			if hour%24 == 0 {
				at = at.next()
			}
		}
		return at
	case "calendar_days", "working_days":
		if r.from == "day_after" {
			at = at.next()
		}
		for counted := 0; ; at = at.next() {
			if r.unit == "calendar_days" || !at.weekend() && !b.closed[r.calendar][at] {
				counted++
			}
			if counted == r.amount {
				return at
			}
		}
	}
	firsts := r.amount
	if r.unit == "years" {
		firsts *= 12
	}
	var yesterday finger
	for firsts > 0 {
		yesterday = at
		if at = at.next(); at.d == 1 {
			firsts--
		}
	}
	for at.d < from.d {
		if at.lastOfMonth() { // The month is too short.
			if r.inclusive {
				return at
			}
			return at.next()
		}
		yesterday, at = at, at.next()
	}
	if r.from == "day_of" {
		return yesterday
	}
	return at
}

// opens says whether an event of the kind starts the rule.
func (b *slowBook) opens(r *slowRule, kind string) bool {
	return kind == r.trigger || slices.Contains(b.kinds[kind].also, r.trigger) || slices.Contains(b.kinds[kind].also, r.trigger+":"+r.where)
}

// holds tests the conditions of the rule one by one.
func (b *slowBook) holds(r *slowRule, trigger slowEvent, minimum finger, division string, events []slowEvent) bool {
	for _, condition := range r.conditions {
		test, names, _ := strings.Cut(condition, ":")
		kinds := strings.Split(names, "|")
		found := false
		switch test {
		case "not_in":
			found = names != division
		case "with":
			for _, e := range events {
				found = found || slices.Contains(kinds, e.kind)
			}
		case "unless_followed_by":
			found = true
			for _, e := range events {
				if slices.Contains(kinds, e.kind) && !e.known.before(trigger.known) {
					found = false
				}
			}
		case "after_case_began":
			for _, e := range events {
				found = found || !b.kinds[e.kind].background && e.on.before(minimum)
			}
		case "at":
			latest := trigger
			if b.kinds[trigger.kind].stage == 0 {
				latest = slowEvent{}
				for _, e := range events {
					if b.kinds[e.kind].stage == 0 || trigger.known.before(e.on) {
						continue
					}
					if latest.kind == "" || latest.on.before(e.on) || latest.on == e.on && b.kinds[latest.kind].stage < b.kinds[e.kind].stage {
						latest = e
					}
				}
			}
			found = slices.Contains(kinds, latest.kind)
		}
		if !found {
			return false
		}
	}
	return true
}

// fate lives through the days after the trigger and says how the clock stands:
// "2026-03-31, ended 2026-03-31".
func (b *slowBook) fate(r *slowRule, trigger slowEvent, minimum finger, events []slowEvent) string {
	var heard []slowEvent // in the order in which they were known
	for _, e := range events {
		if !slices.Contains(r.met, e.kind) && !slices.Contains(r.ended, e.kind) {
			continue
		}
		if e.known.before(trigger.known) {
			if !b.kinds[e.kind].lasting || !slices.Contains(r.ended, e.kind) {
				continue
			}
			e.known = trigger.known // It still is so on the day the clock opens.
		}
		if slices.Contains(r.same, e.kind) && e.record != trigger.record || b.opens(r, e.kind) && !slowBefore(trigger, e) {
			continue
		}
		heard = append(heard, e)
	}
	slices.SortFunc(heard, func(a, b slowEvent) int {
		switch {
		case slowBefore(a, b):
			return -1
		case slowBefore(b, a):
			return 1
		}
		return 0
	})
	due, decided, status := minimum, finger{}, "open"
	if r.ends == "later_of" || r.ends == "later_of_if" {
		due = finger{}
	}
	var closedOn finger
	for i := 0; i < len(heard) && status == "open"; {
		today := heard[i].known
		var met, ended bool
		for ; i < len(heard) && heard[i].known == today; i++ {
			e := heard[i]
			ended = ended || slices.Contains(r.ended, e.kind)
			if !slices.Contains(r.met, e.kind) {
				continue
			}
			met = true
			if r.ends == "on_the_day" || !decided.none() {
				continue
			}
			decided = e.on
			switch floor := r.ends == "later_of" || slices.Contains(r.floor, e.kind); {
			case r.ends == "earlier_of" && decided.before(minimum), r.ends == "later_of_if" && !floor, floor && minimum.before(decided):
				due = decided
			default:
				due = minimum
			}
		}
		switch {
		case r.ends == "on_the_day" && met:
			status, closedOn = "met", today
		case r.ends == "on_the_day" && ended:
			status, closedOn = "ended", today
		case r.ends != "on_the_day" && ended && (due.none() || today.before(due)):
			status, closedOn, due = "ended", today, today
		case r.ends != "on_the_day" && !decided.none() && !decided.before(due):
			status, closedOn = "ended", due
		}
	}
	if due.none() {
		return strings.TrimSpace("at least " + minimum.String() + ", " + status)
	}
	return strings.TrimSpace(due.String() + ", " + status + " " + closedOn.String())
}

// slowBefore is the order of two events: by the day they were known, the day,
// the kind and the record.
func slowBefore(a, b slowEvent) bool {
	if a.known != b.known {
		return a.known.before(b.known)
	}
	if a.on != b.on {
		return a.on.before(b.on)
	}
	if a.kind != b.kind {
		return a.kind < b.kind
	}
	return a.record < b.record
}

// dates counts a whole case, each clock as "rule kind record day".
func (b *slowBook) dates(division string, events []slowEvent, moves []slowMove) []string {
	var dates []string
	for i := range b.rules {
		r := &b.rules[i]
		if r.where != "uk" && r.where != division {
			continue
		}
		for n, e := range events {
			if !b.opens(r, e.kind) || e.on.before(r.first) || !r.last.none() && r.last.before(e.on) || b.saidOtherwise(r, events, n) {
				continue
			}
			minimum := b.count(r, e.on)
			if !b.holds(r, e, minimum, division, events) {
				continue
			}
			for _, m := range moves {
				if m.clock == r.clock && m.kind == e.kind && m.record == e.record && (!m.extension || minimum.before(m.on)) {
					minimum = m.on
				}
			}
			dates = append(dates, fmt.Sprintf("%s %s %s %s: %s", r.id, e.kind, e.record, e.on, b.fate(r, e, minimum, events)))
		}
	}
	slices.Sort(dates)
	return dates
}

// saidOtherwise is true when one record of one day opens the rule twice, and
// this is not the name it goes by: of several names the one that is not the
// rule's own, then the first of the alphabet, then the first of the list.
func (b *slowBook) saidOtherwise(r *slowRule, events []slowEvent, n int) bool {
	best := n
	for i, e := range events {
		if e.on != events[n].on || e.record != events[n].record || !b.opens(r, e.kind) {
			continue
		}
		own, bestOwn := e.kind == r.trigger, events[best].kind == r.trigger
		if bestOwn && !own || own == bestOwn && e.kind < events[best].kind || e.kind == events[best].kind && i < best {
			best = i
		}
	}
	return best != n
}
