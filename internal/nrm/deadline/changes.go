package deadline

import "slices"

// RuleChange is what another book says differently of one rule. Before is nil
// when the rule is new, After when it is gone; Columns are the cells of a rule
// that both have.
type RuleChange struct {
	Before, After *Rule
	Columns       []ColumnChange
}

// ColumnChange is one cell of a rule in both books.
type ColumnChange struct{ Column, Before, After string }

// ID is the name of the rule.
func (c RuleChange) ID() string {
	if c.After != nil {
		return c.After.ID
	}
	return c.Before.ID
}

// ChangesTo lists the rules another book adds or has differently, in its
// order, then those it no longer has.
func (b *Book) ChangesTo(other *Book) []RuleChange {
	var changes []RuleChange
	for _, after := range other.rules {
		before, ok := b.Rule(after.ID)
		if !ok {
			changes = append(changes, RuleChange{After: after})
			continue
		}
		if columns := columnChanges(before, after); len(columns) > 0 {
			changes = append(changes, RuleChange{Before: before, After: after, Columns: columns})
		}
	}
	for _, before := range b.rules {
		if _, ok := other.Rule(before.ID); !ok {
			changes = append(changes, RuleChange{Before: before})
		}
	}
	return changes
}

func columnChanges(before, after *Rule) []ColumnChange {
	if slices.Equal(before.cells, after.cells) {
		return nil
	}
	var columns []ColumnChange
	for i, column := range allColumns {
		if before.cells[i] != after.cells[i] {
			columns = append(columns, ColumnChange{column, before.cells[i], after.cells[i]})
		}
	}
	return columns
}
