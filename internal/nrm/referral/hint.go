package referral

import (
	"fmt"
	"regexp"
	"slices"
	"sync"
)

// Hint is something a second reader would ask about. It stops nothing.
type Hint struct {
	Code   string
	Field  *Field // where to look first
	Says   string
	Source string
}

// hintRule is one row of data/hints-*.json.
type hintRule struct {
	Code   string   `json:"code"`
	Rule   hintTest `json:"rule"`
	Fields []string `json:"fields"`
	Than   int      `json:"than"`
	Say    string   `json:"say"`
	Source string   `json:"source"`
}

type hintTest string

// What a rule looks at: the length of answers together, whether they name a
// year, whether there is any, and how many are ready answers. Only what is
// asked on this route counts; a rule about nothing that is asked says nothing.
const (
	shorterThan  hintTest = "shorter_than"
	noDate       hintTest = "no_date"
	emptyAnswer  hintTest = "empty"
	readyAnswers hintTest = "ready_answers"
)

const hintsVersion = "2026-04"

var hintRules = sync.OnceValue(func() []hintRule {
	var rules []hintRule
	raw, err := data.ReadFile("data/hints-" + hintsVersion + ".json")
	if err == nil {
		err = readJSON(raw, &rules)
	}
	for _, r := range rules {
		if err == nil {
			err = r.check(Published())
		}
	}
	if err != nil {
		panic("hints " + hintsVersion + ": " + err.Error()) // embedded, so a fault of the build
	}
	return rules
})

func (r hintRule) check(f *Form) error {
	counts := r.Rule == shorterThan || r.Rule == readyAnswers
	if !slices.Contains([]hintTest{shorterThan, noDate, emptyAnswer, readyAnswers}, r.Rule) || counts != (r.Than > 0) {
		return fmt.Errorf("%s: unknown rule %q, or a number where none belongs", r.Code, r.Rule)
	}
	if r.Say == "" || r.Source == "" || len(r.Fields) == 0 {
		return fmt.Errorf("%s: needs words, a source and fields", r.Code)
	}
	for _, name := range r.Fields {
		if f.byName[name] == nil {
			return fmt.Errorf("%s: unknown field %q", r.Code, name)
		}
	}
	return nil
}

// Hints looks at how much the referral says, in the order of the rules.
func (d *Draft) Hints() []Hint {
	var hints []Hint
	for _, r := range hintRules() {
		var asked []*Field
		for _, name := range r.Fields {
			if f := d.Form.byName[name]; f != nil && d.InPlay(f) {
				asked = append(asked, f)
			}
		}
		if len(asked) > 0 && r.holds(d, asked) {
			hints = append(hints, Hint{Code: r.Code, Field: asked[0], Says: r.Say, Source: r.Source})
		}
	}
	return hints
}

func (r hintRule) holds(d *Draft, asked []*Field) bool {
	written, ready, years := 0, 0, false
	for _, f := range asked {
		for _, v := range d.values[f.index] {
			years = years || aYear.MatchString(v)
			if slices.ContainsFunc(f.QuickAnswers, func(o Option) bool { return o.Value == v }) {
				ready++
				continue
			}
			written += length(v)
		}
	}
	switch r.Rule {
	case shorterThan:
		return written < r.Than
	case noDate:
		return !years
	case emptyAnswer:
		return written == 0
	default:
		return ready >= r.Than
	}
}

var aYear = regexp.MustCompile(`\b(19|20)[0-9]{2}\b`)
