package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
)

// AnswerHandoff logs what the recipient said: seen, accepted, declined, a
// question, the first contact made. Answering a question sends the handoff
// again, so the clock starts anew. Closing is CloseHandoff, taking back is
// RevokeHandoff.
//
// Errors: *fault.Conflict when the handoff cannot go there from where it is,
// *fault.Invalid with the fields of handoff.CheckAnswer.
func (d *Desk) AnswerHandoff(ctx context.Context, actor staff.Actor, e Edit, number int, a handoff.Answer) error {
	return d.change(ctx, actor, access.AnswerHandoff, e, func(w *work) error {
		if a.State == handoff.Closed || a.State == handoff.Revoked || !a.State.Valid() {
			var problems fault.Problems
			problems.Add("state", "select_one")
			return problems.Err()
		}
		return w.answer(ctx, number, a, handoff.Giver{})
	})
}

// ReceivedAnswer logs what the recipient of a handoff said by themselves, who
// is no user of the organisation that sent it: over a one-time link, say. The
// actor is the program; that the recipient may answer is for the caller to have
// made sure of. A handoff that was taken back or closed takes no answer.
//
// Errors: those of handoff.CheckReceived and handoff.CheckAnswer, fault.NotFound
// when the case has no such handoff.
func (d *Desk) ReceivedAnswer(ctx context.Context, actor staff.Actor, organisationID string, ref casefile.Ref, number int, a handoff.Answer, by handoff.Giver) error {
	return d.tend(ctx, actor, access.ReceiveHandoffAnswer, organisationID, ref, func(w *work) error {
		return w.receivedAnswer(ctx, number, a, by)
	})
}

// receivedAnswer is ReceivedAnswer within the work of another act. That a
// handoff was opened again changes nothing.
func (w *work) receivedAnswer(ctx context.Context, number int, a handoff.Answer, by handoff.Giver) error {
	r, err := w.tx.Handoff(ctx, w.Case.ID, number)
	if err != nil {
		return err
	}
	w.about(r.ID)
	w.fact("through", string(by.Through))
	if a.State == handoff.Seen && handoff.Opened(r.State) == r.State {
		w.fact("number", strconv.Itoa(number))
		return nil
	}
	if err := handoff.CheckReceived(r.State, a.State); err != nil {
		return err
	}
	return w.answer(ctx, number, a, by)
}

// RevokeHandoff takes a handoff back and logs that the recipient was told, as
// must happen when the client withdraws consent. One that has ended stays as
// it is, but its recipient is told all the same.
//
// Errors: *fault.Invalid when nothing says who was told and how.
func (d *Desk) RevokeHandoff(ctx context.Context, actor staff.Actor, e Edit, number int, a handoff.Answer) error {
	return d.change(ctx, actor, access.AnswerHandoff, e, func(w *work) error {
		a.State, a.Outcome = handoff.Revoked, ""
		r, err := w.tx.Handoff(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		tell, err := w.toTell(ctx)
		if err != nil {
			return err
		}
		if _, owed := tell[r.ID]; owed {
			return fault.Conflictf("The client took this back. Record on the notice that the recipient was told: it ends the handoff.")
		}
		return w.answer(ctx, number, a, handoff.Giver{})
	})
}

// answer checks an answer, adds it to the log of the handoff and moves the
// handoff to where it leads.
func (w *work) answer(ctx context.Context, number int, a handoff.Answer, by handoff.Giver) error {
	r, err := w.tx.Handoff(ctx, w.Case.ID, number)
	if err != nil {
		return err
	}
	takeBack, tell := handoff.AfterWithdrawal(r)
	if a.State == handoff.Revoked && !takeBack && tell && r.ToldAt.IsZero() {
		if err := handoff.CheckTold(a).Err(); err != nil {
			return err
		}
	} else {
		if err := handoff.CheckAnswer(r.State, a); err != nil {
			return err
		}
		r.State = a.State
	}
	switch a.State {
	case handoff.Sent:
		if r.AnswerDueAt, r.ContactDueAt, err = w.handoffDue(ctx); err != nil {
			return err
		}
	case handoff.Revoked:
		r.ToldAt = w.now
	case handoff.Closed:
		r.ClosedAt = w.now
	}
	w.about(r.ID)
	w.fact("number", strconv.Itoa(number))
	w.fact("state", string(a.State))
	w.fact("outcome", string(a.Outcome))
	w.fact("entry", r.Entry)
	err = w.tx.AnswerHandoff(ctx, w.Case.OrganisationID, r, newID(), handoff.Logged{Answer: a, By: w.actor.UserID, Giver: by, At: w.now})
	if err != nil {
		return err
	}
	return w.reclock(ctx)
}
