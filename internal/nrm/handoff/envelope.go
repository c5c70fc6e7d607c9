package handoff

import (
	"slices"
	"strings"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
)

// Item is one thing that may be put in the envelope.
type Item string

// The items.
const (
	NameToUse       Item = "name_to_use"
	Language        Item = "language_and_interpreter"
	SafeContact     Item = "safe_contact"
	Wishes          Item = "wishes"
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
	NameToUse, Language, SafeContact, Wishes, NationAndAge, SupportWanted, NRMStatus,
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
	case Wishes:
		return "Wishes: who speaks to them, where it is unsafe"
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
	Court           Class = "court"
	VoluntaryReturn Class = "voluntary_return"
	Feedback        Class = "feedback"
	Colleague       Class = "colleague"
)

// Classes lists the classes in the order of the page.
var Classes = []Class{
	SupportProvider, LocalAuthority, Guardian, Police, LegalAdviser, GP, Housing, CICA, VictimSupport, Court, VoluntaryReturn, Feedback, Colleague,
}

// Label is the class in the words staff read.
func (c Class) Label() string {
	switch c {
	case SupportProvider:
		return "Support provider"
	case Police:
		return "Police"
	case LegalAdviser:
		return "Legal or immigration adviser"
	case LocalAuthority:
		return "Local authority safeguarding"
	case Guardian:
		return "Guardian for a child (ICTG, Guardianship Scotland, Independent Guardian)"
	case GP:
		return "GP or mental health service"
	case Housing:
		return "Housing"
	case CICA:
		return "Criminal injuries compensation"
	case VictimSupport:
		return "Support after a crime"
	case Court:
		return "Court or witness service, about special measures"
	case VoluntaryReturn:
		return "Help to return to another country"
	case Feedback:
		return "Somebody who asks for feedback"
	case Colleague:
		return "Colleague in this organisation"
	default:
		return ""
	}
}

// also lists the answers an item needs besides the one about its recipient.
func also(c Class, i Item) []consent.Purpose {
	switch {
	case i == SafeContact:
		return []consent.Purpose{consent.ContactClient} // C5
	case i == PoliceReference && c != Police:
		return []consent.Purpose{consent.SharePolice}
	case i == DecisionLetter:
		return []consent.Purpose{consent.DecisionToOther} // C4, audit A8
	default:
		return nil
	}
}

// Needs lists every answer an item rests on when it goes to a class.
func Needs(c Class, i Item) []consent.Purpose {
	rule, _ := consent.RuleFor(consent.Recipient(c))
	if rule.Purpose == "" {
		return nil
	}
	return append([]consent.Purpose{rule.Purpose}, also(c, i)...)
}

// Basis is what an item in the envelope rests on, or why it is not there: what
// the gate said, or that nobody chose it.
type Basis = consent.Basis

// Reasons for leaving something out that are not the gate's: nobody chose it,
// or a document that not everybody on the case may open.
const (
	NotChosen Basis = "not_chosen"
	HeldBack  Basis = "held_back"
)

// Line is one item and what it rests on. RecordID names the consent record;
// it may be empty for safeguarding and for colleagues. OverrideID names the
// override where there was no consent.
type Line struct {
	Item       Item
	Basis      Basis
	RecordID   string
	OverrideID string
	Why        string
}

// Envelope is what the recipient will see and what not, each in page order.
type Envelope struct {
	Shared   []Line
	Withheld []Line
}

// Recipient is whom an envelope is for. Entry is of the directory; a recipient
// outside it has a name.
type Recipient struct {
	Class Class
	Entry string
	Name  string
}

// Named is which recipient of its class this is, whatever the capitals.
func (r Recipient) Named() string {
	if r.Entry != "" {
		return r.Entry
	}
	return strings.ToLower(strings.Join(strings.Fields(r.Name), " "))
}

// Shown is the recipient as staff read it.
func (r Recipient) Shown(services directory.Listing) string {
	if entry, ok := services.ByID(r.Entry); ok {
		return entry.Name()
	}
	return r.Name
}

// Pack sorts the items for a recipient by asking the gate about each. It is
// asked when the page is shown and again when the envelope is sent: consent
// may have changed in between.
func Pack(now consent.Now, to Recipient, wanted []Item) Envelope {
	var e Envelope
	if !slices.Contains(Classes, to.Class) {
		to.Class = "" // the gate knows recipients to whom no handoff goes
	}
	for _, item := range Items {
		verdict := consent.Gate(now, consent.Share{
			To: consent.Recipient(to.Class), Named: to.Named(), Thing: string(item), Also: also(to.Class, item),
		})
		line := Line{Item: item, Basis: verdict.Basis, RecordID: verdict.RecordID, OverrideID: verdict.OverrideID, Why: verdict.Why}
		switch {
		case !verdict.Allowed():
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
		if l.Basis == consent.Refused && slices.Contains(wanted, l.Item) {
			lines = append(lines, l)
		}
	}
	return lines
}

// Ended lists the items of an envelope as it was sent which the client no
// longer allows: an answer they rested on has since become a no or was taken
// back, or never was one, because its record was made in error. An answer that
// only ran out, or was put off, ends nothing by itself; nor does it end what
// was shared without the client's yes in the first place.
func Ended(r Record, now consent.Standing, inError string) []Item {
	var items []Item
	for _, line := range r.Shared() {
		if line.Basis == consent.SameOrganisation || line.Basis == consent.ByOverride || slices.Contains(items, line.Item) {
			continue
		}
		never := inError != "" && line.RecordID == inError
		if slices.ContainsFunc(Needs(r.Class, line.Item), func(p consent.Purpose) bool {
			_, may, _ := now.Allows(p)
			return now.Record.Kind == consent.Withdrawal || now.Answer(p) == consent.No || never && !may
		}) {
			items = append(items, line.Item)
		}
	}
	return items
}

// Shared are the lines of everything in the envelope, documents included.
func (r Record) Shared() []Line {
	var lines []Line
	for _, d := range r.Items {
		if d.Shared {
			lines = append(lines, d.Line)
		}
	}
	for _, f := range r.Files {
		if f.Shared {
			lines = append(lines, f.Line)
		}
	}
	return lines
}

// Without says whether nothing of the envelope is left once some items are
// gone.
func (r Record) Without(ended []Item) bool {
	return !slices.ContainsFunc(r.Shared(), func(l Line) bool { return !slices.Contains(ended, l.Item) })
}
