package auditing

import (
	"slices"

	"nrmdesk/internal/fault"
)

// Mark is an auditor's own judgement of one check.
type Mark string

// The marks.
const (
	MarkMet           Mark = "met"
	MarkPartly        Mark = "partly"
	MarkNotMet        Mark = "not_met"
	MarkNotApplicable Mark = "not_applicable"
)

// MarkChoices lists the marks in the order of the page.
var MarkChoices = []Mark{MarkMet, MarkPartly, MarkNotMet, MarkNotApplicable}

// Label is the mark in the words auditors read.
func (m Mark) Label() string {
	switch m {
	case MarkMet:
		return "Met"
	case MarkPartly:
		return "Partly"
	case MarkNotMet:
		return "Not met"
	case MarkNotApplicable:
		return "Not applicable"
	default:
		return ""
	}
}

// Marks is a judgement of each check, by its id.
type Marks map[string]Mark

const maxNote = 4000

// CheckMarks says what is wrong with a review: every check needs a mark, field
// mark_A1 and so on, and a note that is not too long, field note.
func CheckMarks(m Marks, note string) fault.Problems {
	var problems fault.Problems
	for _, c := range Checks {
		if !slices.Contains(MarkChoices, m[c.ID]) {
			problems.Add("mark_"+c.ID, "select_one")
		}
	}
	if len([]rune(note)) > maxNote {
		problems.Add("note", "too_long", "4000")
	}
	return problems
}
