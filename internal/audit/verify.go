package audit

import (
	"iter"
)

// Report is the outcome of a check over many chains: for each bad chain its
// first bad row.
type Report struct {
	Chains   int
	Entries  int
	Findings []Finding
}

// Good says whether nothing was found.
func (r Report) Good() bool { return len(r.Findings) == 0 }

// Verify checks every chain in one pass and holds one row at a time. Heads
// come in the order of their chain id, entries in the order of chain id and
// place. An error is one of reading, never a finding.
func Verify(heads iter.Seq2[Head, error], entries iter.Seq2[Entry, error]) (Report, error) {
	nextHead, stop := iter.Pull2(heads)
	defer stop()
	v := verifier{}
	if err := v.advance(nextHead); err != nil {
		return v.report, err
	}
	for e, err := range entries {
		if err != nil {
			return v.report, err
		}
		v.report.Entries++
		for v.open && v.checker.head.ChainID < e.ChainID {
			v.close()
			if err := v.advance(nextHead); err != nil {
				return v.report, err
			}
		}
		v.add(e)
	}
	for v.open {
		v.close()
		if err := v.advance(nextHead); err != nil {
			return v.report, err
		}
	}
	return v.report, nil
}

// verifier stands at one head and feeds it the entries of its chain.
type verifier struct {
	report   Report
	checker  Checker
	open     bool   // a head is waiting for entries
	bad      bool   // its chain already has a finding
	headless string // the last chain without a head, reported once
}

func (v *verifier) advance(next func() (Head, error, bool)) error {
	h, err, ok := next()
	v.checker, v.open, v.bad = NewChecker(h), ok, false
	if ok && err == nil {
		v.report.Chains++
	}
	return err
}

func (v *verifier) add(e Entry) {
	switch {
	case v.open && e.ChainID == v.checker.head.ChainID:
		if !v.bad {
			v.note(v.checker.Add(e))
		}
	case e.ChainID != v.headless:
		v.headless = e.ChainID
		v.report.Chains++
		v.report.Findings = append(v.report.Findings, Finding{ChainID: e.ChainID, Seq: e.Seq, Kind: HeadMissing,
			Sentence: "The chain has rows but no recorded end."})
	}
}

func (v *verifier) close() {
	if !v.bad {
		v.note(v.checker.End())
	}
}

func (v *verifier) note(f *Finding) {
	if f != nil {
		v.bad = true
		v.report.Findings = append(v.report.Findings, *f)
	}
}
