package directory

import (
	"slices"

	"nrmdesk/internal/nrm/person"
)

// SameNumber finds the other entries that have a number of an entry now or had
// it, however it is written: they may be one service under two names.
func (l Listing) SameNumber(e Entry) []Entry {
	own := e.numbers()
	var found []Entry
	for _, other := range l.entries {
		if other.ID != e.ID && slices.ContainsFunc(other.numbers(), func(digits string) bool { return slices.Contains(own, digits) }) {
			found = append(found, other)
		}
	}
	return found
}

// numbers are the digits of every number of an entry, old ones too.
func (e *Entry) numbers() []string {
	var list []string
	for _, phones := range [][]string{{e.Text}, e.Phones, e.OldPhones} {
		for _, p := range phones {
			if digits := person.Digits(p); digits != "" {
				list = append(list, digits)
			}
		}
	}
	return list
}
