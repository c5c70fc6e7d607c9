package auditing

import "nrmdesk/internal/nrm/consent"

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
