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
	"nrmdesk/internal/testkit/papers"
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
	shows(t, v.Submit(p, url.Values{"sent_contact": {" "}, "chase_on-day": {"1"}}), "Enter who takes it at the other end", "The day to ask again must be on or after 18 May 2026")
	p = v.Follow(v.Submit(p, url.Values{"sent_contact": {"Jo Worker"}}))
	lintPage(t, p)
	shows(t, p, "Check what the recipient will see", "Shared (3)", "A bed and a doctor", "Held back: they do not see this (8)", "May be kept until", "18 May 2027", "Taken by", "Jo Worker", "You did not choose this.",
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
		{"purpose": {"A bed"}}, {"items": {"name_to_use"}}, {"sent_how": {"in_person"}}, {"sent_contact": {"Jo"}},
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

// TestInbox_sixQueries: the inbox asks for as much with one row as with thirty.
func TestInbox_sixQueries(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	s.TakesHandoffs(t, s.Stranger)
	s.HandedToCouncil(t, ref)
	v := s.SignedIn(t, s.Stranger)
	v.Get("/handoffs/inbox")
	one := s.Statements(func() { v.Get("/handoffs/inbox") }).Reading()
	for range 29 {
		s.HandedToCouncil(t, ref)
	}
	var page site.Page
	many := s.Statements(func() { page = v.Get("/handoffs/inbox") }).Reading()
	many.AtMost(t, 6)
	if len(many) != len(one) {
		t.Errorf("one row takes %d queries, a page of them %d", len(one), len(many))
	}
	t.Logf("%d queries", len(many))
	lintPage(t, page)
	if got := strings.Count(page.HTML, "/handoffs/inbox/"); got != 25 {
		t.Errorf("%d rows on the first page", got)
	}
	_, rest, _ := strings.Cut(page.HTML, `href="/handoffs/inbox?after=`)
	address, _, _ := strings.Cut(rest, `"`)
	next := v.Get("/handoffs/inbox?after=" + strings.ReplaceAll(address, "&amp;", "&"))
	if got := strings.Count(next.HTML, "/handoffs/inbox/"); got != 5 {
		t.Errorf("%d rows on the second page", got)
	}
	if strings.Contains(page.Text(), "Testova") || strings.Contains(page.Text(), string(ref)) {
		t.Error("the list says who it is about")
	}
}

// TestInbox_throughThePages: from the envelope as it was checked to the answer,
// with bad input on the way and the withdrawal that ends it.
func TestInbox_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	s.Added(t, ref, "passport of Ana.pdf", papers.PDF("x"))
	s.TakesHandoffs(t, s.Stranger)
	number := s.HandedToCouncil(t, ref, 1)
	f, err := s.Desk.Handoff(t.Context(), s.Caseworker, ref, number)
	if err != nil {
		t.Fatal(err)
	}
	at := "/handoffs/inbox/" + f.Handoff.ID
	them, us := s.SignedIn(t, s.Stranger), s.SignedIn(t, s.Caseworker)
	base := "/cases/" + string(ref) + "/handoffs/1"
	p := them.Get(at)
	lintPage(t, p)
	shows(t, p, "Handoff from Northside Refuge", "Ana Testova", "Consent given on 18 May 2026.", "Document 1: Another letter of the Home Office",
		"Northside Refuge stays responsible until you accept.", "May be kept until")
	for _, hidden := range []string{"Account of what happened", "You did not choose this", string(ref), "passport of"} {
		if strings.Contains(p.Text(), hidden) {
			t.Errorf("the receiver sees %q", hidden)
		}
	}
	shows(t, us.Get(base), "Seen, waiting for an answer", "Strangford Council, Westmoor Council", "in their inbox", "Seal of the envelope")
	if file := them.Get(at + "/documents/1"); file.Status != http.StatusOK || strings.Contains(file.Header.Get("Content-Disposition"), string(ref)) {
		t.Errorf("document: %d, %s", file.Status, file.Header.Get("Content-Disposition"))
	}
	ask := them.Get(at + "/answer")
	lintPage(t, ask)
	shows(t, them.Submit(ask, nil), "Select what happened")
	shows(t, them.Submit(ask, url.Values{"state": {"refused"}}), "Enter what was said")
	shows(t, them.Follow(them.Submit(ask, url.Values{"state": {"question_asked"}, "details": {"Is there a <b>child</b>?"}})), "Question asked", "Is there a <b>child</b>?")
	question := us.Get(base)
	shows(t, question, "Answer their question", "Is there a <b>child</b>?")
	lintPage(t, us.Get(base+"/answer"))
	shows(t, us.Submit(us.Get(base+"/answer"), url.Values{"state": {"sent"}}), "Enter what was said")
	us.Submit(us.Get(base+"/answer"), url.Values{"state": {"sent"}, "details": {"No child."}})
	shows(t, them.Get(at), "The sender answered", "No child.")
	late := them.Get(at + "/answer")
	s.Withdrawn(t, ref)
	gone := them.Get(at)
	lintPage(t, gone)
	shows(t, gone, "This was taken back")
	if strings.Contains(gone.Text(), "Ana Testova") || them.Get(at+"/documents/1").Status != http.StatusNotFound {
		t.Error("what was taken back is still shown")
	}
	refused := them.Submit(late, url.Values{"state": {"accepted"}, "details": {"We come <i>now</i>"}})
	shows(t, refused, "This handoff was taken back, so it cannot be answered any more", "We come <i>now</i>")
	if refused.Status != http.StatusConflict {
		t.Errorf("%d", refused.Status)
	}
}

// TestHandoff_silence: nobody answers, so somebody asks again with the words for
// it, and sends the same to another service.
func TestHandoff_silence(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	s.HandedOver(t, ref)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	s.Move(sample.Now.Add(25 * time.Hour))
	chase := v.Get(base + "/handoffs/1/chase")
	lintPage(t, chase)
	shows(t, chase, "I am calling from Northside Refuge", "Go there, or ask a partner")
	if strings.Contains(chase.Text(), "Is it about Ana") {
		t.Error("the script names the client")
	}
	wrong := v.Submit(chase, url.Values{"chase_said": {"Nobody picked up"}, "chase_next-day": {"1"}})
	shows(t, wrong, "Select how you asked", "Enter who you spoke to", "The day to ask next must include a month")
	if !strings.Contains(wrong.HTML, "Nobody picked up") {
		t.Error("what was typed is lost")
	}
	shows(t, v.Follow(v.Submit(chase, url.Values{
		"chase_how": {"phone"}, "chase_contact": {"Reception"}, "chase_said": {"Nobody picked up"}, "chase_next-day": {"22"}, "chase_next-month": {"5"}, "chase_next-year": {"2026"},
	})), "It is recorded that you asked", "Ask again on 22 May 2026.", "By phone, to Reception.")
	shows(t, v.Get(base+"/dates"), "Ask about the handoff again, as agreed")
	v.Submit(v.Get(base+"/handoffs/1/answer"), url.Values{"state": {"no_answer"}})
	again := v.Follow(v.Get(base + "/send-handoff?from=1"))
	p := v.Follow(v.Submit(again, url.Values{"recipient": {"other"}}))
	p = v.Follow(v.Submit(p, url.Values{"recipient_name": {"Harbour"}, "recipient_class": {"support_provider"}}))
	if !strings.Contains(p.HTML, "A safe place to stay and a support worker.") {
		t.Errorf("the purpose of the first is not offered:\n%s", p.Text())
	}
	list := s.SignedIn(t, s.Colleague).Get(base + "/handoffs")
	lintPage(t, list)
	shows(t, list, "Not sent yet", "Harbour", "Written by Casey Caseworker", "Go on with it")
}
