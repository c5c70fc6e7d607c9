package evidence

import (
	"strings"
	"unicode"
)

const (
	maxName   = 120 // characters, the ending included
	maxEnding = 10
)

// CleanName is the name a file is shown by: the last part of whatever the
// browser sent, on one line, without invisible characters, not endless. It is
// never a path, and no file is stored under it.
func CleanName(sent string) string {
	sent = strings.ToValidUTF8(sent, "\uFFFD")
	if i := strings.LastIndexAny(sent, `/\`); i >= 0 {
		sent = sent[i+1:]
	}
	sent = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // control characters, and marks that turn the direction of writing
			return -1
		default:
			return r
		}
	}, sent)
	sent = strings.Trim(strings.Join(strings.Fields(sent), " "), ". ")
	stem, ending := split(sent)
	if stem = strings.TrimRight(stem, ". "); stem == "" {
		stem = "document"
	}
	if r := []rune(stem); len(r)+1+len(ending) > maxName {
		stem = strings.TrimRight(string(r[:maxName-1-len(ending)]), ". ")
	}
	if ending == "" {
		return stem
	}
	return stem + "." + ending
}

// Ending is what stands behind the last dot of a clean name, without the dot;
// empty when there is none.
func Ending(name string) string {
	_, ending := split(name)
	return ending
}

func split(name string) (stem, ending string) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i-1 > maxEnding || strings.ContainsFunc(name[i+1:], func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return name, ""
	}
	return name[:i], name[i+1:]
}
