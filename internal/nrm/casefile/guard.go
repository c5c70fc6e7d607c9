package casefile

import (
	"strings"

	"nrmdesk/internal/fault"
)

// Guard names what must hold before a move. The name is what the audit trail
// and the tests cite.
type Guard string

// The guards of the move table.
const (
	AdultSafetyRecorded     Guard = "adult_safety_recorded_interpreter_decided"
	ChildAuthorityRecorded  Guard = "child_or_unsure_local_authority_recorded"
	NoIndicators            Guard = "no_indicators_with_reason"
	ConsentComplete         Guard = "c1_yes_everything_explained_c2_to_c5_answered"
	ConsentRefused          Guard = "c1_no_with_reason"
	ReportAnonymous         Guard = "identity_left_out_unless_c6_yes"
	ClientChangedMind       Guard = "client_changed_their_mind"
	ChildFound              Guard = "age_assessed_as_child_or_unsure"
	NoDutyOutstanding       Guard = "no_duty_outstanding"
	ReferralComplete        Guard = "referral_complete"
	ReturnedWithComments    Guard = "returned_with_comments"
	ReviewedAndSent         Guard = "second_person_consent_valid"
	DecisionLetter          Guard = "letter_kept_date_and_authority_named"
	CombinedLetter          Guard = "letter_about_a_child_with_both_decisions"
	DisqualificationLetter  Guard = "letter_kept_and_ground_named"
	ReconsiderationAsked    Guard = "request_date_or_reason_for_late_request"
	WithdrawalRecorded      Guard = "withdrawal_recorded_and_holders_to_be_told"
	WithdrawnBeforeReferral Guard = "consent_withdrawn_before_referral_was_sent"
	EighteenthBirthday      Guard = "eighteenth_birthday_without_cg"
	AdultAnswer             Guard = "answer_of_the_adult"
	NothingOutstanding      Guard = "clocks_met_waived_or_past_and_handoffs_answered"
	ReopenedWithReason      Guard = "reopened_with_reason"
)

// Fact is one thing a guard looks at.
type Fact string

// The facts, as they stand in a sentence after "only when".
const (
	IsAdult            Fact = "the client is an adult"
	IsChildOrUnsure    Fact = "the client is a child, or may be one"
	SafetyKnown        Fact = "it is recorded how the client may be contacted safely"
	InterpreterDecided Fact = "it is decided whether an interpreter helps"
	AuthorityTold      Fact = "the contact at the local authority and what the age rests on are recorded"
	SaidYes            Fact = "the client says yes to the referral"
	SaidNo             Fact = "the client says no to the referral"
	DidNotSayNo        Fact = "the client no longer says no"
	AllExplained       Fact = "everything has been explained"
	AllAnswered        Fact = "the questions about support, the authorities and safe contact are answered"
	Nameless           Fact = "the report leaves out who the client is, unless they agreed to be named"
	ReasonGiven        Fact = "a reason is given"
	ReasonAsked        Fact = "the reason is recorded, or that none was given"
	NothingMissing     Fact = "nothing is missing in the referral"
	SecondPerson       Fact = "a second person has agreed, who did not write the record"
	ConsentCovers      Fact = "consent covers the referral, or none is asked for"
	LetterFits         Fact = "the letter is kept, its authority is named and its date fits the case"
	GroundNamed        Fact = "the ground in the letter is named"
	RequestDated       Fact = "the day of the request is recorded, with a reason when it is late"
	WithdrawalKept     Fact = "the withdrawal is recorded as the client made it"
	HoldersKnown       Fact = "everybody who holds what the client allowed is listed to be told"
	AdultNow           Fact = "the 18th birthday has come, or an assessment found an adult"
	NoDutyOpen         Fact = "no Duty to Notify report is owed"
	NothingOpen        Fact = "every date is kept, waived with a reason or past, and nothing waits for an answer"
)

// guards says which facts each guard asks for, all of them.
var guards = map[Guard][]Fact{
	AdultSafetyRecorded:     {IsAdult, SafetyKnown, InterpreterDecided},
	ChildAuthorityRecorded:  {IsChildOrUnsure, AuthorityTold},
	NoIndicators:            {ReasonGiven, NothingOpen},
	ConsentComplete:         {SaidYes, AllExplained, AllAnswered},
	ConsentRefused:          {SaidNo, ReasonAsked},
	ReportAnonymous:         {Nameless},
	ClientChangedMind:       {DidNotSayNo},
	ChildFound:              {IsChildOrUnsure},
	NoDutyOutstanding:       {NoDutyOpen, NothingOpen, ReasonGiven},
	ReferralComplete:        {NothingMissing, ConsentCovers},
	ReturnedWithComments:    {ReasonGiven, SecondPerson},
	ReviewedAndSent:         {SecondPerson, ConsentCovers},
	DecisionLetter:          {LetterFits, SecondPerson},
	CombinedLetter:          {IsChildOrUnsure, LetterFits, SecondPerson},
	DisqualificationLetter:  {LetterFits, GroundNamed, SecondPerson},
	ReconsiderationAsked:    {RequestDated},
	WithdrawalRecorded:      {WithdrawalKept, HoldersKnown},
	WithdrawnBeforeReferral: {WithdrawalKept},
	EighteenthBirthday:      {AdultNow},
	AdultAnswer:             {IsAdult},
	NothingOutstanding:      {NothingOpen, ReasonGiven},
	ReopenedWithReason:      {ReasonGiven},
}

// Facts lists what the guard asks for.
func (g Guard) Facts() []Fact { return guards[g] }

// Grounds are the facts that hold when something happens, as the desk found
// them.
type Grounds map[Fact]bool

// Hold makes grounds of facts that were checked.
func Hold(facts ...Fact) Grounds {
	g := Grounds{}
	for _, f := range facts {
		g[f] = true
	}
	return g
}

// check says whether everything the guard asks for holds. The error is a
// *fault.Conflict that names what does not.
func (g Guard) check(h Happening, held Grounds) error {
	var missing []string
	for _, f := range guards[g] {
		if !held[f] {
			missing = append(missing, string(f))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.Conflictf("This step (%s) can be taken only when %s.", h.Words(), strings.Join(missing, ", and when "))
}
