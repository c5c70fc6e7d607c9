package referral

import "slices"

// Verdict is everything that stands between a draft and review or sending.
type Verdict struct {
	Missing  []Missing
	Problems []Problem
	Findings []Finding
}

// Problem is a malformed answer with the page it can be put right on. Page is
// nil for what the case itself must supply.
type Problem struct {
	Page  *Page
	Field *Field
	Code  string
	Args  []string
}

// OK says the referral may go on: nothing missing, nothing malformed, and no
// finding that refuses. Warnings do not stop it; the reviewer sees them.
func (v Verdict) OK() bool {
	return len(v.Missing) == 0 && len(v.Problems) == 0 &&
		!slices.ContainsFunc(v.Findings, func(f Finding) bool { return f.Level == Refuse })
}

// Ready judges the whole referral.
func (d *Draft) Ready() Verdict {
	v := Verdict{Missing: d.Missing(), Findings: d.Findings()}
	for _, p := range d.Problems() {
		f := d.Form.byName[p.Field]
		v.Problems = append(v.Problems, Problem{Page: f.Page, Field: f, Code: p.Code, Args: p.Args})
	}
	return v
}
