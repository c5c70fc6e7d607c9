package referral

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"nrmdesk/internal/fault"
)

//go:embed data
var data embed.FS

// versions lists the embedded forms, oldest first; the last is the one new
// referrals start with. Old ones stay, so that an old answer keeps its question.
var versions = []string{"2026-04-21"}

var load = sync.OnceValue(func() map[string]*Form {
	forms := make(map[string]*Form, len(versions))
	for _, v := range versions {
		f, err := Read(data, v)
		if err != nil {
			panic("referral form " + v + ": " + err.Error()) // embedded, so a fault of the build
		}
		forms[v] = f
	}
	return forms
})

// Published is the form that new referrals start with.
func Published() *Form { return load()[versions[len(versions)-1]] }

// FormVersion is the form a referral was started with, or fault.NotFound.
func FormVersion(version string) (*Form, error) {
	if f := load()[version]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("referral form %q: %w", version, fault.NotFound)
}

type formFile struct {
	Version  string          `json:"version"`
	Source   json.RawMessage `json:"source"`
	Routes   []routeRule     `json:"routes"`
	Sections []struct {
		ID     string      `json:"id"`
		Title  string      `json:"title"`
		Fields []formField `json:"fields"`
	} `json:"sections"`
}

type formField struct {
	Name         string    `json:"name"`
	Label        string    `json:"label"`
	Type         Type      `json:"type"`
	Options      []string  `json:"options"`
	List         string    `json:"list"`
	MaxItems     int       `json:"max_items"`
	MaxLength    int       `json:"max_length"`
	Check        string    `json:"check"`
	Identifying  bool      `json:"identifying"`
	Trace        Trace     `json:"trace"`
	AppliesTo    []Route   `json:"applies_to"`
	AskedWhen    Condition `json:"asked_when"`
	RequiredWhen Condition `json:"required_when"`
	Official     Official  `json:"official"`
}

type screensFile struct {
	Version      string            `json:"version"`
	OptionLabels map[string]string `json:"option_labels"`
	QuickAnswers []Option          `json:"quick_answers"`
	FromCase     []wording         `json:"from_case"`
	NotAskedHere []wording         `json:"not_asked_here"`
	Tasks        []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Pages []struct {
			ID     string    `json:"id"`
			Title  string    `json:"title"`
			Why    string    `json:"why"`
			Fields []wording `json:"fields"`
		} `json:"pages"`
	} `json:"tasks"`
}

type wording struct {
	Name     string            `json:"name"`
	Question string            `json:"question"`
	Hint     string            `json:"hint"`
	Options  map[string]string `json:"options"`
	Quick    bool              `json:"quick"`
	Source   string            `json:"source"`
	Reason   string            `json:"reason"`

	Chronology Chronology `json:"chronology"`
}

// Read loads and checks one version of the form from data/ in the file system.
func Read(files fs.FS, version string) (*Form, error) {
	var ff formFile
	if err := readJSON(files, "data/form-"+version+".json", &ff); err != nil {
		return nil, err
	}
	var sf screensFile
	if err := readJSON(files, "data/screens-"+version+".json", &sf); err != nil {
		return nil, err
	}
	if ff.Version != version || sf.Version != version {
		return nil, fmt.Errorf("the files call themselves %q and %q", ff.Version, sf.Version)
	}
	f := &Form{Version: version, routes: ff.Routes, byName: map[string]*Field{}, lists: map[string]*List{}}
	if err := f.addFields(files, &ff); err != nil {
		return nil, err
	}
	if err := f.addScreens(&sf); err != nil {
		return nil, err
	}
	return f, f.bind()
}

func readJSON(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (f *Form) addFields(files fs.FS, ff *formFile) error {
	for _, s := range ff.Sections {
		for _, in := range s.Fields {
			if f.byName[in.Name] != nil {
				return fmt.Errorf("field %s stands in the form twice", in.Name)
			}
			field := &Field{
				Name: in.Name, Short: in.Label, Type: in.Type, List: in.List, MaxItems: in.MaxItems, MaxLength: in.MaxLength,
				Check: in.Check, Identifying: in.Identifying, Trace: in.Trace, AppliesTo: in.AppliesTo, AskedWhen: in.AskedWhen,
				RequiredWhen: in.RequiredWhen, Official: in.Official, Section: s.Title, index: len(f.Fields),
			}
			for _, v := range in.Options {
				field.Options = append(field.Options, Option{Value: v})
			}
			f.byName[in.Name] = field
			f.Fields = append(f.Fields, field)
			if err := f.addList(files, field); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Form) addList(files fs.FS, field *Field) error {
	if listed := field.Type == ListChoice || field.Type == ListMulti; listed != (field.List != "") {
		return fmt.Errorf("field %s: a list type names a list, and no other does", field.Name)
	}
	if field.List == "" || f.lists[field.List] != nil {
		return nil
	}
	raw, err := fs.ReadFile(files, "data/lists/"+field.List+".csv")
	if err != nil {
		return err
	}
	if f.lists[field.List], err = readList(bytes.NewReader(raw)); err != nil {
		return fmt.Errorf("list %s: %w", field.List, err)
	}
	return nil
}

func (f *Form) addScreens(sf *screensFile) error {
	placed := map[string]bool{}
	word := func(w wording) (*Field, error) {
		field := f.byName[w.Name]
		if field == nil || placed[w.Name] {
			return nil, fmt.Errorf("screens: field %q is unknown or placed twice", w.Name)
		}
		placed[w.Name] = true
		field.Label, field.Hint, field.Source, field.LeftOut = w.Question, w.Hint, w.Source, w.Reason
		field.Chronology = w.Chronology
		if w.Quick {
			field.QuickAnswers = sf.QuickAnswers
		}
		for i := range field.Options {
			o := &field.Options[i]
			if o.Label = w.Options[o.Value]; o.Label == "" {
				o.Label = sf.OptionLabels[o.Value]
			}
			if o.Label == "" {
				return nil, fmt.Errorf("screens: %s: no words for answer %q", w.Name, o.Value)
			}
		}
		return field, nil
	}
	for _, t := range sf.Tasks {
		task := &Task{ID: t.ID, Title: t.Title}
		for _, p := range t.Pages {
			page := &Page{ID: p.ID, Title: p.Title, Why: p.Why, Task: task}
			for _, w := range p.Fields {
				field, err := word(w)
				if err != nil {
					return err
				}
				field.Page = page
				page.Fields = append(page.Fields, field)
			}
			task.Pages = append(task.Pages, page)
		}
		f.Tasks = append(f.Tasks, task)
	}
	for _, w := range sf.FromCase {
		field, err := word(w)
		if err != nil {
			return err
		}
		f.FromCase = append(f.FromCase, field)
	}
	for _, w := range sf.NotAskedHere {
		field, err := word(w)
		if err != nil {
			return err
		}
		f.NotAskedHere = append(f.NotAskedHere, field)
	}
	if len(placed) != len(f.Fields) {
		var lost []string
		for _, field := range f.Fields {
			if !placed[field.Name] {
				lost = append(lost, field.Name)
			}
		}
		return fmt.Errorf("screens: no place for %s", strings.Join(lost, ", "))
	}
	return nil
}
