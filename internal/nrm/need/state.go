package need

import (
	"slices"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// State is what has become of a need.
type State string

// The states. A need that nobody asked about has none, which reads as
// NotAsked.
const (
	NotAsked      State = ""
	Wanted        State = "wanted"
	BeingArranged State = "being_arranged"
	Met           State = "met"
	NoNeed        State = "no_need"
	Declined      State = "declined"
	NotAvailable  State = "not_available"
)

// States lists what can be said of a need, in the order of the page.
var States = []State{Wanted, BeingArranged, Met, NoNeed, Declined, NotAvailable}

// Label is the state in the words staff read.
func (s State) Label() string {
	switch s {
	case NotAsked:
		return "Not asked yet"
	case Wanted:
		return "Wanted"
	case BeingArranged:
		return "Being arranged"
	case Met:
		return "Met"
	case NoNeed:
		return "No need now"
	case Declined:
		return "Declined by the client"
	case NotAvailable:
		return "Not available"
	default:
		return ""
	}
}

// Valid says whether the state can be said of a need.
func (s State) Valid() bool { return slices.Contains(States, s) }

// Outstanding says whether the client still goes without: wanted, on its way,
// or not to be had.
func (s State) Outstanding() bool { return s == Wanted || s == BeingArranged || s == NotAvailable }

// Entry is one thing that was said of one need. The latest counts; none is ever
// changed.
type Entry struct {
	ID      string
	Number  int // in the case, rising
	Need    Code
	State   State
	Owner   string // who of the desk sees to it; empty for nobody
	Check   string // the needs check it was said in; empty otherwise
	Handoff string // the handoff that settled or took it up; empty otherwise
	Note    string
	By      string
	At      time.Time
}

// Check is one sitting in which a client was asked what they need. It is
// finished when whoever asked says so: a check that was broken off is gone on
// with later, and does not count as made.
type Check struct {
	ID       string
	Finished bool
	Through  int // the number of the last entry when it was over
	Note     string
	On       calendar.Date
	By       string
	At       time.Time
}

// Standing is where one need of a client stands.
type Standing struct {
	Need    Need
	Entry           // the latest; zero when nobody asked
	History []Entry // newest first
	InHand  bool    // a handoff made for it is under way
}

// Unheld says whether the client wants it and nobody sees to it: no owner, and
// no handoff under way.
func (s Standing) Unheld() bool {
	return (s.State == Wanted || s.State == BeingArranged) && s.Owner == "" && !s.InHand
}

// Sheet is where every need of a client stands, in the order of the page: those
// that are asked now, and those that were asked once.
type Sheet []Standing

// NewSheet puts together what was said. The entries may come in any order;
// inHand names the needs for which a handoff is under way.
func NewSheet(a About, entries []Entry, inHand []Code) Sheet {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(x, y Entry) int { return y.Number - x.Number })
	asked := AskedOf(a)
	var sheet Sheet
	for _, n := range all() {
		s := Standing{Need: n, InHand: slices.Contains(inHand, n.Code)}
		for _, e := range entries {
			if e.Need == n.Code {
				s.History = append(s.History, e)
			}
		}
		if len(s.History) > 0 {
			s.Entry = s.History[0]
		} else if !slices.ContainsFunc(asked, func(o Need) bool { return o.Code == n.Code }) {
			continue
		}
		sheet = append(sheet, s)
	}
	return sheet
}

// Find is where one need stands.
func (s Sheet) Find(c Code) (Standing, bool) {
	i := slices.IndexFunc(s, func(x Standing) bool { return x.Need.Code == c })
	if i < 0 {
		return Standing{}, false
	}
	return s[i], true
}

// Where lists the needs for which something is so.
func (s Sheet) Where(so func(Standing) bool) Sheet {
	return slices.DeleteFunc(slices.Clone(s), func(x Standing) bool { return !so(x) })
}

// Unheld lists the needs that are wanted and that nobody sees to.
func (s Sheet) Unheld() Sheet { return s.Where(Standing.Unheld) }

// Outstanding lists the needs the client still goes without.
func (s Sheet) Outstanding() Sheet {
	return s.Where(func(x Standing) bool { return x.State.Outstanding() })
}

// NotAsked lists the needs nobody asked about.
func (s Sheet) NotAsked() Sheet {
	return s.Where(func(x Standing) bool { return x.State == NotAsked })
}

// Change is a need that stands otherwise than it did.
type Change struct {
	Need     Code
	From, To State
	Entry    Entry // that made it so
}

// Since lists what stands otherwise than it did after an entry, in the order of
// the page.
func (s Sheet) Since(number int) []Change {
	var list []Change
	for _, x := range s {
		if before := x.after(number); before.State != x.State {
			list = append(list, Change{x.Need.Code, before.State, x.State, x.Entry})
		}
	}
	return list
}

// In lists what a check changed.
func (s Sheet) In(check Check) []Change {
	var list []Change
	for _, x := range s {
		for i, e := range x.History {
			if e.Check != check.ID {
				continue
			}
			before := NotAsked
			if i+1 < len(x.History) {
				before = x.History[i+1].State
			}
			if before != e.State {
				list = append(list, Change{x.Need.Code, before, e.State, e})
			}
		}
	}
	return list
}

// after is the entry that counted when a number had been given.
func (s Standing) after(number int) Entry {
	for _, e := range s.History {
		if e.Number <= number {
			return e
		}
	}
	return Entry{}
}
