package decision

import (
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Correcting is what the check of corrected dates needs to know: the decision
// as it counts now, and the steps of its case.
type Correcting struct {
	ID          string
	Now         Decision
	SubmittedOn calendar.Date
	Steps       []Step
	Today       calendar.Date
}

// Check checks the dates of a confirmed decision as they are to be, in page
// order. Dates that stay as they are are looked at only where a new one
// touches them.
func (c Correcting) Check(to Decision) fault.Problems {
	var ps fault.Problems
	if to.DecidedOn != c.Now.DecidedOn {
		c.decidedOn(&ps, to)
	}
	if to.DecidedOn != c.Now.DecidedOn || to.ReceivedOn != c.Now.ReceivedOn {
		receivedOn(&ps, c.Today, to)
	}
	if to.ReceivedOn != c.Now.ReceivedOn || to.ToldOn != c.Now.ToldOn {
		c.toldOn(&ps, to)
	}
	return ps
}

func (c Correcting) decidedOn(ps *fault.Problems, to Decision) {
	body, known := AuthorityByID(to.Authority)
	switch {
	case to.DecidedOn.IsZero():
		ps.Add("decided_on", "required")
	case to.DecidedOn.After(c.Today):
		ps.Add("decided_on", "in_future")
	case to.DecidedOn.Before(Began()):
		ps.Add("decided_on", "before_nrm", Began().Long())
	case known && !body.OperatedOn(to.DecidedOn):
		ps.Add("decided_on", "not_deciding_on", body.Name, to.DecidedOn.Long())
	default:
		*ps = append(*ps, CheckOrder("decided_on", c.SubmittedOn, c.Steps, c.ID, to.DecidedOn)...)
	}
}

func (c Correcting) toldOn(ps *fault.Problems, to Decision) {
	switch {
	case c.Now.ToldOn.IsZero():
	case to.ToldOn.IsZero():
		ps.Add("told_on", "required")
	case to.ToldOn.After(c.Today):
		ps.Add("told_on", "in_future")
	case to.ToldOn.Before(to.ReceivedOn):
		ps.Add("told_on", "before_received", to.ReceivedOn.Long())
	}
}

// CheckRequestedOn checks the day of a request as it is to be.
func CheckRequestedOn(submittedOn calendar.Date, steps []Step, id string, to, today calendar.Date) fault.Problems {
	var ps fault.Problems
	switch {
	case to.IsZero():
		ps.Add("requested_on", "required")
	case to.After(today):
		ps.Add("requested_on", "in_future")
	default:
		return CheckOrder("requested_on", submittedOn, steps, id, to)
	}
	return ps
}

// CheckSubmittedOn checks the day the referral was sent as it is to be: not
// before it was approved, and not after anything that answers it.
func CheckSubmittedOn(steps []Step, approvedOn, to, today calendar.Date) fault.Problems {
	var ps fault.Problems
	switch {
	case to.IsZero():
		ps.Add("submitted_on", "required")
	case to.After(today):
		ps.Add("submitted_on", "in_future")
	case to.Before(Began()):
		ps.Add("submitted_on", "before_nrm", Began().Long())
	case to.Before(approvedOn):
		ps.Add("submitted_on", "before_approval", approvedOn.Long())
	default:
		for _, s := range steps {
			if to.After(s.On) {
				ps.Add("submitted_on", "after_decision", s.On.Long())
				break
			}
		}
	}
	return ps
}
