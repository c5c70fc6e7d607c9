package auditing

import (
	"fmt"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
)

// Outcome is what a check comes to.
type Outcome string

// The outcomes. CannotTell is not a fault of the record: something the check
// needs was never written down.
const (
	Met          Outcome = "met"
	NotMet       Outcome = "not_met"
	CannotTell   Outcome = "cannot_tell"
	DoesNotApply Outcome = "does_not_apply"
)

// Label is the outcome in the words auditors read.
func (o Outcome) Label() string {
	switch o {
	case Met:
		return "Met"
	case NotMet:
		return "Not met"
	case CannotTell:
		return "Cannot tell"
	case DoesNotApply:
		return "Does not apply"
	default:
		return ""
	}
}

// Check is one thing a consent auditor looks at.
type Check struct{ ID, Text string }

// Checks are A1 to A9 (domain guide, section 4), in their order.
var Checks = []Check{
	{"A1", "Consent is dated before the referral was sent, by a named worker trained for it"},
	{"A2", "Every point was explained, with the privacy notice version, language and interpreter"},
	{"A3", "The answers were asked one by one, with no default yes"},
	{"A4", "A child, or somebody who may be one, shows “not required” and the age evidence, never a yes"},
	{"A5", "A refusal to a listed body has its report, without identity unless the client agreed to be named"},
	{"A6", "A withdrawal is recorded with time, method and who acted, and the support provider was told"},
	{"A7", "Records are only ever added to, and looks at the case are kept"},
	{"A8", "Decisions go to somebody else only with an answer of its own"},
	{"A9", "The lawful basis and how long the record is kept are recorded apart from consent"},
}

// Facts are what is known about one consent record and its case. The zero
// value of a fact means that it is not known or did not happen.
type Facts struct {
	Record     consent.Record
	RecordedAt time.Time
	Worker     string        // who recorded it, as the register shows them
	TrainedOn  calendar.Date // of the worker

	SentAt  time.Time     // when the referral was recorded as sent
	SentOn  calendar.Date // the day it went
	Covered bool          // an earlier record of the case allowed the referral

	TreatedAsChild bool // under 18 or age unsure when the record was made
	AgeEvidence    bool // what the age rests on is recorded

	ListedBody  bool // the organisation has the duty to notify (MSA s.52)
	ReportSent  bool
	ReportNamed bool // the report named the client

	ToldElsewhere bool // a decision was sent to somebody else
	ElsewhereWho  bool // who that is, and their permission, is recorded

	Trail       Trail
	LawfulBasis bool
	KeptUntil   bool // how long the record is kept is recorded
}

// Trail is what the audit trail of the case says of itself.
type Trail string

// The states of a trail.
const (
	TrailUnchecked Trail = ""
	TrailSound     Trail = "sound"
	TrailBroken    Trail = "broken"
)

// Checked is one check made on one record, with the evidence in a sentence.
type Checked struct {
	Check
	Outcome  Outcome
	Evidence string
}

// Judge makes every check on a record, in the order of Checks.
func Judge(f Facts) []Checked {
	judges := []func(Facts) (Outcome, string){dated, explained, separate, childNotAsked, refusalReported, withdrawalTold, onlyAddedTo, decisionElsewhere, basisApart}
	list := make([]Checked, len(Checks))
	for i, judge := range judges {
		outcome, evidence := judge(f)
		list[i] = Checked{Checks[i], outcome, evidence}
	}
	return list
}

func dated(f Facts) (Outcome, string) {
	switch {
	case f.Record.Kind == consent.Withdrawal:
		return DoesNotApply, "This record is a withdrawal."
	case f.Record.Kind == consent.NotRequired:
		return DoesNotApply, "Consent is not required; A4 looks at this record."
	case f.late() && !f.Covered:
		return NotMet, fmt.Sprintf("Recorded on %s, after the referral went on %s, and no earlier record allowed it.", calendar.LondonDay(f.RecordedAt).Long(), f.SentOn.Long())
	case strings.TrimSpace(f.Worker) == "":
		return NotMet, "No worker is named."
	case f.TrainedOn.IsZero():
		return CannotTell, "No training for it is recorded for " + f.Worker + "."
	case f.TrainedOn.After(f.Record.GivenOn):
		return NotMet, fmt.Sprintf("%s was trained on %s, after this record.", f.Worker, f.TrainedOn.Long())
	case f.late():
		return Met, fmt.Sprintf("An earlier record allowed the referral; %s was trained on %s.", f.Worker, f.TrainedOn.Long())
	case f.SentOn.IsZero():
		return Met, fmt.Sprintf("No referral has been sent; %s was trained on %s.", f.Worker, f.TrainedOn.Long())
	}
	return Met, fmt.Sprintf("Recorded on %s, the referral went on %s; %s was trained on %s.", calendar.LondonDay(f.RecordedAt).Long(), f.SentOn.Long(), f.Worker, f.TrainedOn.Long())
}

// late is true when the record was made after the referral went.
func (f Facts) late() bool {
	switch {
	case !f.SentAt.IsZero():
		return f.RecordedAt.After(f.SentAt)
	case !f.SentOn.IsZero():
		return calendar.LondonDay(f.RecordedAt).After(f.SentOn)
	}
	return false
}

func explained(f Facts) (Outcome, string) {
	e := f.Record.Explanation
	var missing []string
	if !e.Complete() {
		missing = append(missing, fmt.Sprintf("%d of %d points", len(consent.Points)-len(e.Points), len(consent.Points)))
	}
	for _, part := range []struct{ what, value string }{
		{"the privacy notice version", e.NoticeVersion}, {"the language", e.Language}, {"whether somebody interpreted", string(e.Interpreter)},
	} {
		if strings.TrimSpace(part.value) == "" {
			missing = append(missing, part.what)
		}
	}
	switch {
	case f.Record.Kind == consent.Withdrawal:
		return DoesNotApply, "This record is a withdrawal."
	case len(missing) > 0:
		return NotMet, "Missing: " + strings.Join(missing, ", ") + "."
	}
	return Met, fmt.Sprintf("All %d points, in %s, %s.", len(consent.Points), e.Language, strings.ToLower(e.Interpreter.Label()))
}

// askedApart are the questions an adult who agrees is asked one by one.
var askedApart = []consent.Purpose{consent.ReferToNRM, consent.WantsSupport, consent.HelpAuthorities, consent.DecisionToOther}

func separate(f Facts) (Outcome, string) {
	if f.Record.Kind != consent.Answers {
		return DoesNotApply, "Nothing was asked in this record."
	}
	if f.Record.ReferToNRM != consent.Yes {
		return Met, "The referral was not agreed to, and the other questions were not taken from it. Nothing is chosen beforehand on any page."
	}
	var silent []string
	for _, p := range askedApart {
		if f.Record.Answer(p) == consent.Unanswered {
			silent = append(silent, p.Label())
		}
	}
	if len(silent) > 0 {
		return NotMet, "Agreed to the referral, but not asked: " + strings.Join(silent, "; ") + "."
	}
	return Met, "Each question has an answer of its own. Nothing is chosen beforehand on any page."
}

func childNotAsked(f Facts) (Outcome, string) {
	switch {
	case !f.TreatedAsChild && f.Record.Kind == consent.NotRequired:
		return NotMet, "The client counted as an adult, and was not asked."
	case !f.TreatedAsChild:
		return DoesNotApply, "The client counted as an adult."
	case f.Record.Kind == consent.Answers:
		return NotMet, "The client counted as a child, and an answer was recorded."
	case !f.AgeEvidence:
		return NotMet, "Shown as not required. What the age rests on is not recorded."
	}
	return Met, "Shown as not required, and what the age rests on is recorded."
}

func refusalReported(f Facts) (Outcome, string) {
	refused := f.Record.Kind == consent.Answers && f.Record.ReferToNRM == consent.No
	switch {
	case !refused:
		return DoesNotApply, "The client did not refuse in this record."
	case f.ReportSent && f.ReportNamed && f.Record.Answer(consent.IdentifyInDuty) != consent.Yes:
		return NotMet, "The report named the client, who had not agreed to that."
	case !f.ReportSent && f.ListedBody:
		return NotMet, "This organisation is listed in section 52, and no report is recorded."
	case !f.ReportSent:
		return DoesNotApply, "This organisation is not listed in section 52; no report was made."
	case f.ReportNamed:
		return Met, "The report names the client, who agreed to it in an answer of its own."
	}
	return Met, "The report went without identity."
}

func withdrawalTold(f Facts) (Outcome, string) {
	r := f.Record
	switch {
	case r.Kind != consent.Withdrawal:
		return DoesNotApply, "This record is not a withdrawal."
	case r.WithdrawnHow == "" || f.Worker == "":
		return NotMet, "How it was withdrawn, or who acted, is missing."
	case r.ProviderTold == consent.NoProvider:
		return Met, fmt.Sprintf("Withdrawn on %s, %s; recorded by %s on %s; no support provider was involved.",
			r.GivenOn.Long(), strings.ToLower(r.WithdrawnHow.Label()), f.Worker, calendar.LondonDay(f.RecordedAt).Long())
	case r.ProviderTold == consent.ToldYes:
		return Met, fmt.Sprintf("Withdrawn on %s, %s; recorded by %s on %s; the support provider was told.",
			r.GivenOn.Long(), strings.ToLower(r.WithdrawnHow.Label()), f.Worker, calendar.LondonDay(f.RecordedAt).Long())
	}
	return NotMet, "It is not recorded that the support provider was told."
}

func onlyAddedTo(f Facts) (Outcome, string) {
	switch f.Trail {
	case TrailSound:
		return Met, "The database refuses changes to consent records, and the trail of the case verifies, looks included."
	case TrailBroken:
		return NotMet, "The audit trail of the case does not verify."
	}
	return CannotTell, "The audit trail of the case has not been verified."
}

func decisionElsewhere(f Facts) (Outcome, string) {
	agreed := f.Record.Answer(consent.DecisionToOther) == consent.Yes
	switch {
	case f.Record.Kind != consent.Answers:
		return DoesNotApply, "Nothing was asked in this record."
	case f.ToldElsewhere && !agreed:
		return NotMet, "A decision went to somebody else without the client’s answer to that."
	case agreed && !f.ElsewhereWho:
		return NotMet, "The client agreed, but who may be told is not recorded."
	case agreed:
		return Met, "The client agreed in an answer of its own, and who may be told is recorded."
	}
	return DoesNotApply, "No decision goes to anybody else."
}

func basisApart(f Facts) (Outcome, string) {
	switch {
	case f.LawfulBasis && f.KeptUntil:
		return Met, "The lawful basis and how long the record is kept are recorded in their own place."
	case f.LawfulBasis:
		return CannotTell, "The lawful basis is recorded apart; how long the record is kept is not."
	case f.KeptUntil:
		return NotMet, "How long the record is kept is recorded; the lawful basis is not."
	}
	return NotMet, "Neither the lawful basis nor how long the record is kept is recorded."
}
