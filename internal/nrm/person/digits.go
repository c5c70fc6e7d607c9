package person

import (
	"regexp"
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

// fewestDigits a run of digits must have to be a number one can reach somebody
// at; shorter ones are hours and house numbers.
const fewestDigits = 6

var numbersIn = regexp.MustCompile(`\+?[0-9][0-9 ().\-/]*[0-9]`)

// SameAddress says whether a text gives the same number or e-mail address as
// another text: numbers by their digits, with the country code or without,
// whatever is written around them; e-mail addresses without regard to
// capitals. A text with neither, such as a street, must stand in the other.
func SameAddress(text, address string) bool {
	text, address = strings.ToLower(text), strings.ToLower(strings.TrimSpace(address))
	var parts []string
	for _, run := range numbersIn.FindAllString(address, -1) {
		if digits := Digits(run); len(digits) >= fewestDigits {
			parts = append(parts, strings.TrimPrefix(digits, "0"))
		}
	}
	for _, run := range numbersIn.FindAllString(text, -1) {
		digits := Digits(run)
		if slices.ContainsFunc(parts, func(want string) bool { return strings.Contains(digits, want) }) {
			return true
		}
	}
	for _, word := range strings.Fields(address) {
		if word = strings.Trim(word, ",.;()<>"); strings.Contains(word, "@") {
			parts = append(parts, word)
			if strings.Contains(text, word) {
				return true
			}
		}
	}
	return len(parts) == 0 && address != "" && strings.Contains(text, address)
}
