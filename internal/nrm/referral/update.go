package referral

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// UpdateKind is what is recorded about a report after it was sent.
type UpdateKind string

// The kinds of update.
const (
	Amendment       UpdateKind = "amendment"
	LateEvidence    UpdateKind = "late_evidence"
	ContactChange   UpdateKind = "contact_change"
	MoreInformation UpdateKind = "more_information"
)

// Label is the kind in the words staff read.
func (k UpdateKind) Label() string {
	switch k {
	case Amendment:
		return "Amendment"
	case LateEvidence:
		return "Late evidence"
	case ContactChange:
		return "Change of address or contact"
	case MoreInformation:
		return "More information asked for"
	default:
		return ""
	}
}

// Update is one thing recorded about a sent report. Which parts it has follows
// from its kind.
type Update struct {
	Kind      UpdateKind   `json:"kind"`
	Number    int          `json:"number"`
	SentSHA   string       `json:"sent_sha256"`          // of what was sent
	TakesBack int          `json:"takes_back,omitempty"` // the amendment this one takes back
	Reason    string       `json:"reason,omitempty"`
	Changes   []Change     `json:"changes,omitempty"`
	Documents []Attachment `json:"documents,omitempty"`
	Contact   *NewContact  `json:"contact,omitempty"`
	Request   *Request     `json:"request,omitempty"`
	Passed    *Passing     `json:"passed,omitempty"` // when it had been passed on before it was recorded
}

// Canonical is the one way an update is written down.
func (u Update) Canonical() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(u); err != nil {
		return nil, fmt.Errorf("write update: %w", err)
	}
	return b.Bytes(), nil
}

// Attachment is a document of the case that went with something: its number
// there, and the digest of its bytes.
type Attachment struct {
	Number int    `json:"number"`
	SHA256 string `json:"sha256"`
}

// Way is how something was passed to the authority after the report.
type Way string

// Ways lists them in the order of the page.
var Ways = []Way{"email", "telephone", "post", "secure_transfer", "online_service", "other_way"}

// Label is the way in the words staff read.
func (w Way) Label() string {
	return map[Way]string{
		"email": "By email", "telephone": "By telephone", "post": "By post", "secure_transfer": "By secure file transfer",
		"online_service": "In the official online service", "other_way": "Another way",
	}[w]
}

// Passing is how, when and to whom something was passed to the authority. The
// desk itself sends nothing.
type Passing struct {
	On  calendar.Date `json:"on"`
	Way Way           `json:"way"`
	To  string        `json:"to"`
}

const longestRecipient = 200

// Check says what is wrong, in page order. Nothing follows a report before it
// was sent.
func (p Passing) Check(sentOn, today calendar.Date) fault.Problems {
	var problems fault.Problems
	past(&problems, "passed_on", p.On, sentOn, today)
	if !slices.Contains(Ways, p.Way) {
		problems.Add("passed_way", "select_one")
	}
	required(&problems, "passed_to", p.To, longestRecipient)
	return problems
}

// Whose contact has changed.
type Whose string

// The two: the client's own, and that of the responder the authority answers.
const (
	ClientContact    Whose = "client"
	ResponderContact Whose = "responder"
)

// Label is the answer in the words staff read.
func (w Whose) Label() string {
	return map[Whose]string{ClientContact: "The client’s", ResponderContact: "The responder’s: ours"}[w]
}

// ProviderTold says whether the support provider knows.
type ProviderTold string

// ProviderAnswers lists the answers in the order of the page.
var ProviderAnswers = []ProviderTold{"yes", "not_yet", "no_provider"}

// Label is the answer in the words staff read.
func (p ProviderTold) Label() string {
	return map[ProviderTold]string{"yes": "Yes", "not_yet": "Not yet", "no_provider": "There is no support provider"}[p]
}

// NewContact is a change of address or contact. The safe contact of the case is
// no part of it: what the authority may know is written here, as the client
// agreed to it.
type NewContact struct {
	Whose    Whose         `json:"whose"`
	Says     string        `json:"says"`
	On       calendar.Date `json:"on"`
	Agreed   string        `json:"agreed,omitempty"` // yes or no; empty where nobody is asked
	Provider ProviderTold  `json:"provider"`
}

// Tellable says whether the authority may be told: what a client does not want
// passed on stays here.
func (c NewContact) Tellable() bool { return c.Agreed != "no" }

// Check says what is wrong, in page order. asks is whether the client is asked
// about it: nobody asks a child, nor about the responder's own telephone.
func (c NewContact) Check(asks bool, today calendar.Date) fault.Problems {
	var problems fault.Problems
	if c.Whose != ClientContact && c.Whose != ResponderContact {
		problems.Add("contact_whose", "select_one")
	}
	required(&problems, "contact_says", c.Says, longestUpdateText)
	past(&problems, "contact_changed_on", c.On, calendar.Date{}, today)
	if asks && c.Whose == ClientContact && c.Agreed != "yes" && c.Agreed != "no" {
		problems.Add("contact_agreed", "select_one")
	}
	if !slices.Contains(ProviderAnswers, c.Provider) {
		problems.Add("contact_provider", "select_one")
	}
	return problems
}

// Request is what the authority asks for after the report. No law sets a time
// for the answer: the day is the letter's (nrm-rules §6).
type Request struct {
	LetterOn   calendar.Date `json:"letter_on"`
	ReceivedOn calendar.Date `json:"received_on"`
	ReplyBy    calendar.Date `json:"reply_by"` // none when the letter gives no day
	NoDay      bool          `json:"no_day"`   // the letter gives none
	Asked      string        `json:"asked"`
}

// farDays is a year nobody gives for an answer: a slip of the pen.
const farDays = 2 * 366

// Check says what is wrong, in page order.
func (r Request) Check(sentOn, today calendar.Date) fault.Problems {
	var problems fault.Problems
	past(&problems, "letter_on", r.LetterOn, sentOn, today)
	past(&problems, "letter_received_on", r.ReceivedOn, r.LetterOn, today)
	switch {
	case r.NoDay && !r.ReplyBy.IsZero():
		problems.Add("reply_by", "day_and_none")
	case r.NoDay:
	case r.ReplyBy.IsZero():
		problems.Add("reply_by", "required")
	case r.ReplyBy.Before(r.LetterOn):
		problems.Add("reply_by", "before", r.LetterOn.Long())
	case today.DaysUntil(r.ReplyBy) > farDays:
		problems.Add("reply_by", "too_far")
	}
	required(&problems, "letter_asks", r.Asked, longestUpdateText)
	return problems
}

// Reply answers a request: in words, with documents, or both.
type Reply struct {
	Says      string       `json:"says"`
	Documents []Attachment `json:"documents,omitempty"`
	Passed    Passing      `json:"passed"`
}

// Check says what is wrong, in page order. A letter is not answered before it
// was written.
func (r Reply) Check(letterOn, today calendar.Date) fault.Problems {
	var problems fault.Problems
	if strings.TrimSpace(r.Says) == "" && len(r.Documents) == 0 {
		problems.Add("reply_says", "required")
	} else if r.Says != "" {
		required(&problems, "reply_says", r.Says, longestUpdateText)
	}
	return append(problems, r.Passed.Check(letterOn, today)...)
}

// longestUpdateText is as much as a box of the official form takes.
const longestUpdateText = 15000

// CheckReason looks at why something is amended or comes late.
func CheckReason(reason string) fault.Problems {
	var problems fault.Problems
	required(&problems, "update_reason", reason, longestComment)
	return problems
}

func required(problems *fault.Problems, field, text string, longest int) {
	switch at := unreadable(text); {
	case strings.TrimSpace(text) == "":
		problems.Add(field, "required")
	case at > 0:
		problems.Add(field, "unreadable_text", strconv.Itoa(at))
	case utf8.RuneCountInString(text) > longest:
		problems.Add(field, "too_long", strconv.Itoa(longest))
	}
}

// past looks at a day that has come, on or after another.
func past(problems *fault.Problems, field string, day, from, today calendar.Date) {
	switch {
	case day.IsZero():
		problems.Add(field, "required")
	case day.After(today):
		problems.Add(field, "in_future")
	case day.Before(from):
		problems.Add(field, "before", from.Long())
	}
}
