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
		draft.Desk = file.Surroundings
		if err := handoff.Check(draft, file.Consent, w.today).Err(); err != nil {
			return err
		}
		if err := w.guardRecipient(draft, file); err != nil {
			return err
		}
		if err := w.sendDraft(ctx, draft.ID); err != nil {
			return err
		}
		r := w.newHandoff(draft, file)
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
		if r.SentHow.ByHand() {
			if err := w.chased(ctx, r, handoff.Chase{How: r.SentHow, Contact: draft.Contact, NextOn: draft.ChaseOn}); err != nil {
				return err
			}
		}
		w.about(r.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("class", string(r.Class))
		w.fact("entry", r.Entry)
		if !r.SentHow.ByHand() {
			w.fact("sent_how", string(r.SentHow))
		}
		w.fact("items", strconv.Itoa(sharedItems(r)))
		if n := len(handoff.SharedFiles(r.Files)); n > 0 {
			w.fact("documents", strconv.Itoa(n))
		}
		w.fact("keep_until", r.KeepUntil.String())
		w.fact("sha256", r.SHA256)
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
	for _, line := range r.Shared() {
		if line.OverrideID == "" || spent[line.OverrideID] {
			continue
		}
		spent[line.OverrideID] = true
		if err := w.tx.UseOverride(ctx, w.Case.OrganisationID, line.OverrideID, r.ID, w.actor.UserID, w.now); err != nil {
			return err
		}
		w.fact("override", "used")
	}
	return nil
}

// newHandoff puts the draft into the envelope that consent allows now, and
// seals it.
func (w *work) newHandoff(draft handoff.Draft, file HandoffDesk) handoff.Record {
	r := draft.Compose(file.Consent, file.Values)
	r.ID, r.CaseID, r.TeamID, r.SentBy, r.SentAt = newID(), w.Case.ID, w.Case.TeamID, w.actor.UserID, w.now
	if r.SentHow == handoff.ToInbox {
		r.To = draft.Receiver(w.Case.OrganisationID)
	}
	r.SHA256 = handoff.Digest(r)
	return r
}

func sharedItems(r handoff.Record) (n int) {
	for _, d := range r.Items {
		if d.Shared {
			n++
		}
	}
	return n
}
