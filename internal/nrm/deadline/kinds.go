package deadline

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"nrmdesk/internal/nrm/calendar"
)

// kindInfo is a row of data/events.csv.
type kindInfo struct {
	place      int
	words      string
	background bool
	also       []alias
	// stage is the place among the kinds that move a case on; 0 for the others.
	stage      int
	once       bool
	follows    []EventKind
	recordable bool
	label      string
	hint       string
	future     bool
	knownFrom  string
	nations    []calendar.Division
}

type alias struct {
	kind EventKind
	in   Jurisdiction
}

//go:embed data/events.csv
var eventsCSV []byte

// kindList is the list in its own order and by name.
type kindList struct {
	order  []EventKind
	by     map[EventKind]*kindInfo
	stages []int // by place
	// background are the kinds before the case, lasting those whose effect goes
	// on after their day.
	background, lasting kindSet
}

var eventKinds = sync.OnceValue(func() kindList {
	kinds, err := parseEvents(eventsCSV)
	if err != nil {
		panic("deadline: the embedded events: " + err.Error())
	}
	return kinds
})

var unknownKind = &kindInfo{}

func (k EventKind) info() *kindInfo {
	if info, ok := eventKinds().by[k]; ok {
		return info
	}
	return unknownKind
}

// EventKinds lists every kind in the usual order of a case.
func EventKinds() []EventKind { return slices.Clone(eventKinds().order) }

// Known says whether the kind is listed.
func (k EventKind) Known() bool {
	_, ok := eventKinds().by[k]
	return ok
}

// Words is the kind as it stands in a sentence: "positive reasonable grounds
// decision".
func (k EventKind) Words() string { return k.info().words }

// Recordable says whether staff record such an event by hand. The others come
// from the case's own records: decisions, consent, handoffs.
func (k EventKind) Recordable() bool { return k.info().recordable }

// Label is the event as a choice of the form: "Emergency support began".
func (k EventKind) Label() string { return k.info().label }

// Hint says which day is meant.
func (k EventKind) Hint() string { return k.info().hint }

// Future says whether the date is one that a letter or a person gives and may
// lie ahead. All others are today at the latest.
func (k EventKind) Future() bool { return k.info().future }

// KnownFromLabel asks for Event.KnownFrom: "Date of the letter". It is empty
// unless Future.
func (k EventKind) KnownFromLabel() string { return k.info().knownFrom }

// background kinds lie in the client's life before the case.
func (k EventKind) background() bool { return k.info().background }

// Background says whether the event may lie in the client's life before the
// case.
func (k EventKind) Background() bool { return k.background() }

// InNation says whether the event makes sense for a case of the nation.
func (k EventKind) InNation(n calendar.Nation) bool {
	nations := k.info().nations
	return k.Known() && (len(nations) == 0 || slices.Contains(nations, n.Division()))
}

// MayFollow says whether the case has what must come before such an event, as
// a handoff must be sent before it is answered.
func (k EventKind) MayFollow(events []Event) bool {
	follows := k.info().follows
	return len(follows) == 0 || slices.ContainsFunc(events, func(e Event) bool { return slices.Contains(follows, e.Kind) })
}

// RecordableKinds are the kinds staff can record by hand now in a case of the
// nation with these events, in the order of the form.
func RecordableKinds(n calendar.Nation, events []Event) []EventKind {
	var kinds []EventKind
	for _, k := range eventKinds().order {
		if k.Recordable() && k.InNation(n) && k.MayFollow(events) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// alwaysBefore says whether k can only happen before o: it happens once and
// every o needs it first, or it lies before every case.
func (k EventKind) alwaysBefore(o EventKind) bool {
	return k.background() || k == CaseOpened && !o.background() || k.info().once && o.needs(k, map[EventKind]bool{})
}

// needs says whether every way to o leads over first.
func (k EventKind) needs(first EventKind, seen map[EventKind]bool) bool {
	follows := k.info().follows
	if seen[k] || len(follows) == 0 {
		return false
	}
	seen[k] = true
	return !slices.ContainsFunc(follows, func(f EventKind) bool { return f != first && !f.needs(first, seen) })
}

var eventColumns = []string{
	"event", "words", "background", "counts_as", "stage", "once", "lasting", "follows",
	"recordable", "label", "hint", "future", "known_from", "nations",
}

func parseEvents(raw []byte) (kindList, error) {
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return kindList{}, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], eventColumns) {
		return kindList{}, fmt.Errorf("the columns are not %v", eventColumns)
	}
	kinds := kindList{by: make(map[EventKind]*kindInfo, len(rows))}
	if len(rows) > maxKinds+1 {
		return kinds, fmt.Errorf("%d events, and there is room for %d", len(rows)-1, maxKinds)
	}
	for i, row := range rows[1:] {
		info := &kindInfo{
			place: i, words: row[1], background: row[2] == "true", once: row[5] == "true", follows: kindsOf(row[7]),
			recordable: row[8] == "true", label: row[9], hint: row[10], future: row[11] == "true", knownFrom: row[12],
		}
		if row[4] == "true" {
			info.stage = i + 1
		}
		for _, also := range list(row[3]) {
			kind, in, _ := strings.Cut(also, ":")
			info.also = append(info.also, alias{EventKind(kind), Jurisdiction(in)})
		}
		for _, nation := range list(row[13]) {
			info.nations = append(info.nations, calendar.Division(nation))
		}
		kinds.order = append(kinds.order, EventKind(row[0]))
		kinds.stages = append(kinds.stages, info.stage)
		if info.background {
			kinds.background.put(i)
		}
		if row[6] == "true" {
			kinds.lasting.put(i)
		}
		kinds.by[EventKind(row[0])] = info
	}
	return kinds, kinds.check()
}

// check finds what one row says of another that is not so.
func (l kindList) check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(l.by) != len(l.order) {
		wrong("the same event twice")
	}
	for kind, info := range l.by {
		for _, a := range info.also {
			if _, ok := l.by[a.kind]; !ok || a.in != "" && !a.in.Valid() {
				wrong("%s counts as %s in %q: no such thing", kind, a.kind, a.in)
			}
		}
		for _, f := range info.follows {
			if _, ok := l.by[f]; !ok {
				wrong("%s follows %s: no such event", kind, f)
			}
		}
		for _, n := range info.nations {
			if !n.Valid() {
				wrong("%s happens in %q: no such place", kind, n)
			}
		}
		if info.words == "" || info.recordable != (info.label != "") || info.recordable != (info.hint != "") {
			wrong("%s lacks words", kind)
		}
		if info.future != (info.knownFrom != "") {
			wrong("%s: a day that may lie ahead needs the question of when it was given", kind)
		}
	}
	return errors.Join(errs...)
}

func kindsOf(cell string) []EventKind {
	var kinds []EventKind
	for _, name := range list(cell) {
		kinds = append(kinds, EventKind(name))
	}
	return kinds
}

// list splits a cell that holds several values.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}
