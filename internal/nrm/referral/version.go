package referral

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// FormError is everything that is wrong with a file of a form or of a list.
type FormError struct{ said []string }

// Sentences are what is wrong, in the order of the file.
func (e *FormError) Sentences() []string { return e.said }

// Error is all of it in one line, for logs.
func (e *FormError) Error() string { return strings.Join(e.said, " ") }

// Any says whether anything is wrong.
func (e *FormError) Any() bool { return len(e.said) > 0 }

func (e *FormError) say(format string, args ...any) {
	e.said = append(e.said, fmt.Sprintf(format, args...))
}

func (e *FormError) add(where string, err error) {
	if err != nil {
		e.say("%s: %s.", where, strings.TrimSuffix(err.Error(), "."))
	}
}

// formVersion is a whole version of the form in one file.
type formVersion struct {
	Form    json.RawMessage `json:"form"`
	Screens json.RawMessage `json:"screens"`
}

// Parse reads a version of the form that came after this release: one JSON
// object whose members "form" and "screens" are what data/form-DATE.json and
// data/screens-DATE.json hold. It takes the option lists of this release.
//
// Error: *FormError with a sentence for each thing wrong.
func Parse(file []byte) (*Form, error) {
	var v formVersion
	if err := readJSON(file, &v); err != nil {
		var wrong FormError
		wrong.add("The file is not JSON of a form", err)
		return nil, &wrong
	}
	return build(v.Form, v.Screens, data)
}

// PublishedFile is the form of this release as one file, to start another
// version from.
func PublishedFile() ([]byte, error) {
	var v formVersion
	var err error
	if v.Form, err = data.ReadFile("data/form-" + Published().Version + ".json"); err != nil {
		return nil, err
	}
	if v.Screens, err = data.ReadFile("data/screens-" + Published().Version + ".json"); err != nil {
		return nil, err
	}
	return json.MarshalIndent(v, "", " ")
}

// Lists names the official option lists the form takes answers from.
func (f *Form) Lists() []string { return slices.Sorted(maps.Keys(f.lists)) }

// ListNamed is an option list by its name; nil when the form uses none of it.
func (f *Form) ListNamed(name string) *List { return f.lists[name] }

// WithLists is the form with other states of its option lists. Lists it does
// not use are passed over.
func (f *Form) WithLists(lists map[string]*List) *Form {
	with := *f
	with.lists = maps.Clone(f.lists)
	for name, l := range lists {
		if with.lists[name] != nil {
			with.lists[name] = l
		}
	}
	return &with
}

// checkSafety refuses a form that could send what may not leave: what shows
// who a client is must be marked, and age and consent must decide the route.
func (f *Form) checkSafety(wrong *FormError) {
	for _, field := range f.Fields {
		switch {
		case !slices.Contains(types, field.Type):
			wrong.say("%s: %q is no type of answer.", field.Name, field.Type)
		case (field.Type == Choice || field.Type == MultiChoice) != (len(field.Options) > 0):
			wrong.say("%s: a choice has answers to choose from, and nothing else has.", field.Name)
		}
		if len(field.AppliesTo) == 0 || slices.ContainsFunc(field.AppliesTo, func(r Route) bool { return r != Adult && r != Child && r != DtN }) {
			wrong.say("%s: applies_to names the routes adult, child and dtn.", field.Name)
		}
		if field.Trace != "" && !slices.Contains(traces, field.Trace) {
			wrong.say("%s: %q is no kind of trace.", field.Name, field.Trace)
		}
		if !field.Identifying && (field.Trace != "" || slices.Contains(alwaysIdentifying, field.Name)) {
			wrong.say("%s shows who the client is: it must be marked as identifying.", field.Name)
		}
		if field.Official.Page == "" {
			wrong.say("%s: the official page is missing.", field.Name)
		}
	}
	for _, name := range []string{FieldAgeStatus, FieldConsentToNRM} {
		if f.byName[name] == nil {
			wrong.say("The form has no field %s, and it decides the route.", name)
		}
	}
	for _, r := range []Route{Adult, Child, DtN} {
		if !slices.ContainsFunc(f.routes, func(rule routeRule) bool { return rule.Route == r }) {
			wrong.say("The form does not say when the route is %s.", r)
		}
	}
}

var types = []Type{Text, LongText, Choice, MultiChoice, ListChoice, ListMulti, Confirm, DateType, Integer, Phone, Email, FileList}

// alwaysIdentifying are fields no version of the form may send without leave
// (MSA s.52; nrm-rules §4 A5).
var alwaysIdentifying = []string{
	"first_name", "last_name", "alias", "date_of_birth", "client_phone", "other_phone", "other_phone_relationship", "client_email",
	"client_street", "client_town", "client_county", "client_postcode", "home_office_reference",
}

// FieldChange is what differs for one field between two versions.
type FieldChange struct {
	Name, Short string
	Says        []string
}

// ChangesTo compares the form with another version of it, in the official
// order of the other, what is left out last.
func (f *Form) ChangesTo(other *Form) []FieldChange {
	var changes []FieldChange
	for _, after := range other.Fields {
		before := f.byName[after.Name]
		if before == nil {
			changes = append(changes, FieldChange{after.Name, after.Short, []string{"New question: " + after.Label}})
			continue
		}
		if says := before.changesTo(after); len(says) > 0 {
			changes = append(changes, FieldChange{after.Name, after.Short, says})
		}
	}
	for _, before := range f.Fields {
		if other.byName[before.Name] == nil {
			changes = append(changes, FieldChange{before.Name, before.Short, []string{"No longer asked"}})
		}
	}
	return changes
}

func (f *Field) changesTo(after *Field) []string {
	var says []string
	tell := func(what, before, now string) {
		if before != now {
			says = append(says, what+": “"+before+"” becomes “"+now+"”")
		}
	}
	tell("Question", f.Label, after.Label)
	tell("Hint", f.Hint, after.Hint)
	tell("Short name", f.Short, after.Short)
	tell("Kind of answer", string(f.Type), string(after.Type))
	tell("Official list", f.List, after.List)
	tell("Longest answer", fmt.Sprint(f.MaxLength), fmt.Sprint(after.MaxLength))
	tell("Most answers", fmt.Sprint(f.MaxItems), fmt.Sprint(after.MaxItems))
	tell("Check", f.Check, after.Check)
	tell("Shows who the client is", yesNo(f.Identifying), yesNo(after.Identifying))
	tell("Routes", fmt.Sprint(f.AppliesTo), fmt.Sprint(after.AppliesTo))
	tell("Official page", f.Official.Page+"/"+f.Official.Field, after.Official.Page+"/"+after.Official.Field)
	for _, o := range after.Options {
		if !f.hasOption(o.Value) {
			says = append(says, "New answer: "+o.Label)
		}
	}
	for _, o := range f.Options {
		if !after.hasOption(o.Value) {
			says = append(says, "Answer taken away: "+o.Label)
		}
	}
	if !sameCondition(f.AskedWhen, after.AskedWhen) {
		says = append(says, "Asked in other cases than before")
	}
	if !sameCondition(f.RequiredWhen, after.RequiredWhen) {
		says = append(says, "Demanded in other cases than before")
	}
	return says
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// sameCondition compares what conditions say, not where their fields stand.
func sameCondition(a, b Condition) bool { return reflect.DeepEqual(a.unbound(), b.unbound()) }

func (c Condition) unbound() Condition {
	c.index = 0
	for _, inner := range []*[]Condition{&c.All, &c.Any} {
		*inner = slices.Clone(*inner)
		for i := range *inner {
			(*inner)[i] = (*inner)[i].unbound()
		}
	}
	return c
}
