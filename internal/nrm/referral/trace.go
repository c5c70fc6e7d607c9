package referral

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/fold"
	"nrmdesk/internal/nrm/calendar"
)

// Trace is the kind of thing a text can give a client away by.
type Trace string

// The traces looked for in a nameless report.
const (
	NameTrace      Trace = "name"
	RelativeTrace  Trace = "relative"
	PhoneTrace     Trace = "phone"
	EmailTrace     Trace = "email"
	AddressTrace   Trace = "address"
	BirthTrace     Trace = "birth_date"
	ReferenceTrace Trace = "reference"
)

var traces = []Trace{NameTrace, RelativeTrace, PhoneTrace, EmailTrace, AddressTrace, BirthTrace, ReferenceTrace}

// Words are the trace as it stands in a sentence: "the client’s name".
func (t Trace) Words() string {
	return map[Trace]string{
		NameTrace: "the client’s name or initials", RelativeTrace: "the name of somebody close to the client",
		PhoneTrace: "a phone number that leads to the client", EmailTrace: "an email address that leads to the client",
		AddressTrace: "an address of the client", BirthTrace: "the client’s date of birth", ReferenceTrace: "a reference that leads to the client",
	}[t]
}

// Secret is something the case knows about a client who is not to be named.
// Value is written as people write it; a birth date is ISO 8601.
type Secret struct {
	Trace Trace
	Value string
}

// ContactSecrets are the numbers, mail addresses and postcodes in what is
// written about how to reach a client.
func ContactSecrets(details string) []Secret {
	var secrets []Secret
	for t, pattern := range map[Trace]*regexp.Regexp{PhoneTrace: digitRuns, EmailTrace: mailAddress, AddressTrace: postcode} {
		for _, found := range pattern.FindAllString(details, -1) {
			secrets = append(secrets, Secret{t, found})
		}
	}
	return secrets
}

var (
	mailAddress = regexp.MustCompile(`[^\s@<>,;:]+@[^\s@<>,;:]+`)
	postcode    = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b`)
)

// traceFindings warns of every text of a nameless report in which something
// stands that leads to the client: their name in any order, spelling or as
// initials, relatives, a telephone number, an address, a date of birth, a
// reference. What was typed in fields that do not leave counts as known
// (MSA s.52; referral-form.md §8, do better 3).
func (d *Draft) traceFindings() []Finding {
	if !d.Nameless() {
		return nil
	}
	marks := d.marks()
	if len(marks.found) == 0 {
		return nil
	}
	var found []Finding
	for i, f := range d.Form.Fields {
		if (f.Type != Text && f.Type != LongText) || !d.inPlay(i) {
			continue
		}
		seen := map[Trace]bool{}
		for _, v := range d.values[i] {
			marks.in(v, seen)
		}
		for _, t := range traces {
			if seen[t] {
				found = append(found, Finding{Field: f.Name, Code: string(t) + "_in_nameless_text", Level: Warn, Short: f.Short})
			}
		}
	}
	return found
}

// marks are everything that leads to the client, ready to be looked for.
func (d *Draft) marks() *marks {
	var m marks
	for _, s := range d.secrets() {
		m.add(s)
	}
	m.addInitials()
	return &m
}

// marks are the secrets of one client, made ready to be looked for.
type marks struct {
	found    map[Trace]bool   // kinds there is anything of
	words    map[string]Trace // one folded word
	short    map[string]bool  // folded name parts of two letters: only with a capital
	phrases  map[string]Trace // several folded words written together
	begun    map[string]bool  // beginnings of words and phrases
	numbers  []numberMark     // digits, whatever stands between them
	birth    []calendar.Date  //
	names    [][]string       // folded parts of each name, for the initials
	initials map[string]bool  // "af"
}

type numberMark struct {
	digits string
	trace  Trace
}

const shortestPhone = 7

func (m *marks) add(s Secret) {
	if m.found == nil {
		*m = marks{found: map[Trace]bool{}, words: map[string]Trace{}, short: map[string]bool{}, phrases: map[string]Trace{}, initials: map[string]bool{}, begun: map[string]bool{}}
	}
	value := strings.ToValidUTF8(s.Value, " ")
	parts := wordsOf(fold.Text(value))
	if len(parts) == 0 {
		return
	}
	m.found[s.Trace] = true
	switch s.Trace {
	case NameTrace, RelativeTrace:
		for _, p := range parts {
			switch n := utf8.RuneCountInString(p); {
			case n > 2 || (n == 2 && !ascii(p)):
				m.word(p, s.Trace)
			case n == 2:
				m.short[p] = true
			}
		}
		m.phrase(parts, s.Trace)
		if s.Trace == NameTrace {
			m.names = append(m.names, parts)
		}
	case PhoneTrace, ReferenceTrace:
		if digits := national(onlyDigits(value)); len(digits) >= shortestPhone {
			m.numbers = append(m.numbers, numberMark{digits, s.Trace})
		} else if s.Trace == ReferenceTrace {
			m.phrase(parts, s.Trace)
		}
	case BirthTrace:
		if day, err := calendar.ParseDate(strings.TrimSpace(value)); err == nil {
			m.birth = append(m.birth, day)
		}
	default:
		m.phrase(parts, s.Trace)
		if s.Trace == AddressTrace && len(parts) > 2 && strings.ContainsAny(parts[0], "0123456789") {
			m.phrase(parts[:2], s.Trace) // "12 High" of 12 High Street, however the street is written
		}
	}
}

func (m *marks) word(w string, t Trace) {
	if m.words[w] != NameTrace {
		m.words[w] = t
	}
	m.begin(w)
}

// phrase keeps words that give somebody away only together, as an address does.
func (m *marks) phrase(parts []string, t Trace) {
	joined := strings.Join(parts, "")
	if utf8.RuneCountInString(joined) < 4 {
		return
	}
	if m.phrases[joined] != NameTrace {
		m.phrases[joined] = t
	}
	m.begin(joined)
}

// begin keeps every beginning of what is looked for: words of a text are put
// together only as long as that may lead to it.
func (m *marks) begin(joined string) {
	for i := range joined {
		m.begun[joined[:i]] = true
	}
	m.begun[joined] = true
}

// addInitials makes "A.F." of Ana Ferrán: of names kept as one, and of first
// name and last name, which stand in fields of their own.
func (m *marks) addInitials() {
	for i, first := range m.names {
		m.initial(first)
		for _, last := range m.names[i+1:] {
			m.initial([]string{first[0], last[0]})
			m.initial([]string{first[0], last[len(last)-1]})
			m.initial(append(slices.Clone(first), last...))
		}
	}
}

func (m *marks) initial(parts []string) {
	if len(parts) < 2 || len(parts) > 4 {
		return
	}
	var forward, backward strings.Builder
	for i := range parts {
		r, _ := utf8.DecodeRuneInString(parts[i])
		forward.WriteRune(r)
		r, _ = utf8.DecodeRuneInString(parts[len(parts)-1-i])
		backward.WriteRune(r)
	}
	m.initials[forward.String()], m.initials[backward.String()] = true, true
}

func wordsOf(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// digitRuns are digits with what people write between them.
var digitRuns = regexp.MustCompile(`\d[\d\s()./+-]{5,}\d`)

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// national leaves out what differs between ways to dial one number: the
// country code of the UK and the zero of the area code.
func national(digits string) string {
	digits = strings.TrimPrefix(digits, "00")
	if rest, ok := strings.CutPrefix(digits, "44"); ok && len(rest) >= 9 {
		digits = rest
	}
	return strings.TrimPrefix(digits, "0")
}
