package directory

import (
	"slices"
	"strings"
)

// Digits is a phone number for comparing: only its digits, with the United
// Kingdom's country code written as the 0 it stands for. "+44 (0)800 0121 700",
// "0800 0121 700" and "08000 121 700" are one number.
func Digits(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	international := strings.HasPrefix(strings.TrimSpace(phone), "+")
	switch rest, found := strings.CutPrefix(digits, "0044"); {
	case found:
		return "0" + strings.TrimPrefix(rest, "0")
	case international && strings.HasPrefix(digits, "44"):
		return "0" + strings.TrimPrefix(digits[2:], "0")
	default:
		return digits
	}
}

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
			if digits := Digits(p); digits != "" {
				list = append(list, digits)
			}
		}
	}
	return list
}
