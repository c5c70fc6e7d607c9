package dtn

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	_ "embed"
)

// The list is the official form's, as of 21 April 2026.
//
//go:embed data/report-fields.csv
var fieldsCSV string

// identifying counts a crime reference too: s.52 rules out what identifies
// somebody together with other information.
type field struct{ identifying, freeText bool }

// Outgoing builds the copy that leaves the house from the list of what a
// report may carry, never from whatever is stored: a name typed earlier and
// hidden since must not travel (the official form has let that happen).
func Outgoing(answers map[string]string, identifiable bool) map[string]string {
	out := map[string]string{}
	for name, text := range answers {
		if f, ok := fields()[name]; ok && (identifiable || !f.identifying) {
			out[name] = text
		}
	}
	return out
}

// Forbidden lists the fields that may not be in a report, sorted: those no
// report carries, and the identifying ones when the client is not to be named.
func Forbidden(names []string, identifiable bool) []string {
	var bad []string
	for _, name := range names {
		if f, ok := fields()[name]; !ok || f.identifying && !identifiable {
			bad = append(bad, name)
		}
	}
	slices.Sort(bad)
	return slices.Compact(bad)
}

// Traces lists the free-text fields in which something known about the client
// stands: a name, a telephone number, an address, a date of birth. They are
// shown to the worker before a nameless report goes out.
func Traces(answers map[string]string, known []string) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if !fields()[name].freeText {
			continue
		}
		words := " " + plain(answers[name]) + " "
		joined := strings.ReplaceAll(words, " ", "")
		for _, k := range known {
			if k = plain(k); k == "" {
				continue
			}
			// Numbers are written with spaces anywhere; names are not.
			digits := strings.ReplaceAll(k, " ", "")
			number := len(digits) >= 6 && strings.Trim(digits, "0123456789") == ""
			if strings.Contains(words, " "+k+" ") || number && strings.Contains(joined, digits) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

// plain leaves lower-case words with single spaces between them.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// A mistake in the embedded file is a mistake in the program.
var fields = sync.OnceValue(func() map[string]field {
	rows, err := csv.NewReader(strings.NewReader(fieldsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read report fields: %w", err))
	}
	byName := map[string]field{}
	for _, row := range rows[1:] {
		byName[row[0]] = field{identifying: row[1] == "true", freeText: row[2] == "true"}
	}
	return byName
})
