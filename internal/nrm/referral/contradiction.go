package referral

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

// contradiction is one row of data/contradictions-*.json: answers that do not
// fit together. It is there when all answers of If are given and the test holds,
// and its Field, and every field that If speaks of, is in play.
type contradiction struct {
	Code  string              `json:"code"`
	Level Level               `json:"level"`
	Field string              `json:"field"` // to look at first
	Other string              `json:"other"` // the answer it disagrees with
	Only  string              `json:"only"`  // kind of report: nameless or named
	If    map[string][]string `json:"if"`    // one of these answers to each field
	Test  fitTest             `json:"test"`
	Part  string              `json:"part"` // of the chronology, for tests about it
	Than  string              `json:"than"`
	Say   string              `json:"say"`

	Source string `json:"source"`
}

// fitTest names what a row compares beyond the answers of If.
type fitTest string

// What a row compares. Under18Today to Over100Today read the date of birth as
// the answer of the field; the tests that begin with told read the entries of
// the chronology; the names tests read a free text about dates.
const (
	noTest           fitTest = ""
	under18Today     fitTest = "under_18_today"
	adultToday       fitTest = "adult_today"
	over100Today     fitTest = "over_100_today"
	sameAnswers      fitTest = "same"
	anyAnswer        fitTest = "answered"
	webAddress       fitTest = "web_address"
	told             fitTest = "told"
	toldUnder18      fitTest = "told_under_18"
	toldBefore       fitTest = "told_before"
	toldBeforeBirth  fitTest = "told_before_birth"
	namesYearToCome  fitTest = "names_year_to_come"
	namesBeforeBirth fitTest = "names_year_before_birth"
)

var fitTests = []fitTest{
	noTest, under18Today, adultToday, over100Today, sameAnswers, anyAnswer, webAddress, told, toldUnder18, toldBefore, toldBeforeBirth,
	namesYearToCome, namesBeforeBirth,
}

const (
	onlyNameless = "nameless"
	onlyNamed    = "named"
)

const contradictionsVersion = "2026-11"

var contradictions = sync.OnceValue(func() []contradiction {
	var rows []contradiction
	raw, err := data.ReadFile("data/contradictions-" + contradictionsVersion + ".json")
	if err == nil {
		err = readJSON(raw, &rows)
	}
	for _, c := range rows {
		if err == nil {
			err = c.check(Published())
		}
	}
	if err != nil {
		panic("contradictions " + contradictionsVersion + ": " + err.Error()) // embedded, so a fault of the build
	}
	return rows
})

func (c contradiction) check(f *Form) error {
	switch {
	case c.Code == "" || c.Say == "" || c.Source == "":
		return fmt.Errorf("%q: needs a code, words and a source", c.Code)
	case c.Level != Refuse && c.Level != Warn:
		return fmt.Errorf("%s: the level is refuse or warn", c.Code)
	case c.Only != "" && c.Only != onlyNameless && c.Only != onlyNamed:
		return fmt.Errorf("%s: only is nameless or named", c.Code)
	case !slices.Contains(fitTests, c.Test):
		return fmt.Errorf("%s: unknown test %q", c.Code, c.Test)
	case c.Test == noTest && len(c.If) == 0:
		return fmt.Errorf("%s: compares nothing", c.Code)
	}
	names := []string{c.Field}
	for _, name := range []string{c.Other, c.Part, c.Than} {
		if name != "" {
			names = append(names, name)
		}
	}
	for name := range c.If {
		names = append(names, name)
	}
	for _, name := range names {
		if f.byName[name] == nil {
			return fmt.Errorf("%s: unknown field %q", c.Code, name)
		}
	}
	return nil
}

// contradicting lists the rows that hold, in their order.
func (d *Draft) contradicting() []Finding {
	var found []Finding
	life := d.life()
	for i := range contradictions() {
		if c := &contradictions()[i]; c.holds(d, life) {
			found = append(found, Finding{Field: c.Field, Other: c.Other, Code: c.Code, Level: c.Level})
		}
	}
	return found
}

// life is what the tests need of the client's birth; no birth is zero.
type life struct{ birth, eighteenth calendar.Date }

func (d *Draft) life() (l life) {
	f := d.Form.byName["date_of_birth"]
	if f == nil || !d.InPlay(f) || !d.sound(f) {
		return l
	}
	if birth, err := calendar.ParseDate(d.Text(f.Name)); err == nil {
		l = life{birth, eighteenth(birth)}
	}
	return l
}

func (c *contradiction) holds(d *Draft, l life) bool {
	if f := d.Form.byName[c.Field]; f == nil || !d.InPlay(f) ||
		c.Only == onlyNameless && !d.Nameless() || c.Only == onlyNamed && (d.route != DtN || d.Nameless()) {
		return false
	}
	for name, values := range c.If {
		if !slices.ContainsFunc(values, func(v string) bool { return d.is(name, v) }) {
			return false
		}
	}
	text := d.live(c.Field)
	born := !l.birth.IsZero()
	switch c.Test {
	case under18Today:
		return born && d.Today.Before(l.eighteenth)
	case adultToday:
		return born && !d.Today.Before(l.eighteenth)
	case over100Today:
		return born && l.birth.AddMonths(12*100).Before(d.Today)
	case sameAnswers:
		return text != "" && strings.EqualFold(text, d.live(c.Other))
	case anyAnswer:
		return text != ""
	case webAddress:
		return hasWebAddress(text)
	case told:
		return slices.ContainsFunc(d.Facts.Told, func(h Happening) bool { return h.Part == c.Part })
	case toldUnder18:
		return born && d.toldOf(c.Part, func(w When) bool { return w.last().Before(l.eighteenth) })
	case toldBefore:
		return d.toldOf(c.Part, func(w When) bool {
			return d.tells(c.Than) && !d.toldOf(c.Than, func(than When) bool { return !w.last().Before(than.first()) })
		})
	case toldBeforeBirth:
		return born && slices.ContainsFunc(d.Facts.Told, func(h Happening) bool { return h.When.sure() && h.When.last().Before(l.birth) })
	case namesYearToCome:
		return namesYear(text, func(year int) bool { return year > d.Today.Year() })
	case namesBeforeBirth:
		return born && namesYear(text, func(year int) bool { return year < l.birth.Year() })
	default:
		return true
	}
}

// toldOf says whether an entry of a part, with a date that is no guess, is so.
func (d *Draft) toldOf(part string, so func(When) bool) bool {
	return slices.ContainsFunc(d.Facts.Told, func(h Happening) bool { return h.Part == part && h.When.sure() && so(h.When) })
}

func (d *Draft) tells(part string) bool { return d.toldOf(part, func(When) bool { return true }) }

// sure says whether there is a date, and it is no guess: only such dates are
// held against each other.
func (w When) sure() bool { return w.Year != 0 && !w.About }

// first and last are the first and the last day the date can mean.
func (w When) first() calendar.Date {
	return calendar.NewDate(w.Year, time.Month(max(w.Month, 1)), max(w.Day, 1))
}

func (w When) last() calendar.Date {
	switch {
	case w.Month == 0:
		return calendar.NewDate(w.Year, time.December, 31)
	case w.Day == 0:
		return w.first().AddMonths(1).AddDays(-1)
	}
	return w.first()
}

// aYearNamed is a year that can hardly be anything else: after a word that
// leads to a date and to no amount, or as part of a date in figures.
var aYearNamed = regexp.MustCompile(`(?i)(?:\b(?:in|since|until|till|during|year|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|winter)\.? |\b\d{1,2}[/.-]\d{1,2}[/.-])((?:19|20)\d\d)(?:\s*$|[.,;:)]|\s+(?:to|until|till|and|or|when|he|she|they|the client|with|at|by|because|then|after|before|on)\b)`)

// around is how much of a text on either side tells that a number is a year.
const around = 14

// namesYear says whether a text names a year that is so.
func namesYear(text string, so func(year int) bool) bool {
	for i := 0; i+4 <= len(text); i++ {
		if c := text[i]; c != '1' && c != '2' {
			continue
		}
		if year, err := strconv.Atoi(text[i : i+4]); err != nil || year < 1900 || year > 2099 || !so(year) {
			continue
		}
		from := max(0, i-around)
		if m := aYearNamed.FindStringSubmatchIndex(text[from:min(len(text), i+4+around)]); m != nil && from+m[2] == i {
			return true
		}
	}
	return false
}
