package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/site"
)

func TestNeeds_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.Scotland)
	s.Consented(t, ref)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/needs"), "Nobody has made a needs check yet", "A safe place to stay", "Nobody has asked yet whom the client would rather speak to")

	p := sound(t, v.Get(base+"/needs/check"), "Not asked today", "Save and come back later", "never hangs on helping the police", "What the client can ask for: law")
	wrong := v.Submit(p, url.Values{"need_money": {"happy"}, "need_note": {strings.Repeat("x", 2001)}, "need_coping": {"wanted"}})
	if wrong.Status != http.StatusUnprocessableEntity || len(htmlcheck.Lint(wrong.HTML)) > 0 || !strings.Contains(wrong.HTML, `value="wanted" selected`) {
		t.Errorf("a bad answer loses the good ones: %d %v", wrong.Status, htmlcheck.Lint(wrong.HTML))
	}
	half := v.Follow(v.Submit(p, url.Values{"need_coping": {"wanted"}, "later": {"yes"}}))
	sound(t, half, "What was asked is recorded", "Go on with the needs check", "is not finished", "Nobody yet")
	p = sound(t, v.Get(base+"/needs/check"), "Asked already: wanted")
	sound(t, v.Follow(v.Submit(p, url.Values{"need_safe_place": {"met"}, "need_note": {"Afraid of <Monday>"}})), "The needs check is recorded", "Last needs check", "Someone to help them cope: wanted", "Afraid of <Monday>")

	old := sound(t, v.Get(base+"/needs/of/coping"), "Who of us sees to it?", "Who can help?", "Wanted")
	set := url.Values{"need_state": {"being_arranged"}, "need_owner": {s.Colleague.UserID}, "need_note": {"Rang them"}}
	sound(t, v.Follow(v.Submit(old, set)), "The need is recorded", "Changed since the last check", "being arranged, was wanted", "Colin Colleague")
	again := sound(t, v.Get(base+"/needs/of/coping"))
	sound(t, v.Follow(v.Submit(again, url.Values{"need_state": {"met"}})), "The need is recorded")
	if stale := v.Submit(again, url.Values{"need_state": {"declined"}, "need_note": {"Kept words"}}); stale.Status != http.StatusSeeOther {
		t.Errorf("a second press: %d", stale.Status)
	}

	w := sound(t, v.Get(base+"/wishes"), "Where is it not safe for them to be sent?")
	if unsaid := v.Submit(w, url.Values{"wish_unsafe": {"Glasgow"}}); unsaid.Status != http.StatusUnprocessableEntity || !strings.Contains(unsaid.Text(), "Select who said it") || !strings.Contains(unsaid.HTML, "Glasgow") {
		t.Errorf("nobody said it: %d %s", unsaid.Status, unsaid.Text())
	}
	sound(t, v.Follow(v.Submit(w, url.Values{"wish_interviewer": {"woman"}, "wish_unsafe": {"Scotland\nGlasgow"}, "wish_sayer": {"client"}})), "What the client wishes is recorded", "A woman", "Scotland, Glasgow")
	sound(t, v.Get(base+"/who-can-help?wants=safe_place"), "Unsafe for the client: Scotland, Glasgow.", "Unsafe for the client: Scotland")
	sound(t, v.Get(base), "Needs", "not asked yet")
	sound(t, v.Get(base+"/timeline"), "Needs check made", "Needs check begun", "Need recorded: someone to help them cope", "2 places where it is unsafe to be sent")
}

func TestMoveOn_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	s.Decided(t, ref, decision.CG, decision.Positive, calendar.NewDate(2026, time.May, 18))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/move-on"), "Minimum move-on support ends", "6 whole weeks to plan in", "Nobody yet", "Recovery Needs Assessment", "Record that they agree", "threads without somebody who holds it")
	p := sound(t, v.Get(base+"/move-on/threads/housing"), "Who holds it after we close?")
	if empty := v.Submit(p, url.Values{"thread_holding": {"somebody"}, "thread_contact": {"By phone"}}); empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), "Enter the name of the person or organisation") || !strings.Contains(empty.HTML, "By phone") {
		t.Errorf("no name: %d %s", empty.Status, empty.Text())
	}
	sound(t, v.Follow(v.Submit(p, url.Values{"thread_holding": {"somebody"}, "thread_who": {"The <council>"}, "thread_contact": {"Telephone 0300"}})), "The move-on plan is changed", "The <council>", "Has not agreed yet")
	sheet := sound(t, v.Get(base+"/move-on/sheet"), "Who helps you with what", "The <council>", "Telephone 0300", "Support goes on until 2 July 2026", "6 weeks from today")
	_, article, _ := strings.Cut(sheet.HTML, `<article class="app-sheet">`)
	article, _, _ = strings.Cut(article, "</article>")
	for _, no := range []string{string(ref), "traffick", "Conclusive"} {
		if strings.Contains(strings.ToLower(article), strings.ToLower(no)) {
			t.Errorf("what the client carries says %q", no)
		}
	}
	sound(t, v.Get(base+"/timeline"), "Move-on plan changed", "has not agreed yet")
	boss := s.SignedIn(t, s.Supervisor)
	sound(t, boss.Get(base+"/close"), "Held by nobody after we close", "Health")
	if gone := v.Get(base + "/move-on/threads/luck"); gone.Status != http.StatusNotFound {
		t.Errorf("a thread nobody listed: %d", gone.Status)
	}
}
