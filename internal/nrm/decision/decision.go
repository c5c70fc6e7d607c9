// Package decision is the rulebook page about the letters of the competent
// authorities: reasonable grounds (RG), conclusive grounds (CG), suspension
// and disqualification, and what may follow what.
//
// The product records these decisions and never makes them. The dates they
// start are in package deadline; the moves they cause stand in the table of
// package casefile. Lodging a reconsideration is a step of the case, not a
// decision; its answer is one.
package decision

import (
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
)

// Kind is which of the two decisions a letter is about.
type Kind string

// The two decisions, and a letter that holds both: a local panel may decide RG
// and CG about a child together.
const (
	RG   Kind = "rg"
	CG   Kind = "cg"
	Both Kind = "rg_cg"
)

// Kinds lists them.
var Kinds = []Kind{RG, CG, Both}

// Name is the decision in full.
func (k Kind) Name() string {
	switch k {
	case RG:
		return "reasonable grounds (RG) decision"
	case CG:
		return "conclusive grounds (CG) decision"
	case Both:
		return "reasonable and conclusive grounds (RG and CG) decision"
	default:
		return ""
	}
}

// Outcome is what the letter says.
type Outcome string

// The outcomes. PositiveSlaveryOnly is a Scottish positive RG about slavery,
// servitude or forced labour without trafficking: its support clock is counted
// differently (SC-SUPPORT-90-S4). PositiveAgain is a positive RG about what was
// done before an earlier positive RG of the same person: no second period runs
// by itself, and the authority may grant one (NABA 2022 s.62). Withdrawn is a
// letter that the person has left the NRM.
const (
	Positive             Outcome = "positive"
	PositiveSlaveryOnly  Outcome = "positive_slavery_only"
	PositiveAgain        Outcome = "positive_again"
	PositiveAgainGranted Outcome = "positive_again_granted"
	Negative             Outcome = "negative"
	Suspended            Outcome = "suspended"
	Resumed              Outcome = "resumed"
	Withdrawn            Outcome = "withdrawn"
	Disqualified         Outcome = "disqualified" // NABA 2022 s.63, after a positive RG
)

// Outcomes lists the outcomes in the order of the page.
var Outcomes = []Outcome{Positive, PositiveSlaveryOnly, PositiveAgain, PositiveAgainGranted, Negative, Suspended, Resumed, Withdrawn, Disqualified}

// Label is the outcome in the words staff read.
func (o Outcome) Label() string {
	switch o {
	case Positive:
		return "Positive"
	case PositiveSlaveryOnly:
		return "Positive, for slavery or forced labour only (Scotland)"
	case PositiveAgain:
		return "Positive again, about earlier events, with no further recovery period"
	case PositiveAgainGranted:
		return "Positive again, about earlier events, with a further recovery period granted"
	case Negative:
		return "Negative"
	case Suspended:
		return "Put on hold"
	case Resumed:
		return "Taken up again"
	case Withdrawn:
		return "Ended because the client has left the NRM"
	case Disqualified:
		return "Disqualified from protection"
	default:
		return ""
	}
}

// Ground is why somebody was disqualified.
type Ground string

// The two grounds of NABA 2022 s.63.
const (
	PublicOrder Ground = "public_order"
	BadFaith    Ground = "bad_faith"
)

// Grounds lists both.
var Grounds = []Ground{PublicOrder, BadFaith}

// Label is the ground in the words staff read.
func (g Ground) Label() string {
	switch g {
	case PublicOrder:
		return "Threat to public order"
	case BadFaith:
		return "Claim made in bad faith"
	default:
		return ""
	}
}

// Decision is one letter and the three dates that go with it: on the letter,
// received by us, told to the client (zero: not told yet).
type Decision struct {
	Kind       Kind
	Outcome    Outcome
	Ground     Ground // only when disqualified
	Authority  string // an Authority's ID
	DecidedOn  calendar.Date
	ReceivedOn calendar.Date
	ToldOn     calendar.Date
	ToldHow    string
	LetterKept string // where the letter is kept
}

// Choice is a decision that can be recorded at a stage.
type Choice struct {
	Kind    Kind
	Outcome Outcome
}

// Possible lists what can be recorded while a case is at a stage.
func Possible(state casefile.State) []Choice {
	var list []Choice
	for _, k := range Kinds {
		for _, o := range Outcomes {
			if _, ok := next(state, k, o); ok {
				list = append(list, Choice{k, o})
			}
		}
	}
	return list
}

// StateAfter is the state a case moves to when the decision is confirmed. The
// error is a *fault.Conflict that says what can be recorded instead.
func StateAfter(state casefile.State, d Decision) (casefile.State, error) {
	if to, ok := next(state, d.Kind, d.Outcome); ok {
		return to, nil
	}
	var possible []string
	for _, c := range Possible(state) {
		possible = append(possible, c.Kind.short()+" "+lowerFirst(c.Outcome.Label()))
	}
	if len(possible) == 0 {
		return "", fault.Conflictf("This case is at “%s”. No decision can be recorded at this stage.", state.Label())
	}
	return "", fault.Conflictf("This case is at “%s”, where this decision cannot be recorded. What can be: %s.",
		state.Label(), strings.Join(possible, "; "))
}

func next(state casefile.State, k Kind, o Outcome) (casefile.State, bool) {
	h, known := happenings[Choice{k, o}]
	m, ok := casefile.Place{State: state}.Find(h)
	return m.To, known && ok
}

// happenings is what each decision is for the table of moves. A case on hold
// goes back to rg_positive because the authority resumes, and never because
// somebody records a second positive RG.
var happenings = map[Choice]casefile.Happening{
	{RG, Positive}:             casefile.RGPositiveLetter,
	{RG, PositiveSlaveryOnly}:  casefile.RGPositiveLetter,
	{RG, PositiveAgain}:        casefile.RGPositiveLetter,
	{RG, PositiveAgainGranted}: casefile.RGPositiveLetter,
	{RG, Negative}:             casefile.RGNegativeLetter,
	{RG, Suspended}:            casefile.RGHoldLetter,
	{RG, Resumed}:              casefile.RGResumedLetter,
	{RG, Withdrawn}:            casefile.WithdrawalLetter,
	{RG, Disqualified}:         casefile.DisqualifiedNow,
	{CG, Positive}:             casefile.CGPositiveLetter,
	{CG, Negative}:             casefile.CGNegativeLetter,
	{CG, Suspended}:            casefile.CGHoldLetter,
	{CG, Resumed}:              casefile.CGResumedLetter,
	{CG, Withdrawn}:            casefile.WithdrawalLetter,
	{CG, Disqualified}:         casefile.DisqualifiedNow,
	{Both, Positive}:           casefile.BothPositive,
	{Both, Negative}:           casefile.BothNegative,
}

// Happening is what the decision is for the table of moves; empty for one that
// does not exist.
func (d Decision) Happening() casefile.Happening { return happenings[Choice{d.Kind, d.Outcome}] }

// Grounds are the facts a letter that was checked brings to its move, once the
// second person agrees.
func (d Decision) Grounds() []casefile.Fact {
	held := []casefile.Fact{casefile.LetterFits, casefile.SecondPerson}
	if d.Ground != "" {
		held = append(held, casefile.GroundNamed)
	}
	if d.Kind == Both {
		held = append(held, casefile.IsChildOrUnsure)
	}
	return held
}

// Events names the kinds of event the decision is for the clocks, as package
// deadline knows them. A decision put on hold or taken up again stops or starts
// our own chasing; the statutory clocks never pause.
func Events(d Decision) []string {
	switch {
	case d.Outcome == Disqualified:
		return []string{"disqualified"}
	case d.Outcome == Withdrawn:
		return []string{"withdrawn"}
	case d.Kind == Both:
		return []string{"rg_positive", "cg_" + string(d.Outcome)}
	case d.Outcome == PositiveAgain:
		return []string{"rg_positive_again"}
	case d.Outcome == PositiveAgainGranted:
		return []string{"rg_positive_again", "further_rg_positive"}
	case d.Kind == RG && d.Outcome == PositiveSlaveryOnly:
		return []string{"rg_positive_s4_only"}
	case d.Outcome == Positive || d.Outcome == Negative:
		return []string{string(d.Kind) + "_" + string(d.Outcome)}
	case d.Outcome == Suspended || d.Outcome == Resumed:
		return []string{string(d.Outcome)}
	default:
		return nil
	}
}

// Confirmer says whether the actor may be the second person. The error is a
// *fault.Conflict when they recorded the decision themselves.
func Confirmer(recordedBy string, actor staff.Actor) error {
	if actor.UserID == "" || actor.UserID == recordedBy {
		return fault.Conflictf("A second person has to confirm this decision: whoever recorded it cannot.")
	}
	return nil
}

// short is the kind in capitals, as people say it.
func (k Kind) short() string { return strings.ReplaceAll(strings.ToUpper(string(k)), "_", " and ") }

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
