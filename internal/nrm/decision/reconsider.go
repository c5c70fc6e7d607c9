package decision

import (
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Request asks the authority to look again at a negative decision.
type Request struct {
	On         calendar.Date
	LateReason string // why an extension should be given; only when late
}

// RequestAbout is what the check of a request needs to know. Due is the last
// day to ask, none when no rule gives one.
type RequestAbout struct {
	DecidedOn calendar.Date
	Due       calendar.Date
	Today     calendar.Date
}

// Late says whether the request came after the last day for it.
func (a RequestAbout) Late(r Request) bool { return !a.Due.IsZero() && r.On.After(a.Due) }

// CheckRequest checks the answers. A late request may be made, with its reason.
func CheckRequest(a RequestAbout, r Request) fault.Problems {
	var ps fault.Problems
	switch {
	case r.On.IsZero():
		ps.Add("requested_on", "required")
	case r.On.After(a.Today):
		ps.Add("requested_on", "in_future")
	case r.On.Before(a.DecidedOn):
		ps.Add("requested_on", "before", a.DecidedOn.Long())
	}
	if a.Late(r) && strings.TrimSpace(r.LateReason) == "" {
		ps.Add("late_reason", "required")
	}
	tooLong(&ps, "late_reason", r.LateReason)
	return ps
}
