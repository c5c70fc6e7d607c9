package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// visit asks for a page and holds it to the rules of every page.
func visit(t *testing.T, v *site.Visitor, path string) site.Page {
	t.Helper()
	p := v.Get(path)
	if p.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, p.Status, p.Text())
	}
	if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 {
		t.Errorf("%s: %v", path, problems)
	}
	return p
}

var consentReference = regexp.MustCompile(`C-[0-9A-Z]+`)

func TestConsentRegister_withoutNames(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	v := s.SignedIn(t, s.Auditor)

	list := visit(t, v, "/audit/consent")
	for _, want := range []string{"Albanian", "Casey Caseworker", "Not sent yet", "Partly given", "Replaced by a later record", "No: Share with police, Decision to others"} {
		if !strings.Contains(list.Text(), want) {
			t.Errorf("the register does not say %q: %s", want, list.Text())
		}
	}
	record := visit(t, v, "/audit/consent/"+consentReference.FindString(list.HTML))
	for _, want := range []string{"What was explained", "Decision for each purpose", "Signed sheet", string(ref), "Other records of this case"} {
		if !strings.Contains(record.Text(), want) {
			t.Errorf("the record does not say %q: %s", want, record.Text())
		}
	}
	trail := visit(t, v, "/audit/cases/"+string(ref))
	for _, want := range []string{"fit together", "Recorded consent", "Looked at the consent register", "Audrey Auditor", "Given on: 18 May 2026"} {
		if !strings.Contains(trail.Text(), want) {
			t.Errorf("the trail does not say %q: %s", want, trail.Text())
		}
	}
	for _, p := range []site.Page{list, record, trail} {
		for _, secret := range []string{"Ana", "Testova", "07700", "want to be safe"} {
			if strings.Contains(p.HTML, secret) {
				t.Errorf("an auditor's page says %q", secret)
			}
		}
	}
}

func TestConsentRegister_filters(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	v := s.SignedIn(t, s.Auditor)
	for name, tc := range map[string]struct {
		query string
		found bool
	}{
		"nothing asked":         {"", true},
		"that language":         {"?language=albanian", true},
		"another language":      {"?language=Romanian", false},
		"that method":           {"?method=in_person", true},
		"another method":        {"?method=phone", false},
		"that outcome":          {"?outcome=given", true},
		"another outcome":       {"?outcome=refused", false},
		"that day":              {"?from-day=18&from-month=5&from-year=2026&to-day=18&to-month=5&to-year=2026", true},
		"the day before":        {"?to-day=17&to-month=5&to-year=2026", false},
		"a team of the council": {"?team=00000000-0000-0000-0000-000000000000", false},
		"absurd values":         {"?team=%27&method=%00&outcome=x&from-day=31&from-month=2&from-year=2026&at=never&after=1", true},
	} {
		p := visit(t, v, "/audit/consent"+tc.query)
		if got := consentReference.MatchString(p.Text()); got != tc.found {
			t.Errorf("%s: found %v, want %v", name, got, tc.found)
		}
	}
}

func TestTrailLookup(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Auditor)
	p := visit(t, v, "/audit/cases")
	if empty := v.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), "Enter the case reference") {
		t.Errorf("empty: %d %s", empty.Status, empty.Text())
	}
	if slip := v.Submit(p, url.Values{"case_reference": {"ND-2222-2<b>"}}); slip.Status != http.StatusUnprocessableEntity || strings.Contains(slip.HTML, "<b>") {
		t.Errorf("mistyped: %d", slip.Status)
	}
	if found := v.Submit(p, url.Values{"case_reference": {" " + strings.ToLower(string(ref))}}); found.To != "/audit/cases/"+string(ref) {
		t.Errorf("led to %q", found.To)
	}
	if p := s.SignedIn(t, s.Supervisor).Get("/audit/cases/" + string(ref)); p.Status != http.StatusOK || strings.Contains(p.Text(), "fit together") {
		t.Errorf("supervisor: %d; checking the chain is the auditor's", p.Status)
	}
}

func TestAuditPages_onlyForThoseWhoMay(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	reference := consentReference.FindString(s.SignedIn(t, s.Auditor).Get("/audit/consent").HTML)
	for name, tc := range map[string]struct {
		v    *site.Visitor
		want map[string]int
	}{
		"caseworker":           {s.SignedIn(t, s.Caseworker), map[string]int{"/audit/consent": 403, "/audit/consent/" + reference: 403, "/audit/cases/" + string(ref): 403}},
		"admin":                {s.SignedIn(t, s.Admin), map[string]int{"/audit/consent": 403, "/audit/cases/" + string(ref): 403}},
		"another organisation": {s.SignedIn(t, s.Stranger), map[string]int{"/audit/consent": 403, "/audit/cases/" + string(ref): 404}},
		"auditor":              {s.SignedIn(t, s.Auditor), map[string]int{"/audit/consent/C-NONE22": 404, "/audit/cases/ND-XXXX-XX": 404, "/cases/" + string(ref): 403}},
	} {
		for path, want := range tc.want {
			if got := tc.v.Get(path).Status; got != want {
				t.Errorf("%s, %s: %d, want %d", name, path, got, want)
			}
		}
	}
}
