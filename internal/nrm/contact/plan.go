// Package contact judges whether a client may be contacted in the way somebody
// is about to: by what the client said is safe (person.SafeContact), on the
// clock of the place where they are. It knows nothing of consent: being safe
// comes first, and no answer about sharing makes an unsafe call a safe one.
package contact

import (
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Plan is what is known about reaching a client.
type Plan struct {
	person.SafeContact
	InterpreterNeeded bool
}

// SafeAt says whether an instant lies within the hours and days the client
// called safe, by the clock in London. Hours that end before they begin go on
// into the next morning, and that morning belongs to the day they began on. A
// client who named neither is safe at any time.
func SafeAt(c person.SafeContact, at time.Time) bool {
	local := at.In(calendar.London())
	now := local.Format("15:04")
	today := c.SafeOn(local.Weekday())
	switch {
	case c.From == "":
		return today
	case c.From < c.Until:
		return today && c.From <= now && now < c.Until
	default:
		return today && now >= c.From || c.SafeOn(local.AddDate(0, 0, -1).Weekday()) && now < c.Until
	}
}
