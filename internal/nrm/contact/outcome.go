package contact

import (
	"slices"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/person"
)

// Result is what came of a contact.
type Result string

// The results.
const (
	Reached       Result = "reached"
	NotReached    Result = "not_reached"
	MessageLeft   Result = "message_left"
	SomebodyElse  Result = "somebody_else"
	CodeWordWrong Result = "code_word_wrong"
	Sent          Result = "sent"
	CameBack      Result = "came_back"
	NotMade       Result = "not_made"
)

// Label is the result in the words staff read.
func (r Result) Label() string {
	return map[Result]string{
		Reached: "The client was reached", NotReached: "Nobody answered", MessageLeft: "A voicemail was left", SomebodyElse: "Somebody else answered",
		CodeWordWrong: "The code word was wrong, or it was not safe to talk", Sent: "It was sent", CameBack: "It came back",
		NotMade: "The contact was not made after all",
	}[r]
}

// Alarming says whether the client may be in danger, or found out.
func (r Result) Alarming() bool { return r == CodeWordWrong }

// Told says whether the client can have learned something.
func (r Result) Told() bool { return r == Reached || r == Sent }

// Results are those a channel can have, in the order of the page.
func Results(c person.Channel) []Result {
	switch c {
	case person.Phone:
		return []Result{Reached, NotReached, MessageLeft, SomebodyElse, CodeWordWrong, NotMade}
	case person.Worker:
		return []Result{Reached, NotReached, SomebodyElse, CodeWordWrong, NotMade}
	default:
		return []Result{Sent, CameBack, NotMade}
	}
}

// Outcome is a result with what is to be said of it.
type Outcome struct {
	Result Result
	Note   string
}

// Check checks an outcome of a contact by a channel. What went wrong is told.
func (o Outcome) Check(c person.Channel) fault.Problems {
	var ps fault.Problems
	if !slices.Contains(Results(c), o.Result) {
		ps.Add("reach_result", "select_one")
	}
	if o.Result == SomebodyElse || o.Result == CodeWordWrong || o.Result == NotMade {
		required(&ps, "reach_note", o.Note)
	} else {
		tooLong(&ps, "reach_note", o.Note)
	}
	return ps
}

// Advice is what to do next after a result, a sentence each; none when there is
// nothing to say.
func Advice(r Result) []string {
	switch r {
	case SomebodyElse:
		return []string{
			"Do not call this number again until the client has said by another safe way that it is theirs.",
			"Ask who may hold the phone now. If the number is not safe any more, change the safe contact and write it down as dangerous.",
			"Tell your supervisor today.",
		}
	case CodeWordWrong:
		return []string{
			"End the call now, with an everyday sentence. Do not ask why, and do not say who you are.",
			"If somebody is in danger, call 999. Say that a person may be held or watched, and that nobody must call them back.",
			"Tell your supervisor at once. While the case is open, a next step for the supervisors is opened too.",
			"Do not call, text or write again by this way until a supervisor has agreed with you how.",
		}
	case CameBack:
		return []string{"Somebody may have seen that it came. Check the address with the client by another safe way before anything else is sent."}
	}
	return nil
}
