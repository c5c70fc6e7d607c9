package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func TestSheets_areOpenAndQuiet(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	s.Published(t, "ar")
	visitor := s.Visitor(t)
	list := visitor.Get("/sheets")
	lintPage(t, list)
	shows(t, list, "Explanation sheets", "English", "العربية", "Leave this page quickly")
	for _, p := range []site.Page{list, visitor.Get("/sheets/en/1"), visitor.Get("/sheets/ar/1")} {
		lintPage(t, p)
		if !strings.Contains(p.HTML, "data-exit-on-escape") || !strings.Contains(p.HTML, "or press Escape") {
			t.Error("no quick way out")
		}
		if len(p.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("reading leaves a cookie: %v", p.Header)
		}
	}
	inside := s.SignedIn(t, s.Caseworker).Get("/sheets/en/1")
	lintPage(t, inside)
	if strings.Contains(inside.HTML, "data-exit-on-escape") {
		t.Error("Escape leaves a page on which somebody works")
	}
	for _, path := range []string{"/sheets/en/2", "/sheets/en/0", "/sheets/en/x", "/sheets/xx/1", "/sheets/..%2f/1", "/sheets/EN/99999999999999999999"} {
		if p := visitor.Get(path); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}

func TestSheets_rightToLeft(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	s.Published(t, "ar")
	p := s.Visitor(t).Get("/sheets/ar/1")
	if !strings.Contains(p.HTML, `<article class="app-sheet" lang="ar" dir="rtl">`) {
		t.Errorf("the words have no language or direction: %s", p.HTML)
	}
	if !strings.Contains(p.HTML, `<html lang="en-GB"`) {
		t.Error("the page around it changes its language")
	}
	shows(t, p, "هذا نص تجريبي فقط.", "Written or translated by A. Translatorova")
}

func TestSheets_writtenPreviewedPublished(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	admin := s.SignedIn(t, s.Admin)
	list := admin.Get("/admin/sheets")
	lintPage(t, list)
	shows(t, list, "English", "comes with the program")
	form := admin.Get("/admin/sheets/new")
	lintPage(t, form)
	wrong := admin.Submit(form, url.Values{"language_name": {"Arabic"}, "language_tag": {"not a tag"}, "direction": {"ltr"}, "title": {"عنوان"}, "translated_on-day": {"31"}, "translated_on-month": {"2"}, "translated_on-year": {"2026"}})
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.HTML, "عنوان") {
		t.Fatalf("%d %s", wrong.Status, wrong.Text())
	}
	shows(t, wrong, "Enter a language tag like cy, ar or zh-Hant", "must be a date that exists")
	shows(t, admin.Submit(form, url.Values{"language_name": {"Arabic"}, "language_tag": {"ar"}, "direction": {"ltr"}}), "Arabic is written the other way")
	// Saved with gaps, shown, and not published with them.
	preview := admin.Follow(admin.Submit(form, url.Values{"language_name": {"Arabic"}, "language_tag": {"AR"}, "direction": {"rtl"}, "title": {"عنوان"}}))
	lintPage(t, preview)
	shows(t, preview, "This sheet cannot be published yet", "Enter who wrote or translated it", "Enter the text of")
	lacks(t, preview, "Publish this sheet")
	edit := admin.Get(strings.Replace(at(t, s), "preview", "edit", 1))
	lintPage(t, edit)
	whole := filled(sample.Sheet("ar"))
	preview = admin.Follow(admin.Submit(edit, whole))
	lintPage(t, preview)
	shows(t, preview, "Publish this sheet", "هذا نص تجريبي فقط.")
	if p := s.Visitor(t).Get("/sheets/ar/1"); p.Status != http.StatusNotFound {
		t.Errorf("a draft can be read by everybody: %d", p.Status)
	}
	stale := admin.Submit(edit, whole)
	if stale.Status == http.StatusSeeOther && stale.To != "" && !strings.Contains(stale.To, "preview") {
		t.Errorf("an old form: %d %q", stale.Status, stale.To)
	}
	published := admin.Follow(admin.Submit(preview, nil))
	lintPage(t, published)
	shows(t, published, "Published: Arabic, version 1.", "Write a new version")
	if p := s.Visitor(t).Get("/sheets/ar/1"); p.Status != http.StatusOK {
		t.Errorf("published, and not to be read: %d", p.Status)
	}
	// Never edited again; a new version leaves the old one to be read.
	if p := admin.Get(strings.Replace(at(t, s), "preview", "edit", 1)); p.Status != http.StatusConflict && p.Status != http.StatusNotFound {
		t.Errorf("a published sheet is edited: %d", p.Status)
	}
	next := admin.Get("/admin/sheets/new?from=ar/1")
	lintPage(t, next)
	if !strings.Contains(next.HTML, "هذا نص تجريبي فقط.") || strings.Contains(next.HTML, "Translatorova") {
		t.Error("a new version does not begin with the words, or takes over who stood for the old ones")
	}
	preview = admin.Follow(admin.Submit(next, filled(sample.Sheet("ar"))))
	admin.Submit(preview, nil)
	old := s.Visitor(t).Get("/sheets/ar/1")
	shows(t, old, "There is a newer version of this sheet")
	shows(t, s.Visitor(t).Get("/sheets"), "Version 2", "Earlier: Version 1")
	for _, who := range []string{"caseworker", "supervisor", "auditor"} {
		actor := map[string]*site.Visitor{"caseworker": s.SignedIn(t, s.Caseworker), "supervisor": s.SignedIn(t, s.Supervisor), "auditor": s.SignedIn(t, s.Auditor)}[who]
		if p := actor.Get("/admin/sheets/new"); p.Status != http.StatusForbidden {
			t.Errorf("a %s writes sheets: %d", who, p.Status)
		}
	}
}

// at is the preview of the sheet that was written last.
func at(t *testing.T, s *site.Site) string {
	t.Helper()
	list, err := s.Desk.Sheets(t.Context(), s.Admin)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return "/admin/sheets/preview/" + list[0].ID
}

// filled are the fields of the form with every word of a sheet.
func filled(s consent.Sheet) url.Values {
	v := url.Values{
		"language_tag": {s.Tag}, "language_name": {s.Language}, "own_name": {s.OwnName}, "direction": {string(s.Direction)}, "title": {s.Title},
		"opening": {s.Opening}, "closing": {s.Closing}, "translator": {s.Translator},
		"translated_on-day": {"18"}, "translated_on-month": {"5"}, "translated_on-year": {"2026"},
	}
	for _, section := range s.Sections {
		v.Set("heading_"+section.Point, section.Heading)
		v.Set("text_"+section.Point, section.Text)
	}
	return v
}
