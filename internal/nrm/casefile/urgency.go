package casefile

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Urgency is a group of the worklist.
type Urgency string

// The groups of the worklist. NotListed is for closed cases.
const (
	Overdue   Urgency = "overdue"
	DueIn7    Urgency = "due_in_7"
	DueLater  Urgency = "due_later"
	Waiting   Urgency = "waiting"
	Drafts    Urgency = "drafts"
	NotListed Urgency = ""
)

// Urgencies lists the groups in the order of the page.
var Urgencies = []Urgency{Overdue, DueIn7, DueLater, Waiting, Drafts}

var urgencyNames = map[Urgency]string{
	Overdue:  "Overdue",
	DueIn7:   "Due in 7 days",
	DueLater: "Due later",
	Waiting:  "Waiting for others",
	Drafts:   "Drafts",
}

// Name is the heading of the group.
func (u Urgency) Name() string { return urgencyNames[u] }

// UrgencyOf puts a case into a group. Due today is still due until the end of
// the London day. A near date always wins; a far one does not take a case out
// of the drafts, because its next step is ours.
func UrgencyOf(s State, nextDue, today calendar.Date) Urgency {
	draft := s == Enquiry || s == ConsentPending || s == Draft
	switch {
	case s == Closed:
		return NotListed
	case !nextDue.IsZero() && nextDue.Before(today):
		return Overdue
	case !nextDue.IsZero() && today.DaysUntil(nextDue) <= 7:
		return DueIn7
	case draft:
		return Drafts
	case !nextDue.IsZero():
		return DueLater
	default:
		return Waiting
	}
}

// Listed says whether the group is one of the worklist's.
func (u Urgency) Listed() bool { return slices.Contains(Urgencies, u) }
