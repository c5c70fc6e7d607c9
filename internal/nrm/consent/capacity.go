package consent

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/cited"
)

// CapacityFinding says what is known of the client's capacity to decide this.
type CapacityFinding string

// The findings. Everybody is taken to have capacity unless it was assessed
// that they have not.
const (
	NotDoubted CapacityFinding = "not_doubted"
	FoundAble  CapacityFinding = "found_able"
	FoundNot   CapacityFinding = "found_lacking"
)

// CapacityFindings lists the findings in the order of the page.
var CapacityFindings = []CapacityFinding{NotDoubted, FoundAble, FoundNot}

// Label is the finding in the words staff read.
func (f CapacityFinding) Label() string {
	switch f {
	case NotDoubted:
		return "No reason to doubt it"
	case FoundAble:
		return "It was assessed: the client can decide this"
	case FoundNot:
		return "It was assessed: the client cannot decide this, even with help"
	default:
		return ""
	}
}

// Capacity is what was found, by whom, and who then decided. Act is the law of
// the client's nation on the day of the record.
type Capacity struct {
	Finding       CapacityFinding
	AssessedOn    calendar.Date
	AssessedBy    string
	Act           string
	DecisionMaker string // name and role, when the client cannot decide
	Reason        string // why the decision is the right one for the client
}

// CapacityAct is the law under which somebody decides for an adult who cannot.
type CapacityAct struct {
	Act, Decision string
	Source        cited.Source
}

//go:embed data/capacity-acts.csv
var capacityActsCSV string

// A mistake in the embedded file is a mistake in the program.
var capacityActs = sync.OnceValue(func() map[calendar.Nation]CapacityAct {
	rows, err := csv.NewReader(strings.NewReader(capacityActsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read capacity acts: %w", err))
	}
	acts := map[calendar.Nation]CapacityAct{}
	for _, row := range rows[1:] {
		source, err := cited.Read(row[3:])
		if err != nil {
			panic(fmt.Errorf("capacity act of %s: %w", row[0], err))
		}
		acts[calendar.Nation(row[0])] = CapacityAct{Act: row[1], Decision: row[2], Source: source}
	}
	return acts
})

// CapacityActIn is the law of a nation.
func CapacityActIn(n calendar.Nation) CapacityAct { return capacityActs()[n] }
