package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.Visitor(t)
	if p := v.Get("/cases"); p.To != "/sign-in?back=%2Fcases" {
		t.Errorf("a stranger is led to %q", p.To)
	}
	p := v.Get("/sign-in?back=/cases")
	wrong := v.Submit(p, url.Values{"email": {"casey.caseworker@example.org"}, "password": {"wrong"}})
	unknown := v.Submit(p, url.Values{"email": {"nobody@example.org"}, "password": {"wrong"}})
	if wrong.Status != http.StatusUnprocessableEntity || wrong.Status != unknown.Status {
		t.Errorf("wrong password %d, unknown user %d", wrong.Status, unknown.Status)
	}
	if !strings.Contains(wrong.HTML, "casey.caseworker@example.org") {
		t.Error("the address typed is not kept")
	}
	in := v.Submit(p, url.Values{"email": {"Casey.Caseworker@example.org"}, "password": {sample.Password}})
	if in.To != "/cases" {
		t.Fatalf("signed in to %q (%d): %s", in.To, in.Status, in.Text())
	}
	if list := v.Follow(in); list.Status != http.StatusOK || !strings.Contains(list.Text(), "Your cases") {
		t.Errorf("%d %s", list.Status, list.Text())
	}
	if out := v.Post("/sign-out", url.Values{}); out.To != "/sign-in" || out.Header.Get("Clear-Site-Data") == "" {
		t.Errorf("signed out to %q", out.To)
	}
	if p := v.Get("/cases"); p.Status != http.StatusSeeOther {
		t.Errorf("after signing out: %d", p.Status)
	}
}

func TestSignIn_backGoesToOwnPagesOnly(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for _, back := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "/cases\r\nX: y"} {
		v := s.Visitor(t)
		p := v.Get("/sign-in?" + url.Values{"back": {back}}.Encode())
		in := v.Submit(p, url.Values{"email": {"casey.caseworker@example.org"}, "password": {sample.Password}, "back": {back}})
		if in.To != "/cases" {
			t.Errorf("back=%q leads to %q", back, in.To)
		}
	}
}

func TestStartCase_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Follow(v.Get("/cases/new"))
	empty := v.Submit(p, nil)
	if empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), "Select whether it is safe to talk") {
		t.Fatalf("empty form: %d %s", empty.Status, empty.Text())
	}
	answers := []url.Values{
		{"private_place": {"yes"}, "safe_to_talk": {"yes"}, "interpreter_needed": {"yes"}},
		{"nation": {"wales"}},
		{"age_band": {"adult"}},
		{"contact_channel": {"text"}, "contact_details": {"07700 900 123 <b>only</b> after 10"}},
		{"name_to_use": {"Ana مرحبا 🙂"}, "language": {"Albanian"}},
	}
	for _, fields := range answers {
		p = v.Follow(v.Submit(p, fields))
		if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 {
			t.Errorf("%v", problems)
		}
	}
	if !strings.Contains(p.Text(), "Check the answers") || !strings.Contains(p.HTML, "&lt;b&gt;only&lt;/b&gt;") {
		t.Fatalf("check page: %s", p.Text())
	}
	first, second := v.Submit(p, nil), v.Submit(p, nil)
	if first.Status != http.StatusSeeOther || !strings.HasPrefix(first.To, "/cases/ND-") {
		t.Fatalf("started: %d %q", first.Status, first.To)
	}
	if second.Status == http.StatusSeeOther && strings.HasPrefix(second.To, "/cases/ND-") && second.To != first.To {
		t.Errorf("a second press started %s beside %s", second.To, first.To)
	}
	overview := v.Follow(first)
	if overview.Status != http.StatusOK || !strings.Contains(overview.Text(), "Ana مرحبا 🙂") {
		t.Errorf("%d %s", overview.Status, overview.Text())
	}
	if problems := htmlcheck.Lint(overview.HTML); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}

func TestExpiredSession_keepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Get("/cases/new/contact")
	v.Post("/sign-out", url.Values{})
	again := v.Submit(p, url.Values{"contact_channel": {"text"}, "contact_details": {"half a sentence"}})
	if again.Status != http.StatusUnauthorized || strings.Contains(again.HTML, "half a sentence") {
		t.Fatalf("%d; the sign-in page must carry the text sealed", again.Status)
	}
	in := v.Submit(again, url.Values{"email": {"casey.caseworker@example.org"}, "password": {sample.Password}})
	back := v.Follow(in)
	if !strings.Contains(back.HTML, "half a sentence") {
		t.Errorf("what was typed is lost: %s %s", in.To, back.Text())
	}
}

func TestCase_hiddenFromOthers(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	for name, v := range map[string]*site.Visitor{
		"another team": s.SignedIn(t, s.OtherTeam), "another organisation": s.SignedIn(t, s.Stranger),
	} {
		hidden, none := v.Get("/cases/"+string(ref)), v.Get("/cases/ND-2222-22")
		if hidden.Status != http.StatusNotFound || hidden.Text() != none.Text() {
			t.Errorf("%s: %d, must look as if there were no such case", name, hidden.Status)
		}
	}
	if p := s.SignedIn(t, s.Admin).Get("/cases/" + string(ref)); p.Status != http.StatusForbidden {
		t.Errorf("admin: %d", p.Status)
	}
}

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	if err := s.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if p := v.Get("/cases"); p.Status != http.StatusServiceUnavailable || p.Header.Get("Retry-After") == "" || !strings.Contains(p.Text(), "Anything you saved is kept") {
		t.Errorf("signed in: %d %s", p.Status, p.Text())
	}
	if p := v.Get("/healthz"); p.Status != http.StatusServiceUnavailable {
		t.Errorf("healthz: %d", p.Status)
	}
}
