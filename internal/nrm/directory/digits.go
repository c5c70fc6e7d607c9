package directory

import "strings"

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

// PhoneWith finds the entries of a listing that have a number now or had it,
// however it is written.
func (l Listing) PhoneWith(phone string) []Entry {
	digits := Digits(phone)
	if digits == "" {
		return nil
	}
	var found []Entry
	for _, e := range l.entries {
		for _, p := range append(append([]string{e.Text}, e.Phones...), e.OldPhones...) {
			if Digits(p) == digits {
				found = append(found, e)
				break
			}
		}
	}
	return found
}
