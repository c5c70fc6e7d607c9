// Package directory is the rulebook page about the support directory: which
// services there are, whom they take, how to reach them, how sure we are, and
// who can help one client now and why.
//
// A directory ships with the product; an organisation keeps its own rows over
// it. No row says anything about a client.
package directory

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/need"
)

// Status is how sure we are of an entry (domain guide, section 14).
type Status string

// The statuses.
const (
	Current         Status = "current"
	Changed         Status = "changed"
	Replaced        Status = "replaced"
	CapacityLimited Status = "capacity_limited"
	Unverified      Status = "unverified"
	Duplicate       Status = "duplicate"
	Closed          Status = "closed"
)

// Statuses lists them in the order of the page.
var Statuses = []Status{Current, Changed, CapacityLimited, Unverified, Replaced, Duplicate, Closed}

// Label is the status in the words staff read.
func (s Status) Label() string {
	switch s {
	case Current:
		return "Current"
	case Changed:
		return "Details changed"
	case Replaced:
		return "Replaced"
	case CapacityLimited:
		return "Limited capacity"
	case Unverified:
		return "Not checked"
	case Duplicate:
		return "Same as another entry"
	case Closed:
		return "Closed down"
	default:
		return ""
	}
}

// Gender is whom a service takes.
type Gender string

// The genders services name.
const (
	Female Gender = "female"
	Male   Gender = "male"
)

// Genders lists them in the order of the page.
var Genders = []Gender{Female, Male}

// Label is the gender in the words staff read.
func (g Gender) Label() string {
	switch g {
	case Female:
		return "Women and girls"
	case Male:
		return "Men and boys"
	default:
		return ""
	}
}

// Exploitation is a statistical type of exploitation (domain guide, section 9).
type Exploitation string

// The types services name.
const (
	Labour   Exploitation = "labour"
	Sexual   Exploitation = "sexual"
	Domestic Exploitation = "domestic"
	Criminal Exploitation = "criminal"
	Organs   Exploitation = "organ_harvesting"
)

// Exploitations lists them in the order of the page.
var Exploitations = []Exploitation{Labour, Sexual, Domestic, Criminal, Organs}

// Label is the type in the words staff read.
func (e Exploitation) Label() string {
	switch e {
	case Labour:
		return "Labour exploitation"
	case Sexual:
		return "Sexual exploitation"
	case Domestic:
		return "Domestic servitude"
	case Criminal:
		return "Criminal exploitation"
	case Organs:
		return "Organ harvesting"
	default:
		return ""
	}
}

// ExploitationOf is the type that a tick of the official form counts as (domain
// guide, section 9, and the notes on the form). "Other" is none.
func ExploitationOf(tick string) (Exploitation, bool) {
	switch tick {
	case "unpaid_or_underpaid_work", "wages_taken", "forced_fraud":
		return Labour, true
	case "forced_prostitution", "child_sexual_exploitation", "held_and_sexually_assaulted":
		return Sexual, true
	case "forced_crime":
		return Criminal, true
	case "domestic_work":
		return Domestic, true
	case "organ_removal":
		return Organs, true
	default:
		return "", false
	}
}

// Stage is how far the client is in the NRM, as services distinguish it.
type Stage string

// The stages.
const (
	BeforeDecision Stage = "before_decision"
	PositiveRG     Stage = "positive_rg"
	PositiveCG     Stage = "positive_cg"
	AfterNegative  Stage = "after_negative"
	OutsideNRM     Stage = "outside_nrm"
)

// Stages lists them in the order of the page.
var Stages = []Stage{OutsideNRM, BeforeDecision, PositiveRG, PositiveCG, AfterNegative}

// Label is the stage in the words staff read.
func (s Stage) Label() string {
	switch s {
	case OutsideNRM:
		return "People who are not in the National Referral Mechanism"
	case BeforeDecision:
		return "People who wait for the first decision"
	case PositiveRG:
		return "People with a positive reasonable grounds decision"
	case PositiveCG:
		return "People with a positive conclusive grounds decision"
	case AfterNegative:
		return "People with a negative decision"
	default:
		return ""
	}
}

// Except is a group a service does not take although the rest of the entry
// would fit it.
type Except struct {
	Gender       Gender       `json:"gender"`
	Exploitation Exploitation `json:"exploitation"`
}

// Entry is one service. Empty lists mean "any": a service that names no gender
// takes everybody. Phones are the numbers of today, OldPhones those that old
// leaflets still print.
type Entry struct {
	ID           string            `json:"-"`
	Organisation string            `json:"organisation"`
	Service      string            `json:"service"`
	Offer        string            `json:"offer"`
	Needs        []need.Code       `json:"needs,omitempty"`
	Class        consent.Recipient `json:"class,omitempty"` // empty: not somebody to hand a client to
	Genders      []Gender          `json:"genders,omitempty"`
	AgeFrom      int               `json:"age_from,omitempty"` // years, 0 for no limit
	AgeTo        int               `json:"age_to,omitempty"`   // the last year of age, 0 for no limit
	Nations      []calendar.Nation `json:"nations"`
	Exploitation []Exploitation    `json:"exploitation,omitempty"`
	Except       []Except          `json:"except,omitempty"`
	Stages       []Stage           `json:"stages,omitempty"`
	ForWhom      string            `json:"for_whom,omitempty"` // what the lists above cannot say
	Hours        string            `json:"hours,omitempty"`    // as the service says them
	Open         Opening           `json:"open,omitempty"`
	Phones       []string          `json:"phones,omitempty"`
	Text         string            `json:"text,omitempty"` // for text messages
	Email        string            `json:"email,omitempty"`
	Website      string            `json:"website,omitempty"`
	Reach        string            `json:"reach,omitempty"` // any other way, in words
	OldPhones    []string          `json:"old_phones,omitempty"`
	Inbox        string            `json:"inbox,omitempty"` // the organisation on this installation that takes its handoffs
	Source       string            `json:"source"`
	Evidence     string            `json:"evidence,omitempty"`
	Status       Status            `json:"status"`
	Change       string            `json:"change,omitempty"`
	Instead      string            `json:"instead,omitempty"` // the entry to use
	CheckedOn    calendar.Date     `json:"-"`                 // zero: nobody noted when
	Emergency    bool              `json:"emergency,omitempty"`
	ForClients   bool              `json:"for_clients"` // may be printed for a client
	Notes        string            `json:"notes,omitempty"`
}

// staleAfterDays is how long a check of an entry lasts: a convention of the
// product (domain guide, section 14).
const staleAfterDays = 180

// Name is the service as staff read it.
func (e *Entry) Name() string { return e.Organisation + ", " + e.Service }

// Ended says whether the entry is kept for history alone.
func (e *Entry) Ended() bool { return e.Status == Closed || e.Status == Duplicate }

// Channels lists how to reach the service today; none for one that has closed
// down.
func (e *Entry) Channels() []string {
	if e.Status == Closed {
		return nil
	}
	list := slices.Clone(e.Phones)
	if e.Text != "" {
		list = append(list, "Text "+e.Text)
	}
	for _, other := range []string{e.Email, e.Website, e.Reach} {
		if other != "" {
			list = append(list, other)
		}
	}
	return list
}

// UnsafeFor lists the places where the client must not be sent and which the
// entry names. Few entries say where they are: that none is named proves
// nothing.
func (e *Entry) UnsafeFor(w need.Wishes) []string {
	about := []string{e.Organisation, e.Service, e.Offer, e.ForWhom, e.Reach, e.Notes}
	if len(e.Nations) == 1 {
		about = append(about, e.Nations[0].Name())
	}
	return w.UnsafeIn(about...)
}

// CanBeChosen says whether a client can be handed to the service.
func (e *Entry) CanBeChosen() bool { return e.Class != "" && !e.Ended() && e.Status != Replaced }

// NeedsConfirming says whether somebody must check the entry before a client is
// handed over or given it on paper: nobody verified it, or the last check is
// too long ago.
func (e *Entry) NeedsConfirming(today calendar.Date) bool {
	return e.Status == Unverified || e.CheckedOn.IsZero() || e.CheckedOn.DaysUntil(today) > staleAfterDays
}

// Serves says whether the service works in a nation.
func (e *Entry) Serves(n calendar.Nation) bool { return slices.Contains(e.Nations, n) }

// Everywhere says whether the service works in the whole United Kingdom.
func (e *Entry) Everywhere() bool { return len(e.Nations) == len(calendar.Nations) }
