package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/web"
)

// The design system ships its own examples with the HTML it makes of them. Our
// components must make the same; see testdata/govuk-frontend-6.6.0/NOTICE.
const (
	fixtureDir      = "testdata/govuk-frontend-6.6.0"
	unsupportedFile = "testdata/unsupported.txt"
)

// A new version of the design system changes these numbers: review it, then them.
const (
	wantComponents = 35
	wantFixtures   = 674
	wantVisible    = 271
)

type fixture struct {
	component string
	Name      string
	Options   map[string]any
	Hidden    bool
	HTML      string
}

var components = map[string]any{
	"back-link": BackLink{}, "breadcrumbs": Breadcrumbs{}, "button": Button{}, "character-count": CharacterCount{},
	"checkboxes": Checkboxes{}, "cookie-banner": CookieBanner{}, "date-input": DateInput{}, "details": Details{},
	"error-message": ErrorMessage{}, "error-summary": ErrorSummary{}, "exit-this-page": ExitThisPage{},
	"fieldset": Fieldset{}, "file-upload": FileUpload{}, "generic-header": GenericHeader{}, "hint": Hint{},
	"input": Input{}, "inset-text": InsetText{}, "label": Label{}, "language-navigation": LanguageNavigation{},
	"notification-banner": NotificationBanner{}, "pagination": Pagination{}, "panel": Panel{},
	"password-input": PasswordInput{}, "phase-banner": PhaseBanner{}, "radios": Radios{}, "select": Select{},
	"service-navigation": ServiceNavigation{}, "skip-link": SkipLink{}, "summary-list": SummaryList{},
	"table": Table{}, "tabs": Tabs{}, "tag": Tag{}, "task-list": TaskList{}, "textarea": Textarea{},
	"warning-text": WarningText{},
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	all, set, unsupported := readFixtures(t), componentTemplates(t), readUnsupported(t)
	var visible, visiblePass, hiddenPass int
	for _, f := range all {
		key := f.component + ": " + f.Name
		difference := f.check(set)
		if !f.Hidden {
			visible++
		}
		switch {
		case difference == "" && f.Hidden:
			hiddenPass++
		case difference == "":
			visiblePass++
		}
		switch _, listed := unsupported[key]; {
		case difference == "" && listed:
			t.Errorf("%s passes: take it off %s", key, unsupportedFile)
		case difference != "" && !listed:
			t.Errorf("%s (hidden %v)\n%s", key, f.Hidden, difference)
		case difference != "" && !f.Hidden:
			t.Errorf("%s is shown in the design system's own pages and must not be listed as unsupported", key)
		}
		delete(unsupported, key)
	}
	for key := range unsupported {
		t.Errorf("%s names no fixture: %s", unsupportedFile, key)
	}
	if len(all) != wantFixtures || visible != wantVisible {
		t.Errorf("%d fixtures, %d visible; want %d and %d", len(all), visible, wantFixtures, wantVisible)
	}
	t.Logf("fixtures: %d/%d visible, %d/%d hidden pass", visiblePass, visible, hiddenPass, len(all)-visible)
}

// A comparison that never fails proves nothing, so wrong templates must be caught.
func TestFixtures_wrongTemplate(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ component, wrong string }{
		"a class is missing":                {"hint", `{{define "govuk-hint"}}<div{{with .ID}} id="{{.}}"{{end}}>{{template "govuk-text" .}}</div>{{end}}`},
		"another element":                   {"tag", `{{define "govuk-tag"}}<span class="govuk-tag{{with .Classes}} {{.}}{{end}}"{{.Attributes.HTML}}>{{template "govuk-text" .}}</span>{{end}}`},
		"no space beside an inline element": {"error-message", `{{define "govuk-error-message"}}<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span>{{.Text}}</p>{{end}}`},
		"only the text":                     {"button", `{{define "govuk-button"}}Save{{end}}`},
		"a part used by other components":   {"radios", `{{define "govuk-label-element"}}<label class="govuk-label">{{.Text}}</label>{{end}}`},
	}
	all := readFixtures(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := template.Must(componentTemplates(t).Parse(c.wrong))
			i := slices.IndexFunc(all, func(f fixture) bool { return f.component == c.component && f.Name == "default" })
			if all[i].check(set) == "" {
				t.Errorf("the wrong %s passes", c.component)
			}
		})
	}
}

// check draws the fixture and describes the first difference, "" when there is none.
func (f fixture) check(set *template.Template) string {
	data, err := f.params()
	if err != nil {
		return err.Error()
	}
	var got bytes.Buffer
	if err := set.ExecuteTemplate(&got, "govuk-"+f.component, data); err != nil {
		return err.Error()
	}
	return htmlcheck.Diff(f.HTML, got.String())
}

// params turns the options into our struct.
func (f fixture) params() (any, error) {
	options := f.Options
	if adapt := adapters[f.component]; adapt != nil {
		adapt(options)
	}
	v := reflect.New(reflect.TypeOf(components[f.component])).Elem()
	if err := fill(v, options); err != nil {
		return nil, err
	}
	return v.Interface(), nil
}

func componentTemplates(t *testing.T) *template.Template {
	t.Helper()
	set, err := Components(web.Templates(), Manifest{})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func readFixtures(t *testing.T) (all []fixture) {
	t.Helper()
	files, err := filepath.Glob(fixtureDir + "/*.json")
	if err != nil || len(files) != wantComponents || len(components) != wantComponents {
		t.Fatalf("%d fixture files and %d components, want %d (%v)", len(files), len(components), wantComponents, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Component string
			Fixtures  []fixture
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, f := range doc.Fixtures {
			f.component = doc.Component
			all = append(all, f)
		}
	}
	return all
}

// readUnsupported reads lines of "component: fixture name — reason".
func readUnsupported(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(unsupportedFile)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason, ok := strings.Cut(line, " — ")
		if !ok {
			t.Fatal(fmt.Errorf("%s: no reason in %q", unsupportedFile, line))
		}
		reasons[key] = reason
	}
	return reasons
}
