package referral

import (
	"maps"
	"slices"

	"nrmdesk/internal/fault"
)

// Change is one answer of a sent report that an amendment alters. Before and
// After are as stored, the shown ones as people read them; an empty After means
// that the question belongs to the report no more.
type Change struct {
	Field         string   `json:"field"`
	Section       string   `json:"section"`
	Label         string   `json:"label"`
	OfficialPage  string   `json:"official_page"`
	OfficialField string   `json:"official_field"`
	Before        []string `json:"before"`
	BeforeShown   []string `json:"before_shown"`
	After         []string `json:"after"`
	AfterShown    []string `json:"after_shown"`
}

// Back is the change that takes this one back.
func (c Change) Back() Change {
	c.Before, c.After, c.BeforeShown, c.AfterShown = c.After, c.Before, c.AfterShown, c.BeforeShown
	return c
}

// Amended is a report as it was sent and amended since, judged like a draft:
// only the allow-list of its route is in play, and the route is fixed. What the
// case knows of the client is looked for in its texts and is never an answer. A report sent
// without a name stays without one, and one that named the client may name
// them only while they agree (MSA s.52).
func (s Snapshot) Amended(live *Draft, changes ...Change) *Draft {
	facts := Facts{
		Known: map[string]Fact{}, Secrets: live.secrets(),
		MayBeNamed: !s.Nameless && (s.Route != DtN || live.Facts.MayBeNamed),
	}
	answers := Answers{}
	for _, e := range s.Entries {
		if f := live.Form.byName[e.Field]; f != nil && f.routed {
			facts.Known[e.Field] = Fact{Values: e.Values, Source: "what was sent"}
		}
		answers[e.Field] = e.Values
	}
	for _, c := range changes {
		answers[c.Field] = c.After
	}
	return NewDraft(live.Form, facts, answers, live.Today)
}

// secrets are all that leads to the client: what the case knows, and what was
// typed in fields that give somebody away.
func (d *Draft) secrets() []Secret {
	secrets := slices.Clone(d.Facts.Secrets)
	for i, f := range d.Form.Fields {
		if f.Trace != "" {
			for _, v := range d.values[i] {
				secrets = append(secrets, Secret{Trace: f.Trace, Value: v})
			}
		}
	}
	return secrets
}

// Amendable says whether the answer to a field of a sent report can be
// amended. What decides the route cannot: another route is another report.
func (d *Draft) Amendable(f *Field) bool {
	return d.InPlay(f) && !f.routed && f.Type != FileList
}

// With is the same report with some answers given anew.
func (d *Draft) With(answers Answers) *Draft {
	all := Answers{}
	for i, f := range d.Form.Fields {
		all[f.Name] = d.values[i]
	}
	maps.Copy(all, answers)
	return NewDraft(d.Form, d.Facts, all, d.Today)
}

// ChangesTo is what leaves differently when after takes the place of d, in
// official order: answers given anew, and those to questions that are opened or
// closed by them.
func (d *Draft) ChangesTo(after *Draft) []Change {
	old, now := entriesByField(d), entriesByField(after)
	var changes []Change
	for _, f := range d.Form.Fields {
		was, is := old[f.Name], now[f.Name]
		if slices.Equal(was.Values, is.Values) {
			continue
		}
		at := is
		if at.Field == "" {
			at = was
		}
		changes = append(changes, Change{
			Field: f.Name, Section: at.Section, Label: at.Label, OfficialPage: at.OfficialPage, OfficialField: at.OfficialField,
			Before: was.Values, BeforeShown: was.Shown, After: is.Values, AfterShown: is.Shown,
		})
	}
	return changes
}

func entriesByField(d *Draft) map[string]Entry {
	entries := map[string]Entry{}
	for _, e := range d.Submission() {
		entries[e.Field] = e
	}
	return entries
}

// CheckAmendment looks at some answers of a report amended from what it was
// before: each must be one the form takes, and one that is demanded cannot be
// taken away. What no longer fits together is refused at the answer it is about.
func (d *Draft) CheckAmendment(before *Draft, fields []*Field) fault.Problems {
	var problems fault.Problems
	for _, f := range fields {
		switch {
		case !d.InPlay(f):
		case len(d.values[f.index]) == 0 && d.Demanded(f):
			problems.Add(f.Name, "required")
		default:
			d.check(f, &problems)
		}
	}
	known := before.Findings()
	for _, found := range d.Findings() {
		if found.Level == Refuse && !slices.Contains(known, found) {
			problems.Add(found.Field, "does_not_fit", found.Sentence())
		}
	}
	return problems
}

// Traces are the kinds of thing in a text that lead to a client who is not to
// be named; none for a report that names them.
func (d *Draft) Traces(text string) []Trace {
	if !d.Nameless() {
		return nil
	}
	marks := d.marks()
	if len(marks.found) == 0 {
		return nil
	}
	seen := map[Trace]bool{}
	marks.in(text, seen)
	return slices.DeleteFunc(slices.Clone(traces), func(t Trace) bool { return !seen[t] })
}
