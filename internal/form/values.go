package form

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Values are the fields of a form as they were typed. The zero value is an
// empty form.
type Values struct {
	fields url.Values
	spoilt map[string]bool // fields that held a NUL
	// replaced is where a field first held what is no text, from 1
	replaced map[string]int
}

// Of makes values from fields: those of an address for a filter, or stored
// answers to fill a page with. Line ends become LF, bytes that are no text
// become U+FFFD. So does NUL, which no database text can hold; Checker
// reports the field.
func Of(fields url.Values) Values {
	v := Values{fields: url.Values{}, spoilt: map[string]bool{}, replaced: map[string]int{}}
	for name, typed := range fields {
		name = clean(name)
		for _, text := range typed {
			if strings.Contains(text, "\x00") {
				v.spoilt[name] = true
			}
			if v.replaced[name] == 0 {
				v.replaced[name] = noText(text)
			}
			v.fields[name] = append(v.fields[name], clean(text))
		}
	}
	return v
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	return lineEnds.Replace(s)
}

// noText is the place, from 1, of the first character of a text that is a NUL
// or no text at all; 0 when there is none.
func noText(s string) int {
	at := 0
	for i, r := range s {
		at++
		if r == 0 || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return at
		}
	}
	return 0
}

// Replaced is the place, from 1, of the first character of a field that could
// not be taken as it was posted and was made U+FFFD; 0 when there is none.
func (v Values) Replaced(name string) int { return v.replaced[name] }

// Has says whether the field was posted at all.
func (v Values) Has(name string) bool { return v.fields.Has(name) }

// Text is the field as typed: what the page shows again.
func (v Values) Text(name string) string { return v.fields.Get(name) }

// Trimmed is the field without the spaces around it: what is kept.
func (v Values) Trimmed(name string) string { return strings.TrimSpace(v.Text(name)) }

// All is every value of a list of checkboxes, in page order.
func (v Values) All(name string) []string { return slices.Clone(v.fields[name]) }

// Choice is the field when it is one of the allowed answers, otherwise "".
func (v Values) Choice(name string, allowed ...string) string {
	if answer := v.Text(name); slices.Contains(allowed, answer) {
		return answer
	}
	return ""
}

// Encode is the whole form as one text, for keeping a draft; Parse reads it.
func (v Values) Encode() string { return v.fields.Encode() }

// Names are the fields that were posted, in alphabetical order.
func (v Values) Names() []string { return slices.Sorted(maps.Keys(v.fields)) }
