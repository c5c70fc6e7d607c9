package referral_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
)

func TestPublished_everyFieldHasOnePlace(t *testing.T) {
	t.Parallel()
	form := referral.Published()
	onPages := 0
	for _, task := range form.Tasks {
		for _, page := range task.Pages {
			if page.Title == "" || page.Why == "" || len(page.Fields) == 0 {
				t.Errorf("page %s/%s is bare", task.ID, page.ID)
			}
			onPages += len(page.Fields)
		}
	}
	type places struct{ Fields, OnPages, FromCase, NotAskedHere int }
	want := places{Fields: 110, OnPages: 103, FromCase: 5, NotAskedHere: 2}
	got := places{len(form.Fields), onPages, len(form.FromCase), len(form.NotAskedHere)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, f := range form.FromCase {
		if f.Source == "" {
			t.Errorf("%s: does not say where the case knows it from", f.Name)
		}
	}
	for _, f := range form.NotAskedHere {
		if f.LeftOut == "" {
			t.Errorf("%s: does not say why it is not asked", f.Name)
		}
	}
}

func TestPublished_tasksInOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, task := range referral.Published().Tasks {
		got = append(got, task.Title)
	}
	want := []string{"About this report", "About the client", "What happened", "Exploitation and people responsible",
		"Professional view", "Places", "Police and authorities", "Support wanted"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPublished_fieldsPerRoute(t *testing.T) {
	t.Parallel()
	got := map[referral.Route]int{}
	for _, f := range referral.Published().Fields {
		for _, r := range f.AppliesTo {
			got[r]++
		}
	}
	want := map[referral.Route]int{referral.Adult: 104, referral.Child: 83, referral.DtN: 73}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPublished_lists(t *testing.T) {
	t.Parallel()
	want := map[string]int{"responder_organisation": 526, "la_name": 451, "uk_towns": 1622, "overseas_countries": 196,
		"current_town": 1622, "current_region": 98, "police_force": 47, "nationality": 222, "second_nationality": 222}
	form, got := referral.Published(), map[string]int{}
	for _, f := range form.Fields {
		if l := form.List(f); l != nil {
			got[f.Name] = len(l.Values)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if form.List(form.Field("overseas_countries")).Has("United Kingdom") {
		t.Error("the UK is offered as a country overseas")
	}
}

func TestList_find(t *testing.T) {
	t.Parallel()
	form := referral.Published()
	got := form.List(form.Field("police_force")).Find(" wales ", 9)
	if diff := cmp.Diff([]string{"North Wales Police", "South Wales Police"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFormVersion(t *testing.T) {
	t.Parallel()
	if f, err := referral.FormVersion("2026-04-21"); err != nil || f != referral.Published() {
		t.Errorf("got %v, %v", f, err)
	}
	if _, err := referral.FormVersion("1999-01-01"); !errors.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func TestRead_refusesABrokenForm(t *testing.T) {
	t.Parallel()
	const form, screens = "data/form-2026-04-21.json", "data/screens-2026-04-21.json"
	tests := map[string]struct{ file, old, new, want string }{
		"condition on an unknown field": {form, `"asked_when": {"field": "still_exploited", "is": ["yes"]}`, `"asked_when": {"field": "still_held", "is": ["yes"]}`, `unknown field "still_held"`},
		"condition on an unknown value": {form, `"asked_when": {"field": "still_exploited", "is": ["yes"]}`, `"asked_when": {"field": "still_exploited", "is": ["maybe"]}`, `"maybe", which is no answer`},
		"condition on an unknown route": {form, `"asked_when": {"route": ["dtn"]}`, `"asked_when": {"route": ["ms1"]}`, `unknown route "ms1"`},
		"condition that says nothing":   {form, `"asked_when": {"route": ["dtn"]}`, `"asked_when": {}`, "exactly one thing"},
		"question asked in a circle":    {form, `"name": "still_exploited", "label": "Still in the situation", "type": "choice", "options": ["yes", "no"], "applies_to": ["adult", "child", "dtn"], "asked_when": {"always": true}`, `"name": "still_exploited", "label": "Still in the situation", "type": "choice", "options": ["yes", "no"], "applies_to": ["adult", "child", "dtn"], "asked_when": {"field": "still_exploited", "is": ["yes"]}`, "only when it is answered"},
		"list that is not there":        {form, `"list": "police_forces"`, `"list": "police_farces"`, `no official list "police_farces"`},
		"field twice in the form":       {form, `{"name": "own_reference"`, `{"name": "work_email"`, "twice"},
		"word the loader does not know": {form, `"max_items"`, `"most_items"`, "unknown field"},
		"field twice on the screens":    {screens, `{"name": "journey"`, `{"name": "treatment"`, `"treatment" is not in the form, or is placed twice`},
		"answer without words":          {screens, `"overseas": "In another country"`, `"abroad": "In another country"`, `no words for the answer "overseas"`},
		"question beside its opener": {screens, `]},
      {"id": "journey", "title": "The journey",
       "why": "It shows who was involved and where.",
       "fields": [
`, ",\n", "journey must stand on a later page than moved_by_exploiter"},
		"another version inside": {screens, `"version": "2026-04-21"`, `"version": "2027-01-01"`, "the same version"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := referral.Read(withEdit(t, tt.file, tt.old, tt.new), "2026-04-21")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something about %q", err, tt.want)
			}
		})
	}
}

// withEdit is the data folder with the first occurrence of old replaced.
func withEdit(t *testing.T, file, old, new string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("."), "data", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
	return files
}
