package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RecordRequest records that the authority asks for more information. The last
// day for the answer is the letter's and starts its clock; a letter without one
// starts none.
//
// Errors: *fault.Invalid with the fields of referral.Request, *fault.Conflict
// .
func (d *Desk) RecordRequest(ctx context.Context, actor staff.Actor, e Edit, in referral.Request) error {
	return d.afterSending(ctx, actor, access.UpdateReferral, e, func(w *work, f SentFile) error {
		if err := in.Check(f.Referral.SentOn, w.today).Err(); err != nil {
			return err
		}
		u := ReferralUpdate{Update: referral.Update{Kind: referral.MoreInformation, Request: &in}}
		if !in.ReplyBy.IsZero() {
			var err error
			if u.EventID, err = w.insertEvent(ctx, deadline.InformationRequestedBy, in.ReplyBy, in.LetterOn, ""); err != nil {
				return err
			}
		}
		w.fact("letter_on", in.LetterOn.String())
		w.fact("reply_by", in.ReplyBy.String())
		return w.keepUpdate(ctx, f, u)
	})
}

// NewReply answers a request of the authority.
type NewReply struct {
	Number    int // of the request
	Says      string
	Documents []int // their numbers in the case
	Passed    referral.Passing
}

// RecordReply records what was answered to a request for more information,
// when, how and to whom. It ends the clock of that letter and of no other.
//
// Errors: *fault.Invalid with the fields of referral.Reply, fault.NotFound,
// *fault.Conflict.
func (d *Desk) RecordReply(ctx context.Context, actor staff.Actor, e Edit, in NewReply) error {
	return d.afterSending(ctx, actor, access.UpdateReferral, e, func(w *work, f SentFile) error {
		u, ok := f.Find(in.Number)
		switch {
		case !ok || u.Kind != referral.MoreInformation:
			return fault.NotFound
		case u.State != UpdateOpen:
			return fault.Conflictf("This letter has been answered already, or was recorded in error.")
		}
		documents, err := f.enclosed(in.Documents)
		if err != nil {
			return err
		}
		reply := referral.Reply{Says: in.Says, Documents: documents, Passed: in.Passed}
		problems := append(reply.Check(u.Request.LetterOn, w.today), f.unnamed("reply_says", in.Says)...)
		if err := problems.Err(); err != nil {
			return err
		}
		if u.EventID != "" {
			if _, err := w.insertEvent(ctx, deadline.InformationSent, in.Passed.On, calendar.Date{}, u.EventID); err != nil {
				return err
			}
		}
		return w.passOn(ctx, f, u, reply)
	})
}

// insertEvent adds what the clocks hang on. Its words stand with the update.
func (w *work) insertEvent(ctx context.Context, kind deadline.EventKind, on, knownFrom calendar.Date, about string) (id string, err error) {
	id = newID()
	return id, w.tx.InsertEvent(ctx, postgres.RecordedEvent{
		ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: kind, On: on, KnownFrom: knownFrom, About: about,
		RecordedBy: w.actor.UserID, RecordedAt: w.now,
	})
}
