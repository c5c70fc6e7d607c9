package deadline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// RowProblem is one thing wrong with a file of rules. Line counts from 1, the
// header. RuleID and Column are empty where the problem is of the whole file
// or row.
type RowProblem struct {
	Line           int
	RuleID, Column string
	Sentence       string
}

func (p RowProblem) String() string {
	where := fmt.Sprintf("Line %d", p.Line)
	if p.RuleID != "" {
		where += " (" + p.RuleID + ")"
	}
	if p.Column != "" {
		where += ", " + p.Column
	}
	return where + ": " + p.Sentence
}

// RulesError is everything that is wrong with a file of rules, in the order of
// its lines.
type RulesError struct{ Problems []RowProblem }

// Sentences are what to correct, each with where it stands.
func (e *RulesError) Sentences() []string {
	sentences := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		sentences[i] = p.String()
	}
	return sentences
}

func (e *RulesError) Error() string { return "deadline rules: " + strings.Join(e.Sentences(), " ") }

// problems gathers what is wrong while a file is read.
type problems []RowProblem

func (ps *problems) add(line int, id, column, format string, args ...any) {
	*ps = append(*ps, RowProblem{Line: line, RuleID: id, Column: column, Sentence: fmt.Sprintf(format, args...)})
}

func (ps problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b RowProblem) int { return cmp.Compare(a.Line, b.Line) })
	return &RulesError{ps}
}
