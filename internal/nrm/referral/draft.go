package referral

import (
	"slices"
	"strings"

	"nrmdesk/internal/nrm/calendar"
)

// Answers are the stored answers by field name; a single answer is a list of
// one. Text is kept exactly as it was typed.
type Answers map[string][]string

// Text is the single answer to a field, or "" when there is none.
func (a Answers) Text(name string) string {
	if v := a[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Fact is an answer the case already holds, with where it comes from in words
// ("the consent recorded on 12 May 2026").
type Fact struct {
	Values []string
	Source string
}

// Facts are what the case knows. A fact always wins over a typed answer and
// its question is not asked; a fact without a value counts as not known.
type Facts struct {
	Known map[string]Fact // by field name
	// Offered stand in an empty box for the writer to look at and save. They
	// are no answers until then.
	Offered map[string]Fact
	// MayBeNamed is the client's answer C6: yes, I may be identified in a Duty
	// to Notify. Willingness to help an investigation never stands in for it.
	MayBeNamed bool
	// Told is the chronology: its dates are held against the answers.
	Told []Happening
	// Secrets are what the case knows beyond the form that would lead to a
	// client who is not to be named.
	Secrets []Secret
}

// Names of the facts that decide the route, for the desk that fills them in.
const (
	FieldAgeStatus    = "age_status"
	FieldConsentToNRM = "consent_to_nrm"
)

// Draft is one referral judged once: the form, what the case knows, what was
// typed, and the day. It belongs to one request: its parts must not change, and
// it is not for sharing between goroutines.
type Draft struct {
	Form  *Form
	Facts Facts
	Today calendar.Date

	answers Answers // as typed

	route  Route
	values [][]string // by field index, facts over answers
	known  []bool     // the value is a fact
	play   []verdict
	faults []found
}

type verdict uint8

const (
	unjudged verdict = iota
	in
	out
)

// NewDraft brings form, facts and answers together. Answers to questions the
// form does not have are ignored: they can never leave.
func NewDraft(f *Form, facts Facts, answers Answers, today calendar.Date) *Draft {
	n := len(f.Fields)
	d := &Draft{
		Form: f, Facts: facts, Today: today, answers: answers,
		values: make([][]string, n), known: make([]bool, n), play: make([]verdict, n), faults: make([]found, n),
	}
	for i, field := range f.Fields {
		d.values[i] = given(facts.Known[field.Name].Values)
		if d.known[i] = len(d.values[i]) > 0; !d.known[i] {
			d.values[i] = given(answers[field.Name])
		}
	}
	for i := range f.routes {
		if f.routes[i].When.holds(d) {
			d.route = f.routes[i].Route
			break
		}
	}
	// Conditions seen while the route was open may have been judged without it.
	clear(d.play)
	for i := range f.Fields {
		d.inPlay(i)
	}
	return d
}

// given drops empty values, so that an untouched box counts as no answer. The
// values that stay are not altered.
func given(values []string) []string {
	if !slices.ContainsFunc(values, blank) {
		return values
	}
	return slices.DeleteFunc(slices.Clone(values), blank)
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// Route is the way this report takes with the answers as they are.
func (d *Draft) Route() Route { return d.route }

// Nameless says that nothing that identifies the client may leave: an adult's
// Duty to Notify without the answer C6 (MSA s.52, nrm-rules §4 A5).
func (d *Draft) Nameless() bool { return d.route == DtN && !d.Facts.MayBeNamed }

// Values is the answer to a field, facts included, whether in play or not.
func (d *Draft) Values(field *Field) []string { return d.values[field.index] }

// Text is the single answer to the named field, facts included.
func (d *Draft) Text(name string) string {
	if field := d.Form.byName[name]; field != nil && len(d.values[field.index]) > 0 {
		return d.values[field.index][0]
	}
	return ""
}

// Known is the fact that answers the field, when the case holds one.
func (d *Draft) Known(field *Field) (Fact, bool) {
	return d.Facts.Known[field.Name], d.known[field.index]
}

// InPlay says whether the field belongs to this referral as it stands.
func (d *Draft) InPlay(field *Field) bool { return d.inPlay(field.index) }

// Demanded says whether the field is in play and may not stay empty.
func (d *Draft) Demanded(field *Field) bool {
	return d.inPlay(field.index) && field.RequiredWhen.holds(d)
}

func (d *Draft) inPlay(index int) bool {
	if d.play[index] == unjudged {
		field := d.Form.Fields[index]
		ok := field.routed || slices.Contains(field.AppliesTo, d.route)
		ok = ok && !(field.Identifying && d.Nameless()) && field.AskedWhen.holds(d)
		d.play[index] = out
		if ok {
			d.play[index] = in
		}
	}
	return d.play[index] == in
}
