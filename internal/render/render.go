// Package render turns typed page data into HTML, and mail data into text.
//
// Templates are parsed once at start; a missing or broken one stops the program rather than a page. Components are
// structs here (GOV.UK ones in govuk*.go, our own in app*.go) with a partial of the same name under web/templates, so
// that a test can check every field. It knows nothing of cases or rules: internal/server fills the structs.
package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	texttemplate "text/template"
)

// Renderer holds every parsed page and mail text. It is safe for use by many requests at once.
type Renderer struct {
	pages map[string]*template.Template
	texts *texttemplate.Template
}

// New parses all templates. Each file in pages/ becomes a set of its own over layout/, govuk/ and app/, so that every
// page may define the same blocks.
func New(templates, static fs.FS) (*Renderer, error) {
	assets, err := ReadManifest(static)
	if err != nil {
		return nil, err
	}
	shared, err := Components(templates, assets)
	if err != nil {
		return nil, err
	}
	if _, err := shared.ParseFS(templates, "layout/*.gohtml"); err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	r := &Renderer{pages: map[string]*template.Template{}}
	files, err := fs.Glob(templates, "pages/*.gohtml")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".gohtml")
		if r.pages[name], err = parsePage(shared, templates, file); err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
	}
	if r.texts, err = parseTexts(templates); err != nil {
		return nil, err
	}
	return r, nil
}

// Components parses the govuk/ and app/ partials alone: what component tests execute.
func Components(templates fs.FS, assets Manifest) (*template.Template, error) {
	set := template.New("components").Funcs(funcs(assets))
	for _, pattern := range []string{"govuk/*.gohtml", "app/*.gohtml"} {
		files, err := fs.Glob(templates, pattern)
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			continue
		}
		if _, err := set.ParseFS(templates, files...); err != nil {
			return nil, fmt.Errorf("parse components: %w", err)
		}
	}
	return set, nil
}

func parsePage(shared *template.Template, templates fs.FS, file string) (*template.Template, error) {
	set, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	if set, err = set.ParseFS(templates, file); err != nil {
		return nil, err
	}
	page := set.Lookup(path.Base(file))
	// html/template looks for missing components and unsafe places only when it first runs; let that be now.
	var broken *template.Error
	if err := page.Execute(io.Discard, nil); errors.As(err, &broken) {
		return nil, broken
	}
	return page, nil
}

func parseTexts(templates fs.FS) (*texttemplate.Template, error) {
	set := texttemplate.New("mail").Option("missingkey=error")
	files, err := fs.Glob(templates, "mail/*.txt")
	if err != nil || len(files) == 0 {
		return set, err
	}
	if _, err := set.ParseFS(templates, files...); err != nil {
		return nil, fmt.Errorf("parse mail: %w", err)
	}
	return set, nil
}

// Page writes the named page with the given status. Nothing reaches w until the whole page has been made, so a
// failing template never sends half a page with status 200.
func (r *Renderer) Page(w http.ResponseWriter, status int, name string, data any) error {
	body, err := r.HTML(name, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

// HTML makes the named page without sending it.
func (r *Renderer) HTML(name string, data any) ([]byte, error) {
	page, ok := r.pages[name]
	if !ok {
		return nil, fmt.Errorf("render page %s: no such template", name)
	}
	var body bytes.Buffer
	if err := page.Execute(&body, data); err != nil {
		return nil, fmt.Errorf("render page %s: %w", name, err)
	}
	return body.Bytes(), nil
}

// Text fills the named mail text ("reminder" is mail/reminder.txt).
func (r *Renderer) Text(name string, data any) (string, error) {
	var body strings.Builder
	if err := r.texts.ExecuteTemplate(&body, name+".txt", data); err != nil {
		return "", fmt.Errorf("render mail %s: %w", name, err)
	}
	return body.String(), nil
}

// Template gives tests the parsed page, for checking its fields against a page struct; nil when there is none.
func (r *Renderer) Template(name string) *template.Template { return r.pages[name] }

// TextTemplate is Template for mail texts.
func (r *Renderer) TextTemplate(name string) *texttemplate.Template {
	return r.texts.Lookup(name + ".txt")
}

// Pages lists the names of all pages, so that a test can ask that each one is checked.
func (r *Renderer) Pages() []string {
	names := make([]string, 0, len(r.pages))
	for name := range r.pages {
		names = append(names, name)
	}
	return names
}
