package server

import (
	"slices"
	"strings"

	"nrmdesk/internal/nrm/referral"
)

// unfitOn are the findings about answers of a page, each with the question of
// the page it is shown at.
func unfitOn(d *referral.Draft, p *referral.Page) []referral.Finding {
	here := func(name string) bool {
		return slices.ContainsFunc(d.Asked(p), func(f *referral.Field) bool { return f.Name == name })
	}
	var unfit []referral.Finding
	for _, f := range d.Findings() {
		switch {
		case here(f.Field):
		case here(f.Other):
			f.Field = f.Other
		default:
			continue
		}
		unfit = append(unfit, f)
	}
	return unfit
}

// unfitSentences say what a save has made not fit together.
func unfitSentences(before, after *referral.Draft, p *referral.Page) string {
	seen := unfitOn(before, p)
	var says []string
	for _, f := range unfitOn(after, p) {
		if !slices.ContainsFunc(seen, func(b referral.Finding) bool { return b.Code == f.Code && b.Field == f.Field }) {
			says = append(says, f.Sentence())
		}
	}
	return strings.Join(says, " ")
}
