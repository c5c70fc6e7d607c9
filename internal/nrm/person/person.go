// Package person describes the client: how old they are taken to be, what to
// call them, and how to reach them without putting them in danger.
//
// It holds no consent answers (package consent) and nothing of the account of
// what happened (package referral).
package person

import "slices"

// AgeBand is what is known of the age on the day the case was started.
type AgeBand string

// The age bands. Unsure means treated as a child until assessed: MSA s.51,
// HTE(S) Act s.12, NI Act s.25(3).
const (
	Adult     AgeBand = "adult"
	Child     AgeBand = "child"
	AgeUnsure AgeBand = "age_unsure"
)

// AgeBands lists the bands in the order of the page.
var AgeBands = []AgeBand{Child, Adult, AgeUnsure}

// Valid says whether the band is one of the three.
func (a AgeBand) Valid() bool { return slices.Contains(AgeBands, a) }

// TreatedAsChild says whether the rules for children apply: no consent is
// asked, and the referral must be made.
func (a AgeBand) TreatedAsChild() bool { return a == Child || a == AgeUnsure }

// Label is the band in the words staff read.
func (a AgeBand) Label() string {
	switch a {
	case Adult:
		return "Adult"
	case Child:
		return "Under 18"
	case AgeUnsure:
		return "Age not known"
	default:
		return ""
	}
}
