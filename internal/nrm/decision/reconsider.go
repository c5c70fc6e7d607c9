package decision

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// RequestGround is what a request for reconsideration rests on. One that rests
// on neither is not taken up (GOV.UK statistics annex on reconsiderations, 8
// May 2025).
type RequestGround string

// The two grounds.
const (
	NewEvidence         RequestGround = "new_evidence"
	GuidanceNotFollowed RequestGround = "guidance_not_followed"
)

// RequestGrounds lists the grounds in the order of the page.
var RequestGrounds = []RequestGround{NewEvidence, GuidanceNotFollowed}

// Label is the ground in the words staff read.
func (g RequestGround) Label() string {
	switch g {
	case NewEvidence:
		return "New evidence that, with the rest, could show that the client is a victim"
	case GuidanceNotFollowed:
		return "A specific concern that guidance was not followed"
	default:
		return ""
	}
}

// Asker is who sends the request: the client, or one of those who may for them
// (nrm-rules §6).
type Asker string

// Who can ask.
const (
	AskerLawyer          Asker = "lawyer"
	AskerSupportProvider Asker = "support_provider"
	AskerFirstResponder  Asker = "first_responder"
	AskerClient          Asker = "client"
)

// Askers lists who can ask in the order of the page.
var Askers = []Asker{AskerLawyer, AskerSupportProvider, AskerFirstResponder, AskerClient}

// Label is who asks in the words staff read.
func (a Asker) Label() string {
	switch a {
	case AskerLawyer:
		return "A lawyer or adviser"
	case AskerSupportProvider:
		return "The support provider"
	case AskerFirstResponder:
		return "We do, as the first responder"
	case AskerClient:
		return "The client"
	default:
		return ""
	}
}

// Argument is what a request rests on and who sends it. While it is prepared
// any part may be open.
type Argument struct {
	Grounds []RequestGround
	Why     string // what is new, or which guidance was not followed
	Asker   Asker
	Name    string // of the person who sends it
}

// IsZero says whether nothing has been settled.
func (a Argument) IsZero() bool {
	return len(a.Grounds) == 0 && a.Why == "" && a.Asker == "" && a.Name == ""
}

// Check checks an argument that is still being prepared.
func (a Argument) Check() fault.Problems {
	var ps fault.Problems
	for _, g := range a.Grounds {
		if !slices.Contains(RequestGrounds, g) {
			ps.Add("request_grounds", "select_one")
		}
	}
	tooLong(&ps, "request_why", a.Why)
	if a.Asker != "" && !slices.Contains(Askers, a.Asker) {
		ps.Add("request_asker", "select_one")
	}
	tooLong(&ps, "request_asker_name", a.Name)
	return ps
}

// Request asks the authority to look again at a negative decision.
type Request struct {
	On calendar.Date
	Argument
	LateReason string   // why an extension should be given; only when late
	Sent       []string // ids of the evidence that went with it
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
	if len(r.Grounds) == 0 {
		ps.Add("request_grounds", "select_one")
	}
	if r.Asker == "" {
		ps.Add("request_asker", "select_one")
	}
	ps = append(ps, r.Argument.Check()...)
	if a.Late(r) && strings.TrimSpace(r.LateReason) == "" {
		ps.Add("late_reason", "required")
	}
	tooLong(&ps, "late_reason", r.LateReason)
	return ps
}
