package referral

import (
	"slices"
	"strconv"
	"strings"

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
	Answers map[string]string // what is said of single answers, by field name
}

// Check says what is wrong with a review as filled in. A returned referral
// needs a comment, on the whole or on an answer, so that its author knows what
// to change.
func (r Review) Check() fault.Problems {
	var problems fault.Problems
	if r.Outcome != Approved && r.Outcome != Returned {
		problems.Add("outcome", "select_one")
	}
	if r.Outcome == Returned && strings.TrimSpace(r.Comment) == "" && len(r.Answers) == 0 {
		problems.Add("comment", "required")
	}
	problems = append(problems, CheckComment("comment", r.Comment)...)
	for _, said := range r.Answers {
		problems = append(problems, CheckComment("answers", said)...)
	}
	return problems
}

const longestComment = 5000

// CheckComment looks at one comment; field is the name its problem carries.
func CheckComment(field, text string) fault.Problems {
	var problems fault.Problems
	switch {
	case !checkReadable(&problems, field, text):
	case length(text) > longestComment:
		problems.Add(field, "too_long", strconv.Itoa(longestComment))
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
