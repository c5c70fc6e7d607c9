package consent

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Record is one sitting. ID and Number are the store's: Number counts the
// records of a case in the order in which they were made.
type Record struct {
	ID      string
	Number  int
	Kind    Kind
	GivenOn calendar.Date

	Explanation Explanation
	Capacity    Capacity

	ReferToNRM          Answer
	RefusalReason       string
	ReasonNotGiven      bool // the client did not wish to say why
	WantsSupport        Answer
	SupportContact      string
	NoSupportContact    string // why none can be given
	HelpAuthorities     Answer
	ShareSupport        Answer
	ShareLocalAuthority Answer
	SharePolice         Answer
	ShareLegal          Answer
	ShareFeedback       Answer
	DecisionToOther     Answer
	DecisionTo          string // who, when DecisionToOther is yes
	ContactBy           map[Channel]Answer
	IdentifyInDuty      Answer

	AnsweredHow AnsweredHow
	Witness     string
	OtherHow    string
	OwnWords    string
	Worries     string // about understanding or pressure
	Ends        Ends
	ReviewOn    calendar.Date // agreed with a client who needs more time, or to talk again

	// AtEighteen: the answer of somebody who was referred, or written about, as
	// a child.
	AtEighteen bool

	// Kind NotRequired. The local authority may be told after the sitting; the
	// referral is written only then.
	AgeEvidence           string
	LocalAuthorityContact string

	// Kind Withdrawal. An empty list of purposes means all of them.
	Withdrawn      []Purpose
	WithdrawnAt    string // the time in London, "15:04"; empty when not known
	WithdrawnHow   WithdrawnHow
	WithdrawReason string
	ProviderTold   ProviderTold

	Error    ErrorState // whether it was recorded in error
	Corrects int        // the number of the record in error that this one replaces
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
	case ShareLocalAuthority:
		return r.ShareLocalAuthority
	case SharePolice:
		return r.SharePolice
	case ShareLegal:
		return r.ShareLegal
	case ShareFeedback:
		return r.ShareFeedback
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

// has says whether any purpose was answered like this.
func (r Record) has(a Answer) bool {
	return slices.ContainsFunc(Purposes, func(p Purpose) bool { return r.Answer(p) == a })
}

// Permits says whether the client let anything be done from now on, so that it
// must be said for how long.
func (r Record) Permits() bool {
	return slices.ContainsFunc(Permissions, func(p Purpose) bool { return r.Answer(p) == Yes })
}

// contactClient is yes as soon as one channel is safe.
func (r Record) contactClient() Answer {
	if len(r.SafeChannels()) > 0 {
		return Yes
	}
	for _, c := range Channels {
		if r.ContactBy[c] == NeedsMoreTime {
			return NeedsMoreTime
		}
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

// DecidedForClient says whether somebody else answered, under the law, because
// the client could not decide.
func (r Record) DecidedForClient() bool { return r.AnsweredHow == BestInterests }

// TakesBack says whether the record is a withdrawal of a purpose.
func (r Record) TakesBack(p Purpose) bool {
	return r.Kind == Withdrawal && (len(r.Withdrawn) == 0 || slices.Contains(r.Withdrawn, p))
}

// AnsweredHow says how the client gave the answers.
type AnsweredHow string

// The ways to answer.
const (
	SignedSheet   AnsweredHow = "signed_sheet"
	SaidAloud     AnsweredHow = "said_aloud" // before a witness
	BestInterests AnsweredHow = "best_interests"
	OtherWay      AnsweredHow = "other"
)

// AnsweredHows lists the ways in the order of the page.
var AnsweredHows = []AnsweredHow{SignedSheet, SaidAloud, BestInterests, OtherWay}

// Label is the way in the words staff read.
func (a AnsweredHow) Label() string {
	switch a {
	case SignedSheet:
		return "Signed sheet"
	case SaidAloud:
		return "Said aloud, with a witness"
	case BestInterests:
		return "Decided for the client, who lacks capacity for this"
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

// ErrorState says whether a record was found to be wrong. It stays to be read
// either way.
type ErrorState string

// The states. A record that waits counts only as far as it would make no
// difference whether it is right.
const (
	NoError        ErrorState = ""
	ErrorWaiting   ErrorState = "waiting"   // said to be wrong, waits for a second person
	ErrorConfirmed ErrorState = "confirmed" // no longer counts
)
