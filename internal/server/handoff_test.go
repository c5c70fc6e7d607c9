package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// lintPage fails the test when a page breaks the rules every page keeps.
func lintPage(t *testing.T, p site.Page) {
	t.Helper()
	if p.Status >= 500 {
		t.Fatalf("%d: %s", p.Status, p.Text())
	}
	for _, problem := range htmlcheck.Lint(p.HTML) {
		t.Error(problem)
	}
}

// shows fails the test when a page does not show all of the texts.
func shows(t *testing.T, p site.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			t.Errorf("the page does not say %q:\n%s", text, p.Text())
		}
	}
}

func consentedCase(t *testing.T, s *site.Site, change func(*consent.Record)) casefile.Ref {
	t.Helper()
	ref := s.Case(t, sample.Adult(calendar.England))
	s.WithConsent(t, ref, change)
	return ref
}

func TestHandoff_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(r *consent.Record) { r.SharePolice = consent.No })
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Follow(v.Get(base + "/send-handoff"))
	lintPage(t, p)
	empty := v.Submit(p, nil)
	shows(t, empty, "Select who takes over")
	p = v.Follow(v.Submit(p, url.Values{"recipient": {"directory"}, "words": {"salvation"}}))
	lintPage(t, p)
	shows(t, p, "The Salvation Army, Adult support in England and Wales", "last checked 1 April 2026")
	if strings.Contains(p.Text(), "Kalayaan") || strings.Contains(p.Text(), "old number") {
		t.Errorf("services that do not match or cannot be chosen are offered:\n%s", p.Text())
	}
	shows(t, v.Submit(p, url.Values{"directory_entry": {"DIR-013"}}), "Select the service") // works in Scotland only
	p = v.Follow(v.Submit(p, url.Values{"directory_entry": {"DIR-010"}}))
	shows(t, p, "What is it for?") // checked lately, so nothing to confirm
	p = v.Follow(v.Submit(p, url.Values{"purpose": {"A safe place <b>tonight</b>"}}))
	lintPage(t, p)
	shows(t, p, "Consent given on 18 May 2026.", "No consent: the client said no on 18 May 2026.")
	if strings.Contains(p.HTML, `value="police_reference"`) {
		t.Errorf("an item without consent can be ticked:\n%s", p.HTML)
	}
	forced := v.Submit(p, url.Values{"items": {"name_to_use", "police_reference"}})
	shows(t, forced, "Police reference cannot be shared: the client has not agreed to it")
	p = v.Follow(v.Submit(p, url.Values{"items": {"name_to_use", "safe_contact", "support_wanted"}}))
	lintPage(t, p)
	shows(t, v.Submit(p, nil), "Enter the support wanted")
	p = v.Follow(v.Submit(p, url.Values{"say_support_wanted": {"A bed and a doctor"}}))
	p = v.Follow(v.Submit(p, url.Values{"note": {"Text first"}, "sent_how": {"phone"}}))
	lintPage(t, p)
	shows(t, p, "Check what the recipient will see", "Shared (3)", "A bed and a doctor", "Not shared (8)", "You did not choose this.",
		"You stay responsible until they accept", "19 May 2026 at 9:30am")
	p = v.Follow(v.Submit(p, nil))
	lintPage(t, p)
	shows(t, p, "Handoff to The Salvation Army", "A safe place <b>tonight</b>", "Your team is still responsible", "Due by 19 May 2026 at 9:30am", "First contact with the client is expected by 20 May 2026 at 9:30am", "Ana Testova")
	if strings.Contains(p.HTML, "<b>tonight</b>") {
		t.Error("typed HTML is not escaped")
	}

	s.Move(sample.Now.Add(49 * time.Hour))
	list := v.Get("/handoffs")
	lintPage(t, list)
	shows(t, list, string(ref), "Overdue since 19 May 2026 at 9:30am")
	overview := v.Get(base)
	lintPage(t, overview)
	shows(t, overview, "Overdue since 19 May 2026 at 9:30am")

	answer := v.Get(base + "/handoffs/1/answer")
	lintPage(t, answer)
	shows(t, v.Submit(answer, url.Values{"state": {"accepted"}}), "Enter the name of the person you spoke to")
	done := v.Follow(v.Submit(answer, url.Values{"state": {"accepted"}, "contact": {"Jo Worker"}}))
	shows(t, done, "Spoke to Jo Worker.", "Accepted")
	if strings.Contains(done.Text(), "still responsible") {
		t.Error("the sender is still held responsible after acceptance")
	}
	closing := v.Get(base + "/handoffs/1/close")
	lintPage(t, closing)
	shows(t, v.Submit(closing, nil), "Select how it ended")
	shows(t, v.Follow(v.Submit(closing, url.Values{"outcome": {"support_started"}})), "Support started.")
	for _, missing := range []string{"/handoffs/2", "/handoffs/0", "/handoffs/x", "/handoffs/99999999999999999999"} {
		if p := v.Get(base + missing); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", missing, p.Status)
		}
	}
}

func TestHandoff_withdrawnWhileItWasWritten(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Follow(v.Get(base + "/send-handoff"))
	for _, fields := range []url.Values{
		{"recipient": {"other"}}, {"recipient_name": {"Harbour 😀"}, "recipient_class": {"support_provider"}},
		{"purpose": {"A bed"}}, {"items": {"name_to_use"}}, {"sent_how": {"in_person"}},
	} {
		p = v.Follow(v.Submit(p, fields))
	}
	shows(t, p, "Harbour 😀")
	s.Withdrawn(t, ref)
	again := v.Submit(p, nil)
	if again.To != base+"/send-handoff/find" {
		t.Fatalf("sent although consent was withdrawn: %d %q %s", again.Status, again.To, again.Text())
	}
	shows(t, v.Follow(again), "The client took back consent on 18 May 2026. Handoffs that were being written then are dropped")
	if list := v.Get(base + "/handoffs"); !strings.Contains(list.Text(), "Nobody has been asked to take over yet") {
		t.Errorf("%s", list.Text())
	}
}

func TestHandoff_tellThemAfterAWithdrawal(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	s.HandedOver(t, ref)
	s.Withdrawn(t, ref)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	list := v.Get(base + "/handoffs")
	lintPage(t, list)
	shows(t, list, "tell 1 recipient", "Tell them")
	view := v.Get(base + "/handoffs/1")
	lintPage(t, view)
	shows(t, view, "Record that they were told")
	told := v.Get(noticeOf(t, s, ref, consent.NoticeHandoff))
	lintPage(t, told)
	shows(t, told, "Tell the recipient to stop", "May no longer use", "The Salvation Army")
	page := v.Follow(v.Submit(told, toldToday("Rang them")))
	shows(t, page, "It is recorded.", "Ask The Salvation Army, Adult support in England and Wales to acknowledge that they have stopped")
	shows(t, v.Get(base+"/handoffs/1"), "Taken back", "Spoke to Duty manager.")
	if list := v.Get(base + "/handoffs"); strings.Contains(list.Text(), "Tell them") {
		t.Errorf("still to be told:\n%s", list.Text())
	}
}

func TestDirectory_isOpenAndHonest(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	p := s.Visitor(t).Get("/support-directory")
	lintPage(t, p)
	if p.Status != http.StatusOK {
		t.Fatal(p.Status)
	}
	shows(t, p, "In an emergency", "999", "Across the United Kingdom", "Northern Ireland", "Last checked 1 April 2026", "No date of a check",
		"Closed down", "None: use another service", "0800 1111")
	text := p.Text()
	if strings.Index(text, "Eaves' Poppy Project") < strings.Index(text, "History") {
		t.Error("a service that has closed stands among the live ones")
	}
}

func TestFirstResponders_sayWhoMayRefer(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.Visitor(t)
	all := v.Get("/support-directory/first-responders")
	lintPage(t, all)
	shows(t, all, "Kent Police", "Must report a refusal: listed in section 52", "Police Scotland", "no duty in force in this nation", "Until 31 October 2015", "not confirmed: ask them")
	north := v.Get("/support-directory/first-responders?place=northern_ireland")
	lintPage(t, north)
	shows(t, north, "Police Service of Northern Ireland", "Health and Social Care Trusts", "Eaves' Poppy Project")
	if text := north.Text(); strings.Contains(text, "Kent Police") || strings.Contains(text, "Police Scotland") {
		t.Error("bodies of other nations are shown")
	}
}
