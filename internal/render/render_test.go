package render_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"nrmdesk/internal/render"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/web"
)

// examplePage has the fields of pages/error.gohtml.
type examplePage struct {
	render.Layout
	Heading    string
	Paragraphs []string
	Reference  string
	Links      []render.Link
}

func example() examplePage {
	return examplePage{
		Layout: render.Layout{
			Title: "Page not found", Area: "Cases", SignedIn: true, UserName: "J Okafor", Organisation: "Northside Refuge",
			Nav:  []render.NavItem{{Text: "Your cases", Href: "/cases", Current: true}, {Text: "Handoffs", Href: "/handoffs", Count: 2}},
			Back: &render.Link{Text: "Back to your cases", Href: "/cases"}, ExitHref: "/exit", Idle: render.Idle{Seconds: 1800, EndsAt: "4:32pm"},
			Version: "0.1", Print: render.PrintMark{Marking: "Confidential", By: "J Okafor", On: "12 May 2026", CaseRef: "ND-7Q4K-29"},
		},
		Heading: "Page not found", Paragraphs: []string{"Check the reference and try again."}, Reference: "7f3a",
		Links: []render.Link{{Text: "Your cases", Href: "/cases"}},
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	if err := templatecheck.CheckHTML(r.Template("error"), examplePage{}); err != nil {
		t.Error(err)
	}
	signedOut := example()
	signedOut.Layout = render.Layout{Title: "Page not found", ExitHref: "/exit", ExitOnEscape: true}
	wide := example()
	wide.Width, wide.Notice = render.Wide, "Case assigned to R Lind"
	for name, page := range map[string]examplePage{"signed in": example(), "signed out": signedOut, "wide with notice": wide} {
		w := httptest.NewRecorder()
		if err := r.Page(w, http.StatusNotFound, "error", page); err != nil {
			t.Fatal(err)
		}
		if w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: status %d, type %q", name, w.Code, w.Header().Get("Content-Type"))
		}
		for _, problem := range htmlcheck.Lint(w.Body.String()) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

func TestPageTitle(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]render.Layout{
		"Sign in – NRM Desk":                  {Title: "Sign in"},
		"Your cases – Cases – NRM Desk":       {Title: "Your cases", Area: "Cases"},
		"Error: Your cases – Case – NRM Desk": {Title: "Your cases", Area: "Case", Errors: &render.ErrorSummary{}},
	} {
		if got := l.PageTitle(); got != want {
			t.Errorf("PageTitle() = %q, want %q", got, want)
		}
	}
}

func TestFailingPageSendsNothing(t *testing.T) {
	t.Parallel()
	r, err := render.New(withPage(`{{template "layout" .}}{{define "main"}}<p>half</p>{{.NoSuchField}}{{end}}`), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"broken", "no-such-page"} {
		w := httptest.NewRecorder()
		if err := r.Page(w, http.StatusOK, name, example()); err == nil {
			t.Errorf("%s: no error", name)
		}
		if w.Body.Len() != 0 || len(w.Header()) != 0 {
			t.Errorf("%s: already sent %q", name, w.Body.String())
		}
	}
}

func TestBrokenTemplateStopsTheStart(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"does not parse":    `{{define "main"}}{{if}}{{end}}`,
		"unknown function":  `{{shout .Title}}`,
		"unknown component": `{{template "layout" .}}{{define "main"}}{{template "govuk-carousel" .}}{{end}}`,
	} {
		if _, err := render.New(withPage(page), web.Static()); err == nil {
			t.Errorf("%s: started all the same", name)
		}
	}
	if _, err := render.New(web.Templates(), fstest.MapFS{}); err == nil {
		t.Error("no manifest: started all the same")
	}
	if _, err := render.New(fstest.MapFS{}, web.Static()); err == nil {
		t.Error("no layout: started all the same")
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	files := withPage("{{template \"layout\" .}}")
	files["mail/reminder.txt"] = &fstest.MapFile{Data: []byte("{{.Ref}} & date\n")}
	r, err := render.New(files, web.Static())
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Text("reminder", struct{ Ref string }{"ND-7Q4K-29"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("ND-7Q4K-29 & date\n", got); diff != "" {
		t.Error(diff)
	}
	if _, err := r.Text("no-such-mail", nil); err == nil {
		t.Error("a mail that does not exist was filled")
	}
}

// The committed assets are the ones the manifest promises, and ask nothing of any other place.
func TestCommittedAssets(t *testing.T) {
	t.Parallel()
	manifest, err := render.ReadManifest(web.Static())
	if err != nil {
		t.Fatal(err)
	}
	for name, asset := range manifest {
		data, err := fs.ReadFile(web.Static(), asset.File)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != asset.SHA256 {
			t.Errorf("%s is not what was compiled: run make assets", asset.File)
		}
		for _, barred := range []string{"innerHTML", "GDS Transport", "url(", "sourceMappingURL"} {
			if strings.Contains(string(data), barred) {
				t.Errorf("%s holds %q", name, barred)
			}
		}
	}
}

// withPage is the real templates with one more page.
func withPage(text string) fstest.MapFS {
	files := fstest.MapFS{"pages/broken.gohtml": &fstest.MapFile{Data: []byte(text)}}
	for _, dir := range []string{"layout", "govuk", "app"} {
		found, err := fs.Glob(web.Templates(), dir+"/*.gohtml")
		if err != nil {
			panic(err)
		}
		for _, file := range found {
			data, err := fs.ReadFile(web.Templates(), file)
			if err != nil {
				panic(err)
			}
			files[file] = &fstest.MapFile{Data: data}
		}
	}
	return files
}
