package consent

import (
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Correction says that a record was made in error: on the wrong case, or not
// what the client said. The record stays to be read and marked; it no longer
// counts. What is right is recorded as a sitting of its own.
type Correction struct {
	Number int // of the record
	Reason string
}

// CheckCorrection checks a correction. Errors of the record itself: it must be
// there, and nobody may have said so before.
func CheckCorrection(records []Record, c Correction) error {
	for _, r := range records {
		if r.Number != c.Number {
			continue
		}
		switch r.Error {
		case ErrorWaiting:
			return fault.Conflictf("This record has been marked as recorded in error. It waits for a second person.")
		case ErrorConfirmed:
			return fault.Conflictf("This record has been marked as recorded in error already.")
		}
		var ps fault.Problems
		text(&ps, "error_reason", c.Reason, maxText)
		return ps.Err()
	}
	return fault.NotFound
}

// Widens says whether more could be shared, or the referral go on, if a record
// were left out: then a second person must look first.
func Widens(band person.AgeBand, records []Record, number int, on calendar.Date) bool {
	before := StandingOn(band, records, on)
	without := make([]Record, len(records))
	for i, r := range records {
		if r.Number == number {
			r.Error = ErrorConfirmed
		}
		without[i] = r
	}
	after := StandingOn(band, without, on)
	for _, p := range Permissions {
		_, could, _ := before.Allows(p)
		if _, can, _ := after.Allows(p); can && !could {
			return true
		}
	}
	return after.Holds() && !before.Holds()
}
