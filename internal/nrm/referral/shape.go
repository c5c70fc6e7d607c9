package referral

import (
	"regexp"
	"strings"
)

// Shapes are checked only as far as a wrong one is sure to fail: a strange but
// working address or number must not be refused.
var (
	wholeNumber = regexp.MustCompile(`^[0-9]{1,3}$`)
	email       = regexp.MustCompile(`^[^\s@<>"]+@[^\s@.<>"]+(\.[^\s@.<>"]+)+$`)
	phone       = regexp.MustCompile(`^\(?\+?[0-9() .-]{7,24}$`)
	extension   = regexp.MustCompile(`(?i) ?(x|ext\.?|extension) ?[0-9]{1,6}$`)
	// dialled is the shape the official form asks of numbers it will call,
	// once spaces are out.
	dialled = regexp.MustCompile(`^\(?\+?[0-9()-]{8,16}$`)
)

// longestEmail is the longest address mail can carry (RFC 5321).
const longestEmail = 254

func isPhone(s string, toBeDialled bool) bool {
	s = strings.TrimSpace(s)
	if toBeDialled {
		return dialled.MatchString(strings.ReplaceAll(s, " ", "")) && enoughDigits(s)
	}
	s = strings.TrimSpace(extension.ReplaceAllString(s, ""))
	return phone.MatchString(s) && enoughDigits(s)
}

func enoughDigits(s string) bool {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n >= 7 && n <= 15 // E.164 allows 15
}

// Fits says whether a text has the shape that the field asks for, as far as
// that can be told: a phone number, an email address.
func Fits(f *Field, text string) bool {
	text = strings.TrimSpace(text)
	switch f.Type {
	case Phone:
		return isPhone(text, f.Check == "international_phone")
	case Email:
		return len(text) <= longestEmail && email.MatchString(text)
	default:
		return text != ""
	}
}
