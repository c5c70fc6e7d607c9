package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordTold keeps that the client knows of a decision: when, by whom, in
// which language and how safely. It is recorded once.
//
// Errors: *fault.Invalid with the fields of decision.Telling,
// *fault.Conflict when it was recorded before or the record was returned.
func (d *Desk) RecordTold(ctx context.Context, actor staff.Actor, e Edit, id string, t decision.Telling) error {
	return d.change(ctx, actor, access.TellDecision, e, func(w *work) error {
		letter, err := w.decisionOf(ctx, id)
		if err != nil {
			return err
		}
		if letter.Review.Outcome == postgres.ReviewReturned {
			return fault.Conflictf("This record was returned because it does not match the letter. Record the decision again first.")
		}
		if err := t.Check(w.today, letter.ReceivedOn).Err(); err != nil {
			return err
		}
		if err := w.guardTelling(ctx, t); err != nil {
			return err
		}
		w.about(id)
		w.fact("kind", string(letter.Kind))
		w.fact("told_on", t.On.String())
		return w.tx.InsertTelling(ctx, newID(), letter, t, actor.UserID, w.now)
	})
}

// guardTelling lets nobody record that the client was told today by a call,
// message or letter that was not checked before it was made. Of earlier days
// the record only says that no contact is known.
func (w *work) guardTelling(ctx context.Context, t decision.Telling) error {
	by := person.Channel(t.Way)
	if t.Way == decision.InPerson || by == person.Worker {
		return nil
	}
	known, err := w.contactedOn(ctx, by, t.On)
	if err != nil || known {
		return err
	}
	if t.On == w.today {
		var problems fault.Problems
		problems.Add("told_way", "not_contacted")
		return problems.Err()
	}
	w.fact("told_unchecked", "yes")
	return nil
}

// PlanTelling keeps how the client is to be told of a decision. A new plan
// takes the place of the last one, which stays to be read in the trail.
//
// Errors: *fault.Invalid with the fields of decision.Plan, *fault.Conflict when
// the client has been told or the record was returned.
func (d *Desk) PlanTelling(ctx context.Context, actor staff.Actor, e Edit, id string, p decision.Plan) error {
	return d.change(ctx, actor, access.PlanTelling, e, func(w *work) error {
		letter, err := w.decisionOf(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case letter.Review.Outcome == postgres.ReviewReturned:
			return fault.Conflictf("This record was returned because it does not match the letter. Record the decision again first.")
		case !letter.Told.IsZero():
			return fault.Conflictf("The client has been told of this decision already.")
		}
		if err := p.Check(w.today).Err(); err != nil {
			return err
		}
		w.about(id)
		w.fact("kind", string(letter.Kind))
		w.fact("tell_on", p.On.String())
		return w.tx.InsertTellingPlan(ctx, newID(), letter, p, actor.UserID, w.now)
	})
}
