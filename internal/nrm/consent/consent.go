// Package consent is the rulebook page about asking: what must be explained,
// the separate answers C1 to C6, who is not asked at all, withdrawal, and what
// holds on a given day.
//
// These answers are not the UK GDPR basis for keeping the record (domain guide,
// section 4). A record is one sitting and is never edited: what was wrong or
// has changed is answered by a newer record. Whether an item may go into a
// handoff is asked here but decided in package handoff.
package consent

import (
	"nrmdesk/internal/nrm/calendar"
)

// Answer is what the client said to one question. The empty answer means that
// the question was not asked in that sitting.
type Answer string

// The answers. Nothing is chosen beforehand.
const (
	Unanswered    Answer = ""
	Yes           Answer = "yes"
	No            Answer = "no"
	NeedsMoreTime Answer = "needs_more_time"
)

// Label is the answer in the words staff read.
func (a Answer) Label() string {
	switch a {
	case Yes:
		return "Yes"
	case No:
		return "No"
	case NeedsMoreTime:
		return "Needs more time"
	default:
		return "Not asked"
	}
}

func (a Answer) valid() bool { return a == Yes || a == No || a == NeedsMoreTime }

// Purpose is one question, asked and answered apart from the others.
type Purpose string

// The purposes, and how the form's questions C1 to C6 map onto them. This is
// the one place that says so.
//
// C2 and C3 are the official form's questions. They are about what the client
// wants, not about who may be told what; that is asked apart, as the two share
// purposes, and a handoff rests on those alone. C5 is asked per channel.
const (
	ReferToNRM      Purpose = "refer_to_nrm"      // C1
	WantsSupport    Purpose = "wants_support"     // C2
	HelpAuthorities Purpose = "help_authorities"  // C3
	DecisionToOther Purpose = "decision_to_other" // C4
	ContactClient   Purpose = "contact_client"    // C5, yes if any channel is
	IdentifyInDuty  Purpose = "identify_in_duty"  // C6, only after C1 = no
	ShareSupport    Purpose = "share_support"
	SharePolice     Purpose = "share_police"
)

// Purposes lists the purposes in the order of the page.
var Purposes = []Purpose{
	ReferToNRM, WantsSupport, HelpAuthorities, ShareSupport, SharePolice,
	DecisionToOther, ContactClient, IdentifyInDuty,
}

// Label is the question in the words staff read.
func (p Purpose) Label() string {
	switch p {
	case ReferToNRM:
		return "Refer them to the National Referral Mechanism"
	case WantsSupport:
		return "Wants support"
	case HelpAuthorities:
		return "Will help an investigation or court case"
	case DecisionToOther:
		return "Send the decision to somebody else as well"
	case ContactClient:
		return "Contact the client"
	case IdentifyInDuty:
		return "Name them in the report about the refusal"
	case ShareSupport:
		return "Share details with a support provider"
	case SharePolice:
		return "Share details with the police"
	default:
		return ""
	}
}

// Kind says what sort of sitting a record is about.
type Kind string

// The kinds of record.
const (
	Answers     Kind = "answers"
	NotRequired Kind = "not_required" // child or age unsure: explained, never asked
	Withdrawal  Kind = "withdrawal"
)

// Channel is a way to write to or call the client about the referral (C5).
type Channel string

// The channels of C5.
const (
	Letter Channel = "letter"
	Email  Channel = "email"
	Phone  Channel = "phone"
	Text   Channel = "text"
)

// Channels lists the channels in the order of the page.
var Channels = []Channel{Letter, Email, Phone, Text}

// Label is the channel in the words staff read.
func (c Channel) Label() string {
	switch c {
	case Letter:
		return "Letter"
	case Email:
		return "Email"
	case Phone:
		return "Phone call"
	case Text:
		return "Text message"
	default:
		return ""
	}
}

// Record is one sitting. ID and Number are the store's: Number counts the
// records of a case in the order in which they were made.
type Record struct {
	ID      string
	Number  int
	Kind    Kind
	GivenOn calendar.Date

	Explanation Explanation

	ReferToNRM       Answer
	RefusalReason    string
	ReasonNotGiven   bool // the client did not wish to say why
	WantsSupport     Answer
	SupportContact   string
	NoSupportContact string // why none can be given
	HelpAuthorities  Answer
	ShareSupport     Answer
	SharePolice      Answer
	DecisionToOther  Answer
	DecisionTo       string // who, when DecisionToOther is yes
	ContactBy        map[Channel]Answer
	IdentifyInDuty   Answer

	AnsweredHow AnsweredHow
	Witness     string
	OtherHow    string
	OwnWords    string
	Worries     string // about understanding or pressure
	ReviewOn    calendar.Date

	// Kind NotRequired. The local authority may be told after the sitting; the
	// referral is written only then.
	AgeEvidence           string
	LocalAuthorityContact string

	// Kind Withdrawal.
	WithdrawnHow   WithdrawnHow
	WithdrawReason string
	ProviderTold   ProviderTold
}

// Answer gives the answer to one purpose.
func (r Record) Answer(p Purpose) Answer {
	switch p {
	case ReferToNRM:
		return r.ReferToNRM
	case WantsSupport:
		return r.WantsSupport
	case HelpAuthorities:
		return r.HelpAuthorities
	case ShareSupport:
		return r.ShareSupport
	case SharePolice:
		return r.SharePolice
	case DecisionToOther:
		return r.DecisionToOther
	case IdentifyInDuty:
		return r.IdentifyInDuty
	case ContactClient:
		return r.contactClient()
	default:
		return Unanswered
	}
}

// contactClient is yes as soon as one channel is safe.
func (r Record) contactClient() Answer {
	if len(r.SafeChannels()) > 0 {
		return Yes
	}
	if len(r.ContactBy) > 0 {
		return No
	}
	return Unanswered
}

// SafeChannels lists the channels the client said yes to.
func (r Record) SafeChannels() []Channel {
	var safe []Channel
	for _, c := range Channels {
		if r.ContactBy[c] == Yes {
			safe = append(safe, c)
		}
	}
	return safe
}

// AnsweredHow says how the client gave the answers.
type AnsweredHow string

// The ways to answer.
const (
	SignedSheet AnsweredHow = "signed_sheet"
	SaidAloud   AnsweredHow = "said_aloud" // before a witness
	OtherWay    AnsweredHow = "other"
)

// AnsweredHows lists the ways in the order of the page.
var AnsweredHows = []AnsweredHow{SignedSheet, SaidAloud, OtherWay}

// Label is the way in the words staff read.
func (a AnsweredHow) Label() string {
	switch a {
	case SignedSheet:
		return "Signed sheet"
	case SaidAloud:
		return "Said aloud, with a witness"
	case OtherWay:
		return "Another way"
	default:
		return ""
	}
}

// WithdrawnHow says how the client withdrew.
type WithdrawnHow string

// The ways to withdraw.
const (
	SignedForm            WithdrawnHow = "signed_form"
	ThroughFirstResponder WithdrawnHow = "through_first_responder"
)

// WithdrawnHows lists the ways in the order of the page.
var WithdrawnHows = []WithdrawnHow{SignedForm, ThroughFirstResponder}

// Label is the way in the words staff read.
func (w WithdrawnHow) Label() string {
	switch w {
	case SignedForm:
		return "The client signed the form"
	case ThroughFirstResponder:
		return "The client told a first responder"
	default:
		return ""
	}
}

// ProviderTold says whether the support provider knows of the withdrawal.
type ProviderTold string

// The answers; NoProvider means that there is none to tell.
const (
	ToldYes    ProviderTold = "yes"
	ToldNo     ProviderTold = "no"
	NoProvider ProviderTold = "none"
)
