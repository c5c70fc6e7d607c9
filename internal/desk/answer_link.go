package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
)

// AnswerLink records what the recipient of a handoff says by its link. A second
// press of the same button says nothing twice.
//
// Errors: ErrNotOpened when the reading has run out, *LinkOver, *fault.Invalid with the fields of link.Reply.Check,
// *fault.Conflict when the handoff cannot go there from where it is.
func (d *Desk) AnswerLink(ctx context.Context, actor staff.Actor, reply link.Reply) error {
	return d.throughLink(ctx, actor, access.AnswerLink, func(w *work, r *received) error {
		if err := r.reads(ctx, w); err != nil {
			w.fact("number", strconv.Itoa(r.Handoff.Number))
			return err
		}
		if err := reply.Check(calendar.LondonDay(r.Handoff.SentAt), w.today).Err(); err != nil {
			return err
		}
		if n := len(r.Handoff.Answers); n > 0 && sameAnswer(r.Handoff.Answers[n-1], reply) {
			return errAlreadyDone
		}
		r.changed = true
		return w.receivedAnswer(ctx, r.Handoff.Number, reply.Answer(), handoff.Giver{Name: reply.Name, Through: handoff.ByLink})
	})
}

// sameAnswer says whether a reply is the last one over again.
func sameAnswer(last handoff.Logged, reply link.Reply) bool {
	now := reply.Answer()
	return last.State == now.State && last.Contact == now.Contact && last.Details == now.Details &&
		last.Giver == handoff.Giver{Name: reply.Name, Through: handoff.ByLink}
}
