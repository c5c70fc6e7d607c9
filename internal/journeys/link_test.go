package journeys

import (
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/jobs"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
	"nrmdesk/web"
)

// phoneWidth is that of a small telephone.
const phoneWidth = 320

// mailedLink lets the jobs send what waits and gives the message that brings a
// link.
func mailedLink(t *testing.T, s *site.Site) string {
	t.Helper()
	texts, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	running := jobs.Start(t.Context(), s.Desk, s.Catcher.Sender("NRM Desk <desk@example.org>"), texts, slog.New(slog.DiscardHandler),
		jobs.Options{SweepEvery: time.Hour, DeliverEvery: time.Second, BaseURL: s.URL})
	defer running.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	giveUp := time.After(30 * time.Second)
	for {
		for _, m := range s.Catcher.Messages() {
			if linkInMail.MatchString(m.Text) {
				return m.Subject + "\n" + m.Text
			}
		}
		select {
		case <-tick.C:
		case <-giveUp:
			t.Fatal("no e-mail came")
		}
	}
}

var (
	linkInMail = regexp.MustCompile(`http://\S+/h/\S+`)
	codeShown  = regexp.MustCompile(`\b(\d{3}) (\d{3})\b`)
)

// sendLink sends the recipient of the first handoff a link, and gives the
// address they get and the code they are told.
func (u *user) sendLink(s *site.Site, ref string) (address, code string) {
	u.t.Helper()
	u.Open("/cases/" + ref + "/handoffs/1")
	u.Press("Send a one-time link")
	u.Fill("Email address of the recipient", "duty@harbour.example")
	u.Press("Send the link")
	u.SeesHeading("Read this code out by phone")
	code = codeShown.FindString(u.Text())
	text := mailedLink(u.t, s)
	if strings.Contains(text, clientName) || strings.Contains(text, ref) || strings.Contains(text, code) || strings.Contains(text, "Testova") {
		u.t.Errorf("the e-mail tells too much:\n%s", text)
	}
	whole, err := url.Parse(linkInMail.FindString(text))
	if err != nil {
		u.t.Fatal(err)
	}
	return whole.Path, code
}

// TestLinkHandoff: the sender sends a link and reads out its code, the
// recipient opens it on a telephone without scripts, asks, accepts and reports
// first contact, and the sender sees all of it.
func TestLinkHandoff(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.HandedOver(t, ref)
	worker := signedIn(t, s, s.Caseworker, true)
	address, code := worker.sendLink(s, string(ref))
	worker.Fits(phoneWidth)
	worker.IsAccessible()
	worker.Press("Go to the handoff")
	worker.SeesText("Not opened yet", "The email was sent.")
	worker.Fits(phoneWidth)

	phone := visitor(t, s, false)
	phone.Resize(phoneWidth)
	phone.Open(address)
	phone.SeesHeading("Enter the code")
	phone.SeesText("999")
	phone.IsAccessible()
	phone.Fill("Code", "000 000")
	phone.Press("Open")
	phone.SeesText("That did not open.", "ask the sender")
	phone.Fill("Code", code)
	phone.Press("Open")
	phone.SeesHeading("A handoff for you")
	phone.SeesText("A safe place to stay and a support worker.", "Ana Testova", "In an emergency")
	phone.Fits(phoneWidth)
	phone.Resize(phoneWidth)
	phone.IsAccessible()
	phone.Press("Accept")
	phone.Press("Accept")
	phone.SeesText("Enter your name", "Enter the phone number")
	phone.Fits(phoneWidth)
	phone.Resize(phoneWidth)
	phone.Fill("Your name", "Jo Worker")
	phone.Fill("Phone number to reach you on", "020 7946 0000")
	phone.Press("Accept")
	phone.SeesText("Your answer is recorded: you accepted.")
	phone.Press("Report first contact")
	phone.fillDay("When was the first contact?", sample.Today)
	phone.Press("Report")
	phone.SeesText("First contact is recorded.", "There is nothing more to do here.")
	phone.Fits(phoneWidth)

	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.SeesText("First contact made", "Jo Worker, over the one-time link", "1 of 10 times", "Handoff opened by its one-time link", "Wrong code entered for a one-time link")
	worker.IsAccessible()
	worker.Open("/cases/" + string(ref) + "/timeline")
	worker.SeesText("One-time link sent for a handoff", "Receiver of handoff 1 through link 1")
}

// TestLinkRevoked: a program that looks through e-mails is first, then the
// recipient reads, and in the middle of it the sender takes the handoff back.
func TestLinkRevoked(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.Scotland))
	s.Consented(t, ref)
	s.HandedOver(t, ref)
	worker := signedIn(t, s, s.Caseworker, false)
	address, code := worker.sendLink(s, string(ref))

	scanner := s.Visitor(t)
	scanner.Get(address)
	scanner.Get(address + "/answer/accept")
	worker.Press("Go to the handoff")
	worker.SeesText("Not opened yet", "0 of 10 times")

	phone := visitor(t, s, false)
	phone.Resize(phoneWidth)
	phone.Open(address)
	phone.Fill("Code", code)
	phone.Press("Open")
	phone.Press("Accept")
	phone.Fill("Your name", "Lou Reader")
	phone.Fill("Phone number to reach you on", "020 7946 0000")

	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.Press("Take it back")
	worker.Fill("How and when were they told, and what did they say?", "Told by phone")
	worker.Press("Take back")
	worker.SeesText("It is recorded that they were told.")

	phone.Press("Accept")
	phone.SeesHeading("This handoff was taken back")
	phone.SeesText("delete what you kept")
	phone.SeesNo("Testova")
	phone.Fits(phoneWidth)
	phone.Open(address)
	phone.SeesHeading("This handoff was taken back")
	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.SeesText("Taken back", "Answer by one-time link refused")
	worker.SeesNo("Lou Reader")
}
