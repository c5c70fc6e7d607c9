package handoff

import (
	"slices"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
)

// Item is one thing that may be put in the envelope.
type Item string

// The items.
const (
	NameToUse       Item = "name_to_use"
	Language        Item = "language_and_interpreter"
	SafeContact     Item = "safe_contact"
	NationAndAge    Item = "nation_and_age_band"
	SupportWanted   Item = "support_wanted"
	NRMStatus       Item = "nrm_status"
	AccountSummary  Item = "account_summary"
	PoliceReference Item = "police_reference"
	DecisionLetter  Item = "decision_letter"
	Documents       Item = "documents"
)

// Items lists the items in the order of the page.
var Items = []Item{
	NameToUse, Language, SafeContact, NationAndAge, SupportWanted, NRMStatus,
	AccountSummary, PoliceReference, DecisionLetter, Documents,
}

// Label is the item in the words staff read.
func (i Item) Label() string {
	switch i {
	case NameToUse:
		return "Name to use"
	case Language:
		return "Language and interpreter"
	case SafeContact:
		return "Safe contact"
	case NationAndAge:
		return "Nation and age band"
	case SupportWanted:
		return "Support wanted"
	case NRMStatus:
		return "Stage in the National Referral Mechanism"
	case AccountSummary:
		return "Account of what happened"
	case PoliceReference:
		return "Police reference"
	case DecisionLetter:
		return "Decision letter"
	case Documents:
		return "Documents"
	default:
		return ""
	}
}

// Class is the kind of recipient.
type Class string

// The classes of recipient (domain guide, section 11).
const (
	SupportProvider Class = "support_provider"
	Police          Class = "police"
	LegalAdviser    Class = "legal_adviser"
	LocalAuthority  Class = "local_authority"
	Guardian        Class = "guardian"
	GP              Class = "gp"
	Housing         Class = "housing"
	CICA            Class = "cica"
	VictimSupport   Class = "victim_support"
	Colleague       Class = "colleague"
)

// Classes lists the classes in the order of the page.
var Classes = []Class{
	SupportProvider, LocalAuthority, Guardian, Police, LegalAdviser, GP, Housing, CICA, VictimSupport, Colleague,
}

// Label is the class in the words staff read.
func (c Class) Label() string {
	switch c {
	case SupportProvider:
		return "Support provider"
	case Police:
		return "Police"
	case LegalAdviser:
		return "Legal adviser"
	case LocalAuthority:
		return "Local authority safeguarding"
	case Guardian:
		return "Guardian for a child"
	case GP:
		return "GP or mental health service"
	case Housing:
		return "Housing"
	case CICA:
		return "Criminal injuries compensation"
	case VictimSupport:
		return "Support after a crime"
	case Colleague:
		return "Colleague in this organisation"
	default:
		return ""
	}
}

// needs lists the answers an item rests on. Everybody outside except the
// police falls under sharing with a support provider: the client is asked no
// narrower question. Three items want an answer of their own besides.
func needs(c Class, i Item) []consent.Purpose {
	base := consent.ShareSupport
	if c == Police {
		base = consent.SharePolice
	}
	switch i {
	case SafeContact:
		return []consent.Purpose{base, consent.ContactClient} // C5
	case PoliceReference:
		if c != Police {
			return []consent.Purpose{base, consent.SharePolice}
		}
	case DecisionLetter:
		return []consent.Purpose{base, consent.DecisionToOther} // C4, audit A8
	}
	return []consent.Purpose{base}
}

// Basis is what an item in the envelope rests on, or why it is not there.
type Basis string

// The bases. The last two are reasons for leaving an item out.
const (
	ByConsent        Basis = "consent"
	Safeguarding     Basis = "safeguarding" // not required: a child, or somebody who may be one
	SameOrganisation Basis = "same_organisation"
	NoConsent        Basis = "no_consent"
	NotChosen        Basis = "not_chosen"
)

// Line is one item and what it rests on. RecordID names the consent record;
// it may be empty for safeguarding and for colleagues.
type Line struct {
	Item     Item
	Basis    Basis
	RecordID string
	Why      string
}

// Envelope is what the recipient will see and what not, each in page order.
type Envelope struct {
	Shared   []Line
	Withheld []Line
}

// Pack sorts the items for a recipient. It is asked when the page is shown and
// again when the envelope is sent: consent may have changed in between.
func Pack(band person.AgeBand, class Class, wanted []Item, standing consent.Standing) Envelope {
	var e Envelope
	for _, item := range Items {
		line := basis(band, class, item, standing)
		switch {
		case line.Basis == NoConsent:
			e.Withheld = append(e.Withheld, line)
		case !slices.Contains(wanted, item):
			e.Withheld = append(e.Withheld, Line{Item: item, Basis: NotChosen, Why: "You did not choose this."})
		default:
			e.Shared = append(e.Shared, line)
		}
	}
	return e
}

// Refused lists the items that were asked for but may not be shared.
func (e Envelope) Refused(wanted []Item) []Line {
	var lines []Line
	for _, l := range e.Withheld {
		if l.Basis == NoConsent && slices.Contains(wanted, l.Item) {
			lines = append(lines, l)
		}
	}
	return lines
}

func basis(band person.AgeBand, class Class, item Item, standing consent.Standing) Line {
	if class == Colleague {
		return Line{Item: item, Basis: SameOrganisation, Why: "Stays in this organisation."}
	}
	if band.TreatedAsChild() {
		return childBasis(class, item, standing)
	}
	var line Line
	for _, p := range needs(class, item) {
		id, ok, why := standing.Allows(p)
		if !ok {
			return Line{Item: item, Basis: NoConsent, Why: why}
		}
		line = Line{Item: item, Basis: ByConsent, RecordID: id, Why: why}
	}
	return line
}

// childBasis needs no consent. Those who protect the child are told at once;
// for everybody else the explanation to the child is recorded first (A4).
func childBasis(class Class, item Item, standing consent.Standing) Line {
	protects := class == LocalAuthority || class == Guardian || class == Police
	if !protects && standing.Status != consent.StatusNotRequired {
		return Line{Item: item, Basis: NoConsent, Why: "Record first what was explained to the child."}
	}
	return Line{
		Item: item, Basis: Safeguarding, RecordID: standing.Record.ID,
		Why: "Consent is not required: safeguarding of a child or somebody who may be one.",
	}
}
