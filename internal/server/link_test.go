package server_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/server"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
	"nrmdesk/web"
)

var shownCode = regexp.MustCompile(`app-code">(\d{3}) (\d{3})<`)

// linkSent sends a link by the pages and gives its address and code.
func linkSent(t *testing.T, s *site.Site, worker *site.Visitor, ref casefile.Ref, number string) (address, code string) {
	t.Helper()
	form := worker.Get("/cases/" + string(ref) + "/handoffs/" + number + "/link")
	lintPage(t, form)
	sent := worker.Submit(form, url.Values{"link_email": {"duty@harbour.example"}})
	lintPage(t, sent)
	found := shownCode.FindStringSubmatch(sent.HTML)
	if found == nil {
		t.Fatalf("no code:\n%s", sent.Text())
	}
	return mailedLink(t, s), found[1] + found[2]
}

// mailedLink sends the e-mail that waits and gives the address in it.
func mailedLink(t *testing.T, s *site.Site) (address string) {
	t.Helper()
	var mu sync.Mutex
	_, err := s.Desk.DeliverReminders(t.Context(), sample.System, func(_ context.Context, n desk.Notice) desk.Answer {
		mu.Lock()
		defer mu.Unlock()
		address = "/h/" + n.LinkKey
		return desk.Answer{Result: desk.NoticeSent}
	})
	if err != nil || address == "" {
		t.Fatal("no e-mail came", err)
	}
	return address
}

func handedOver(t *testing.T, s *site.Site) casefile.Ref {
	t.Helper()
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.HandedOver(t, ref)
	return ref
}

func TestLink_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := handedOver(t, s)
	page := "/cases/" + string(ref) + "/handoffs/1"
	worker := s.SignedIn(t, s.Caseworker)
	shows(t, worker.Submit(worker.Get(page+"/link"), url.Values{"link_email": {"nobody"}}), "The email address must be an email address")
	address, code := linkSent(t, s, worker, ref, "1")
	shows(t, worker.Get(page), "Not opened yet", "duty@harbour.example", "The email was sent.", "0 of 10 times", "Wrong codes 0 of 5")

	// A program that looks through e-mails opens the address, and its preview.
	scanner := s.Visitor(t)
	asked := scanner.Get(address)
	lintPage(t, asked)
	never := scanner.Get("/h/never-sent-to-anybody")
	if strings.ReplaceAll(asked.HTML, address, "") != strings.ReplaceAll(never.HTML, "/h/never-sent-to-anybody", "") || asked.Status != never.Status {
		t.Error("a link that was sent looks different from one that never was")
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive",
	} {
		if got := asked.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	shows(t, scanner.Submit(asked, nil), "Enter the code")
	wrong := scanner.Submit(asked, url.Values{"link_code": {"000000"}})
	if code == "000000" {
		wrong = scanner.Submit(asked, url.Values{"link_code": {"000001"}})
	}
	other := scanner.Submit(never, url.Values{"link_code": {"000000"}})
	shows(t, wrong, "That did not open.", "ask the sender for a new link and code")
	if strings.ReplaceAll(wrong.HTML, address, "") != strings.ReplaceAll(other.HTML, "/h/never-sent-to-anybody", "") || wrong.Status != other.Status {
		t.Error("a wrong code for a link that was sent looks different from one for a link that never was")
	}
	shows(t, worker.Get(page), "Not opened yet", "Wrong codes 1 of 5", "Wrong code entered for a one-time link")

	// The person, in a browser in which somebody is signed in as well.
	phone := s.SignedIn(t, s.OtherTeam)
	opened := phone.Submit(phone.Get(address), url.Values{"link_code": {" " + code[:3] + "-" + code[3:]}})
	cookie := opened.Header.Get("Set-Cookie")
	for _, part := range []string{"Path=" + address, "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie is %q, without %s", cookie, part)
		}
	}
	read := phone.Follow(opened)
	lintPage(t, read)
	shows(t, read, "A handoff for you", "Northside Refuge asks you to take over", "A safe place to stay and a support worker.", "Ana Testova", "Text first, never call before 10am.",
		"opened 1 time of 10", "999")
	if strings.Contains(read.Text(), s.OtherTeam.Name) || strings.Contains(read.Text(), string(ref)) || strings.Contains(read.HTML, "Consent given") {
		t.Errorf("the page tells more than the envelope:\n%s", read.Text())
	}
	if scanner.Get(address).Text() != asked.Text() {
		t.Error("the scanner sees something now")
	}
	question := phone.Get(address + "/answer/ask")
	lintPage(t, question)
	shows(t, phone.Submit(question, url.Values{"link_name": {"Jo Worker"}}), "Enter your answer")
	phone.Submit(question, url.Values{"link_name": {"Jo Worker"}, "link_text": {"Is there <b>a child</b>?"}})
	shows(t, worker.Get(page), "Question asked", "Jo Worker, over the one-time link", "Is there <b>a child</b>?")
	s.HandoffAnswered(t, ref, 1, handoff.Answer{State: handoff.Sent, Details: "No child."})
	shows(t, phone.Get(address), "Answer to your question", "No child.")

	// Accepting, with what is missing kept.
	form := phone.Get(address + "/answer/accept")
	shows(t, form, "Accept this handoff")
	if !strings.Contains(form.HTML, `value="Jo Worker"`) {
		t.Error("the name is asked for again")
	}
	missing := phone.Submit(form, url.Values{"link_name": {"Jo Worker"}, "link_phone": {"call me"}})
	shows(t, missing, "The phone number must be a phone number")
	if !strings.Contains(missing.HTML, `value="call me"`) {
		t.Error("what was typed is gone")
	}
	done := phone.Follow(phone.Submit(missing, url.Values{"link_phone": {"020 7946 0000"}}))
	shows(t, done, "you accepted. The sender can see it.", "Report first contact")
	again := phone.Submit(missing, url.Values{"link_name": {"Somebody Else"}, "link_phone": {"020 7946 0001"}})
	shows(t, again, "This is not recorded", "Accepted")

	// The page was left open for too long: what was typed is not lost.
	contact := phone.Get(address + "/answer/first-contact")
	s.Move(sample.Now.Add(30 * time.Minute))
	late := phone.Submit(contact, url.Values{"link_name": {"Jo Worker"}, "link_text": {"Met at noon"}, "link_contact_on-day": {"18"}, "link_contact_on-month": {"5"}, "link_contact_on-year": {"2026"}})
	shows(t, late, "Enter the code again. What you typed is kept")
	back := phone.Submit(late, url.Values{"link_code": {code}})
	shows(t, back, "Report first contact", "Met at noon")
	shows(t, phone.Follow(phone.Submit(back, nil)), "First contact is recorded")
	shows(t, worker.Get(page), "The recipient, over the one-time link", "Page read by one-time link", "First contact made", "First contact on 18 May 2026.", "Met at noon", "Receiver of handoff 1 through link 1")

	// Put away.
	phone.Post(address+"/leave", nil)
	shows(t, phone.Get(address), "Enter the code")
}

func TestLink_takenBackInTheMiddleOfReading(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := handedOver(t, s)
	worker := s.SignedIn(t, s.Caseworker)
	address, code := linkSent(t, s, worker, ref, "1")
	phone := s.Visitor(t)
	phone.Submit(phone.Get(address), url.Values{"link_code": {code}})
	form := phone.Get(address + "/answer/accept")
	s.Withdrawn(t, ref)
	refused := phone.Submit(form, url.Values{"link_name": {"Jo Worker"}, "link_phone": {"020 7946 0000"}})
	shows(t, refused, "This handoff was taken back", "delete what you kept")
	for _, p := range []site.Page{refused, phone.Get(address), phone.Get(address + "/answer/ask")} {
		lintPage(t, p)
		if p.Status != http.StatusGone || strings.Contains(p.Text(), "Testova") {
			t.Errorf("%d:\n%s", p.Status, p.Text())
		}
	}
	other := s.Visitor(t)
	shows(t, other.Submit(other.Get(address), url.Values{"link_code": {code}}), "This handoff was taken back")
	shows(t, worker.Get("/cases/"+string(ref)+"/handoffs/1"), "Answer by one-time link refused")

	ref = handedOver(t, s)
	address, code = linkSent(t, s, worker, ref, "1")
	page := worker.Get("/cases/" + string(ref) + "/handoffs/1")
	stopped := worker.Submit(page, nil)
	shows(t, worker.Follow(stopped), "The link is stopped.", "Stopped")
	shows(t, other.Submit(other.Get(address), url.Values{"link_code": {code}}), "This link was stopped")
}

// The key of a link is in an address, so the log must not hold addresses.
func TestLink_isNotInTheLog(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	sessions := signin.NewSessions(o.DB, signin.SessionOptions{Idle: time.Hour, Life: time.Hour, Secure: true})
	s := server.New(o.Desk, signin.NewGate(o.DB, o.Passwords, o.Keys, time.Now), sessions, r, slog.New(slog.NewJSONHandler(&log, nil)), server.Options{Static: web.Static(), Secure: true})
	for _, path := range []string{"/h/a-secret-key", "/h/a-secret-key/answer/accept", "/h/a-secret-key/leave", "/h/a-secret-key/%zz/", "/h/"} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("link_code=482910"))
		request.URL = &url.URL{Path: path}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, request)
		_, _ = io.Copy(io.Discard, answer.Body)
	}
	if lines := log.String(); strings.Contains(lines, "a-secret-key") || strings.Contains(lines, "482910") || !strings.Contains(lines, `"path":"/h/:key/answer/accept"`) {
		t.Errorf("the log:\n%s", lines)
	}
}
