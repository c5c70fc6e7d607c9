package signin

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/fault"
)

// Lengths of a password in characters (S1). There are no rules about kinds of
// characters and no expiry: length and not being on the list is what counts.
const (
	minPassword = 15
	maxPassword = 128
)

// enoughOwn is how many characters must be left of a password once everything
// easily guessed is taken out of it.
const enoughOwn = 8

//go:embed common.txt
var commonText string

// common are words that passwords are made of, longest first, so that
// "password" goes before "pass".
var common = longestFirst(strings.Fields(commonText))

// CheckNewPassword says why a password may not be chosen. About is what a
// stranger would try first: the person's name and e-mail address, their
// organisation. Codes: required, too_short(min), too_long(max), has_own_name,
// too_common.
func CheckNewPassword(field, password string, about ...string) fault.Problems {
	var problems fault.Problems
	length := utf8.RuneCountInString(password)
	switch {
	case strings.TrimSpace(password) == "":
		problems.Add(field, "required")
	case length < minPassword:
		problems.Add(field, "too_short", strconv.Itoa(minPassword))
	case length > maxPassword:
		problems.Add(field, "too_long", strconv.Itoa(maxPassword))
	case guessable(password, common):
		problems.Add(field, "too_common")
	case guessable(password, longestFirst(append(contextWords(about), common...))):
		problems.Add(field, "has_own_name")
	}
	return problems
}

// guessable says whether too little is left of the password without the
// words, runs such as 1234, and repeats. Digits standing for letters are read
// both ways.
func guessable(password string, words []string) bool {
	plain := strings.ToLower(password)
	for _, reading := range []string{plain, likeLetters.Replace(plain)} {
		for _, w := range words {
			reading = strings.ReplaceAll(reading, w, " ")
		}
		if own(reading) < enoughOwn {
			return true
		}
	}
	return false
}

var likeLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// own counts the letters and digits that are not part of a run and not a
// repeat: "abcd", "9876" and "aaaa" count nothing, "xyxyxyxy" counts two.
func own(s string) int {
	rs := slices.DeleteFunc([]rune(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	rs = withoutRuns(once(rs))
	distinct := slices.Compact(slices.Sorted(slices.Values(rs)))
	if len(distinct) < enoughOwn/2 {
		return len(distinct)
	}
	return len(rs)
}

// once is the part of which the text is a repetition, or the text itself.
func once(rs []rune) []rune {
	for size := 1; size <= len(rs)/2; size++ {
		if slices.Equal(rs[size:], rs[:len(rs)-size]) {
			return rs[:size]
		}
	}
	return rs
}

// withoutRuns drops stretches of four or more that go one up, one down, or
// nowhere.
func withoutRuns(rs []rune) []rune {
	var kept []rune
	for start := 0; start < len(rs); {
		end := start + 1
		if end < len(rs) {
			step := rs[end] - rs[start]
			for end < len(rs) && -1 <= step && step <= 1 && rs[end]-rs[end-1] == step {
				end++
			}
		}
		if end-start < 4 {
			end = start + 1
			kept = append(kept, rs[start])
		}
		start = end
	}
	return kept
}

// contextWords are the words of the texts that are long enough to matter.
func contextWords(about []string) []string {
	var words []string
	for _, text := range about {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(w) >= 3 {
				words = append(words, w)
			}
		}
	}
	return words
}

func longestFirst(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
