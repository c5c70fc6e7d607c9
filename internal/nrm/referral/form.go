// Package referral is the rulebook's view of the official referral form: which
// questions are in play on which route, what is still missing, what does not
// fit together, and what may leave the desk.
//
// The form is data (data/form-*.json: the official fields in official order,
// data/screens-*.json: our own tasks, pages and wording, data/lists/*.csv: the
// official option lists). A new version of the form is a new pair of files.
//
// It does not store, send or time anything, and it knows no case states: see
// package casefile for those and package consent for the answers C1 to C6.
package referral

import "slices"

// Route is the way a report takes, worked out from age and consent.
type Route string

// The three routes, and Undecided while age or consent is still open.
const (
	Undecided Route = ""
	Adult     Route = "adult"
	Child     Route = "child"
	DtN       Route = "dtn"
)

// Type is the kind of answer a field takes.
type Type string

// The kinds of answer on the official form.
const (
	Text        Type = "text"
	LongText    Type = "long_text"
	Choice      Type = "choice"
	MultiChoice Type = "multi_choice"
	ListChoice  Type = "list_choice"
	ListMulti   Type = "list_multi"
	Confirm     Type = "confirm"
	DateType    Type = "date"
	Integer     Type = "integer"
	Phone       Type = "phone"
	Email       Type = "email"
	FileList    Type = "file_list"
)

// Ticked is the one value a confirm field takes.
const Ticked = "yes"

// Form is one version of the questions. It is read-only once loaded.
type Form struct {
	Version      string
	Fields       []*Field // every official field, in official order
	Tasks        []*Task  // our screens
	FromCase     []*Field // never asked here: the case knows them
	NotAskedHere []*Field // left out on purpose, see Field.LeftOut

	routes []routeRule
	byName map[string]*Field
	lists  map[string]*List
}

type routeRule struct {
	Route Route     `json:"route"`
	When  Condition `json:"when"`
}

// Task is one line of the referral task list.
type Task struct {
	ID, Title string
	Pages     []*Page
}

// Page is one question or a small group of questions that belong together.
type Page struct {
	ID, Title string
	Why       string // why we ask, in a line
	Task      *Task
	Fields    []*Field
}

// Option is one answer to choose: Value is stored, Label is shown.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Field is one official field with our words for it.
type Field struct {
	Name         string
	Label        string // our question
	Short        string // a few words, for check answers and the pack
	Hint         string
	Type         Type
	Options      []Option
	List         string // name of the option list of a list_choice or list_multi
	MaxItems     int
	MaxLength    int // 0: the official form sets no limit
	Check        string
	Identifying  bool     // may not leave in a nameless Duty to Notify
	Trace        Trace    // what its answer gives away when it stands in another text; "" for nothing
	QuickAnswers []Option // ready answers for "not known" and the like; the Value is the text kept
	AppliesTo    []Route
	AskedWhen    Condition
	RequiredWhen Condition
	Official     Official
	Section      string // official section title
	Chronology   Chronology
	Source       string // where the case knows it from, for FromCase fields
	LeftOut      string // why we do not ask, for NotAskedHere fields
	Page         *Page  // nil when it stands on none of our pages

	index  int
	routed bool // the route depends on it, so no route can rule it out
}

// Official says where the field stands in the official service.
type Official struct {
	Page    string            `json:"page"`
	DtNPage string            `json:"dtn_page"`
	Field   string            `json:"field"`
	FieldBy string            `json:"field_by"` // the answer to this field …
	Fields  map[string]string `json:"fields"`   // … picks one of these names
}

// Field finds a field by name; nil when the form has none of that name.
func (f *Form) Field(name string) *Field { return f.byName[name] }

// Task finds a task by id; nil when there is none.
func (f *Form) Task(id string) *Task {
	if i := slices.IndexFunc(f.Tasks, func(t *Task) bool { return t.ID == id }); i >= 0 {
		return f.Tasks[i]
	}
	return nil
}

// Page finds a page of the task by id; nil when there is none.
func (t *Task) Page(id string) *Page {
	if i := slices.IndexFunc(t.Pages, func(p *Page) bool { return p.ID == id }); i >= 0 {
		return t.Pages[i]
	}
	return nil
}

// List is the option list of a list_choice or list_multi field; nil for others.
func (f *Form) List(field *Field) *List { return f.lists[field.List] }

// Shown turns stored values into what a person reads.
func (f *Field) Shown(values []string) []string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = v
		for _, o := range f.Options {
			if o.Value == v {
				shown[i] = o.Label
			}
		}
		if f.Type == Confirm && v == Ticked {
			shown[i] = "Yes"
		}
	}
	return shown
}

func (f *Field) hasOption(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
}
