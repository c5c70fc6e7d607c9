package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func sheet() url.Values {
	return url.Values{"sheet": {"en/1"}, "sheet_use": {"interpreted_aloud"}, "language": {"Albanian"}, "notice_version": {"April 2026"}}
}

func explained() url.Values { return url.Values{"explained": consent.PointIDs()} }

func how() url.Values {
	return url.Values{
		"given_on-day": {"18"}, "given_on-month": {"5"}, "given_on-year": {"2026"},
		"explained_how": {"in_person"}, "interpreter": {"professional"}, "gender_wish": {"none"},
	}
}

func room() url.Values { return url.Values{"present": {"interpreter"}} }

func able() url.Values { return url.Values{"capacity": {"not_doubted"}} }

func decided(refer string) url.Values {
	return url.Values{"refer_to_nrm": {refer}, "own_words": {"<b>Po</b> 🙂"}}
}

func sharing() url.Values {
	return url.Values{"share_support": {"yes"}, "share_local_authority": {"no"}, "share_police": {"no"}, "share_legal": {"yes"}, "share_feedback": {"no"}}
}

func holds() url.Values { return url.Values{"ends_how": {"open"}} }

// walkThrough answers one page after the other and ends where the last leads.
func walkThrough(t *testing.T, v *site.Visitor, p site.Page, pages ...url.Values) site.Page {
	t.Helper()
	for _, fields := range pages {
		if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 {
			t.Errorf("%v\n%s", problems, p.Text())
		}
		if strings.Contains(p.HTML, `type="radio" value="yes" checked`) {
			t.Errorf("an answer is chosen beforehand: %s", p.Text())
		}
		sent := v.Submit(p, fields)
		if sent.Status != http.StatusSeeOther {
			t.Fatalf("%d after %v:\n%s", sent.Status, slicesOf(fields), sent.Text())
		}
		p = v.Follow(sent)
	}
	return p
}

func slicesOf(fields url.Values) []string {
	var names []string
	for name := range maps.Keys(fields) {
		names = append(names, name)
	}
	return names
}

func TestAskConsent_yes(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	base := "/cases/" + string(r)
	p := v.Follow(v.Get(base + "/ask-consent"))
	if !strings.Contains(p.HTML, `value="Albanian"`) {
		t.Error("the language of the case is asked again")
	}
	check := walkThrough(t, v, p, sheet(), explained(), how(), room(), able(), decided("yes"), sharing(),
		url.Values{"wants_support": {"yes"}, "help_authorities": {"no"}},
		url.Values{"support_contact": {"text only"}},
		url.Values{"decision_to_other": {"no"}, "contact_letter": {"no"}, "contact_email": {"no"}, "contact_phone": {"yes"}, "contact_text": {"yes"}},
		url.Values{"answered_how": {"said_aloud"}, "witness": {"Colin Colleague"}},
		url.Values{"worries": {""}}, holds(), url.Values{})
	for _, words := range []string{"Check the answers", "Said aloud, with a witness", "<b>Po</b> 🙂", "text only"} {
		if !strings.Contains(check.Text(), words) {
			t.Errorf("the check page lacks %q:\n%s", words, check.Text())
		}
	}
	done := v.Submit(check, nil)
	if done.To != base+"/consent" {
		t.Fatalf("%d to %q: %s", done.Status, done.To, done.Text())
	}
	page := v.Follow(done)
	if problems := htmlcheck.Lint(page.HTML); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	for _, words := range []string{"Recorded: Partly given.", "The client said yes to a referral on 18 May 2026", "No consent: the client said no on 18 May 2026", "Recorded by Casey Caseworker", "Record a withdrawal"} {
		if !strings.Contains(page.Text(), words) {
			t.Errorf("the page lacks %q:\n%s", words, page.Text())
		}
	}
	if c := s.Read(t, r); c.State != casefile.Draft {
		t.Errorf("the case is %s", c.State)
	}
}

func TestAskConsent_noLeadsToTheReport(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref, err := s.Desk.StartCase(t.Context(), s.Stranger, desk.NewCase{Start: sample.Adult(calendar.Wales)})
	if err != nil {
		t.Fatal(err)
	}
	v := s.SignedIn(t, s.Stranger)
	base := "/cases/" + string(ref)
	// Answered yes first, then changed: what stood behind the yes must not stay.
	check := walkThrough(t, v, v.Follow(v.Get(base+"/ask-consent")), sheet(), url.Values{"explained": {"what_nrm_is"}}, how(), room(), able(), decided("no"), sharing(),
		url.Values{"reason_not_given": {"yes"}, "identify_in_duty": {"no"}},
		url.Values{"answered_how": {"signed_sheet"}}, url.Values{}, holds(), url.Values{})
	if !strings.Contains(check.Text(), "Record the refusal") {
		t.Errorf("the button does not say what is recorded: %s", check.Text())
	}
	done := v.Submit(check, nil)
	if done.To != base+"/duty" {
		t.Fatalf("a refusal leads to %q (%d): %s", done.To, done.Status, done.Text())
	}
	duty := v.Follow(done)
	if problems := htmlcheck.Lint(duty.HTML); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	if !strings.Contains(duty.Text(), "Duty to Notify") || strings.Contains(duty.Text(), "Did the report name the client?") {
		t.Errorf("the report of a body the law lists, without leave to name: %s", duty.Text())
	}
	wrong := v.Submit(duty, url.Values{"sent_on-day": {"31"}, "sent_on-month": {"2"}, "sent_on-year": {"2026"}, "sent_how": {"online_form"}})
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Text(), "The date it was sent must be a date that exists") {
		t.Errorf("31 February: %d %s", wrong.Status, wrong.Text())
	}
	sent := v.Submit(wrong, url.Values{"sent_on-day": {"18"}, "sent_on-month": {"5"}, "sent_on-year": {"2026"}})
	if sent.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", sent.Status, sent.Text())
	}
	if c := s.Read(t, ref); c.State != casefile.DTNSent {
		t.Errorf("the case is %s", c.State)
	}
	if again := v.Get(base + "/duty"); !strings.Contains(again.Text(), "This refusal has been reported") {
		t.Errorf("after the report: %s", again.Text())
	}
}

func TestDuty_aCharitySendsAReportAndNamesOnlyWithLeave(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	s.Refused(t, r, consent.Yes)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Get("/cases/" + string(r) + "/duty")
	if p.Status != http.StatusOK || strings.Contains(p.Text(), "must report") || !strings.Contains(p.Text(), "Did the report name the client?") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
}

func TestAskConsent_yesNeedsEverythingExplained(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	p := walkThrough(t, v, v.Follow(v.Get("/cases/"+string(r)+"/ask-consent")), sheet(), url.Values{"explained": {"police"}}, how(), room(), able())
	refused := v.Submit(p, decided("yes"))
	if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Text(), "A yes needs everything explained first") {
		t.Errorf("%d %s", refused.Status, refused.Text())
	}
	if !strings.Contains(refused.HTML, "&lt;b&gt;Po&lt;/b&gt; 🙂") {
		t.Error("what was typed is not kept")
	}
}

func TestAskConsent_ofAChild(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	start := sample.Child(calendar.Scotland)
	start.AgeBand, start.LocalAuthorityContact = person.AgeUnsure, ""
	r := s.Case(t, start)
	v := s.SignedIn(t, s.Caseworker)
	check := walkThrough(t, v, v.Follow(v.Get("/cases/"+string(r)+"/ask-consent")), sheet(), explained(), how(), room(),
		url.Values{"age_evidence": {"Looks 16, no papers"}, "local_authority_contact": {"Duty team, today"}}, url.Values{})
	if strings.Contains(check.Text(), "Refer them") {
		t.Errorf("a child was asked: %s", check.Text())
	}
	page := v.Follow(v.Submit(check, nil))
	if !strings.Contains(page.Text(), "Consent is not required") {
		t.Errorf("%s", page.Text())
	}
	if c := s.Read(t, r); c.State != casefile.Draft || c.ConsentStatus != string(consent.StatusNotRequired) {
		t.Errorf("%s, %s", c.State, c.ConsentStatus)
	}
}

func TestAskConsent_somebodyElseWasFirst(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	base := "/cases/" + string(r)
	no := []url.Values{sheet(), explained(), how(), room(), able(), decided("no"), sharing(), {"reason_not_given": {"yes"}, "identify_in_duty": {"no"}}, {"answered_how": {"signed_sheet"}}, {}, holds(), {}}
	check := walkThrough(t, v, v.Follow(v.Get(base+"/ask-consent")), no...)
	s.Consented(t, r)
	if late := v.Submit(check, nil); late.Status != http.StatusConflict {
		t.Fatalf("%d %s", late.Status, late.Text())
	}
	again := v.Follow(v.Get(base + "/ask-consent"))
	if !strings.Contains(again.Text(), "Check the answers") {
		t.Fatalf("what was typed is lost: %s", again.Text())
	}
	if done := v.Submit(again, nil); done.Status != http.StatusSeeOther {
		t.Errorf("after looking at the case: %d %s", done.Status, done.Text())
	}
}

func TestContact_page(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	p := v.Get("/cases/" + string(r) + "/contact")
	if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 || !strings.Contains(p.HTML, "07700 900123, after 10am") {
		t.Errorf("%v %s", problems, p.Text())
	}
	wrong := v.Submit(p, url.Values{"contact_details": {""}})
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Text(), "Enter the number, address or worker to use") {
		t.Errorf("%d %s", wrong.Status, wrong.Text())
	}
	if done := v.Submit(wrong, url.Values{"contact_details": {"Only through B. Sampleton"}, "contact_channel": {"worker"}}); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text())
	}
}

func TestConsentPages_whoMayNot(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	r := s.Case(t, sample.Adult(calendar.England))
	auditor, stranger := s.SignedIn(t, s.Auditor), s.SignedIn(t, s.Stranger)
	for _, path := range []string{"consent", "ask-consent", "ask-consent/sheet", "withdraw-consent", "duty", "contact"} {
		address := "/cases/" + string(r) + "/" + path
		if p := auditor.Get(address); p.Status != http.StatusForbidden {
			t.Errorf("auditor at %s: %d", path, p.Status)
		}
		if p := stranger.Get(address); p.Status != http.StatusNotFound {
			t.Errorf("another organisation at %s: %d", path, p.Status)
		}
		if p := stranger.Post(address, url.Values{}); p.Status != http.StatusNotFound && p.Status != http.StatusMethodNotAllowed {
			t.Errorf("another organisation posts to %s: %d", path, p.Status)
		}
	}
}
