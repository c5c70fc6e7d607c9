package casefile

import (
	"slices"
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

// Place is where a case stands: its state, and the state it goes back to. Kept
// is set while the answer of somebody who turned 18 is awaited, and on a closed
// case.
type Place struct {
	State, Kept State
}

// Move is one row of the move table: what happens to a case at a place, and
// where it goes. No place and happening stands twice. Kept is empty where it
// does not matter. Confirmed means that a supervisor must confirm it; System
// means that the daily job makes it as well as people.
type Move struct {
	From, Kept State
	On         Happening
	To         State
	Guard      Guard
	Who        []staff.Role
	Confirmed  bool
	System     bool
}

var (
	caseworker = []staff.Role{staff.Caseworker}
	supervisor = []staff.Role{staff.Supervisor}
)

// Moves is the move table of the domain guide, section 10. What that table does
// not say and the work needs is marked as a gap filled.
var Moves = slices.Concat(
	[]Move{
		{From: Enquiry, On: ConsentBegun, To: ConsentPending, Guard: AdultSafetyRecorded, Who: caseworker},
		{From: Enquiry, On: ChildReferralBegun, To: Draft, Guard: ChildAuthorityRecorded, Who: caseworker},
		{From: Enquiry, On: CaseClosed, To: Closed, Guard: NoIndicators, Who: supervisor},
		{From: ConsentPending, On: ConsentGiven, To: Draft, Guard: ConsentComplete, Who: caseworker},
		{From: ConsentPending, On: ConsentDeclined, To: Refused, Guard: ConsentRefused, Who: caseworker},
		{From: ConsentPending, On: ChildReferralBegun, To: Draft, Guard: ChildAuthorityRecorded, Who: caseworker}, // gap filled
		{From: Refused, On: ReportSent, To: DTNSent, Guard: ReportAnonymous, Who: caseworker},
		{From: Draft, On: SentToReview, To: Review, Guard: ReferralComplete, Who: caseworker},
		{From: Review, On: ReturnedToWriter, To: Draft, Guard: ReturnedWithComments, Who: supervisor},
		{From: Review, On: ReferralSent, To: Submitted, Guard: ReviewedAndSent, Who: []staff.Role{staff.Caseworker, staff.Supervisor}},
	},
	each([]State{Refused, DTNSent}, ChangedMind, ConsentPending, ClientChangedMind, caseworker),
	each([]State{Refused, DTNSent}, FoundToBeChild, ConsentPending, ChildFound, caseworker), // gap filled
	each([]State{Refused, DTNSent}, CaseClosed, Closed, NoDutyOutstanding, supervisor),
	each([]State{Draft, Review}, ReferralTakenBack, Refused, WithdrawnBeforeReferral, caseworker), // gap filled
	letters(Submitted, DecisionLetter, to{RGPositiveLetter, RGPositive}, to{RGNegativeLetter, RGNegative}, to{RGHoldLetter, RGSuspended}),
	letters(Submitted, CombinedLetter, to{BothPositive, CGPositive}, to{BothNegative, CGNegative}),
	letters(RGSuspended, DecisionLetter, to{RGResumedLetter, Submitted}),
	letters(RGPositive, DecisionLetter, to{CGPositiveLetter, CGPositive}, to{CGNegativeLetter, CGNegative}, to{CGHoldLetter, CGSuspended}),
	letters(CGSuspended, DecisionLetter, to{CGResumedLetter, RGPositive}), // gap filled
	letters(Disqualified, DecisionLetter, to{CGPositiveLetter, CGPositive}, to{CGNegativeLetter, CGNegative}),
	letters(Reconsidering, DecisionLetter, to{RGPositiveLetter, RGPositive}, to{RGNegativeLetter, RGNegative},
		to{CGPositiveLetter, CGPositive}, to{CGNegativeLetter, CGNegative}),
	letters(RGPositive, DisqualificationLetter, to{DisqualifiedNow, Disqualified}),
	letters(CGPositive, DisqualificationLetter, to{DisqualifiedNow, Disqualified}),
	each([]State{RGNegative, CGNegative}, ReconsiderAsked, Reconsidering, ReconsiderationAsked, caseworker),
	leaving(),
	atEighteen(),
	each([]State{RGNegative, CGNegative, CGPositive, Withdrawn, Disqualified}, CaseClosed, Closed, NothingOutstanding, supervisor),
	reopenings(),
)

type to struct {
	on    Happening
	state State
}

func each(from []State, on Happening, to State, g Guard, who []staff.Role) []Move {
	moves := make([]Move, len(from))
	for i, f := range from {
		moves[i] = Move{From: f, On: on, To: to, Guard: g, Who: who}
	}
	return moves
}

func letters(from State, g Guard, list ...to) []Move {
	moves := make([]Move, len(list))
	for i, l := range list {
		moves[i] = Move{From: from, On: l.on, To: l.state, Guard: g, Who: caseworker, Confirmed: true}
	}
	return moves
}

// leaving is how somebody leaves the NRM: by their own word, or, a gap filled,
// because a letter says they have left while a decision was awaited.
func leaving() []Move {
	awaiting := []State{Submitted, RGSuspended, RGPositive, CGSuspended, Reconsidering, Disqualified}
	moves := each(slices.Concat(awaiting, []State{RGNegative, CGPositive, CGNegative}), WithdrawnByClient, Withdrawn, WithdrawalRecorded, caseworker)
	for _, s := range awaiting {
		moves = append(moves, letters(s, DecisionLetter, to{WithdrawalLetter, Withdrawn})...)
	}
	return moves
}

func reopenings() []Move {
	var moves []Move
	for _, s := range States {
		if s != Closed {
			moves = append(moves, Move{From: Closed, Kept: s, On: CaseReopened, To: s, Guard: ReopenedWithReason, Who: supervisor})
		}
	}
	return moves
}

// Find gives the row for what happens to a case at a place. While the answer of
// somebody who turned 18 is awaited, letters go on arriving: what the wait does
// not speak of happens to the state that is kept.
func (p Place) Find(h Happening) (Move, bool) {
	find := func(from, kept State) (Move, bool) {
		i := slices.IndexFunc(Moves, func(m Move) bool { return m.From == from && m.Kept == kept && m.On == h })
		if i < 0 {
			return Move{}, false
		}
		return Moves[i], true
	}
	if p.Kept == "" {
		return find(p.State, "")
	}
	if m, ok := find(p.State, p.Kept); ok || p.State == Closed {
		return m, ok
	}
	return find(p.Kept, "")
}

// Possible lists what can happen to a case at a place, in the usual order.
func (p Place) Possible() []Happening {
	return slices.DeleteFunc(slices.Clone(Happenings), func(h Happening) bool {
		_, ok := p.Find(h)
		return !ok
	})
}

// Allows says whether something may happen at a place at all, whatever its
// guard says. The error is a *fault.Conflict that names what is possible
// instead.
func (p Place) Allows(h Happening) error {
	if _, ok := p.Find(h); ok {
		return nil
	}
	if !p.State.Valid() || !slices.Contains(Happenings, h) {
		return fault.Conflictf("There is no such stage of a case.")
	}
	var possible []string
	for _, h := range p.Possible() {
		possible = append(possible, h.Words())
	}
	return fault.Conflictf("This case is at “%s”. This cannot happen there: %s. What can: %s.",
		p.State.Label(), h.Words(), strings.Join(possible, "; "))
}

// After is where a case stands once something has happened to it. The errors
// are *fault.Conflict: what is possible instead, or what the guard misses.
func (p Place) After(h Happening, held Grounds) (Place, error) {
	if err := p.Allows(h); err != nil {
		return p, err
	}
	m, _ := p.Find(h)
	if err := m.Guard.check(h, held); err != nil {
		return p, err
	}
	return p.follow(m), nil
}

// follow is the place after a row. An open question at 18 stays open as long
// as there is something left to choose.
func (p Place) follow(m Move) Place {
	switch {
	case m.On == TurnedEighteen:
		return Place{State: m.To, Kept: p.State}
	case m.To == Closed:
		return Place{State: Closed, Kept: p.State}
	case p.State == ConsentPending && p.Kept != "" && m.From == p.Kept && AsksAtEighteen(m.To):
		return Place{State: ConsentPending, Kept: m.To}
	default:
		return Place{State: m.To}
	}
}
