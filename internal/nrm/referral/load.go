package referral

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
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

// Versions lists the versions this release carries, oldest first.
func Versions() []string { return versions }

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
// Its error is a *FormError.
func Read(files fs.FS, version string) (*Form, error) {
	form, err := fs.ReadFile(files, "data/form-"+version+".json")
	if err != nil {
		return nil, err
	}
	screens, err := fs.ReadFile(files, "data/screens-"+version+".json")
	if err != nil {
		return nil, err
	}
	f, err := build(form, screens, files)
	if err == nil && f.Version != version {
		return nil, fmt.Errorf("the files call themselves %q", f.Version)
	}
	return f, err
}

// build makes a form of its two parts and says everything that is wrong.
func build(form, screens []byte, lists fs.FS) (*Form, error) {
	var wrong FormError
	var ff formFile
	wrong.add("form", readJSON(form, &ff))
	var sf screensFile
	wrong.add("screens", readJSON(screens, &sf))
	if wrong.Any() {
		return nil, &wrong
	}
	f := &Form{Version: ff.Version, routes: ff.Routes, byName: map[string]*Field{}, lists: map[string]*List{}}
	if _, err := calendar.ParseDate(ff.Version); err != nil || ff.Version != sf.Version {
		wrong.say("Form and screens must carry the same version, a date as YYYY-MM-DD.")
	}
	f.addFields(lists, &ff, &wrong)
	f.addScreens(&sf, &wrong)
	f.checkSafety(&wrong)
	if wrong.Any() {
		return nil, &wrong
	}
	f.bind(&wrong)
	if wrong.Any() {
		return nil, &wrong
	}
	return f, nil
}

func readJSON(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end")
	}
	return nil
}

func (f *Form) addFields(files fs.FS, ff *formFile, wrong *FormError) {
	for _, s := range ff.Sections {
		for _, in := range s.Fields {
			if in.Name == "" || f.byName[in.Name] != nil {
				wrong.say("Field %q stands in the form twice, or has no name.", in.Name)
				continue
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
			wrong.add(in.Name, f.addList(files, field))
		}
	}
}

func (f *Form) addList(files fs.FS, field *Field) error {
	if listed := field.Type == ListChoice || field.Type == ListMulti; listed != (field.List != "") {
		return errors.New("a field with an official list names it, and no other does")
	}
	if field.List == "" || f.lists[field.List] != nil {
		return nil
	}
	raw, err := fs.ReadFile(files, "data/lists/"+field.List+".csv")
	if err != nil {
		return fmt.Errorf("there is no official list %q", field.List)
	}
	f.lists[field.List], err = ParseList(raw)
	return err
}

func (f *Form) addScreens(sf *screensFile, wrong *FormError) {
	placed := map[string]bool{}
	word := func(w wording) *Field {
		field := f.byName[w.Name]
		if field == nil || placed[w.Name] {
			wrong.say("Screens: field %q is not in the form, or is placed twice.", w.Name)
			return nil
		}
		if w.Question == "" {
			wrong.say("Screens: %s has no question.", w.Name)
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
				wrong.say("Screens: %s has no words for the answer %q.", w.Name, o.Value)
			}
		}
		return field
	}
	for _, t := range sf.Tasks {
		task := &Task{ID: t.ID, Title: t.Title}
		for _, p := range t.Pages {
			page := &Page{ID: p.ID, Title: p.Title, Why: p.Why, Task: task}
			for _, w := range p.Fields {
				if field := word(w); field != nil {
					field.Page = page
					page.Fields = append(page.Fields, field)
				}
			}
			task.Pages = append(task.Pages, page)
		}
		f.Tasks = append(f.Tasks, task)
	}
	for _, w := range sf.FromCase {
		if field := word(w); field != nil {
			f.FromCase = append(f.FromCase, field)
		}
	}
	for _, w := range sf.NotAskedHere {
		if field := word(w); field != nil {
			f.NotAskedHere = append(f.NotAskedHere, field)
		}
	}
	for _, field := range f.Fields {
		if !placed[field.Name] {
			wrong.say("Screens: there is no place for %s.", field.Name)
		}
	}
}
