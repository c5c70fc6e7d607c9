package referral

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
)

// Outcome is what a reviewer decides.
type Outcome string

// The two outcomes of a review.
const (
	Approved Outcome = "approved"
	Returned Outcome = "returned"
)

// Review is a second person's look at a referral.
type Review struct {
	Outcome Outcome
	Comment string
}

// Check says what is wrong with a review as filled in. A returned referral
// needs a comment, so that its author knows what to change.
func (r Review) Check() fault.Problems {
	var problems fault.Problems
	if r.Outcome != Approved && r.Outcome != Returned {
		problems.Add("outcome", "select_one")
	}
	switch {
	case r.Outcome == Returned && strings.TrimSpace(r.Comment) == "":
		problems.Add("comment", "required")
	case !utf8.ValidString(r.Comment) || strings.IndexByte(r.Comment, 0) >= 0:
		problems.Add("comment", "unreadable_text")
	}
	return problems
}

// Reviewer refuses an actor who wrote any part of the referral: review needs a
// second pair of eyes (nrm-rules §10, review → submitted).
func Reviewer(authors []string, actor string) error {
	if slices.Contains(authors, actor) {
		return fault.Conflictf("You wrote part of this referral. A colleague must review it.")
	}
	return nil
}
