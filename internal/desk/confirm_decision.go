package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ConfirmDecision is the second person's yes: only now the case moves and the
// clocks run. Whoever recorded the decision cannot confirm it.
//
// Errors: *fault.Conflict when it is their own, when it has been dealt with,
// or when the case has moved so that it cannot follow any more.
func (d *Desk) ConfirmDecision(ctx context.Context, actor staff.Actor, e Edit, id string) error {
	return d.change(ctx, actor, access.ConfirmDecision, e, func(w *work) error {
		letter, err := w.reviewable(ctx, id)
		if err != nil {
			return err
		}
		if _, err := decision.StateAfter(w.Case.Stage(), letter.Decision); err != nil {
			return err
		}
		if err := w.stillFits(ctx, letter); err != nil {
			return err
		}
		w.decisionFacts(letter.Decision)
		if err := w.review(ctx, letter, postgres.ReviewConfirmed, ""); err != nil {
			return err
		}
		if err := w.happens(letter.Happening(), letter.Grounds()...); err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// stillFits looks at the date of a recorded letter again: a date before it may
// have been corrected since.
func (w *work) stillFits(ctx context.Context, letter postgres.Decision) error {
	papers, err := w.papers(ctx)
	if err != nil {
		return err
	}
	for _, p := range decision.Check(papers.about, letter.Decision) {
		if p.Field == "decided_on" {
			return fault.Conflictf("The dates of this case have been corrected since this decision was recorded, and its date does not fit any more. Return it, so that it can be recorded again.")
		}
	}
	return nil
}

// maxReason is how long the reason for a return may be.
const maxReason = 2000

// ReturnDecision sends a recorded decision back because it does not match the
// letter. The record stays; a new one takes its place.
//
// Errors: *fault.Invalid on reason, *fault.Conflict as ConfirmDecision.
func (d *Desk) ReturnDecision(ctx context.Context, actor staff.Actor, e Edit, id, reason string) error {
	return d.change(ctx, actor, access.ReturnDecision, e, func(w *work) error {
		var problems fault.Problems
		switch {
		case strings.TrimSpace(reason) == "":
			problems.Add("return_reason", "required")
		case utf8.RuneCountInString(reason) > maxReason:
			problems.Add("return_reason", "too_long", "2000")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		letter, err := w.reviewable(ctx, id)
		if err != nil {
			return err
		}
		w.fact("kind", string(letter.Kind))
		w.fact("outcome", string(letter.Outcome))
		return w.review(ctx, letter, postgres.ReviewReturned, reason)
	})
}

// reviewable finds a decision the actor may be the second person for.
func (w *work) reviewable(ctx context.Context, id string) (postgres.Decision, error) {
	letter, err := w.decisionOf(ctx, id)
	if err != nil {
		return letter, err
	}
	w.about(id)
	if !letter.Waiting() {
		return letter, fault.Conflictf("Somebody has already dealt with this decision.")
	}
	return letter, decision.Confirmer(letter.RecordedBy, w.actor)
}

func (w *work) review(ctx context.Context, letter postgres.Decision, outcome postgres.ReviewOutcome, reason string) error {
	return w.tx.ReviewDecision(ctx, letter, postgres.DecisionReview{Outcome: outcome, Reason: reason, By: w.actor.UserID, At: w.now})
}
