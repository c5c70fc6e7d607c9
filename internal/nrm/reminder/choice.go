package reminder

import (
	"slices"

	"nrmdesk/internal/nrm/deadline"
)

// Mail says how somebody hears of a notice besides their list in the program.
type Mail string

// The ways. NoMail leaves it to the list.
const (
	NoMail Mail = "none"
	// InDigest is one message in the morning with the others of the day.
	InDigest Mail = "digest"
	// Single is a message of its own, at once.
	Single Mail = "single"
)

// Choices are what somebody wants to be sent. The zero value is everybody's
// until they choose.
type Choices struct {
	NoDigest bool
	// Off are the categories of which they want no mail.
	Off []deadline.Category
}

// Choosable are the categories of which the mail can be switched off. Safety
// is not among them, and neither is any message of its own.
var Choosable = []deadline.Category{deadline.Limit, deadline.Period, deadline.Opening, deadline.Practice}

// MailFor says how a recipient hears of a step. Nobody can switch off what is
// told at once: a breach, a date about safety, or that nobody has acted.
// Somebody who is away is sent nothing until they are back; the first digest
// then holds what is still open.
func (c Choices) MailFor(s Step, r Recipient) Mail {
	switch {
	case s.Alone() && r.Quiet:
		return InDigest
	case s.Alone():
		return Single
	case c.NoDigest, slices.Contains(c.Off, s.Category):
		return NoMail
	default:
		return InDigest
	}
}
