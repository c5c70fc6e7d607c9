package person

import (
	"regexp"
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
// another: numbers by their digits, wherever they stand in the text and with
// the country code or without, anything else letter by letter.
func SameAddress(text, address string) bool {
	want := Digits(address)
	if len(want) < fewestDigits {
		word := strings.ToLower(strings.TrimSpace(address))
		return word != "" && strings.Contains(strings.ToLower(text), word)
	}
	want = strings.TrimPrefix(want, "0")
	for _, run := range numbersIn.FindAllString(text, -1) {
		if strings.Contains(Digits(run), want) {
			return true
		}
	}
	return false
}
