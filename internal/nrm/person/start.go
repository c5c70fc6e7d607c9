package person

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// YesNo is a question that must be answered: nothing is chosen beforehand.
type YesNo string

// The two answers; the empty text means not answered yet.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Valid says whether one of the two was chosen.
func (a YesNo) Valid() bool { return a == Yes || a == No }

// Is turns the answer into a boolean; not answered counts as no.
func (a YesNo) Is() bool { return a == Yes }

// SafetyCheck is asked before anything else: somebody who controls the client
// may be listening.
type SafetyCheck struct {
	PrivatePlace      YesNo
	SafeToTalk        YesNo
	InterpreterNeeded YesNo
}

// StopNow says whether the talk should stop and be taken up again elsewhere.
func (s SafetyCheck) StopNow() bool { return s.PrivatePlace == No || s.SafeToTalk == No }

// Start is what is asked to begin a case. An empty name or language means "not
// given yet", which is a fine answer on the first day.
type Start struct {
	Nation  calendar.Nation
	AgeBand AgeBand
	Safety  SafetyCheck
	Contact SafeContact

	NameToUse string
	Language  string

	// For children and age unsure: needed before the referral can be written.
	LocalAuthorityContact string
	AgeEvidence           string
}

const (
	maxName = 200
	maxText = 2000
)

// CheckStart checks the answers that begin a case, in page order. The local
// authority contact may still be missing: see CheckForDraft.
func CheckStart(s Start) fault.Problems {
	var ps fault.Problems
	if !s.Nation.Valid() {
		ps.Add("nation", "select_one")
	}
	if !s.AgeBand.Valid() {
		ps.Add("age_band", "select_one")
	}
	for _, q := range []struct {
		field  string
		answer YesNo
	}{
		{"private_place", s.Safety.PrivatePlace},
		{"safe_to_talk", s.Safety.SafeToTalk},
		{"interpreter_needed", s.Safety.InterpreterNeeded},
	} {
		if !q.answer.Valid() {
			ps.Add(q.field, "select_one")
		}
	}
	ps = append(ps, s.Contact.Check()...)
	tooLong(&ps, "name_to_use", s.NameToUse, maxName)
	tooLong(&ps, "language", s.Language, maxName)
	tooLong(&ps, "local_authority_contact", s.LocalAuthorityContact, maxText)
	tooLong(&ps, "age_evidence", s.AgeEvidence, maxText)
	return ps
}

// CheckForDraft checks what a child or age-unsure case needs before the
// referral is written (move enquiry to draft; consent audit A4).
func CheckForDraft(s Start) fault.Problems {
	var ps fault.Problems
	if !s.AgeBand.TreatedAsChild() {
		return ps
	}
	if blank(s.LocalAuthorityContact) {
		ps.Add("local_authority_contact", "required")
	}
	if blank(s.AgeEvidence) {
		ps.Add("age_evidence", "required")
	}
	return ps
}

// Channel is a way to reach the client.
type Channel string

// The ways to reach a client. NoChannel is an answer of its own: there is no
// safe way at the moment.
const (
	Phone     Channel = "phone"
	Text      Channel = "text"
	Email     Channel = "email"
	Post      Channel = "post"
	Worker    Channel = "worker"
	NoChannel Channel = "none"
)

// Channels lists the ways in the order of the page.
var Channels = []Channel{Phone, Text, Email, Post, Worker, NoChannel}

// Label is the way in the words staff read.
func (c Channel) Label() string {
	switch c {
	case Phone:
		return "Phone call"
	case Text:
		return "Text message"
	case Email:
		return "Email"
	case Post:
		return "Letter"
	case Worker:
		return "Through a worker"
	case NoChannel:
		return "There is no safe way at the moment"
	default:
		return ""
	}
}

// SafeContact says how the client may be reached. Every message to the client
// passes it.
type SafeContact struct {
	Channels  []Channel
	Details   string // the number, the address, or the worker's name
	Days      []Day  // of the week on which it is safe; none means every day
	From      string // "10:00", by the clock in London; empty with Until: at any hour
	Until     string // "14:00"; before From it is that of the next morning
	Hours     string // what else was said about the time, in words
	CodeWord  string
	Voicemail YesNo // may a voicemail be left; asked only when Phone is chosen

	// Dangerous are numbers and addresses that must never be used: known to be
	// an exploiter's, or watched.
	Dangerous []string
}

// Danger finds the number or address among the dangerous ones that a text
// gives; empty when it gives none.
func (c SafeContact) Danger(text string) string {
	for _, d := range c.Dangerous {
		if SameAddress(text, d) {
			return d
		}
	}
	return ""
}

// Allows says whether the client may be reached this way.
func (c SafeContact) Allows(ch Channel) bool {
	return ch != NoChannel && slices.Contains(c.Channels, ch)
}

// Check checks the answers about safe contact, in page order.
func (c SafeContact) Check() fault.Problems {
	var ps fault.Problems
	none := slices.Contains(c.Channels, NoChannel)
	switch {
	case len(c.Channels) == 0:
		ps.Add("contact_channel", "select_one")
	case slices.ContainsFunc(c.Channels, func(ch Channel) bool { return !slices.Contains(Channels, ch) }):
		ps.Add("contact_channel", "not_in_list")
	case none && len(c.Channels) > 1:
		ps.Add("contact_channel", "none_and_others")
	}
	if len(c.Channels) > 0 && !none && blank(c.Details) {
		ps.Add("contact_details", "required")
	}
	tooLong(&ps, "contact_details", c.Details, maxText)
	if c.Danger(c.Details) != "" {
		ps.Add("contact_details", "dangerous")
	}
	ps = append(ps, c.checkTimes()...)
	tooLong(&ps, "contact_hours", c.Hours, maxName)
	tooLong(&ps, "contact_code_word", c.CodeWord, maxName)
	if c.Voicemail != "" && !c.Voicemail.Valid() || c.Allows(Phone) && c.Voicemail == "" {
		ps.Add("contact_voicemail", "select_one")
	}
	if len(c.Dangerous) > maxDangerous {
		ps.Add("contact_dangerous", "too_many", strconv.Itoa(maxDangerous))
	}
	for _, d := range c.Dangerous {
		tooLong(&ps, "contact_dangerous", d, maxName)
	}
	return ps
}

// maxDangerous is how many dangerous numbers and addresses a case can have.
const maxDangerous = 50

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func tooLong(ps *fault.Problems, field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		ps.Add(field, "too_long", strconv.Itoa(limit))
	}
}
