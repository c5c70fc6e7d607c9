package desk

import (
	"context"
	"strconv"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ClientContact is a contact with a client as it was judged and recorded.
type ClientContact = postgres.ClientContact

// ContactDesk is what somebody needs who is about to contact the client, and
// every contact so far.
type ContactDesk struct {
	Head
	Plan contact.Plan
	Safe bool            // by its hours, now
	List []ClientContact // newest first
	More bool            // older ones follow the last one
}

const contactPage = 25

// ContactDesk reads how the client may be contacted, code word and all, and
// the contacts before a number; zero is the end. The look is recorded.
func (d *Desk) ContactDesk(ctx context.Context, actor staff.Actor, ref casefile.Ref, before int) (ContactDesk, error) {
	var file ContactDesk
	err := d.view(ctx, actor, access.ViewContacts, ref, func(w *work) (err error) {
		err = w.together(ctx, func(tx *postgres.DB) {
			w.headOf(ctx, tx)
			_, _ = tx.ClientContacts(ctx, w.Case.ID, before, contactPage+1)
		})
		if err != nil {
			return err
		}
		if file.Head, err = w.head(ctx); err != nil {
			return err
		}
		file.Plan = contactPlan(file.Head)
		file.Safe = contact.SafeAt(file.Plan.SafeContact, w.now)
		file.List, err = w.tx.ClientContacts(ctx, w.Case.ID, before, contactPage+1)
		if len(file.List) > contactPage {
			file.List, file.More = file.List[:contactPage], true
		}
		return err
	})
	return file, err
}

func contactPlan(h Head) contact.Plan {
	return contact.Plan{SafeContact: h.Client.Contact, InterpreterNeeded: h.Client.Safety.InterpreterNeeded.Is()}
}

// ContactFile is one contact with what was found about it.
type ContactFile struct {
	Head
	Contact ClientContact
}

// Contact reads one contact of a case. Error: fault.NotFound.
func (d *Desk) Contact(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (ContactFile, error) {
	var file ContactFile
	err := d.view(ctx, actor, access.ViewContacts, ref, func(w *work) (err error) {
		if file.Head, err = w.head(ctx); err != nil {
			return err
		}
		file.Contact, err = w.contact(ctx, number)
		w.about(file.Contact.ID)
		return err
	})
	return file, err
}

func (w *work) contact(ctx context.Context, number int) (ClientContact, error) {
	list, err := w.tx.ClientContacts(ctx, w.Case.ID, number+1, 1)
	if err == nil && (len(list) == 0 || list[0].Number != number) {
		err = fault.NotFound
	}
	if err != nil {
		return ClientContact{}, err
	}
	return list[0], nil
}

// JudgeContact judges a call, message or letter to the client before it is
// made, by the safe contact and the clock of this moment, and keeps what was
// found, also what was stopped. It asks nothing about consent: a contact must
// be safe whatever the client has agreed to. The number is 0 for a second press.
//
// Errors: *fault.Invalid with the fields of contact.Attempt.
func (d *Desk) JudgeContact(ctx context.Context, actor staff.Actor, e Edit, a contact.Attempt) (number int, err error) {
	err = d.change(ctx, actor, access.ContactClient, e, func(w *work) error {
		if err := a.Check().Err(); err != nil {
			return err
		}
		head, err := w.head(ctx)
		if err != nil {
			return err
		}
		j := contact.Judge(contactPlan(head), a, w.now)
		c := ClientContact{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Attempt: a, Level: j.Level(), Found: j.Findings, By: actor.UserID, At: w.now,
		}
		w.about(c.ID)
		w.fact("channel", string(a.Channel))
		w.fact("purpose", string(a.Why))
		w.fact("level", string(c.Level))
		w.fact("findings", strings.Join(j.Codes(), " "))
		number, err = w.tx.InsertClientContact(ctx, c)
		w.fact("number", strconv.Itoa(number))
		return err
	})
	return number, err
}

// codeWordWrong is the event that a wrong code word is to the clocks and next
// steps of a case.
const codeWordWrong = "code_word_wrong"

// RecordContact records what came of a contact. A wrong code word opens next
// steps for the supervisors at once.
//
// Errors: fault.NotFound, *fault.Invalid with the fields of contact.Outcome,
// *fault.Conflict when it was stopped or is recorded already.
func (d *Desk) RecordContact(ctx context.Context, actor staff.Actor, e Edit, number int, o contact.Outcome) error {
	return d.change(ctx, actor, access.RecordContact, e, func(w *work) error {
		c, err := w.contact(ctx, number)
		if err != nil {
			return err
		}
		switch {
		case c.Level == contact.Stop:
			return fault.Conflictf("This contact was stopped. If it was made all the same, tell your supervisor and write a note.")
		case c.Outcome.Result != "":
			return fault.Conflictf("What came of this contact is recorded already.")
		}
		if err := o.Check(c.Channel).Err(); err != nil {
			return err
		}
		w.about(c.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("channel", string(c.Channel))
		w.fact("result", string(o.Result))
		if err := w.tx.InsertContactOutcome(ctx, c, o, actor.UserID, w.now); err != nil {
			return err
		}
		if !o.Result.Alarming() || w.Case.State == casefile.Closed {
			return nil
		}
		err = w.tx.InsertEvent(ctx, postgres.RecordedEvent{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: codeWordWrong, On: w.today, RecordedBy: actor.UserID, RecordedAt: w.now,
		})
		if err != nil {
			return err
		}
		return w.reclock(ctx)
	})
}

// contactedOn says whether the guard let somebody contact the client in a way
// on a day, and the client can have learned something by it.
func (w *work) contactedOn(ctx context.Context, by person.Channel, day calendar.Date) (bool, error) {
	list, err := w.tx.ClientContacts(ctx, w.Case.ID, 0, 1000)
	for _, c := range list {
		if c.Channel == by && c.Outcome.Result.Told() && calendar.LondonDay(c.At) == day {
			return true, err
		}
	}
	return false, err
}
