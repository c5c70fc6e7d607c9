package directory

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/nrm/calendar"
)

//go:embed data/first-responders.csv
var firstRespondersCSV string

// ResponderKind is what sort of body a first responder is.
type ResponderKind string

// The kinds.
const (
	GovernmentResponder ResponderKind = "government"
	PoliceResponder     ResponderKind = "police"
	CouncilResponder    ResponderKind = "local_authority"
	HealthResponder     ResponderKind = "health"
	CharityResponder    ResponderKind = "charity"
)

// ResponderKinds lists them in the order of the page.
var ResponderKinds = []ResponderKind{PoliceResponder, CouncilResponder, HealthResponder, GovernmentResponder, CharityResponder}

// Label is the kind in the words staff read.
func (k ResponderKind) Label() string {
	switch k {
	case GovernmentResponder:
		return "Government agencies"
	case PoliceResponder:
		return "Police"
	case CouncilResponder:
		return "Local authorities"
	case HealthResponder:
		return "Health and social care"
	case CharityResponder:
		return "Charities"
	default:
		return ""
	}
}

// ResponderDuty is how the Duty to Notify binds a first responder (Modern
// Slavery Act 2015, section 52).
type ResponderDuty string

// The duties.
const (
	BoundByLaw    ResponderDuty = "law"
	BoundByPolicy ResponderDuty = "policy"
	NotBound      ResponderDuty = "none"
	NoLawFound    ResponderDuty = "none_found"
	NotInForce    ResponderDuty = "none_in_force"
	DutyUnclear   ResponderDuty = "unclear"
)

// Label is the duty in the words staff read.
func (d ResponderDuty) Label() string {
	switch d {
	case BoundByLaw:
		return "Must report a refusal: listed in section 52"
	case BoundByPolicy:
		return "Reports a refusal as Home Office policy"
	case NotBound:
		return "May report a refusal: not a listed body"
	case NoLawFound:
		return "May report a refusal: no duty found in this nation"
	case NotInForce:
		return "May report a refusal: no duty in force in this nation"
	case DutyUnclear:
		return "Not known whether section 52 lists it"
	default:
		return ""
	}
}

// FirstResponder is a body that may refer somebody into the National Referral
// Mechanism, as the official report service lists it, or one that once could.
type FirstResponder struct {
	ID, Name    string
	Kind        ResponderKind
	Duty        ResponderDuty
	Nations     []calendar.Nation
	NationsSure bool // false: an assumption nobody has confirmed
	Status      Status
	From, To    calendar.Date // zero: not known, or still so
	Notes       string
	Source      string
}

// FirstResponders lists them as this release knows them.
func FirstResponders() []FirstResponder { return slices.Clone(firstResponders()) }

// A mistake in the embedded file is a mistake in the program.
var firstResponders = sync.OnceValue(func() []FirstResponder {
	list, err := parseFirstResponders(firstRespondersCSV)
	if err != nil {
		panic(err)
	}
	return list
})

func parseFirstResponders(text string) ([]FirstResponder, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read first responders: %w", err)
	}
	var list []FirstResponder
	for _, row := range rows[1:] {
		cell := make(map[string]string, len(row))
		for i, name := range rows[0] {
			cell[name] = row[i]
		}
		f := FirstResponder{
			ID: cell["id"], Name: cell["name"], Kind: ResponderKind(cell["kind"]), Duty: ResponderDuty(cell["duty"]),
			Nations: many[calendar.Nation](cell["nations"]), NationsSure: cell["nations_sure"] == "yes", Status: Status(cell["status"]),
			Notes: cell["notes"], Source: strings.ReplaceAll(cell["source"], ";", ","),
		}
		for _, d := range []struct {
			text string
			to   *calendar.Date
		}{{cell["from"], &f.From}, {cell["to"], &f.To}} {
			if d.text == "" {
				continue
			}
			if *d.to, err = calendar.ParseDate(d.text); err != nil {
				return nil, fmt.Errorf("first responder %s: %w", f.ID, err)
			}
		}
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("first responder %s: %w", f.ID, err)
		}
		list = append(list, f)
	}
	return list, nil
}

func (f FirstResponder) check() error {
	switch {
	case f.ID == "" || f.Name == "" || f.Source == "":
		return fmt.Errorf("it needs an id, a name and a source")
	case f.Kind.Label() == "":
		return fmt.Errorf("unknown kind %q", f.Kind)
	case f.Duty.Label() == "":
		return fmt.Errorf("unknown duty %q", f.Duty)
	case f.Status.Label() == "":
		return fmt.Errorf("unknown status %q", f.Status)
	}
	for _, n := range f.Nations {
		if !n.Valid() {
			return fmt.Errorf("unknown nation %q", n)
		}
	}
	return nil
}

// Refers says whether the body can still make referrals.
func (f FirstResponder) Refers() bool { return f.Status != Closed && f.Status != Replaced }

// Works says whether the body refers people found in the nation. Where nobody
// knows, it may.
func (f FirstResponder) Works(n calendar.Nation) bool {
	return len(f.Nations) == 0 || slices.Contains(f.Nations, n)
}
