package handoff

import (
	"time"

	"nrmdesk/internal/fault"
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
	Note          string
	State         State
	SentBy        string
	SentAt        time.Time
	AnswerDueAt   time.Time
	ContactDueAt  time.Time // first contact with the client
	ToldAt        time.Time // when the recipient was told of a withdrawal
	ClosedAt      time.Time
	Items         []Disclosure
	Answers       []Logged
}

// Disclosure is one line of the envelope and what was written on it. A line
// that was left out keeps the reason and no value.
type Disclosure struct {
	Line
	Shared bool
	Value  string
}

// Logged is an answer with who wrote it down and when.
type Logged struct {
	Answer
	By string
	At time.Time
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
