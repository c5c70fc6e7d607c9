package deadline

import (
	"cmp"
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// EventKind is something that happened in a case which a clock can hang on.
// data/events.csv lists them all; a kind that is not listed opens nothing.
type EventKind string

// The kinds the desk takes from its own records. The others are recorded by
// hand and stand in the data alone.
const (
	CaseOpened               EventKind = "case_opened"
	CaseClosed               EventKind = "case_closed"
	FoundUnder18             EventKind = "found_under_18"
	DutyOwed                 EventKind = "duty_owed"
	ConsentMoreTime          EventKind = "consent_more_time"
	ConsentAnswered          EventKind = "consent_answered"
	ReferralSubmitted        EventKind = "referral_submitted"
	RGPositive               EventKind = "rg_positive"
	RGPositiveS4Only         EventKind = "rg_positive_s4_only"
	RGNegative               EventKind = "rg_negative"
	RGPositiveAgain          EventKind = "rg_positive_again"
	FollowUpAgreed           EventKind = "follow_up_agreed"
	FurtherRGPositive        EventKind = "further_rg_positive"
	CGPositive               EventKind = "cg_positive"
	CGNegative               EventKind = "cg_negative"
	DecisionSuspended        EventKind = "suspended"
	DecisionResumed          EventKind = "resumed"
	Disqualified             EventKind = "disqualified"
	Withdrawn                EventKind = "withdrawn"
	EmergencySupport         EventKind = "emergency_support"
	SupportEnded             EventKind = "support_ended"
	ReconsiderationRequested EventKind = "reconsideration_requested"
	DateOfBirth              EventKind = "date_of_birth"
	AdultChoiceRecorded      EventKind = "adult_choice_recorded"
	CheckInDone              EventKind = "check_in_done"
	WaitChased               EventKind = "wait_chased"
	InformationRequestedBy   EventKind = "information_requested_by"
	InformationSent          EventKind = "information_sent"
	HomeOfficeDraftBegun     EventKind = "home_office_draft_begun"
	HomeOfficeDraftAbandoned EventKind = "home_office_draft_abandoned"
	// What the client needs: a needs check was made, and the day since which
	// they want something that nobody sees to.
	NeedsChecked EventKind = "needs_checked"
	NeedUnheld   EventKind = "need_unheld"
	// The Source of these is the change itself, as it stands with the referral.
	AuthorityToTell    EventKind = "authority_to_tell"
	AuthorityTold      EventKind = "authority_told"
	AuthorityNotToTell EventKind = "authority_not_to_tell"
	// The Source of the handoff kinds is the handoff: their clocks are met by
	// events of the same handoff alone. A handoff that is sent again has one
	// handoff_sent, on the day it was sent last.
	HandoffSent      EventKind = "handoff_sent"
	HandoffAnswered  EventKind = "handoff_answered"
	HandoffDeclined  EventKind = "handoff_declined"
	FirstContactMade EventKind = "first_contact_made"
	HandoffEnded     EventKind = "handoff_ended"
	HandoffChaseDay  EventKind = "handoff_chase_day"
)

// Event is one thing that happened on a day. Source is the identifier of the
// record it came from; the rulebook only carries it.
type Event struct {
	Kind   EventKind
	On     calendar.Date
	Source string
	// KnownFrom is for a day that lies ahead when it is recorded: the date of
	// the letter that gives it. What happens from then on can meet its clock.
	// None means On itself.
	KnownFrom calendar.Date
	// About is the record an answer belongs to: it closes the clocks of that one
	// and leaves those of other letters running. Empty means any.
	About string
}

// known is the day the event took its place among the others: the day it
// happened, or the day of the letter that gives a day ahead.
func (e Event) known() calendar.Date {
	if e.KnownFrom.IsZero() || e.KnownFrom.After(e.On) {
		return e.On
	}
	return e.KnownFrom
}

// before orders events by day; those of one day have a fixed order too, so
// that the order they are given in never matters.
func (e Event) before(o Event) bool { return e.compare(o) < 0 }

func (e Event) compare(o Event) int {
	if c := e.known().Compare(o.known()); c != 0 {
		return c
	}
	return cmp.Or(e.On.Compare(o.On), cmp.Compare(e.Kind, o.Kind), cmp.Compare(e.Source, o.Source))
}

// countsAs says whether an event of kind k starts the clocks of kind o in a
// jurisdiction: a negative RG is also a negative decision and a decision that
// can be challenged. In Scotland alone a slavery-only positive RG has a clock
// of its own, so elsewhere it counts as any positive RG.
func (k EventKind) countsAs(o EventKind, j Jurisdiction) bool {
	return k == o || slices.ContainsFunc(k.info().also, func(a alias) bool {
		return a.kind == o && (a.in == "" || a.in == j)
	})
}
