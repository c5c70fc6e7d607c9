package consent

import (
	"slices"
	"time"

	"nrmdesk/internal/nrm/person"
)

// Basis is what a share rests on, or why it may not be.
type Basis string

// The bases. Refused is the only one on which nothing is shared.
const (
	ByConsent        Basis = "consent"
	Safeguarding     Basis = "safeguarding" // not required: a child, or somebody who may be one
	SameOrganisation Basis = "same_organisation"
	ByOverride       Basis = "override"
	Refused          Basis = "no_consent"
)

// Now is all that the gate reads: the case's age band, what holds on the day,
// and the overrides that were asked for. It is read in the transaction in which
// something is shared; nothing of it comes from a request.
type Now struct {
	Band      person.AgeBand
	Standing  Standing
	Overrides []Override
	At        time.Time
	Records   int // how many consent records the case has
}

// Share is one thing about to leave: to whom, what, and the answers the thing
// itself needs besides that about its recipient.
type Share struct {
	To    Recipient
	Named string // which recipient of the class, as the override names it
	Thing string
	Also  []Purpose
}

// Verdict is what the gate says, in a sentence too. RecordID names the consent
// record; it may be empty for safeguarding and within the organisation.
type Verdict struct {
	Basis      Basis
	RecordID   string
	OverrideID string
	Why        string
}

// Allowed says whether the share may go ahead.
func (v Verdict) Allowed() bool { return v.Basis != Refused && v.Basis != "" }

// Gate decides whether something may be shared with a recipient now. Referral,
// handoff, export and message all pass it, at the moment of sharing.
func Gate(now Now, s Share) Verdict {
	rule, ok := RuleFor(s.To)
	switch {
	case !ok:
		return Verdict{Basis: Refused, Why: "No rule says what sharing with this recipient would rest on."}
	case rule.Purpose == "":
		return Verdict{Basis: SameOrganisation, Why: "Stays in this organisation."}
	case now.Band.TreatedAsChild():
		return childVerdict(now.Standing, rule)
	}
	verdict := adultVerdict(now.Standing, append([]Purpose{rule.Purpose}, s.Also...))
	if verdict.Allowed() || !rule.Override {
		return verdict
	}
	for _, o := range now.Overrides {
		if o.covers(now, s) {
			return Verdict{Basis: ByOverride, OverrideID: o.ID, Why: "Without consent: an override, approved by a second person on " + london(o.DecidedAt) + "."}
		}
	}
	return verdict
}

func adultVerdict(standing Standing, needed []Purpose) Verdict {
	var verdict Verdict
	for _, p := range needed {
		id, ok, why := standing.Allows(p)
		if !ok {
			return Verdict{Basis: Refused, Why: why}
		}
		verdict = Verdict{Basis: ByConsent, RecordID: id, Why: why}
	}
	return verdict
}

// childVerdict asks for no consent. Those who protect the child are told at
// once; for everybody else the explanation to the child is recorded first (A4).
func childVerdict(standing Standing, rule RecipientRule) Verdict {
	if !rule.ToldForChild && standing.Status != StatusNotRequired {
		return Verdict{Basis: Refused, Why: "Record first what was explained to the child."}
	}
	return Verdict{Basis: Safeguarding, RecordID: standing.Record.ID, Why: notRequiredWhy}
}

// covers says whether an approved override lets this very share go ahead now.
// One that was approved before the client was asked again says nothing about
// the new answer.
func (o Override) covers(now Now, s Share) bool {
	return o.State(now.At) == OverrideApproved && o.Records == now.Records &&
		o.To == s.To && o.Named == s.Named && slices.Contains(o.Things, s.Thing)
}
