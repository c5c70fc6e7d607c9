package deadline

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"nrmdesk/internal/nrm/calendar"
)

// EventKind is something that happened in a case which a clock can hang on.
// data/events.csv lists them all; a kind that is not listed opens nothing.
type EventKind string

// The kinds the desk records.
const (
	CaseOpened               EventKind = "case_opened"
	ReferralSubmitted        EventKind = "referral_submitted"
	RGPositive               EventKind = "rg_positive"
	RGPositiveS4Only         EventKind = "rg_positive_s4_only"
	RGNegative               EventKind = "rg_negative"
	FurtherRGPositive        EventKind = "further_rg_positive"
	CGPositive               EventKind = "cg_positive"
	CGNegative               EventKind = "cg_negative"
	Disqualified             EventKind = "disqualified"
	Withdrawn                EventKind = "withdrawn"
	EmergencySupport         EventKind = "emergency_support"
	SupportEnded             EventKind = "support_ended"
	ReconsiderationRequested EventKind = "reconsideration_requested"
	DateOfBirth              EventKind = "date_of_birth"
	AdultChoiceRecorded      EventKind = "adult_choice_recorded"
)

// Event is one thing that happened on a day. Source is the identifier of the
// record it came from; the rulebook only carries it.
type Event struct {
	Kind   EventKind
	On     calendar.Date
	Source string
}

// before orders events by day; those of one day have a fixed order too, so
// that the order they are given in never matters.
func (e Event) before(o Event) bool {
	return cmp.Or(e.On.Compare(o.On), cmp.Compare(e.Kind, o.Kind), cmp.Compare(e.Source, o.Source)) < 0
}

// Known says whether the kind is listed.
func (k EventKind) Known() bool {
	_, ok := eventKinds()[k]
	return ok
}

// Words is the kind as it stands in a sentence: "positive reasonable grounds
// decision".
func (k EventKind) Words() string { return eventKinds()[k].words }

// background kinds lie in the client's life before the case.
func (k EventKind) background() bool { return eventKinds()[k].background }

// countsAs says whether an event of kind k starts the clocks of kind o in a
// jurisdiction: a negative RG is also a negative decision and a decision that
// can be challenged. In Scotland alone a slavery-only positive RG has a clock
// of its own, so elsewhere it counts as any positive RG.
func (k EventKind) countsAs(o EventKind, j Jurisdiction) bool {
	return k == o || slices.ContainsFunc(eventKinds()[k].also, func(a alias) bool {
		return a.kind == o && (a.in == "" || a.in == j)
	})
}

type eventWords struct {
	words      string
	background bool
	also       []alias
}

type alias struct {
	kind EventKind
	in   Jurisdiction
}

//go:embed data/events.csv
var eventsCSV []byte

var eventKinds = sync.OnceValue(func() map[EventKind]eventWords {
	kinds, err := parseEvents(eventsCSV)
	if err != nil {
		panic("deadline: the embedded events: " + err.Error())
	}
	return kinds
})

func parseEvents(raw []byte) (map[EventKind]eventWords, error) {
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return nil, err
	}
	kinds := make(map[EventKind]eventWords, len(rows))
	for _, row := range rows[1:] {
		w := eventWords{words: row[1], background: row[2] == "true"}
		for _, also := range list(row[3]) {
			kind, in, _ := strings.Cut(also, ":")
			w.also = append(w.also, alias{EventKind(kind), Jurisdiction(in)})
		}
		kinds[EventKind(row[0])] = w
	}
	for kind, w := range kinds {
		for _, a := range w.also {
			if _, ok := kinds[a.kind]; !ok || (a.in != "" && !a.in.Valid()) {
				return nil, fmt.Errorf("%s counts as %s in %q: no such thing", kind, a.kind, a.in)
			}
		}
	}
	return kinds, nil
}

// list splits a cell that holds several values.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}
