package referral

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
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

// Secret is something the case knows about a client who is not to be named.
// Value is written as people write it; a birth date is ISO 8601.
type Secret struct {
	Trace Trace
	Value string
}

// traceFindings warns of every text of a nameless report in which something
// stands that leads to the client: their name in any order, spelling or as
// initials, relatives, a telephone number, an address, a date of birth, a
// reference. What was typed in fields that do not leave counts as known
// (MSA s.52; referral-form.md §8, do better 3).
func (d *Draft) traceFindings() []Finding {
	if !d.Nameless() {
		return nil
	}
	var marks marks
	for _, s := range d.Facts.Secrets {
		marks.add(s)
	}
	for i, f := range d.Form.Fields {
		if f.Trace != "" {
			for _, v := range d.values[i] {
				marks.add(Secret{Trace: f.Trace, Value: v})
			}
		}
	}
	marks.addInitials()
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
				found = append(found, Finding{Field: f.Name, Code: string(t) + "_in_nameless_text", Level: Warn})
			}
		}
	}
	return found
}

// marks are the secrets of one client, made ready to be looked for.
type marks struct {
	found    map[Trace]bool   // kinds there is anything of
	words    map[string]Trace // one folded word
	short    map[string]bool  // folded name parts of two letters: only with a capital
	phrases  map[string]Trace // several folded words written together
	longest  int              // words in the longest phrase
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
		*m = marks{found: map[Trace]bool{}, words: map[string]Trace{}, short: map[string]bool{}, phrases: map[string]Trace{}, initials: map[string]bool{}}
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
	// One word of the text may hold what is kept as two, and the reverse.
	m.longest = max(m.longest, len(parts)+2)
}

// addInitials makes "A.F." of Ana Ferrán: the first letters of first name and
// last name, which stand in fields of their own, and of names kept as one.
func (m *marks) addInitials() {
	var all []string
	for _, parts := range m.names {
		all = append(all, parts...)
		m.initial(parts)
	}
	if len(m.names) > 1 {
		m.initial(append(slices.Clone(m.names[0]), m.names[1]...))
	}
	if len(all) > 1 {
		m.initial([]string{all[0], all[len(all)-1]})
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

// in adds the traces found in a text.
func (m *marks) in(text string, seen map[Trace]bool) {
	text = strings.ToValidUTF8(text, " ")
	if len(m.words)+len(m.phrases) > 0 {
		m.inWords(wordsOf(foldText(text)), seen)
	}
	if len(m.short) > 0 || len(m.initials) > 0 {
		m.inCapitals(text, seen)
	}
	if len(m.numbers) > 0 && !allSeen(m.numbers, seen) {
		for _, run := range digitRuns.FindAllString(text, -1) {
			digits := onlyDigits(run)
			for _, n := range m.numbers {
				if strings.Contains(digits, n.digits) {
					seen[n.trace] = true
				}
			}
		}
	}
	if len(m.birth) > 0 {
		for _, day := range datesIn(text) {
			if slices.ContainsFunc(m.birth, func(b calendar.Date) bool { return day == b }) {
				seen[BirthTrace] = true
			}
		}
	}
}

func allSeen(numbers []numberMark, seen map[Trace]bool) bool {
	return !slices.ContainsFunc(numbers, func(n numberMark) bool { return !seen[n.trace] })
}

func (m *marks) inWords(words []string, seen map[Trace]bool) {
	for i, w := range words {
		if t, ok := m.words[w]; ok {
			seen[t] = true
		} else if owner, ok := strings.CutSuffix(w, "s"); ok { // "Ana's": the apostrophe is folded away
			if t, ok := m.words[owner]; ok {
				seen[t] = true
			}
		}
		joined := ""
		for n := i; n < len(words) && n < i+m.longest; n++ {
			joined += words[n]
			if t, ok := m.phrases[joined]; ok {
				seen[t] = true
			}
		}
	}
}

var capitals = regexp.MustCompile(`\p{Lu}[\p{L}\p{M}]*(?:\.?[ ]?\p{Lu}\b\.?)*`)

// inCapitals looks for what only a capital tells from a common word: names of
// two letters, and initials.
func (m *marks) inCapitals(text string, seen map[Trace]bool) {
	for _, run := range capitals.FindAllString(text, -1) {
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsMark(r) {
				return r
			}
			return -1
		}, run)
		if len(letters) > 16 {
			continue
		}
		folded := foldText(letters)
		upper := !strings.ContainsFunc(letters, unicode.IsLower)
		if m.short[folded] || upper && m.initials[folded] {
			seen[NameTrace] = true
		}
	}
}

// foldText is fold.Text, quicker for the plain letters most texts are in.
func foldText(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return fold.Text(s)
		}
	}
	return strings.ToLower(strings.ReplaceAll(s, "'", ""))
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

var (
	monthNames = map[string]int{
		"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
	}
	yearFirst = regexp.MustCompile(`\b(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})\b`)
	dayFirst  = regexp.MustCompile(`\b(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})\b`)
	eight     = regexp.MustCompile(`\b(\d{2})(\d{2})(\d{4})\b`)
	dayMonth  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: +of)?[-., ]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-., ]+(\d{4}|\d{2})\b`)
	monthDay  = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-. ]+(\d{1,2})(?:st|nd|rd|th)?[-., ]+(\d{4}|\d{2})\b`)
	century   = []int{1900, 2000}
	twoDigits = 100
	anyNumber = regexp.MustCompile(`\d`)
)

// datesIn reads the dates of a text in the forms people in the UK write, a
// year of two digits as both centuries and a month that may be a day as both.
func datesIn(text string) []calendar.Date {
	if !anyNumber.MatchString(text) {
		return nil
	}
	var dates []calendar.Date
	add := func(year, month, day string) {
		y, _ := strconv.Atoi(year)
		m, ok := monthNames[strings.ToLower(month)]
		if !ok {
			m, _ = strconv.Atoi(month)
		}
		d, _ := strconv.Atoi(day)
		years := []int{y}
		if y < twoDigits {
			years = []int{century[0] + y, century[1] + y}
		}
		for _, y := range years {
			if calendar.IsReal(y, m, d) {
				dates = append(dates, calendar.NewDate(y, time.Month(m), d))
			}
		}
	}
	for _, p := range yearFirst.FindAllStringSubmatch(text, -1) {
		add(p[1], p[2], p[3])
	}
	for _, p := range dayFirst.FindAllStringSubmatch(text, -1) {
		add(p[3], p[2], p[1])
		add(p[3], p[1], p[2])
	}
	for _, p := range eight.FindAllStringSubmatch(text, -1) {
		add(p[3], p[2], p[1])
	}
	for _, p := range dayMonth.FindAllStringSubmatch(text, -1) {
		add(p[3], p[2], p[1])
	}
	for _, p := range monthDay.FindAllStringSubmatch(text, -1) {
		add(p[3], p[1], p[2])
	}
	return dates
}
