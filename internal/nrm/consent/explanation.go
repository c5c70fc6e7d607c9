package consent

import "slices"

// Point is one thing the first responder explains before asking. The words are
// for the worker's screen; the client's sheet has its own.
type Point struct {
	ID   string
	Text string
}

// Points are the eight things to explain (domain guide, section 4; First
// Responder Toolkit, April 2026), in the order of the page.
var Points = []Point{
	{"what_nrm_is", "What the National Referral Mechanism is and what it is for"},
	{"support", "The support it can open: a safe place to stay, money, advice, health care"},
	{"outcomes", "The answers that may come at the end, good and bad"},
	{"two_decisions", "Two decisions will be made: reasonable grounds first, conclusive grounds later"},
	{"sharing", "The authorities may pass on and ask for information, for example from the police or a council"},
	{"privacy_notice", "The privacy information notice, and what happens to their details"},
	{"police", "The police are told, but the client does not have to speak to them to get support"},
	{"withdrawing", "They may withdraw at any time, and support paid for by the Home Office then ends"},
}

// PointIDs lists the identifiers of all points.
func PointIDs() []string {
	ids := make([]string, len(Points))
	for i, p := range Points {
		ids[i] = p.ID
	}
	return ids
}

// Explanation is what was explained, how, and in which language.
type Explanation struct {
	Points               []string // identifiers of the points ticked
	SheetVersion         string
	NoticeVersion        string // privacy information notice
	Language             string
	How                  How
	Interpreter          Interpreter
	InterpreterReference string
}

// Complete says whether every point was explained.
func (e Explanation) Complete() bool {
	for _, p := range Points {
		if !slices.Contains(e.Points, p.ID) {
			return false
		}
	}
	return true
}

// How says where the sitting took place.
type How string

// The kinds of sitting.
const (
	InPerson How = "in_person"
	ByPhone  How = "phone"
	ByVideo  How = "video"
)

// Hows lists the kinds of sitting in the order of the page.
var Hows = []How{InPerson, ByPhone, ByVideo}

// Label is the kind of sitting in the words staff read.
func (h How) Label() string {
	switch h {
	case InPerson:
		return "In person"
	case ByPhone:
		return "By phone"
	case ByVideo:
		return "By video"
	default:
		return ""
	}
}

// Interpreter says who interpreted.
type Interpreter string

// Who may interpret. Companion stands in the list so that the page can say why
// it is refused: the person who came along may be the one who controls the
// client (First Responder Toolkit, April 2026).
const (
	NoneNeeded   Interpreter = "none_needed"
	Professional Interpreter = "professional"
	Colleague    Interpreter = "colleague"
	Declined     Interpreter = "offered_and_declined"
	Companion    Interpreter = "companion"
)

// Interpreters lists the choices in the order of the page.
var Interpreters = []Interpreter{NoneNeeded, Professional, Colleague, Declined, Companion}

// Label is the choice in the words staff read.
func (i Interpreter) Label() string {
	switch i {
	case NoneNeeded:
		return "No interpreter was needed"
	case Professional:
		return "Professional interpreter"
	case Colleague:
		return "A worker who speaks the language"
	case Declined:
		return "Offered, and the client did not want one"
	case Companion:
		return "Somebody who came with the client"
	default:
		return ""
	}
}
