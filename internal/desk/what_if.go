package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WhatIf asks how the dates of a case would stand if a clock had counted from
// another day, or the case were in another nation. What is left out stays.
type WhatIf struct {
	On     calendar.Date
	Nation calendar.Nation
}

// WhatIfAnswer is what would be different.
type WhatIfAnswer struct {
	Moves []Move
	// Then is the date that was asked about, without a rule when no such clock
	// would run.
	Then  deadline.Deadline
	Steps []string // of Then
}

// WhatIf works out another case than the one that is, and touches nothing but
// the record of who looked.
//
// Errors: *fault.Invalid on the fields if and nation, *fault.Conflict for a
// date that was replaced, fault.NotFound.
func (d *Desk) WhatIf(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string, in WhatIf) (WhatIfAnswer, error) {
	var answer WhatIfAnswer
	err := d.view(ctx, actor, access.ViewDeadlines, ref, func(w *work) error {
		rows, err := w.tx.Deadlines(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(row postgres.Deadline) bool { return row.ID == id })
		if i < 0 {
			return fault.NotFound
		}
		w.about(id)
		k, err := w.keptDate(ctx, rows[i])
		if err != nil {
			return err
		}
		if k.Superseded() {
			return fault.Conflictf("This date was replaced by another. Ask about the one that counts.")
		}
		if err := in.check(w.today).Err(); err != nil {
			return err
		}
		if answer.Moves, err = w.moves(ctx, func(c *clocks) { in.apply(c, k.Deadline.Trigger) }); err != nil {
			return err
		}
		return w.answerWhatIf(ctx, k.Deadline, &answer)
	})
	return answer, err
}

func (in WhatIf) check(today calendar.Date) fault.Problems {
	var problems fault.Problems
	if far := today.AddMonths(whatIfMonths); in.On.After(far) {
		problems.Add("if", "after", far.Long())
	}
	if in.Nation != "" && !slices.Contains(calendar.Nations, in.Nation) {
		problems.Add("nation", "select_one")
	}
	return problems
}

// whatIfMonths is how far ahead somebody may ask.
const whatIfMonths = 36

func (in WhatIf) apply(c *clocks, trigger deadline.Event) {
	if in.Nation != "" {
		c.of.Nation = in.Nation
	}
	for i, e := range c.events {
		if !in.On.IsZero() && e.Kind == trigger.Kind && e.Source == trigger.Source {
			c.events[i].On = in.On
		}
	}
}

// answerWhatIf finds the date that was asked about among those that would be.
func (w *work) answerWhatIf(ctx context.Context, d deadline.Deadline, answer *WhatIfAnswer) error {
	answer.Then = d
	for _, m := range answer.Moves {
		if m.Before.Rule != nil && sameClock(m.Before, d) {
			answer.Then = m.After
		}
	}
	book, err := w.book(ctx)
	if err == nil && answer.Then.Rule != nil {
		answer.Steps = book.Counting(answer.Then)
	}
	return err
}
