// Package fold makes two spellings of one name equal, for searching and for
// finding a name in a text.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plain holds the letters whose stroke or ligature Unicode does not take
// apart, as they occur in names from Europe, Turkey and Vietnam.
var plain = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "ħ", "h", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th")

// Text makes two spellings of one name equal: case, accents, vowel points,
// apostrophes and invisible marks go, hyphens are spaces, spaces are one
// (S18). Vowel signs that carry the sound, as in Devanagari, stay.
func Text(text string) string {
	text = cases.Fold().String(norm.NFKD.String(strings.ToValidUTF8(text, "\uFFFD")))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Hebrew),
			unicode.Is(unicode.Cf, r), isApostrophe(r):
			return -1
		case unicode.Is(unicode.Pd, r), unicode.Is(unicode.Cc, r):
			return ' '
		}
		return r
	}, norm.NFKD.String(text))
	return norm.NFC.String(strings.Join(strings.Fields(plain.Replace(text)), " "))
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼʻ`´", r) }
