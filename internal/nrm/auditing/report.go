package auditing

import (
	"time"

	"nrmdesk/internal/nrm/consent"
)

// Report is what the records of a period come to. It names nobody.
type Report struct {
	Records   int                        `json:"records"`
	Kinds     map[consent.Kind]int       `json:"kinds"`
	Outcomes  map[consent.Status]int     `json:"outcomes"`
	Checks    map[string]map[Outcome]int `json:"checks"` // by check id
	Risks     map[Risk]int               `json:"risks"`
	Reviewed  int                        `json:"reviewed"` // records an auditor has judged
	Marks     map[string]map[Mark]int    `json:"marks"`
	Findings  map[FindingState]int       `json:"findings"`
	Critical  int                        `json:"critical"` // findings of that severity
	LateReply int                        `json:"late_reply"`
	Trails    int                        `json:"trails"`  // of cases, gone through for A7
	Entries   int64                      `json:"entries"` // in those trails
	Newest    Entry                      `json:"newest"`  // the last that was read: what came after it is not in the report
}

// Entry is a place in the trail of a case.
type Entry struct {
	Case string    `json:"case"` // its reference; empty when no trail was read
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
}

// AddTrail counts the trail of a case that was gone through to an entry.
func (r *Report) AddTrail(ref string, seq int64, at time.Time) {
	r.Trails++
	r.Entries += seq
	if r.Newest.Case == "" || at.After(r.Newest.At) {
		r.Newest = Entry{ref, seq, at}
	}
}

// NewReport is the report of no records.
func NewReport() Report {
	r := Report{
		Kinds: map[consent.Kind]int{}, Outcomes: map[consent.Status]int{}, Checks: map[string]map[Outcome]int{}, Risks: map[Risk]int{},
		Marks: map[string]map[Mark]int{}, Findings: map[FindingState]int{},
	}
	for _, c := range Checks {
		r.Checks[c.ID], r.Marks[c.ID] = map[Outcome]int{}, map[Mark]int{}
	}
	return r
}

// Add counts one record with the checks made on it. Marks are nil when nobody
// has judged it.
func (r *Report) Add(record consent.Record, checked []Checked, risks []Risk, marks Marks) {
	r.Records++
	r.Kinds[record.Kind]++
	r.Outcomes[record.Status()]++
	for _, c := range checked {
		r.Checks[c.ID][c.Outcome]++
	}
	for _, risk := range risks {
		r.Risks[risk]++
	}
	if marks == nil {
		return
	}
	r.Reviewed++
	for id, m := range marks {
		if r.Marks[id] != nil {
			r.Marks[id][m]++
		}
	}
}
