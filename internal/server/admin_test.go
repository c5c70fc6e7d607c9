package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

var madePassword = regexp.MustCompile(`[2-9a-z]{4}(?:-[2-9a-z]{4}){3}`)

// signsIn says whether the address and password open the door.
func signsIn(t *testing.T, s *site.Site, email, password string) bool {
	t.Helper()
	return s.Visitor(t).Post("/sign-in", url.Values{"email": {email}, "password": {password}}).Status == http.StatusSeeOther
}

func TestAddPerson(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	form := visit(t, v, "/admin/people/new")
	empty := v.Submit(form, nil)
	for _, want := range []string{"Enter a name", "Enter an email address", "Select at least one role", "Select how to choose the password"} {
		if empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), want) {
			t.Errorf("empty form (%d) does not say %q: %s", empty.Status, want, empty.Text())
		}
	}
	fields := url.Values{
		"name": {"Joy <b>Okafor</b>"}, "work_email": {"joy.okafor@example.org"}, "role": {"caseworker"}, "team": s.Caseworker.TeamIDs,
		"password_how": {"typed"}, "new_password": {"joy okafor joy okafor"},
	}
	weak := v.Submit(form, fields)
	if weak.Status != http.StatusUnprocessableEntity || !strings.Contains(weak.Text(), "without the name") ||
		!strings.Contains(weak.HTML, "joy.okafor@example.org") || strings.Contains(weak.HTML, "joy okafor joy okafor") {
		t.Errorf("weak password: %d %s", weak.Status, weak.Text())
	}
	fields.Set("password_how", "generated")
	added := v.Submit(form, fields)
	password := madePassword.FindString(added.Text())
	if added.Status != http.StatusOK || !signsIn(t, s, "joy.okafor@example.org", password) {
		t.Fatalf("added: %d, password %q: %s", added.Status, password, added.Text())
	}
	again := v.Submit(form, fields)
	if again.Status != http.StatusSeeOther || madePassword.MatchString(again.HTML) {
		t.Errorf("second press: %d, and no second password", again.Status)
	}
	other := visit(t, v, "/admin/people/new")
	if taken := v.Submit(other, fields); taken.Status != http.StatusUnprocessableEntity || !strings.Contains(taken.Text(), "signs in with this email address already") {
		t.Errorf("an address in use: %d %s", taken.Status, taken.Text())
	}
	if list := visit(t, v, "/admin/people"); !strings.Contains(list.Text(), "Joy <b>Okafor</b>") {
		t.Errorf("not in the list: %s", list.Text())
	}
}

func TestChangePerson(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	casey := s.SignedIn(t, s.Caseworker)
	address := "/admin/people/" + s.Caseworker.UserID
	form := visit(t, v, address)
	stop := v.Submit(form, url.Values{"sign_in": {"stopped"}})
	if stop.To != "/admin/people" {
		t.Fatalf("stop: %d %s", stop.Status, stop.Text())
	}
	if p := casey.Get("/cases"); p.Status != http.StatusSeeOther || signsIn(t, s, "casey.caseworker@example.org", sample.Password) {
		t.Errorf("somebody stopped still reaches pages (%d) or signs in", p.Status)
	}
	if stale := v.Submit(form, url.Values{"form-token": {"another"}, "sign_in": {"allowed"}}); stale.Status != http.StatusConflict {
		t.Errorf("a form of before: %d, want a conflict", stale.Status)
	}
	own := visit(t, v, "/admin/people/"+s.Admin.UserID)
	if p := v.Submit(own, url.Values{"sign_in": {"stopped"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "cannot stop yourself") {
		t.Errorf("stop oneself: %d %s", p.Status, p.Text())
	}
	if p := v.Submit(own, url.Values{"role": {"auditor"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "last admin") {
		t.Errorf("the last admin: %d %s", p.Status, p.Text())
	}
	if p := v.Get("/admin/people/" + s.Stranger.UserID); p.Status != http.StatusNotFound {
		t.Errorf("somebody of another organisation: %d", p.Status)
	}
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	casey := s.SignedIn(t, s.Caseworker)
	set := v.Submit(visit(t, v, "/admin/people/"+s.Caseworker.UserID+"/password"), url.Values{"password_how": {"generated"}})
	if set.Status != http.StatusOK || !signsIn(t, s, "casey.caseworker@example.org", madePassword.FindString(set.Text())) {
		t.Errorf("set: %d %s", set.Status, set.Text())
	}
	if p := casey.Get("/cases"); p.Status != http.StatusSeeOther {
		t.Errorf("still signed in: %d", p.Status)
	}
}

func TestTeamsAndHealth(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	form := visit(t, v, "/admin/teams")
	if p := v.Submit(form, url.Values{"name": {"Outreach"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "already a team of that name") {
		t.Errorf("a name in use: %d %s", p.Status, p.Text())
	}
	if p := v.Submit(form, url.Values{"name": {"Night team 🌙"}}); p.To != "/admin/teams" || !strings.Contains(v.Get(p.To).Text(), "Night team 🌙") {
		t.Errorf("added: %d %s", p.Status, p.Text())
	}
	if p := visit(t, v, "/admin/health"); !strings.Contains(p.Text(), "Everything is in order") {
		t.Errorf("health: %s", p.Text())
	}
}

func TestAdminPages_onlyForAdmins(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	paths := []string{"/admin/people", "/admin/people/new", "/admin/people/" + s.Admin.UserID, "/admin/people/" + s.Admin.UserID + "/password", "/admin/teams", "/admin/health"}
	for name, actor := range map[string]staff.Actor{"caseworker": s.Caseworker, "supervisor": s.Supervisor, "auditor": s.Auditor} {
		v := s.SignedIn(t, actor)
		for _, path := range paths {
			if p := v.Get(path); p.Status != http.StatusForbidden {
				t.Errorf("%s, %s: %d", name, path, p.Status)
			}
		}
		for _, path := range []string{"/admin/people/new", "/admin/people/" + s.Admin.UserID, "/admin/people/" + s.Admin.UserID + "/password", "/admin/teams"} {
			if p := v.Post(path, url.Values{"name": {"x"}, "sign_in": {"stopped"}, "password_how": {"generated"}}); p.Status != http.StatusForbidden {
				t.Errorf("%s, post %s: %d", name, path, p.Status)
			}
		}
	}
}

func TestChangeOwnPassword(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	here, there := s.SignedIn(t, s.Auditor), s.SignedIn(t, s.Auditor)
	visit(t, here, "/account")
	form := visit(t, here, "/account/password")
	const chosen = "purple kettle marathon violin"
	if p := here.Submit(form, url.Values{"current_password": {"wrong"}, "new_password": {chosen}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "Your password is not right") {
		t.Errorf("wrong password: %d %s", p.Status, p.Text())
	}
	if p := here.Submit(form, url.Values{"current_password": {sample.Password}, "new_password": {"short"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "15 characters") {
		t.Errorf("short: %d %s", p.Status, p.Text())
	}
	if p := here.Submit(form, url.Values{"current_password": {sample.Password}, "new_password": {chosen}}); p.To != "/account" {
		t.Fatalf("change: %d %s", p.Status, p.Text())
	}
	if p := here.Get("/account"); p.Status != http.StatusOK || !strings.Contains(p.Text(), "Your password is changed") {
		t.Errorf("signed out here too: %d", p.Status)
	}
	if p := there.Get("/account"); p.Status != http.StatusSeeOther {
		t.Errorf("still signed in elsewhere: %d", p.Status)
	}
	if signsIn(t, s, "audrey.auditor@example.org", sample.Password) || !signsIn(t, s, "audrey.auditor@example.org", chosen) {
		t.Error("the new password does not hold, or the old one still does")
	}
}

func TestHelpPages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for _, path := range []string{"/help", "/help/safety", "/accessibility", "/privacy", "/cookies"} {
		visit(t, s.Visitor(t), path)
		visit(t, s.SignedIn(t, s.Caseworker), path)
	}
	if p := s.Visitor(t).Get("/help/safety"); !strings.Contains(p.HTML, "data-exit-on-escape") || !strings.Contains(p.Text(), "call 999") {
		t.Errorf("the safety page has no way out: %s", p.Text())
	}
	if p := s.SignedIn(t, s.Caseworker).Get("/help/safety"); strings.Contains(p.HTML, "data-exit-on-escape") {
		t.Error("Escape must not leave a page with dialogs")
	}
}
