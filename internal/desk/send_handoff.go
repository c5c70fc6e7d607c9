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

// SendHandoff records that the client was handed over, and keeps the envelope
// as it was sent. What may be in it is decided now, by the consent that holds
// now: an answer that changed since the page was shown counts. The sender
// stays responsible until somebody accepts. It gives the number of the
// handoff, or 0 for a second press.
//
// Errors: *fault.Invalid with the fields of handoff.Check, *fault.Conflict on
// a closed case.
func (d *Desk) SendHandoff(ctx context.Context, actor staff.Actor, e Edit, draft handoff.Draft) (number int, err error) {
	err = d.change(ctx, actor, access.SendHandoff, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Reopen it before you send a handoff.")
		}
		file, err := w.handoffDesk(ctx)
		if err != nil {
			return err
		}
		draft.Staff = file.Staff
		r, envelope := w.newHandoff(draft, file)
		if err := handoff.Check(draft, envelope, file.Services, w.today).Err(); err != nil {
			return err
		}
		if err := w.guardRecipient(draft, file); err != nil {
			return err
		}
		if r.AnswerDueAt, r.ContactDueAt, err = w.handoffDue(ctx); err != nil {
			return err
		}
		if number, err = w.tx.InsertHandoff(ctx, w.Case.OrganisationID, r); err != nil {
			return err
		}
		if err := w.needsTakenUp(ctx, r, draft.Needs); err != nil {
			return err
		}
		if err := w.spendOverrides(ctx, r); err != nil {
			return err
		}
		w.about(r.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("class", string(r.Class))
		w.fact("entry", r.Entry)
		w.fact("sent_how", string(r.SentHow))
		w.fact("items", strconv.Itoa(len(envelope.Shared)))
		w.fact("consent_record", file.Standing.Record.ID)
		return w.reclock(ctx)
	})
	return number, err
}

// guardRecipient keeps a handoff from a recipient who would be reached by a
// number or address that is dangerous to the client.
func (w *work) guardRecipient(draft handoff.Draft, file HandoffDesk) error {
	reach := []string{draft.RecipientName}
	if entry, ok := file.Services.ByID(draft.Entry); ok {
		reach = append(append(reach, entry.Phones...), entry.Text, entry.Email)
	}
	for _, text := range reach {
		if file.Client.Contact.Danger(text) != "" {
			return fault.Conflictf("This recipient has a number or address that must never be used in this case: it is known to be an exploiter’s, or watched. Tell your supervisor.")
		}
	}
	return nil
}

// spendOverrides marks what was shared without consent: each leave is good for
// one sharing.
func (w *work) spendOverrides(ctx context.Context, r handoff.Record) error {
	spent := map[string]bool{}
	for _, d := range r.Items {
		if !d.Shared || d.OverrideID == "" || spent[d.OverrideID] {
			continue
		}
		spent[d.OverrideID] = true
		if err := w.tx.UseOverride(ctx, w.Case.OrganisationID, d.OverrideID, r.ID, w.actor.UserID, w.now); err != nil {
			return err
		}
		w.fact("override", "used")
	}
	return nil
}

// newHandoff puts the draft into the envelope that consent allows now.
func (w *work) newHandoff(draft handoff.Draft, file HandoffDesk) (handoff.Record, handoff.Envelope) {
	r := handoff.Record{
		ID: newID(), CaseID: w.Case.ID, TeamID: w.Case.TeamID, Entry: draft.Entry, RecipientName: draft.RecipientName,
		Class: draft.Class, Purpose: draft.Purpose, SentHow: draft.SentHow, Note: draft.Note,
		State: handoff.Sent, SentBy: w.actor.UserID, SentAt: w.now,
	}
	to := draft.Recipient(file.Services)
	r.RecipientName, r.Class = to.Shown(file.Services), to.Class
	envelope := handoff.Pack(file.Consent, to, draft.Wanted)
	for _, line := range envelope.Shared {
		value := file.Values[line.Item]
		if line.Item.Written() {
			value = draft.Said[line.Item]
		}
		r.Items = append(r.Items, handoff.Disclosure{Line: line, Shared: true, Value: value})
	}
	for _, line := range envelope.Withheld {
		r.Items = append(r.Items, handoff.Disclosure{Line: line})
	}
	return r, envelope
}
