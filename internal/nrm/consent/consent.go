// Package consent is the rulebook page about asking: what must be explained,
// on which sheet, the separate answers C1 to C6 and who may be told what, who
// is not asked at all, how long an answer holds, withdrawal, correction, and
// the one gate that says whether something may be shared now.
//
// These answers are not the UK GDPR basis for keeping the record (domain guide,
// section 4): that is package lawfulbasis. A record is one sitting and is never
// edited: what was wrong or has changed is answered by a newer record. What
// goes into an envelope is in package handoff, which asks the gate here.
package consent

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
// wants, not about who may be told what; that is asked apart, once for each
// class of recipient, and sharing rests on those alone (data/recipients.csv).
// C5 is asked per channel.
const (
	ReferToNRM          Purpose = "refer_to_nrm"      // C1
	WantsSupport        Purpose = "wants_support"     // C2
	HelpAuthorities     Purpose = "help_authorities"  // C3
	DecisionToOther     Purpose = "decision_to_other" // C4
	ContactClient       Purpose = "contact_client"    // C5, yes if any channel is
	IdentifyInDuty      Purpose = "identify_in_duty"  // C6, only after C1 = no
	ShareSupport        Purpose = "share_support"
	ShareLocalAuthority Purpose = "share_local_authority"
	SharePolice         Purpose = "share_police"
	ShareLegal          Purpose = "share_legal"
	ShareFeedback       Purpose = "share_feedback"
)

// Purposes lists the purposes in the order of the page.
var Purposes = []Purpose{
	ReferToNRM, WantsSupport, HelpAuthorities,
	ShareSupport, ShareLocalAuthority, SharePolice, ShareLegal, ShareFeedback,
	DecisionToOther, ContactClient, IdentifyInDuty,
}

// Sharing lists the purposes that let somebody outside be told, one for each
// class of recipient.
var Sharing = []Purpose{ShareSupport, ShareLocalAuthority, SharePolice, ShareLegal, ShareFeedback}

// Permissions are the purposes that let staff do something. The others are
// what the client wants.
var Permissions = []Purpose{
	ReferToNRM, ShareSupport, ShareLocalAuthority, SharePolice, ShareLegal, ShareFeedback, DecisionToOther, ContactClient,
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
	case ShareLocalAuthority:
		return "Share details with the local authority"
	case SharePolice:
		return "Share details with the police"
	case ShareLegal:
		return "Share details with a legal adviser"
	case ShareFeedback:
		return "Share contact details to ask for feedback"
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
