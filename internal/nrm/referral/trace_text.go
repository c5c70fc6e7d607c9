package referral

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nrmdesk/internal/fold"
	"nrmdesk/internal/nrm/calendar"
)

// reader goes once over a text and notes the traces it meets.
type reader struct {
	*marks
	seen map[Trace]bool

	begun    []string // words put together that may still become what is looked for
	initials string   // single capitals that stand together, folded
	date     []int    // up to three parts of a date: numbers, and months as negative numbers
	digits   []byte   // the digits of a number with what people write between them
	lower    []byte
}

// in adds the traces found in a text.
func (m *marks) in(text string, seen map[Trace]bool) {
	r := reader{marks: m, seen: seen}
	end := 0 // of the word before
	for start := 0; start < len(text); {
		c, n := utf8.DecodeRuneInString(text[start:])
		if !inWord(c) {
			r.between(c)
			start += n
			continue
		}
		stop := start + n
		for stop < len(text) {
			if c, n = utf8.DecodeRuneInString(text[stop:]); !inWord(c) && !joins(c) {
				break
			}
			stop += n
		}
		r.word(text[start:stop], text[end:start])
		start, end = stop, stop
	}
	r.number()
}

func inWord(c rune) bool {
	if c < utf8.RuneSelf {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c))
}

// joins says whether the character may stand inside a word without parting it.
func joins(c rune) bool {
	return c == '\'' || c >= utf8.RuneSelf && (strings.ContainsRune("’‘ʼʻ`´", c) || unicode.Is(unicode.Cf, c))
}

// word looks at one word; gap is what stands before it.
func (r *reader) word(raw, gap string) {
	folded, plain := r.fold(raw)
	if len(folded) == 0 {
		return
	}
	r.names(folded)
	r.capitals(raw, folded, gap)
	if len(r.birth) > 0 {
		r.dateOf(folded)
	}
	if len(r.numbers) > 0 {
		for _, c := range folded {
			if c >= '0' && c <= '9' {
				r.digits = append(r.digits, c)
			} else {
				r.number()
			}
		}
	}
	if !plain {
		r.initials = ""
	}
}

// fold makes a word comparable; most are plain letters and need no room of
// their own.
func (r *reader) fold(raw string) (folded []byte, plain bool) {
	r.lower = r.lower[:0]
	for i := range len(raw) {
		c := raw[i]
		switch {
		case c >= utf8.RuneSelf:
			return []byte(strings.Join(wordsOf(fold.Text(raw)), "")), false
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '\'':
			continue
		}
		r.lower = append(r.lower, c)
	}
	return r.lower, true
}

// names looks for the word itself, and for what it becomes with the words
// before it.
func (r *reader) names(folded []byte) {
	if t, ok := r.words[string(folded)]; ok {
		r.seen[t] = true
	} else if n := len(folded) - 1; n > 0 && folded[n] == 's' { // "Ana's": the apostrophe is folded away
		if t, ok := r.words[string(folded[:n])]; ok {
			r.seen[t] = true
		}
	}
	if t, ok := r.phrases[string(folded)]; ok {
		r.seen[t] = true
	}
	kept := r.begun[:0]
	for _, before := range r.begun {
		joined := before + string(folded)
		if t, ok := r.phrases[joined]; ok {
			r.seen[t] = true
		}
		if t, ok := r.words[joined]; ok {
			r.seen[t] = true
		}
		if r.marks.begun[joined] {
			kept = append(kept, joined)
		}
	}
	r.begun = kept
	if r.marks.begun[string(folded)] {
		r.begun = append(r.begun, string(folded))
	}
}

// capitals looks for what only a capital tells from a common word: names of
// two letters, and initials.
func (r *reader) capitals(raw string, folded []byte, gap string) {
	first, n := utf8.DecodeRuneInString(raw)
	if !unicode.IsUpper(first) {
		r.initials = ""
		return
	}
	single := n == len(raw)
	switch {
	case !single && len(raw) <= 16:
		if r.short[string(folded)] || r.marks.initials[string(folded)] && strings.ToUpper(raw) == raw {
			r.seen[NameTrace] = true
		}
		r.initials = ""
	case !single:
		r.initials = ""
	default:
		if strings.Trim(gap, ". ") != "" || len(gap) > 2 {
			r.initials = ""
		}
		r.initials += string(folded)
		for i := range r.initials {
			if r.marks.initials[r.initials[i:]] {
				r.seen[NameTrace] = true
			}
		}
	}
}

// between looks at a character that parts words.
func (r *reader) between(c rune) {
	if len(r.digits) > 0 && !strings.ContainsRune(" \t\r\n()./+-", c) {
		r.number()
	}
}

// number ends a number and looks it up.
func (r *reader) number() {
	if len(r.digits) >= shortestPhone {
		for _, n := range r.numbers {
			if strings.Contains(string(r.digits), n.digits) {
				r.seen[n.trace] = true
			}
		}
	}
	r.digits = r.digits[:0]
}

var months = map[string]int{
	"jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5, "jun": 6, "june": 6,
	"jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "oct": 10, "october": 10,
	"nov": 11, "november": 11, "dec": 12, "december": 12,
}

// dateOf takes a word as part of a date, as people in the UK write them, and
// looks the last three parts up.
func (r *reader) dateOf(folded []byte) {
	if string(folded) == "of" {
		return
	}
	part, digits := numberOf(folded)
	if digits == 0 {
		if part = -months[string(folded)]; part == 0 {
			r.date = r.date[:0]
			return
		}
	}
	if digits == 8 { // 03022001 and 20010203
		r.bornOn(part%10000, part/10000%100, part/1000000)
		r.bornOn(part/10000, part/100%100, part%100)
	}
	if len(r.date) == 3 {
		r.date = append(r.date[:0], r.date[1:]...)
	}
	if r.date = append(r.date, part); len(r.date) < 3 {
		return
	}
	a, b, c := r.date[0], r.date[1], r.date[2]
	switch {
	case a < 0:
		r.bornOn(c, -a, b)
	case b < 0:
		r.bornOn(c, -b, a)
		r.bornOn(a, -b, c)
	default: // a month that may be a day is taken as both
		r.bornOn(c, b, a)
		r.bornOn(c, a, b)
		r.bornOn(a, b, c)
	}
}

// numberOf reads 3, 03 and 3rd; no digits means that it is no number.
func numberOf(word []byte) (n, digits int) {
	for digits < len(word) && digits < 8 && word[digits] >= '0' && word[digits] <= '9' {
		n = n*10 + int(word[digits]-'0')
		digits++
	}
	switch string(word[digits:]) {
	case "", "st", "nd", "rd", "th":
		return n, digits
	}
	return 0, 0
}

// bornOn compares a date with those of birth; a year of two digits may be of
// either century.
func (r *reader) bornOn(year, month, day int) {
	years := []int{year}
	if year >= 0 && year < 100 {
		years = []int{1900 + year, 2000 + year}
	}
	for _, y := range years {
		if calendar.IsReal(y, month, day) && slices.Contains(r.birth, calendar.NewDate(y, time.Month(month), day)) {
			r.seen[BirthTrace] = true
		}
	}
}
