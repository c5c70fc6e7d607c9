package casefile

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
)

// ClosedWhy is why a case was closed, as a word that can be counted. The
// sentences that go with it are kept with the notes.
type ClosedWhy string

// The ways in which somebody leaves the National Referral Mechanism, or never
// enters it (nrm-rules §6 and §10).
const (
	NoSigns          ClosedWhy = "no_signs"
	RefusedReferral  ClosedWhy = "refused_referral"
	NegativeRG       ClosedWhy = "negative_rg"
	NegativeCG       ClosedWhy = "negative_cg"
	MovedOn          ClosedWhy = "moved_on"
	LeftMechanism    ClosedWhy = "left_mechanism"
	WasDisqualified  ClosedWhy = "disqualified"
	TakenOver        ClosedWhy = "taken_over"
	LostContact      ClosedWhy = "lost_contact"
	LeftCountry      ClosedWhy = "left_country"
	Died             ClosedWhy = "died"
	StartedByMistake ClosedWhy = "started_by_mistake"
	OtherReason      ClosedWhy = "other"
)

// closures lists the reasons in the order of the page, each with the states
// from which it can be true; none means from every state.
var closures = []struct {
	why   ClosedWhy
	label string
	from  []State
}{
	{NoSigns, "No signs of modern slavery were found", []State{Enquiry}},
	{RefusedReferral, "The client did not want to be referred", []State{Refused, DTNSent}},
	{MovedOn, "Move-on support ended after a positive conclusive grounds decision", []State{CGPositive}},
	{NegativeRG, "Negative reasonable grounds decision, and nothing more to ask for", []State{RGNegative}},
	{NegativeCG, "Negative conclusive grounds decision, and nothing more to ask for", []State{CGNegative}},
	{LeftMechanism, "The client left the National Referral Mechanism", []State{Withdrawn}},
	{WasDisqualified, "Disqualified from protection", []State{Disqualified}},
	{TakenOver, "Another organisation has taken the case over", nil},
	{LostContact, "Contact with the client was lost", nil},
	{LeftCountry, "The client left the United Kingdom and does not plan to return", nil},
	{Died, "The client died", nil},
	{StartedByMistake, "The case was started by mistake or twice", []State{Enquiry}},
	{OtherReason, "Another reason", nil},
}

// ClosuresFrom lists why a case that stands at the state can be closed.
func ClosuresFrom(s State) []ClosedWhy {
	var list []ClosedWhy
	for _, c := range closures {
		if c.from == nil || slices.Contains(c.from, s) {
			list = append(list, c.why)
		}
	}
	return list
}

// Label is the reason in the words staff read; empty for a case closed before
// reasons were counted.
func (w ClosedWhy) Label() string {
	for _, c := range closures {
		if c.why == w {
			return c.label
		}
	}
	return ""
}

// Closure is what somebody says when closing a case.
type Closure struct {
	Why    ClosedWhy
	Reason string // in sentences, and where support continues
	Waive  bool   // dates and next steps that still run need not be kept
}

// Check checks the answers about a case that stands at the state.
func (c Closure) Check(from State) error {
	var ps fault.Problems
	if !slices.Contains(ClosuresFrom(from), c.Why) {
		ps.Add("closed_why", "select_one")
	}
	if strings.TrimSpace(c.Reason) == "" {
		ps.Add("reason", "required")
	}
	return ps.Err()
}
