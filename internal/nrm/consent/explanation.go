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

// Explanation is what was explained, on which sheet, how, in which language,
// and who was there.
type Explanation struct {
	Points               []string // identifiers of the points ticked
	SheetTag             string   // language of the sheet, BCP 47; empty when none was used
	SheetVersion         string
	SheetUse             SheetUse
	NoticeVersion        string // privacy information notice
	Language             string // in which was spoken
	How                  How
	Interpreter          Interpreter
	InterpreterReference string
	GenderWish           GenderWish
	Present              []Presence
	PresentWho           string // who else was there, and why they stayed
}

// SheetUse says how the client took the sheet in.
type SheetUse string

// The ways. Interpreted is the answer to a sheet that does not exist in the
// client's language: somebody fit to interpret reads another one aloud.
const (
	SheetRead        SheetUse = "read_by_client"
	SheetReadAloud   SheetUse = "read_aloud"
	SheetInterpreted SheetUse = "interpreted_aloud"
	NoSheet          SheetUse = "none"
)

// SheetUses lists the ways in the order of the page.
var SheetUses = []SheetUse{SheetRead, SheetReadAloud, SheetInterpreted, NoSheet}

// Label is the way in the words staff read.
func (u SheetUse) Label() string {
	switch u {
	case SheetRead:
		return "The client read it"
	case SheetReadAloud:
		return "It was read aloud in the language of the sheet"
	case SheetInterpreted:
		return "An interpreter read it aloud in the client’s language"
	case NoSheet:
		return "No sheet was used"
	default:
		return ""
	}
}

// GenderWish says whether the client wished for an interpreter of a gender,
// and whether that could be met.
type GenderWish string

// The answers.
const (
	NoGenderWish  GenderWish = "none"
	WomanMet      GenderWish = "woman"
	WomanNotFound GenderWish = "woman_not_found"
	ManMet        GenderWish = "man"
	ManNotFound   GenderWish = "man_not_found"
)

// GenderWishes lists the answers in the order of the page.
var GenderWishes = []GenderWish{NoGenderWish, WomanMet, WomanNotFound, ManMet, ManNotFound}

// Label is the answer in the words staff read.
func (g GenderWish) Label() string {
	switch g {
	case NoGenderWish:
		return "Asked, and had no wish"
	case WomanMet:
		return "Wished for a woman, and it was a woman"
	case WomanNotFound:
		return "Wished for a woman, but none could be found"
	case ManMet:
		return "Wished for a man, and it was a man"
	case ManNotFound:
		return "Wished for a man, but none could be found"
	default:
		return ""
	}
}

// Presence is somebody who was in the room or on the line beside the worker.
type Presence string

// Who may have been there. Alone is an answer of its own.
const (
	Alone              Presence = "alone"
	InterpreterPresent Presence = "interpreter"
	ColleaguePresent   Presence = "colleague"
	CompanionPresent   Presence = "companion"
	OtherPresent       Presence = "other"
)

// Presences lists them in the order of the page.
var Presences = []Presence{Alone, InterpreterPresent, ColleaguePresent, CompanionPresent, OtherPresent}

// Label is who was there in the words staff read.
func (p Presence) Label() string {
	switch p {
	case Alone:
		return "Nobody but the client and me"
	case InterpreterPresent:
		return "The interpreter"
	case ColleaguePresent:
		return "A colleague or witness"
	case CompanionPresent:
		return "Somebody who came with the client"
	case OtherPresent:
		return "Somebody else"
	default:
		return ""
	}
}

// interprets says whether somebody fit to interpret was there.
func (i Interpreter) interprets() bool { return i == Professional || i == Colleague }

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
