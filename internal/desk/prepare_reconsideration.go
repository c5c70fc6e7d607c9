package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WantedItem is evidence or more time that somebody was asked for, and what
// came of it.
type WantedItem = postgres.Wanted

// ReconsiderationDesk is everything about asking for another look at the
// latest negative decision: what the request is to rest on, what is still
// waited for, and the request once it was made.
type ReconsiderationDesk struct {
	Head
	ReconsiderationChance
	Argument decision.Argument
	Wanted   []WantedItem           // oldest first
	Request  *LodgedReconsideration // nil until it is recorded
}

// Asked says whether the request was recorded.
func (r ReconsiderationDesk) Asked() bool { return r.Request != nil }

// Find is one thing wanted.
func (r ReconsiderationDesk) Find(id string) (WantedItem, bool) { return findWanted(r.Wanted, id) }

// Got are the pieces of evidence that have come.
func (r ReconsiderationDesk) Got() []WantedItem {
	return slices.DeleteFunc(slices.Clone(r.Wanted), func(w WantedItem) bool { return w.Answer.Outcome != decision.WantedGot })
}

// Reconsideration reads the desk of a request.
//
// Errors: *fault.Conflict when no decision of the case can be looked at again.
func (d *Desk) Reconsideration(ctx context.Context, actor staff.Actor, ref casefile.Ref) (ReconsiderationDesk, error) {
	var file ReconsiderationDesk
	err := d.view(ctx, actor, access.ViewDecision, ref, func(w *work) (err error) {
		if file.Head, err = w.head(ctx); err != nil {
			return err
		}
		papers, err := w.papers(ctx)
		if err != nil {
			return err
		}
		if file.ReconsiderationChance, file.Request, err = w.reconsidered(ctx, papers); err != nil {
			return err
		}
		if file.Argument, err = w.tx.ReconsiderationPlan(ctx, file.Decision.ID); err != nil {
			return err
		}
		file.Wanted, err = w.tx.Wanted(ctx, file.Decision.ID)
		return err
	})
	return file, err
}

// reconsidered is the decision a request can be made about, or was made about
// last.
func (w *work) reconsidered(ctx context.Context, p papers) (ReconsiderationChance, *LodgedReconsideration, error) {
	chance, err := w.reconsiderationChance(ctx, p)
	if err != nil || chance != nil {
		return orNone(chance), nil, err
	}
	if len(p.requests) == 0 {
		return ReconsiderationChance{}, nil, w.nothingToReconsider()
	}
	last := p.requests[0]
	about, _ := findDecision(p.decisions, last.DecisionID)
	due, err := w.dueOn(ctx, "reconsideration", about.ID)
	return ReconsiderationChance{Decision: about, Due: due}, &last, err
}

func orNone(c *ReconsiderationChance) ReconsiderationChance {
	if c == nil {
		return ReconsiderationChance{}
	}
	return *c
}

func (w *work) nothingToReconsider() error {
	return fault.Conflictf("This case is at “%s”. A reconsideration can be asked for after a negative decision, once for each.", w.Case.State.Label())
}

// PlanReconsideration keeps what the request is to rest on and who sends it.
//
// Errors: *fault.Invalid with the fields of decision.Argument, *fault.Conflict
// when there is no decision to ask about.
func (d *Desk) PlanReconsideration(ctx context.Context, actor staff.Actor, e Edit, a decision.Argument) error {
	return d.change(ctx, actor, access.PrepareReconsideration, e, preparing(ctx, func(w *work, about postgres.Decision) error {
		if err := a.Check().Err(); err != nil {
			return err
		}
		w.fact("prepared", "grounds")
		return w.tx.InsertReconsiderationPlan(ctx, newID(), about, a, actor.UserID, w.now)
	}))
}

// AskForEvidence keeps evidence, or more time, that somebody was asked for.
//
// Errors: *fault.Invalid with the fields of decision.Wanted, *fault.Conflict
// when there is no decision to ask about.
func (d *Desk) AskForEvidence(ctx context.Context, actor staff.Actor, e Edit, in decision.Wanted) error {
	return d.change(ctx, actor, access.PrepareReconsideration, e, preparing(ctx, func(w *work, about postgres.Decision) error {
		if err := in.Check(w.today).Err(); err != nil {
			return err
		}
		w.fact("prepared", string(in.Kind))
		return w.tx.InsertWanted(ctx, postgres.Wanted{
			ID: newID(), OrganisationID: w.Case.OrganisationID, DecisionID: about.ID, Wanted: in, AddedBy: actor.UserID, AddedAt: w.now,
		})
	}))
}

// AnswerForEvidence keeps what came of it.
//
// Errors: fault.NotFound, *fault.Invalid with the fields of
// decision.WantedAnswer, *fault.Conflict when it was recorded before.
func (d *Desk) AnswerForEvidence(ctx context.Context, actor staff.Actor, e Edit, id string, in decision.WantedAnswer) error {
	return d.change(ctx, actor, access.PrepareReconsideration, e, preparing(ctx, func(w *work, about postgres.Decision) error {
		list, err := w.tx.Wanted(ctx, about.ID)
		if err != nil {
			return err
		}
		wanted, ok := findWanted(list, id)
		if !ok {
			return fault.NotFound
		}
		if err := in.Check(wanted.Kind, calendar.LondonDay(wanted.AddedAt), w.today).Err(); err != nil {
			return err
		}
		w.fact("prepared", string(in.Outcome))
		return w.tx.AnswerWanted(ctx, newID(), wanted, in, actor.UserID, w.now)
	}))
}

// preparing is a change to what a request that is not made yet waits for.
func preparing(ctx context.Context, act func(w *work, about postgres.Decision) error) func(w *work) error {
	return func(w *work) error {
		papers, err := w.papers(ctx)
		if err != nil {
			return err
		}
		chance, err := w.reconsiderationChance(ctx, papers)
		if err != nil {
			return err
		}
		if chance == nil {
			return w.nothingToReconsider()
		}
		w.about(chance.Decision.ID)
		return act(w, chance.Decision)
	}
}

func findWanted(list []postgres.Wanted, id string) (postgres.Wanted, bool) {
	i := slices.IndexFunc(list, func(w postgres.Wanted) bool { return w.ID == id })
	if i < 0 {
		return postgres.Wanted{}, false
	}
	return list[i], true
}
