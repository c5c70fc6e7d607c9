package casefile

import (
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Case is what every room knows of a case without opening it: who holds it,
// where it stands and which date comes next. It names nobody.
type Case struct {
	ID             string
	OrganisationID string
	TeamID         string
	OwnerID        string
	Ref            Ref
	Version        int64 // raised by every change; a form that saw an older one is refused
	State          State
	StateSince     time.Time
	Nation         calendar.Nation
	AgeBand        person.AgeBand
	ConsentStatus  string        // a consent.Status
	SubmittedOn    calendar.Date // zero until the referral is recorded as sent
	NextDue        NextDue
	ClosedOn       calendar.Date
	ClosedFrom     State // where it stood before it was closed
	ClosedWhy      ClosedWhy
	Kept           State // where it stood when the client turned 18 or was found to be an adult, while their answer is awaited
	ConsentEndsOn  calendar.Date
	MergedInto     string // id of the case of the same person that is kept instead; empty for nearly all
	CreatedAt      time.Time
	Restricted     bool // closed to somebody because of a conflict of interest; said where one case is read
}

// Stage is where the case stands with the authorities: while the answer of
// somebody who turned 18 is awaited, where it stood before. Decisions go on
// arriving meanwhile.
func (c Case) Stage() State {
	if c.Kept != "" {
		return c.Kept
	}
	return c.State
}

// Place is where the case stands in the table of moves.
func (c Case) Place() Place {
	if c.State == Closed {
		return Place{State: Closed, Kept: c.ClosedFrom}
	}
	return Place{State: c.State, Kept: c.Kept}
}

// Stand puts the case at a place.
func (c *Case) Stand(p Place, since time.Time) {
	if p.State != c.State {
		c.StateSince = since
	}
	c.State, c.Kept, c.ClosedFrom = p.State, p.Kept, ""
	if p.State == Closed {
		c.Kept, c.ClosedFrom = "", p.Kept
	}
}

// NextDue is the first open date on a case. The zero value means none.
type NextDue struct {
	On      calendar.Date
	RuleID  string
	IsLimit bool // passing it is a breach, not merely the end of a period
}
