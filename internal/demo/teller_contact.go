package demo

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/person"
)

// reach contacts the client as they said, so many days ago, and records that it
// went well; at the wrong hour it is stopped.
func (t *teller) reach(ago int, why contact.Why) {
	t.day(ago)
	plan := t.client.contact
	use, _, _ := strings.Cut(plan.Details, ".")
	a := contact.Attempt{
		Channel: plan.Channels[0], Use: use, Message: person.No, OthersAnswer: person.No, Interpreting: contact.Professional, Why: why,
	}
	t.contact(a, contact.Outcome{Result: contact.Results(a.Channel)[0]})
}

// misdial is about to call a number that must never be used, and is stopped.
func (t *teller) misdial(ago int) {
	t.day(ago)
	t.contact(contact.Attempt{
		Channel: person.Phone, Use: "020 7946 0999", Message: person.No, OthersAnswer: person.No, Interpreting: contact.NoInterpreter, Why: contact.Appointment,
	}, contact.Outcome{})
}

func (t *teller) contact(a contact.Attempt, o contact.Outcome) {
	var number int
	t.do("ask whether a contact is safe", func(e desk.Edit) (err error) {
		number, err = t.desk.JudgeContact(t.ctx, t.worker, e, a)
		return err
	})
	t.do("record a contact", func(e desk.Edit) error {
		file, err := t.desk.Contact(t.ctx, t.worker, t.ref, number)
		if err != nil || file.Contact.Level == contact.Stop {
			return err
		}
		return t.desk.RecordContact(t.ctx, t.worker, e, number, o)
	})
}
