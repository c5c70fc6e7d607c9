package handoff

import (
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Record is a handoff as it was sent, and where it stands now. Number counts
// the handoffs of a case.
type Record struct {
	ID            string
	CaseID        string
	TeamID        string
	Number        int
	Entry         string // of the directory; empty for somebody outside it
	RecipientName string
	Class         Class
	Purpose       string
	SentHow       SentHow
	To            Receiver
	Note          string
	State         State
	SentBy        string
	SentAt        time.Time
	AnswerDueAt   time.Time
	ContactDueAt  time.Time // first contact with the client
	ToldAt        time.Time // when the recipient was told of a withdrawal
	ClosedAt      time.Time
	KeepUntil     calendar.Date // the recipient may see or keep it until then
	SHA256        string        // of the envelope as it was sent, in hexadecimal digits
	Items         []Disclosure
	Files         []File
	Answers       []Logged
	Chases        []Chase // oldest first
	TakenBack     []Item  // what the client took back since; the recipient sees it no more
}

// Receiver is a recipient who works on this installation: another
// organisation, or a team or a person of the same one. The zero Receiver is
// somebody outside.
type Receiver struct {
	OrganisationID string
	TeamID         string
	UserID         string
}

// Here says whether the recipient works on this installation.
func (r Receiver) Here() bool { return r.OrganisationID != "" }

// Disclosure is one line of the envelope and what was written on it. A line
// that was left out keeps the reason and no value.
type Disclosure struct {
	Line
	Shared bool
	Value  string
}

// Logged is an answer with who wrote it down and when. An answer the recipient
// gave by themselves has a Giver, and no By unless they work in the same
// organisation.
type Logged struct {
	Answer
	By    string
	Giver Giver
	At    time.Time
}

// Giver is a recipient who answered by themselves: who they said they are, and
// how the answer came. The zero Giver is nobody: a member of staff wrote it
// down for them.
type Giver struct {
	Name    string // and the organisation
	Through Channel
}

// Channel is how an answer came from the recipient themselves.
type Channel string

// The channels.
const (
	InInbox Channel = "inbox"
	ByLink  Channel = "one_time_link"
)

// Label is the channel in the words staff read.
func (c Channel) Label() string {
	switch c {
	case InInbox:
		return "in their inbox"
	case ByLink:
		return "over the one-time link"
	default:
		return ""
	}
}

// Written says whether the sender must put the item into words: the case file
// holds it as a form or on paper, not as something that can be passed on whole.
func (i Item) Written() bool {
	switch i {
	case SupportWanted, AccountSummary, PoliceReference, DecisionLetter, Documents:
		return true
	default:
		return false
	}
}

// Field is the name of the answer that holds the words of a written item.
func (i Item) Field() string { return "say_" + string(i) }

// CheckTold checks the note that the recipient of an ended handoff was told of
// a withdrawal.
func CheckTold(a Answer) fault.Problems {
	var ps fault.Problems
	tooLong(&ps, "contact", a.Contact, maxLine)
	required(&ps, "details", a.Details)
	tooLong(&ps, "details", a.Details, maxText)
	return ps
}
