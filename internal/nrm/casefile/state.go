package casefile

import "slices"

// State is where a case stands. The names are those of the state table in the
// domain guide (section 10).
type State string

// The states, in the order a case usually passes through them.
const (
	Enquiry        State = "enquiry"
	ConsentPending State = "consent_pending"
	Refused        State = "refused"
	DTNSent        State = "dtn_sent"
	Draft          State = "draft"
	Review         State = "review"
	Submitted      State = "submitted"
	RGSuspended    State = "rg_suspended"
	RGPositive     State = "rg_positive"
	RGNegative     State = "rg_negative"
	CGSuspended    State = "cg_suspended"
	CGPositive     State = "cg_positive"
	CGNegative     State = "cg_negative"
	Reconsidering  State = "reconsidering"
	Disqualified   State = "disqualified"
	Withdrawn      State = "withdrawn"
	Closed         State = "closed"
)

// States lists every state in the usual order.
var States = []State{
	Enquiry, ConsentPending, Refused, DTNSent, Draft, Review, Submitted,
	RGSuspended, RGPositive, RGNegative, CGSuspended, CGPositive, CGNegative,
	Reconsidering, Disqualified, Withdrawn, Closed,
}

var labels = map[State]string{
	Enquiry:        "First contact",
	ConsentPending: "Waiting for consent",
	Refused:        "Referral declined",
	DTNSent:        "Anonymous report sent",
	Draft:          "Draft",
	Review:         "Ready to refer",
	Submitted:      "Awaiting RG decision",
	RGSuspended:    "RG decision on hold",
	RGPositive:     "In recovery",
	RGNegative:     "RG decision negative",
	CGSuspended:    "CG decision on hold",
	CGPositive:     "CG decision positive",
	CGNegative:     "CG decision negative",
	Reconsidering:  "Reconsideration requested",
	Disqualified:   "Disqualified",
	Withdrawn:      "Withdrawn from the NRM",
	Closed:         "Closed",
}

// Valid says whether the state is one of the table's.
func (s State) Valid() bool { return slices.Contains(States, s) }

// Label is the state in the words staff read.
func (s State) Label() string { return labels[s] }

// Sent says whether the referral has gone to the Home Office. A closed case
// answers no: look at its history.
func (s State) Sent() bool {
	switch s {
	case Submitted, RGSuspended, RGPositive, RGNegative, CGSuspended, CGPositive,
		CGNegative, Reconsidering, Disqualified, Withdrawn:
		return true
	default:
		return false
	}
}

// Suspended says whether the authority has put its decision on hold. The
// statutory clocks run on all the same.
func (s State) Suspended() bool { return s == RGSuspended || s == CGSuspended }

// Negative says whether the latest decision went against the client.
func (s State) Negative() bool { return s == RGNegative || s == CGNegative }
