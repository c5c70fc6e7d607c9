package audit

import (
	"iter"
	"slices"
	"strings"
	"time"
)

// Report is the outcome of a check: for each bad chain its first bad row, and
// what is wrong with the log as a whole.
type Report struct {
	Chains   int
	Entries  int
	InLog    int64 // entries that were found in the log
	Sealed   int64 // entries under the last seal
	Seals    int
	SealedAt time.Time // of the last seal; zero without one
	Findings []Finding
}

// Good says whether nothing was found.
func (r Report) Good() bool { return len(r.Findings) == 0 }

// Add puts the report of another part of the same check into this one.
func (r *Report) Add(part Report) {
	r.Chains += part.Chains
	r.Entries += part.Entries
	r.InLog += part.InLog
	r.Sealed += part.Sealed
	r.Seals += part.Seals
	if part.SealedAt.After(r.SealedAt) {
		r.SealedAt = part.SealedAt
	}
	r.Findings = append(r.Findings, part.Findings...)
}

// Sort puts findings in an order that does not depend on who found them first:
// what concerns the log as a whole, then chain by chain.
func (r *Report) Sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return strings.Compare(a.ChainID, b.ChainID) })
}

// VerifyChains checks chains in one pass and holds one row at a time. Ends and
// rows come in the order of their chain id, the rows of a chain in the order
// of their place. An error is one of reading, never a finding.
func VerifyChains(ends []End, rows iter.Seq2[Row, error]) (Report, error) {
	v := verifier{ends: ends}
	v.open()
	for r, err := range rows {
		if err != nil {
			return v.report, err
		}
		v.report.Entries++
		if r.Sealed != nil {
			v.report.InLog++
		}
		for len(v.ends) > 0 && v.ends[0].ChainID < r.ChainID {
			v.close()
		}
		v.add(r)
	}
	for len(v.ends) > 0 {
		v.close()
	}
	return v.report, nil
}

// verifier stands at the first of the ends left and feeds it the rows of its
// chain.
type verifier struct {
	report   Report
	ends     []End
	checker  Checker
	bad      bool   // the chain already has a finding
	headless string // the last chain without a recorded end, reported once
}

func (v *verifier) open() {
	if len(v.ends) > 0 {
		v.checker, v.bad = NewChecker(v.ends[0]), false
		v.report.Chains++
	}
}

func (v *verifier) close() {
	if !v.bad {
		v.note(v.checker.End())
	}
	v.ends = v.ends[1:]
	v.open()
}

func (v *verifier) add(r Row) {
	switch {
	case len(v.ends) > 0 && r.ChainID == v.ends[0].ChainID:
		if !v.bad {
			v.note(v.checker.Add(r))
		}
	case r.ChainID != v.headless:
		v.headless = r.ChainID
		v.report.Chains++
		v.report.Findings = append(v.report.Findings, Finding{ChainID: r.ChainID, Seq: r.Seq, Kind: HeadMissing,
			Sentence: "The chain has rows but no recorded end."})
	}
}

func (v *verifier) note(f *Finding) {
	if f != nil {
		v.bad = true
		v.report.Findings = append(v.report.Findings, *f)
	}
}
