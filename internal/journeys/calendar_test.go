package journeys

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// refused is a case whose referral was sent on 1 May 2026 and refused on the
// 12th: the time to ask again runs until 11 June.
func refused(t *testing.T, s *site.Site, nation calendar.Nation) casefile.Ref {
	t.Helper()
	ref := s.Case(t, sample.Adult(nation))
	c := s.Read(t, ref)
	c.State, c.SubmittedOn = casefile.Submitted, calendar.NewDate(2026, time.May, 1)
	if err := s.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s.Decided(t, ref, decision.RG, decision.Negative, calendar.NewDate(2026, time.May, 12))
	return ref
}

// TestCalendar_fromTheMonthToTheReason goes from the menu to a month, to a
// date in it, and to why the date is what it is; then prints the week.
func TestCalendar_fromTheMonthToTheReason(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := refused(t, s, calendar.England)
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			u := signedIn(t, s, s.Caseworker, scripts)
			u.Press("Calendar")
			u.SeesHeading("May 2026")
			u.SeesText("Today")
			u.Press("Next: June 2026")
			u.SeesHeading("June 2026")
			u.Press(string(ref) + ": Reconsideration request due")
			u.SeesHeading("Why this date?")
			u.SeesText("Reconsideration request due: 11 June 2026", "How it is counted")
			u.Open("/calendar/day?on=2026-06-11")
			u.SeesHeading("Thursday 11 June 2026")
			u.SeesText(string(ref), "England", "Casey Caseworker")
			u.Press("Calendar")
			u.Press("Week")
			u.SeesHeading("Week of 18 May 2026")
			u.Open("/calendar/week?from=2026-06-11")
			u.SeesText(string(ref) + ": Reconsideration request due")
			if n := u.Sheets(); n > 2 {
				t.Errorf("the week takes %d sheets of paper", n)
			}
			u.OnPaper(func() {
				u.SeesText("Confidential. Printed by Casey Caseworker on 18 May 2026", "Thursday 11 June 2026", string(ref))
				u.SeesNo("Quick exit", "Sign out", "print function", "Calendar feed", "Week of 15 June 2026", clientName)
			})
			u.Open("/cases/" + string(ref))
			u.SeesText("Rule: United Kingdom, UK-RECON-30D-2025")
			u.Press("Add to calendar")
			u.SeesHeading("Calendar feed")
		})
	}
}

var feedAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+/calendar\.ics\?key=[\w-]{43}`)

// TestCalendar_inAnotherProgram makes a feed, reads it as a calendar program
// does, follows its link, and takes it back.
func TestCalendar_inAnotherProgram(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := refused(t, s, calendar.Wales)
	u := signedIn(t, s, s.Caseworker, true)
	u.Press("Calendar")
	u.Press("Calendar feed")
	u.SeesText("You have no address yet.", "No name, no case reference")
	u.Press("Make an address")
	u.SeesText("It is shown this once")
	address := feedAddress.FindString(u.Text())
	events := program(t, address, http.StatusOK)
	if len(events) == 0 {
		t.Fatal("the program finds nothing")
	}
	link := events[0].GetProperty(ics.ComponentPropertyUrl).Value
	u.Open(link[len(s.URL):])
	u.SeesHeading("Why this date?")
	u.SeesText(string(ref))
	u.Open("/calendar/feed")
	u.SeesNo("key=")
	u.SeesText("Last fetched by a program")
	u.Press("Replace the address")
	other := feedAddress.FindString(u.Text())
	program(t, address, http.StatusNotFound)
	program(t, other, http.StatusOK)
	u.Press("Stop the feed")
	u.SeesText("The feed is stopped. Its address opens nothing any more.")
	program(t, other, http.StatusNotFound)
}

// program fetches an address as a calendar program does, without signing in.
func program(t *testing.T, address string, want int) []*ics.VEvent {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != want {
		t.Fatalf("%d, want %d", answer.StatusCode, want)
	}
	if want != http.StatusOK {
		return nil
	}
	parsed, err := ics.ParseCalendar(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Events()
}

// TestCalendar_theSupervisorsBoard goes from what the nations have closing to
// one of the dates.
func TestCalendar_theSupervisorsBoard(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	english, scottish := refused(t, s, calendar.England), refused(t, s, calendar.Scotland)
	s.MoveDays(20)
	u := signedIn(t, s, s.Supervisor, true)
	u.Press("Team")
	u.SeesText(string(english), string(scottish))
	u.Press("Deadline board")
	u.SeesText("Reconsiderations closing (2)", "4 days left", string(english), string(scottish))
	u.Press("Filter the list")
	u.Select("Nation", "Scotland")
	u.Press("Apply filters")
	u.SeesText("Reconsiderations closing (1)", string(scottish))
	u.SeesNo(string(english), clientName)
	u.PressIn(string(scottish), "Reconsideration request due of "+string(scottish)+": why this date")
	u.SeesHeading("Why this date?")
	u.Open("/team/dates")
	u.Press("Workload")
	u.SeesText("Casey Caseworker", "Open cases")
	u.Press("Casey Caseworker cases")
	u.SeesText("Held by: Casey Caseworker")
	u.Press("Calendar")
	u.Press("Your teams’ month")
	u.SeesHeading("June 2026: your teams")
	u.SeesText(string(english), string(scottish))
}
