package audit

import "iter"

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
// and entries come in the order of their chain id, the entries of a chain in
// the order of their place. An error is one of reading, never a finding.
func Verify(heads []Head, entries iter.Seq2[Entry, error]) (Report, error) {
	v := verifier{heads: heads}
	v.open()
	for e, err := range entries {
		if err != nil {
			return v.report, err
		}
		v.report.Entries++
		for len(v.heads) > 0 && v.heads[0].ChainID < e.ChainID {
			v.close()
		}
		v.add(e)
	}
	for len(v.heads) > 0 {
		v.close()
	}
	return v.report, nil
}

// verifier stands at the first of the heads left and feeds it the entries of
// its chain.
type verifier struct {
	report   Report
	heads    []Head
	checker  Checker
	bad      bool   // the chain already has a finding
	headless string // the last chain without a head, reported once
}

func (v *verifier) open() {
	if len(v.heads) > 0 {
		v.checker, v.bad = NewChecker(v.heads[0]), false
		v.report.Chains++
	}
}

func (v *verifier) close() {
	if !v.bad {
		v.note(v.checker.End())
	}
	v.heads = v.heads[1:]
	v.open()
}

func (v *verifier) add(e Entry) {
	switch {
	case len(v.heads) > 0 && e.ChainID == v.heads[0].ChainID:
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

func (v *verifier) note(f *Finding) {
	if f != nil {
		v.bad = true
		v.report.Findings = append(v.report.Findings, *f)
	}
}
