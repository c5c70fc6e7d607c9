package contact

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/person"
)

// Why is what a contact is for.
type Why string

// The purposes.
const (
	CheckIn      Why = "check_in"
	TellDecision Why = "tell_decision"
	Appointment  Why = "appointment"
	FollowUp     Why = "follow_up"
	Consent      Why = "consent"
	Papers       Why = "papers"
	Other        Why = "other"
)

// Whys lists the purposes in the order of the page.
var Whys = []Why{CheckIn, TellDecision, Appointment, FollowUp, Consent, Papers, Other}

// Label is the purpose in the words staff read.
func (w Why) Label() string {
	return map[Why]string{
		CheckIn: "A safe check-in", TellDecision: "To tell about a decision", Appointment: "To make or change an appointment",
		FollowUp: "A follow-up call after support ended", Consent: "To ask about consent again", Papers: "To send papers", Other: "Something else",
	}[w]
}

// Interpreting is who would interpret.
type Interpreting string

// The ways to interpret.
const (
	NoInterpreter Interpreting = "none"
	Professional  Interpreting = "professional"
	SomebodyThere Interpreting = "somebody_there"
)

// Interpretings lists them in the order of the page.
var Interpretings = []Interpreting{NoInterpreter, Professional, SomebodyThere}

// Label is the way in the words staff read.
func (i Interpreting) Label() string {
	return map[Interpreting]string{
		NoInterpreter: "Nobody", Professional: "A professional interpreter", SomebodyThere: "Somebody who is with the client",
	}[i]
}

// Attempt is a contact somebody is about to make.
type Attempt struct {
	Channel      person.Channel
	Use          string       // the number or address; the worker's name
	Message      person.YesNo // whether a voicemail would be left; asked of calls
	OthersAnswer person.YesNo // whether somebody else might answer; asked of calls
	Interpreting Interpreting // asked of calls and of a worker
	Why          Why
	Request      string // when and how the client asked for this time themselves; empty when they did not
}

// Spoken says whether the contact is a talk.
func (a Attempt) Spoken() bool { return a.Channel == person.Phone || a.Channel == person.Worker }

const maxText = 2000

// Check checks what was said about an attempt, in page order.
func (a Attempt) Check() fault.Problems {
	var ps fault.Problems
	if a.Channel == person.NoChannel || !slices.Contains(person.Channels, a.Channel) {
		ps.Add("reach_by", "select_one")
	}
	required(&ps, "reach_at", a.Use)
	if a.Channel == person.Phone {
		if !a.Message.Valid() {
			ps.Add("reach_message", "select_one")
		}
		if !a.OthersAnswer.Valid() {
			ps.Add("reach_others", "select_one")
		}
	}
	if a.Spoken() && !slices.Contains(Interpretings, a.Interpreting) {
		ps.Add("reach_interpreting", "select_one")
	}
	if !slices.Contains(Whys, a.Why) {
		ps.Add("reach_why", "select_one")
	}
	tooLong(&ps, "reach_request", a.Request)
	return ps
}

func required(ps *fault.Problems, field, text string) {
	if strings.TrimSpace(text) == "" {
		ps.Add(field, "required")
	}
	tooLong(ps, field, text)
}

func tooLong(ps *fault.Problems, field, text string) {
	if utf8.RuneCountInString(text) > maxText {
		ps.Add(field, "too_long", strconv.Itoa(maxText))
	}
}
