package referral

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// CheckPage looks at the answers of a page that can be told to be wrong. An
// empty box is never wrong here: a half-filled page can always be kept.
func (d *Draft) CheckPage(p *Page) fault.Problems {
	var problems fault.Problems
	for _, f := range p.Fields {
		if d.InPlay(f) {
			d.check(f, &problems)
		}
	}
	return problems
}

// CheckTask is CheckPage for a whole task, and every demanded answer that is
// not there is "required".
func (d *Draft) CheckTask(t *Task) fault.Problems {
	var problems fault.Problems
	for _, p := range t.Pages {
		for _, f := range p.Fields {
			switch {
			case !d.InPlay(f):
			case len(d.values[f.index]) == 0 && d.Demanded(f):
				problems.Add(f.Name, "required")
			default:
				d.check(f, &problems)
			}
		}
	}
	return problems
}

// Problems checks every answer in play, in official order.
func (d *Draft) Problems() fault.Problems {
	var problems fault.Problems
	for _, f := range d.Form.Fields {
		if d.InPlay(f) {
			d.check(f, &problems)
		}
	}
	return problems
}

func (d *Draft) sound(f *Field) bool { return d.faultOf(f).code == "" }

// check adds at most one problem for a field.
func (d *Draft) check(f *Field, problems *fault.Problems) {
	if v := d.faultOf(f); v.code != "" {
		problems.Add(f.Name, v.code, v.args...)
	}
}

// found is what a look at one answer found; an empty code means nothing wrong.
type found struct {
	looked bool
	code   string
	args   []string
}

// faultOf looks at an answer once: page, task and whole referral all ask.
func (d *Draft) faultOf(f *Field) found {
	seen := &d.faults[f.index]
	if !seen.looked {
		seen.looked = true
		seen.code, seen.args = d.look(f)
	}
	return *seen
}

func (d *Draft) look(f *Field) (code string, args []string) {
	values := d.values[f.index]
	many := f.Type == MultiChoice || f.Type == ListMulti || f.Type == FileList
	switch {
	case len(values) > 1 && !many:
		return "select_one", nil
	case f.MaxItems > 0 && len(values) > f.MaxItems:
		return "too_many", []string{strconv.Itoa(f.MaxItems), strconv.Itoa(len(values))}
	}
	for _, v := range values {
		if code, args := d.checkValue(f, v); code != "" {
			return code, args
		}
	}
	return "", nil
}

func (d *Draft) checkValue(f *Field, v string) (code string, args []string) {
	if at := unreadable(v); at > 0 {
		return "unreadable_text", []string{strconv.Itoa(at)}
	}
	if f.MaxLength > 0 && len(v) > f.MaxLength {
		if n := length(v); n > f.MaxLength {
			return "too_long", []string{strconv.Itoa(f.MaxLength), strconv.Itoa(n)}
		}
	}
	switch f.Type {
	case Choice, MultiChoice:
		if !f.hasOption(v) {
			return "not_in_list", nil
		}
	case ListChoice, ListMulti:
		if !d.Form.lists[f.List].Has(v) {
			return "not_in_list", nil
		}
	case Confirm:
		if v != Ticked {
			return "not_in_list", nil
		}
	case Integer:
		if !wholeNumber.MatchString(strings.TrimSpace(v)) {
			return "not_a_number", nil
		}
	case DateType:
		return checkDate(v, d.Today)
	case Email:
		if len(v) > longestEmail || !email.MatchString(strings.TrimSpace(v)) {
			return "not_an_email", nil
		}
	case Phone:
		if !isPhone(v, f.Check == "international_phone") {
			return "not_a_phone", nil
		}
	}
	return "", nil
}

// checkReadable adds a problem for a text that holds a character no screen
// shows, with its place.
func checkReadable(problems *fault.Problems, field, text string) (ok bool) {
	at := unreadable(text)
	if at > 0 {
		problems.Add(field, "unreadable_text", strconv.Itoa(at))
	}
	return at == 0
}

// unreadable is the place, from 1, of the first character that no screen shows
// and the database or the official form does not take: a control character or
// a byte that is not UTF-8. Line ends and tabs are text; 0 means all is well.
func unreadable(s string) int {
	if utf8.ValidString(s) && !holdsControl(s) {
		return 0
	}
	at := 0
	for i, r := range s {
		at++
		if isControl(r) || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return at
		}
	}
	return 0
}

// holdsControl looks at bytes, so that long texts are read quickly.
func holdsControl(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= ' ' && c != 0x7F && c != 0xC2, c == '\n', c == '\r', c == '\t':
		case c == 0xC2 && s[i+1] >= 0xA0: // not one of U+0080 to U+009F
		default:
			return true
		}
	}
	return false
}

func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r >= 0x7F && r < 0xA0
}

// length counts as the official form and browsers do, in UTF-16 units, so that
// what passes here fits there: an emoji counts two.
func length(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// lastTooEarly is the official form's own limit: a birth after it.
var lastTooEarly = calendar.NewDate(1900, time.January, 1)

func checkDate(v string, today calendar.Date) (code string, args []string) {
	day, err := calendar.ParseDate(v)
	if err != nil {
		return "not_a_real_date", nil
	}
	if day.After(today) {
		return "in_future", nil
	}
	if !day.After(lastTooEarly) {
		return "too_early", []string{lastTooEarly.Long()}
	}
	return "", nil
}
