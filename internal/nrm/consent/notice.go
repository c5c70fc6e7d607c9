package consent

import (
	"slices"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// NoticeKind says who must hear of a withdrawal.
type NoticeKind string

// The kinds. A support provider that was not reached by a handoff of ours, as
// after a referral, is told as well.
const (
	NoticeHandoff    NoticeKind = "handoff"
	NoticeHomeOffice NoticeKind = "home_office"
	NoticeProvider   NoticeKind = "support_provider"
	NoticeSupervisor NoticeKind = "supervisor"
)

// Notice is one recipient who must stop, or one supervisor who must know.
// Items are what a recipient may no longer use.
type Notice struct {
	ID             string
	Number         int
	RecordID       string
	Kind           NoticeKind
	HandoffID      string
	HandoffNumber  int
	Recipient      string
	Items          []string
	OpenedAt       time.Time
	ToldAt         time.Time
	AcknowledgedAt time.Time
	Void           bool // the withdrawal was recorded in error
	Entries        []NoticeEntry
}

// NoticeEntry is one thing done about a notice.
type NoticeEntry struct {
	Kind   NoticeStep
	On     calendar.Date
	How    NoticeHow
	Who    string // the person at the other end
	Said   string
	ByName string // who recorded it; filled when read
	At     time.Time
}

// NoticeStep is what was done.
type NoticeStep string

// The steps, in their order.
const (
	NoticeTold         NoticeStep = "told"
	NoticeAcknowledged NoticeStep = "acknowledged"
)

// NoticeHow is the way in which somebody was told, or answered.
type NoticeHow string

// The ways.
const (
	NoticeByPhone  NoticeHow = "phone"
	NoticeByEmail  NoticeHow = "secure_email"
	NoticeByPost   NoticeHow = "post"
	NoticeInPerson NoticeHow = "in_person"
	NoticeHere     NoticeHow = "in_the_desk" // a supervisor, on their own page
)

// NoticeHows lists the ways in the order of the page.
var NoticeHows = []NoticeHow{NoticeByPhone, NoticeByEmail, NoticeInPerson, NoticeByPost}

// Label is the way in the words staff read.
func (h NoticeHow) Label() string {
	switch h {
	case NoticeByPhone:
		return "By phone"
	case NoticeByEmail:
		return "By secure email"
	case NoticeByPost:
		return "By post"
	case NoticeInPerson:
		return "In person"
	case NoticeHere:
		return "In NRM Desk"
	default:
		return ""
	}
}

// Next is what is still to be done about the notice; empty when nothing is.
func (n Notice) Next() NoticeStep {
	switch {
	case n.Void, !n.AcknowledgedAt.IsZero():
		return ""
	case n.Kind != NoticeSupervisor && n.ToldAt.IsZero():
		return NoticeTold
	default:
		return NoticeAcknowledged
	}
}

// MustTell says whether somebody outside has still to be told to stop.
func (n Notice) MustTell() bool { return n.Next() == NoticeTold }

// Check checks an entry, in page order. Errors: *fault.Conflict when there is
// nothing of the kind to record, *fault.Invalid.
func (n Notice) Check(e NoticeEntry, today calendar.Date) error {
	if e.Kind != n.Next() {
		if n.Next() == "" {
			return fault.Conflictf("This has been recorded already: they were told and have acknowledged it.")
		}
		return fault.Conflictf("Record first that they were told.")
	}
	if n.Kind == NoticeSupervisor {
		return nil
	}
	var ps fault.Problems
	switch {
	case e.On.IsZero():
		ps.Add("told_on", "required")
	case e.On.After(today):
		ps.Add("told_on", "in_future")
	case e.On.Before(n.from()):
		ps.Add("told_on", "before", n.from().Long())
	}
	if !slices.Contains(NoticeHows, e.How) {
		ps.Add("told_how", "select_one")
	}
	text(&ps, "told_who", e.Who, maxLine)
	atMost(&ps, "told_said", e.Said, maxText)
	return ps.Err()
}

// from is the first day on which the next step can have been done.
func (n Notice) from() calendar.Date {
	last := calendar.LondonDay(n.OpenedAt)
	for _, e := range n.Entries {
		if e.On.After(last) {
			last = e.On
		}
	}
	return last
}
