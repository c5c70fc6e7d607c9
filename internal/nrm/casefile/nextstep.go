package casefile

import "nrmdesk/internal/nrm/calendar"

// Facts is what the next step depends on, gathered by the desk. Zero dates
// mean "none".
type Facts struct {
	State State
	Today calendar.Date

	SafetyRecorded bool // a safe contact, or the answer that there is none

	ConsentHolds     bool // referral consent given, or not required
	ConsentWithdrawn bool
	HoldersToTell    int           // recipients not yet told that the client took something back
	AskAgainOn       calendar.Date // "needs more time": the agreed date

	SectionsDone, SectionsTotal int
	ReviewSince                 calendar.Date // with the supervisor since
	ReviewApproved              bool          // or the team works without review

	DutyToNotify bool // owed by this organisation and not yet sent

	SubmittedOn   calendar.Date
	RGExpectedBy  calendar.Date // UK-RG-TARGET-5WD
	SuspendedOn   calendar.Date
	ReconAskedOn  calendar.Date // reconsideration requested on
	ReconsiderBy  calendar.Date // last day to ask for one; none where none is open
	CGEarliestOn  calendar.Date // EW-CG-EARLIEST; none in other nations
	CGLetterOn    calendar.Date // a CG letter is here but not recorded
	Unconfirmed   calendar.Date // a decision waits for the second person since
	HandoffSince  calendar.Date // oldest handoff past its response clock
	NextDateDue   calendar.Date // next dated item of the recovery
	NextDateTitle string
}

// StepCode names a sentence of the next-step box; the words are the web room's.
type StepCode string

// The steps of the next-step box, in the order in which the first match wins.
const (
	StepClosed        StepCode = "closed"
	StepSafety        StepCode = "check_safe_contact"
	StepStopSharing   StepCode = "stop_sharing"
	StepConfirm       StepCode = "confirm_decision"
	StepDutyToNotify  StepCode = "send_duty_to_notify"
	StepClose         StepCode = "close_case"
	StepConsent       StepCode = "ask_for_consent"
	StepConsentLater  StepCode = "client_needs_time"
	StepReferral      StepCode = "continue_referral"
	StepReview        StepCode = "waiting_for_supervisor"
	StepSend          StepCode = "send_and_record"
	StepAwaitRG       StepCode = "awaiting_rg"
	StepOnHold        StepCode = "decision_on_hold"
	StepNegative      StepCode = "negative_decision"
	StepReconsidering StepCode = "awaiting_reconsideration"
	StepMoveOn        StepCode = "plan_move_on"
	StepRecordCG      StepCode = "record_cg"
	StepHandoff       StepCode = "handoff_unanswered"
	StepRecovery      StepCode = "recovery"
)

// StepAction names what the one button does; empty means there is no button.
type StepAction string

// The buttons of the next-step box.
const (
	ActNone           StepAction = ""
	ActSafeContact    StepAction = "record_safe_contact"
	ActTellHolders    StepAction = "record_who_was_told"
	ActConfirm        StepAction = "confirm_decision"
	ActDutyToNotify   StepAction = "send_duty_to_notify"
	ActClose          StepAction = "close_case"
	ActConsent        StepAction = "record_consent"
	ActReferral       StepAction = "continue_referral"
	ActReview         StepAction = "review_referral"
	ActCheckAndRecord StepAction = "check_and_record"
	ActRecordRG       StepAction = "record_rg_decision"
	ActChecklist      StepAction = "open_checklist"
	ActRecordOutcome  StepAction = "record_reconsideration_outcome"
	ActPlanExit       StepAction = "plan_exit"
	ActRecordCG       StepAction = "record_cg_decision"
	ActViewHandoff    StepAction = "view_handoff"
	ActCheckIn        StepAction = "record_check_in"
	ActResume         StepAction = "record_resumed"
)

// Step is what the box says. Waiting means somebody else has to act: Since
// says since when we wait, Due when the answer is expected or the item is due.
type Step struct {
	Code       StepCode
	Action     StepAction
	Waiting    bool
	Since, Due calendar.Date
	Title      string // the dated item, where there is one
	Done, Of   int    // sections of the referral
	Tell       int    // recipients to be told of a withdrawal
}

// NextStep gives the one thing to do next. The first rule that fits wins
// (interface guide, section 3).
func NextStep(f Facts) Step {
	switch {
	case f.State == Closed:
		return Step{Code: StepClosed}
	case !f.SafetyRecorded:
		return Step{Code: StepSafety, Action: ActSafeContact}
	case f.HoldersToTell > 0:
		return Step{Code: StepStopSharing, Action: ActTellHolders, Tell: f.HoldersToTell}
	case !f.Unconfirmed.IsZero():
		return Step{Code: StepConfirm, Action: ActConfirm, Waiting: true, Since: f.Unconfirmed}
	case f.State == Refused && f.DutyToNotify:
		return Step{Code: StepDutyToNotify, Action: ActDutyToNotify}
	case f.State == Refused, f.State == DTNSent, f.State == Withdrawn:
		return Step{Code: StepClose, Action: ActClose}
	case !f.ConsentHolds && f.AskAgainOn.After(f.Today):
		return Step{Code: StepConsentLater, Action: ActConsent, Waiting: true, Due: f.AskAgainOn}
	case !f.ConsentHolds:
		return Step{Code: StepConsent, Action: ActConsent, Due: f.AskAgainOn}
	}
	if step, ok := referralStep(f); ok {
		return step
	}
	return decisionStep(f)
}

func referralStep(f Facts) (Step, bool) {
	switch {
	case f.State == Enquiry || f.State == ConsentPending || f.State == Draft:
		return Step{Code: StepReferral, Action: ActReferral, Done: f.SectionsDone, Of: f.SectionsTotal}, true
	case f.State == Review && !f.ReviewApproved:
		return Step{Code: StepReview, Action: ActReview, Waiting: true, Since: f.ReviewSince}, true
	case f.State == Review:
		return Step{Code: StepSend, Action: ActCheckAndRecord}, true
	default:
		return Step{}, false
	}
}

func decisionStep(f Facts) Step {
	cgDue := !f.CGEarliestOn.IsZero() && !f.Today.Before(f.CGEarliestOn)
	switch {
	case f.State == Submitted:
		return Step{Code: StepAwaitRG, Action: ActRecordRG, Waiting: true, Since: f.SubmittedOn, Due: f.RGExpectedBy}
	case f.State.Suspended():
		return Step{Code: StepOnHold, Action: ActResume, Waiting: true, Since: f.SuspendedOn}
	case f.State.Negative():
		return Step{Code: StepNegative, Action: ActChecklist, Due: f.ReconsiderBy}
	case f.State == Reconsidering:
		return Step{Code: StepReconsidering, Action: ActRecordOutcome, Waiting: true, Since: f.ReconAskedOn}
	case f.State == CGPositive:
		return Step{Code: StepMoveOn, Action: ActPlanExit, Due: f.NextDateDue, Title: f.NextDateTitle}
	case !f.CGLetterOn.IsZero():
		return Step{Code: StepRecordCG, Action: ActRecordCG, Since: f.CGLetterOn}
	case cgDue && f.HandoffSince.IsZero():
		// Waiting on the authority must not hide a handoff that nobody
		// answered: only a letter in hand comes before it.
		return Step{Code: StepRecordCG, Action: ActRecordCG, Waiting: true, Since: f.CGEarliestOn}
	case !f.HandoffSince.IsZero():
		return Step{Code: StepHandoff, Action: ActViewHandoff, Since: f.HandoffSince}
	default:
		return Step{Code: StepRecovery, Action: ActCheckIn, Due: f.NextDateDue, Title: f.NextDateTitle}
	}
}
