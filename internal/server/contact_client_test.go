package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func TestContactClient_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	start := sample.Adult(calendar.England)
	start.Contact.CodeWord, start.Contact.Dangerous = "Zebraword", []string{"07700 900666"}
	ref := string(s.Case(t, start))
	if p := v.Get("/cases/" + ref); strings.Contains(p.HTML, "Zebraword") || !strings.Contains(p.HTML, "/contact-client") {
		t.Error("the overview shows the code word, or no way to contact the client")
	}
	page := v.Get("/cases/" + ref + "/contact-client")
	for _, part := range []string{"Zebraword", "07700 900666", "No contact was checked here yet."} {
		if !strings.Contains(page.Text(), part) {
			t.Errorf("the page lacks %q: %s", part, page.Text())
		}
	}
	ask := url.Values{
		"reach_by": {"phone"}, "reach_at": {"07700 900 123"}, "reach_why": {"check_in"}, "reach_message": {"no"}, "reach_others": {"no"},
		"reach_interpreting": {"professional"},
	}
	without := url.Values{"reach_by": {"phone"}, "reach_at": {"half a number"}, "reach_why": {"gossip"}}
	wrong := v.Submit(page, without)
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.HTML, "half a number") || !strings.Contains(wrong.Text(), "Select whether a voicemail would be left") {
		t.Errorf("%d %s", wrong.Status, wrong.Text())
	}
	ask.Set("reach_at", "+44 7700 900666")
	stopped := v.Follow(v.Submit(wrong, ask))
	if text := stopped.Text(); !strings.Contains(text, "Do not make this contact") || !strings.Contains(text, "exploiter") || strings.Contains(stopped.HTML, "reach_result") {
		t.Errorf("%d %s", stopped.Status, text)
	}
	ask.Set("reach_at", "07700 900 123")
	allowed := v.Follow(v.Submit(v.Get("/cases/"+ref+"/contact-client"), ask))
	if text := allowed.Text(); !strings.Contains(text, "You can make this contact, with care") || !strings.Contains(text, "Ask for the code word") {
		t.Errorf("%d %s", allowed.Status, text)
	}
	if p := v.Submit(allowed, url.Values{"reach_result": {"code_word_wrong"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "Enter what happened") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
	alarm := v.Follow(v.Submit(allowed, url.Values{"reach_result": {"code_word_wrong"}, "reach_note": {"Another word"}}))
	if text := alarm.Text(); !strings.Contains(text, "End the call now") || !strings.Contains(text, "Tell your supervisor at once") {
		t.Errorf("%d %s", alarm.Status, text)
	}
	log := v.Get("/cases/" + ref + "/contact-client").Text()
	if !strings.Contains(log, "Phone call: Stopped") || !strings.Contains(log, "The code word was wrong") {
		t.Errorf("the log: %s", log)
	}
	for _, path := range []string{"/99", "/x", "/1e9"} {
		if p := v.Get("/cases/" + ref + "/contact-client" + path); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}

func TestSafeContact_hoursAreReadAsTyped(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	ref := string(s.Case(t, sample.Adult(calendar.England)))
	page := v.Get("/cases/" + ref + "/contact")
	wrong := v.Submit(page, url.Values{"contact_from": {"teatime"}, "contact_until": {"9pm"}, "contact_dangerous": {"07700 900123\n\n a watched box "}})
	for _, part := range []string{"must be a time", "among those that must never be used"} {
		if !strings.Contains(wrong.Text(), part) {
			t.Errorf("%d lacks %q: %s", wrong.Status, part, wrong.Text())
		}
	}
	if !strings.Contains(wrong.HTML, "teatime") {
		t.Error("what was typed is lost")
	}
	done := v.Submit(wrong, url.Values{"contact_days": {"monday", "friday"}, "contact_from": {"9.30am"}, "contact_until": {"9pm"}, "contact_dangerous": {"a watched box"}})
	if bar := v.Follow(done).Text(); !strings.Contains(bar, "Monday, Friday, 9:30am to 9pm") {
		t.Errorf("%d %s", done.Status, bar)
	}
}
