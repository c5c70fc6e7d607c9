package consent

import (
	"strconv"

	"nrmdesk/internal/nrm/calendar"
)

// EndsHow says how long the answers hold. Open is an answer of its own, not an
// empty date.
type EndsHow string

// The kinds of ending.
const (
	EndsOpen  EndsHow = "open"
	EndsOn    EndsHow = "date"
	EndsAfter EndsHow = "length"
)

// EndsHows lists the kinds in the order of the page.
var EndsHows = []EndsHow{EndsOpen, EndsOn, EndsAfter}

// Label is the kind in the words staff read.
func (h EndsHow) Label() string {
	switch h {
	case EndsOpen:
		return "Until the client takes it back"
	case EndsOn:
		return "Until a date"
	case EndsAfter:
		return "For a number of months"
	default:
		return ""
	}
}

// Ends is how long what the client agreed to holds. On is the last day, for a
// date as agreed and for a length as counted from the sitting.
type Ends struct {
	How    EndsHow
	On     calendar.Date
	Months int
}

const maxMonths = 60

// Counted fills in the last day of a length that began on a day.
func (e Ends) Counted(from calendar.Date) Ends {
	if e.How == EndsAfter && !from.IsZero() && e.Months > 0 && e.Months <= maxMonths {
		e.On = from.AddMonths(e.Months)
	}
	return e
}

// Over says whether it no longer holds on a day.
func (e Ends) Over(on calendar.Date) bool { return !e.On.IsZero() && on.After(e.On) }

// Says is how long it holds, in words.
func (e Ends) Says() string {
	switch e.How {
	case EndsOpen:
		return e.How.Label()
	case EndsOn:
		return "Until " + e.On.Long()
	case EndsAfter:
		months := " months"
		if e.Months == 1 {
			months = " month"
		}
		return "For " + strconv.Itoa(e.Months) + months + ", until " + e.On.Long()
	default:
		return ""
	}
}
