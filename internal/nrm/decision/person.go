package decision

import (
	"strings"
	"unicode"

	"nrmdesk/internal/fault"
)

// Addressee is what whoever records a letter saw on it of whom it is about.
// None of it is kept with the decision: it is compared, and the record says
// that it was.
type Addressee struct {
	Fits      bool   // the name is the client's
	Other     bool   // the letter is about somebody else
	Reference string // of the Home Office, as on the letter; empty when there is none
}

// CheckAddressee says whether the letter is about the client: by the name, and
// by the Home Office reference when both are known. Spaces, dashes and capitals
// make no difference.
func CheckAddressee(a About, to Addressee) fault.Problems {
	var ps fault.Problems
	switch {
	case to.Other:
		ps.Add("letter_person", "other_person")
	case !to.Fits:
		ps.Add("letter_person", "select_one")
	}
	known, given := plain(a.Reference), plain(to.Reference)
	if known != "" && given != "" && known != given {
		ps.Add("letter_reference", "other_reference")
	}
	tooLong(&ps, "letter_reference", to.Reference)
	return ps
}

// plain is a reference without what people type differently.
func plain(reference string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, reference)
}
