package casefile

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

// Guard names what must hold before a move. The rule itself lives in the
// package it is about; the name is what the audit trail and the tests cite.
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
	NoDutyOutstanding       Guard = "no_duty_outstanding"
	ReferralComplete        Guard = "referral_complete"
	ReturnedWithComments    Guard = "returned_with_comments"
	ReviewedAndSent         Guard = "second_person_consent_valid_reference_stored"
	DecisionLetter          Guard = "letter_kept_date_and_authority_named"
	AuthorityResumes        Guard = "authority_resumes"
	DisqualificationLetter  Guard = "letter_kept_and_ground_named"
	ReconsiderationAsked    Guard = "request_date_or_reason_for_late_request"
	WithdrawalRecorded      Guard = "withdrawal_notice_and_support_provider_told"
	EighteenthBirthday      Guard = "eighteenth_birthday_without_cg"
	NothingOutstanding      Guard = "clocks_met_waived_or_past_and_handoffs_answered"
	ReopenedWithReason      Guard = "reopened_with_reason"
	WithdrawnBeforeReferral Guard = "consent_withdrawn_before_referral_was_sent"
)

// Move is one row of the move table. Confirmed means that a supervisor must
// confirm it; System means that the daily job makes it, no person.
type Move struct {
	From, To  State
	Guard     Guard
	Who       []staff.Role
	Confirmed bool
	System    bool
}

var (
	caseworker = []staff.Role{staff.Caseworker}
	supervisor = []staff.Role{staff.Supervisor}
)

// Moves is the move table of the domain guide, section 10. Two gaps of that
// table are filled and marked here: an authority that resumes a suspended CG
// decision, and a client who withdraws before the referral was sent.
var Moves = slices.Concat(
	[]Move{
		{From: Enquiry, To: ConsentPending, Guard: AdultSafetyRecorded, Who: caseworker},
		{From: Enquiry, To: Draft, Guard: ChildAuthorityRecorded, Who: caseworker},
		{From: Enquiry, To: Closed, Guard: NoIndicators, Who: caseworker, Confirmed: true},
		{From: ConsentPending, To: Draft, Guard: ConsentComplete, Who: caseworker},
		{From: ConsentPending, To: Refused, Guard: ConsentRefused, Who: caseworker},
		{From: Refused, To: DTNSent, Guard: ReportAnonymous, Who: caseworker},
		{From: Draft, To: Review, Guard: ReferralComplete, Who: caseworker},
		{From: Review, To: Draft, Guard: ReturnedWithComments, Who: supervisor},
		{From: Review, To: Submitted, Guard: ReviewedAndSent, Who: supervisor},
		{From: RGSuspended, To: Submitted, Guard: AuthorityResumes, Who: caseworker},
		{From: CGSuspended, To: RGPositive, Guard: AuthorityResumes, Who: caseworker}, // gap filled
	},
	each([]State{Refused, DTNSent}, ConsentPending, ClientChangedMind, caseworker),
	each([]State{Refused, DTNSent}, Closed, NoDutyOutstanding, supervisor),
	each([]State{Draft, Review}, Refused, WithdrawnBeforeReferral, caseworker), // gap filled
	decisions(Submitted, RGPositive, RGNegative, RGSuspended),
	decisions(RGPositive, CGPositive, CGNegative, CGSuspended),
	decisions(Disqualified, CGPositive, CGNegative),
	decisions(Reconsidering, RGPositive, RGNegative, CGPositive, CGNegative),
	[]Move{
		{From: RGPositive, To: Disqualified, Guard: DisqualificationLetter, Who: caseworker, Confirmed: true},
		{From: CGPositive, To: Disqualified, Guard: DisqualificationLetter, Who: caseworker, Confirmed: true},
	},
	each([]State{RGNegative, CGNegative}, Reconsidering, ReconsiderationAsked, caseworker),
	each([]State{
		Submitted, RGSuspended, RGPositive, RGNegative, CGSuspended, CGPositive,
		CGNegative, Reconsidering, Disqualified,
	}, Withdrawn, WithdrawalRecorded, caseworker),
	atEighteen(),
	each([]State{RGNegative, CGNegative, CGPositive, Withdrawn, Disqualified}, Closed, NothingOutstanding, supervisor),
	reopenings(),
)

func each(from []State, to State, g Guard, who []staff.Role) []Move {
	moves := make([]Move, len(from))
	for i, f := range from {
		moves[i] = Move{From: f, To: to, Guard: g, Who: who}
	}
	return moves
}

func decisions(from State, to ...State) []Move {
	moves := make([]Move, len(to))
	for i, s := range to {
		moves[i] = Move{From: from, To: s, Guard: DecisionLetter, Who: caseworker, Confirmed: true}
	}
	return moves
}

func reopenings() []Move {
	var moves []Move
	for _, s := range States {
		if s != Closed {
			moves = append(moves, Move{From: Closed, To: s, Guard: ReopenedWithReason, Who: supervisor})
		}
	}
	return moves
}

// Find gives the row of the table, or false when the move is not allowed.
func Find(from, to State) (Move, bool) {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.From == from && m.To == to })
	if i < 0 {
		return Move{}, false
	}
	return Moves[i], true
}

// Next lists the states a case can move to, in the usual order.
func Next(from State) []State {
	var next []State
	for _, to := range States {
		if _, ok := Find(from, to); ok {
			next = append(next, to)
		}
	}
	return next
}

// Check says whether the move is in the table. The error is a *fault.Conflict
// whose sentence names what is possible instead.
func Check(from, to State) error {
	if _, ok := Find(from, to); ok {
		return nil
	}
	if !from.Valid() || !to.Valid() {
		return fault.Conflictf("There is no such stage of a case.")
	}
	var possible []string
	for _, s := range Next(from) {
		possible = append(possible, "“"+s.Label()+"”")
	}
	return fault.Conflictf("This case is at “%s” and cannot go to “%s” from there. It can go to %s.",
		from.Label(), to.Label(), orList(possible))
}

func orList(items []string) string {
	last := len(items) - 1
	if last <= 0 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " or " + items[last]
}
