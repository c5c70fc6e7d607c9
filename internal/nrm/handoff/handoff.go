// Package handoff is the rulebook page about passing a client on: to whom,
// what may be shared under which answer, what the recipient said, when an
// answer is late, and how it ended. The sender stays responsible until
// somebody accepts.
//
// What the client agreed to is in package consent, which services there are in
// package directory; this package only asks them.
package handoff

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/need"
)

// State is where a handoff stands.
type State string

// The states.
const (
	Drafted         State = "drafted"
	Sent            State = "sent"
	Seen            State = "seen"
	QuestionAsked   State = "question_asked"
	NoAnswer        State = "no_answer"
	Accepted        State = "accepted"
	Refused         State = "refused"
	FirstContactHad State = "first_contact"
	Revoked         State = "revoked"
	Closed          State = "closed"
)

// States lists the states in the usual order.
var States = []State{
	Drafted, Sent, Seen, QuestionAsked, NoAnswer, Accepted, Refused, FirstContactHad, Revoked, Closed,
}

// moves says where a handoff may go from each state. Asking a question leads
// back to sent when it is answered, and the clock starts again.
var moves = map[State][]State{
	Drafted:         {Sent, Revoked},
	Sent:            {Seen, QuestionAsked, NoAnswer, Accepted, Refused, Revoked},
	Seen:            {QuestionAsked, NoAnswer, Accepted, Refused, Revoked},
	QuestionAsked:   {Sent, NoAnswer, Accepted, Refused, Revoked},
	NoAnswer:        {Sent, Seen, QuestionAsked, Accepted, Refused, Revoked, Closed},
	Accepted:        {FirstContactHad, Revoked, Closed},
	FirstContactHad: {Revoked, Closed},
	Refused:         {Closed},
	Revoked:         {Closed},
}

var labels = map[State]string{
	Drafted:         "Not sent yet",
	Sent:            "Sent, waiting for an answer",
	Seen:            "Seen, waiting for an answer",
	QuestionAsked:   "Question asked",
	NoAnswer:        "No answer",
	Accepted:        "Accepted",
	Refused:         "Declined",
	FirstContactHad: "First contact made",
	Revoked:         "Taken back",
	Closed:          "Closed",
}

// Label is the state in the words staff read.
func (s State) Label() string { return labels[s] }

// Valid says whether the state is one of the list.
func (s State) Valid() bool { return slices.Contains(States, s) }

// Unanswered says whether we wait for the recipient.
func (s State) Unanswered() bool { return s == Sent || s == Seen || s == NoAnswer }

// SenderResponsible says whether the client is still the sender's: until
// somebody accepts.
func (s State) SenderResponsible() bool {
	return s != Accepted && s != FirstContactHad && s != Closed
}

// Open says whether the handoff stands in the way of closing the case.
func (s State) Open() bool { return s != Closed && s != Drafted }

// Next lists where a handoff may go.
func Next(from State) []State { return slices.Clone(moves[from]) }

// CheckMove says whether the move is allowed. The error is a *fault.Conflict
// that names what is possible instead.
func CheckMove(from, to State) error {
	if slices.Contains(moves[from], to) {
		return nil
	}
	var possible []string
	for _, s := range moves[from] {
		possible = append(possible, "“"+s.Label()+"”")
	}
	if len(possible) == 0 {
		return fault.Conflictf("This handoff is closed. Send a new one instead.")
	}
	return fault.Conflictf("This handoff is at “%s”. What can be recorded now: %s.", from.Label(), strings.Join(possible, ", "))
}

// receiversStates are what a recipient can say by themselves. Sending again,
// giving up, closing and taking back are the sender's.
var receiversStates = []State{Seen, Accepted, QuestionAsked, Refused, FirstContactHad}

// ReceiverNext lists what the recipient can say by themselves now, in the
// order of the page. That they have seen it is noted when they open it.
func ReceiverNext(from State) []State {
	return slices.DeleteFunc(slices.Clone(receiversStates), func(s State) bool { return s == Seen || !slices.Contains(moves[from], s) })
}

// CheckReceived says whether the recipient may say this by themselves now. The
// error is a *fault.Conflict in words for them.
func CheckReceived(from, to State) error {
	switch {
	case !slices.Contains(receiversStates, to):
		var ps fault.Problems
		ps.Add("state", "select_one")
		return ps.Err()
	case from == Revoked:
		return fault.Conflictf("This handoff was taken back, so it cannot be answered any more. Stop using what you saw of it, and delete what you kept.")
	case from == Closed:
		return fault.Conflictf("The sender has closed this handoff, so it cannot be answered any more. Call them if you still want to help.")
	case !slices.Contains(moves[from], to):
		var possible []string
		for _, s := range ReceiverNext(from) {
			possible = append(possible, "“"+s.Label()+"”")
		}
		if len(possible) == 0 {
			return fault.Conflictf("This handoff is at “%s”. The next step is the sender’s: call them if something changes.", from.Label())
		}
		return fault.Conflictf("This handoff is at “%s”. What you can say now: %s.", from.Label(), strings.Join(possible, ", "))
	}
	return nil
}

// Opened is where a handoff stands once its recipient has opened it.
func Opened(from State) State {
	if slices.Contains(moves[from], Seen) {
		return Seen
	}
	return from
}

// AfterWithdrawal says what happens to a handoff when the consent it rests on
// is withdrawn: whether it is taken back, and whether the recipient already
// holds something and must be told. An ended one is not taken back, but its
// recipient may still hold the client's details.
func AfterWithdrawal(r Record) (takeBack, tell bool) {
	told := r.State == Revoked && !r.ToldAt.IsZero()
	return slices.Contains(moves[r.State], Revoked), r.State != Drafted && !told
}

// Outcome is how a handoff ended.
type Outcome string

// The outcomes.
const (
	SupportStarted  Outcome = "support_started"
	AdviceGiven     Outcome = "advice_given"
	ClientDeclined  Outcome = "client_declined"
	NotReached      Outcome = "client_not_reached"
	PassedElsewhere Outcome = "passed_elsewhere"
	NotTakenUp      Outcome = "not_taken_up"
	TakenBack       Outcome = "taken_back"
)

// Outcomes lists the outcomes in the order of the page.
var Outcomes = []Outcome{
	SupportStarted, AdviceGiven, ClientDeclined, NotReached, PassedElsewhere, NotTakenUp, TakenBack,
}

// Label is the outcome in the words staff read.
func (o Outcome) Label() string {
	switch o {
	case SupportStarted:
		return "Support started"
	case AdviceGiven:
		return "Advice given"
	case ClientDeclined:
		return "The client declined"
	case NotReached:
		return "The client could not be reached"
	case PassedElsewhere:
		return "Passed on to another organisation"
	case NotTakenUp:
		return "The organisation did not take it up"
	case TakenBack:
		return "Taken back"
	default:
		return ""
	}
}

// Answer is one thing recorded after sending: what the recipient said or what
// we did. Contact is the named person at the other end.
type Answer struct {
	State   State
	Contact string
	Details string
	Outcome Outcome
	Needs   map[need.Code]need.State // what became of those it was made for, when it is closed
}

// CheckAnswer checks an answer, in page order.
func CheckAnswer(from State, a Answer) error {
	if err := CheckMove(from, a.State); err != nil {
		return err
	}
	var ps fault.Problems
	if a.State == Accepted {
		required(&ps, "contact", a.Contact)
	}
	tooLong(&ps, "contact", a.Contact, maxLine)
	switch a.State {
	case Sent:
		if from == QuestionAsked { // the recipient reads it as the answer
			required(&ps, "details", a.Details)
		}
	case Refused, QuestionAsked, Revoked:
		required(&ps, "details", a.Details)
	case Closed:
		if !slices.Contains(Outcomes, a.Outcome) {
			ps.Add("outcome", "select_one")
		}
	}
	tooLong(&ps, "details", a.Details, maxText)
	return ps.Err()
}
