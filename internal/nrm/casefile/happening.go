package casefile

// Happening is what happens to a case and may move it: an answer, a letter, a
// day that comes. The table of moves says what follows from it at each state.
type Happening string

// What can happen, in the usual order of a case.
const (
	ConsentBegun       Happening = "consent_begun"
	ChildReferralBegun Happening = "child_referral_begun"
	ConsentGiven       Happening = "consent_given"
	ConsentDeclined    Happening = "consent_declined"
	ReportSent         Happening = "anonymous_report_sent"
	ChangedMind        Happening = "client_changed_mind"
	FoundToBeChild     Happening = "found_to_be_child"
	SentToReview       Happening = "sent_to_review"
	ReturnedToWriter   Happening = "returned_to_writer"
	ReferralSent       Happening = "referral_sent"
	ReferralTakenBack  Happening = "referral_taken_back"

	RGPositiveLetter  Happening = "rg_positive_letter"
	RGNegativeLetter  Happening = "rg_negative_letter"
	RGHoldLetter      Happening = "rg_hold_letter"
	RGResumedLetter   Happening = "rg_resumed_letter"
	CGPositiveLetter  Happening = "cg_positive_letter"
	CGNegativeLetter  Happening = "cg_negative_letter"
	CGHoldLetter      Happening = "cg_hold_letter"
	CGResumedLetter   Happening = "cg_resumed_letter"
	BothPositive      Happening = "rg_and_cg_positive_letter"
	BothNegative      Happening = "rg_positive_cg_negative_letter"
	DisqualifiedNow   Happening = "disqualification_letter"
	WithdrawalLetter  Happening = "withdrawal_letter"
	ReconsiderAsked   Happening = "reconsideration_asked"
	WithdrawnByClient Happening = "client_withdrew"

	TurnedEighteen Happening = "turned_eighteen"
	ChoseToStay    Happening = "chose_to_stay"
	ChoseToLeave   Happening = "chose_to_leave"

	CaseClosed   Happening = "case_closed"
	CaseReopened Happening = "case_reopened"
)

// Happenings lists them all.
var Happenings = []Happening{
	ConsentBegun, ChildReferralBegun, ConsentGiven, ConsentDeclined, ReportSent, ChangedMind, FoundToBeChild,
	SentToReview, ReturnedToWriter, ReferralSent, ReferralTakenBack,
	RGPositiveLetter, RGNegativeLetter, RGHoldLetter, RGResumedLetter, CGPositiveLetter, CGNegativeLetter, CGHoldLetter, CGResumedLetter,
	BothPositive, BothNegative, DisqualifiedNow, WithdrawalLetter, ReconsiderAsked, WithdrawnByClient,
	TurnedEighteen, ChoseToStay, ChoseToLeave, CaseClosed, CaseReopened,
}

var happeningWords = map[Happening]string{
	ConsentBegun:       "the explanation begins",
	ChildReferralBegun: "the referral of a child begins",
	ConsentGiven:       "consent is given",
	ConsentDeclined:    "the client says no",
	ReportSent:         "the anonymous report is sent",
	ChangedMind:        "the client changes their mind",
	FoundToBeChild:     "the client is found to be a child",
	SentToReview:       "the referral goes to a second person",
	ReturnedToWriter:   "the referral is returned to its writer",
	ReferralSent:       "the referral is sent",
	ReferralTakenBack:  "consent is taken back before the referral is sent",
	RGPositiveLetter:   "a positive RG decision",
	RGNegativeLetter:   "a negative RG decision",
	RGHoldLetter:       "the RG decision is put on hold",
	RGResumedLetter:    "the RG decision is taken up again",
	CGPositiveLetter:   "a positive CG decision",
	CGNegativeLetter:   "a negative CG decision",
	CGHoldLetter:       "the CG decision is put on hold",
	CGResumedLetter:    "the CG decision is taken up again",
	BothPositive:       "RG and CG positive in one letter",
	BothNegative:       "RG positive and CG negative in one letter",
	DisqualifiedNow:    "a disqualification",
	WithdrawalLetter:   "a letter that the client has left the NRM",
	ReconsiderAsked:    "a reconsideration is asked for",
	WithdrawnByClient:  "the client leaves the NRM",
	TurnedEighteen:     "the client is an adult now",
	ChoseToStay:        "the client chooses, as an adult, to stay",
	ChoseToLeave:       "the client chooses, as an adult, to leave",
	CaseClosed:         "the case is closed",
	CaseReopened:       "the case is opened again",
}

// Words is the happening as it stands in a sentence.
func (h Happening) Words() string { return happeningWords[h] }
