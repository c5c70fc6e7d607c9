package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/server"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
	"nrmdesk/web"
)

func TestCalendar_monthDayWeek(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Negative, calendar.NewDate(2026, time.May, 12))
	v := s.SignedIn(t, s.Caseworker)
	month := sound(t, v.Get("/calendar?month=2026-06"), "June 2026", "Thursday 11 June 2026", string(ref)+": Reconsideration request due", "24 days left", "This month")
	for _, name := range []string{"Ana", "Testova"} {
		if strings.Contains(month.HTML, name) {
			t.Errorf("the calendar says %q", name)
		}
	}
	sound(t, v.Get("/calendar"), "May 2026", "Today", "Nothing is due in May 2026.", "Bank holiday everywhere: Early May bank holiday")
	sound(t, v.Get("/calendar/day?on=2026-06-11"), "Thursday 11 June 2026", string(ref), "Reconsideration request due", "24 days left", "England", "Casey Caseworker")
	sound(t, v.Get("/calendar/week?from=2026-06-11"), "Week of 8 June 2026", "Sunday 14 June 2026", string(ref)+": Reconsideration request due", "Confidential. Printed by Casey Caseworker on 18 May 2026 at 9:30am")
	if p := v.Get("/calendar?whose=team"); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker sees the team's calendar: %d", p.Status)
	}
	boss := s.SignedIn(t, s.Supervisor)
	sound(t, boss.Get("/calendar?month=2026-06"), "Nothing is due in June 2026.")
	team := sound(t, boss.Get("/calendar?month=2026-06&whose=team"), "June 2026: your teams", string(ref))
	if !strings.Contains(team.HTML, `href="/calendar?month=2026-07&amp;whose=team"`) {
		t.Error("the way to the next month loses whose dates are shown")
	}
	sound(t, boss.Get("/calendar/week?from=2026-06-11&whose=team"), "(Casey Caseworker)")
}

// TestCalendar_nonsenseInTheAddress shows this month, week or day instead.
func TestCalendar_nonsenseInTheAddress(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Supervisor)
	for _, typed := range []string{"", "nonsense", "2026", "2026-13", "0001-01", "9999-12", "2026-06-31", "-1", "%00", "' OR 1=1 --", "9999-12-31", "0001-01-01"} {
		q := url.QueryEscape(typed)
		sound(t, v.Get("/calendar?month="+q), "May 2026")
		sound(t, v.Get("/calendar/day?on="+q+"&after="+q), "Monday 18 May 2026")
		sound(t, v.Get("/calendar/week?from="+q), "Week of 18 May 2026")
		sound(t, v.Get("/team/dates?nation="+q+"&after="+q+"&due="+q), "Deadline board")
		if p := v.Get("/team/dates?section=rg_overdue&after=" + q + "&due=" + q); p.Status != http.StatusOK {
			t.Errorf("a section from %q: %d", typed, p.Status)
		}
		if p := v.Get("/team/dates?section=" + q); typed != "" && p.Status != http.StatusNotFound {
			t.Errorf("section %q: %d", typed, p.Status)
		}
	}
	for _, id := range []string{"nonsense", "00000000-0000-0000-0000-000000000000"} {
		if p := v.Get("/calendar/dates/" + id); p.Status != http.StatusNotFound {
			t.Errorf("date %q: %d", id, p.Status)
		}
	}
}

func TestDeadlineBoard_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Supervisor)
	s.Decided(t, referred(t, s.Office, calendar.Wales), decision.RG, decision.Negative, calendar.NewDate(2026, time.May, 12))
	s.MoveDays(20)
	sound(t, v.Get("/team/dates"), "Deadline board", "Reconsiderations closing (1)", "Wales", "No child turns 18 within 100 days.", "4 days left", "Casey Caseworker")
	sound(t, v.Get("/team/dates?nation=scotland"), "No reconsideration closes within 10 days.", "Nation: Scotland")
	sound(t, v.Get("/team/dates?section=reconsideration"), "Show the whole board", "Reconsideration request due")
	sound(t, v.Get("/team/workload"), "Casey Caseworker", "Open cases", "1")
	sound(t, v.Get("/team"), "Deadline board", "Workload")
}

var feedAddress = regexp.MustCompile(`https?://[^\s<]+/calendar\.ics\?key=[\w-]{43}`)

// madeFeed makes a feed through the page and gives its address.
func madeFeed(t *testing.T, v *site.Visitor) string {
	t.Helper()
	made := sound(t, v.Submit(v.Get("/calendar/feed"), nil), "Your address", "It is shown this once")
	address := feedAddress.FindString(made.HTML)
	if address == "" {
		t.Fatalf("no address is shown:\n%s", made.Text())
	}
	return address
}

// fetched is what a program without cookies is answered.
func fetched(t *testing.T, address string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestFeed_aProgramReadsIt(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get("/calendar/feed"), "You have no address yet.")
	address := madeFeed(t, v)
	answer, body := fetched(t, address)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %s\n%s", answer.StatusCode, answer.Header.Get("Content-Type"), body)
	}
	if answer.Header.Get("Cache-Control") != "private, no-cache" || answer.Header.Get("Last-Modified") == "" || len(answer.Cookies()) > 0 {
		t.Errorf("headers %v", answer.Header)
	}
	parsed, err := ics.ParseCalendar(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	dates, err := s.Desk.CaseDates(t.Context(), s.Caseworker, ref)
	if err != nil || len(parsed.Events()) != len(dates.Open) {
		t.Fatalf("%d events for %d dates, %v", len(parsed.Events()), len(dates.Open), err)
	}
	for _, secret := range []string{string(ref), "Ana", "Recovery", "recovery", "grounds", "Northside", "Casey"} {
		if strings.Contains(body, secret) {
			t.Errorf("the feed says %q", secret)
		}
	}
	for _, e := range parsed.Events() {
		if text := e.GetProperty(ics.ComponentPropertySummary).Value; text != "NRM Desk reminder" {
			t.Errorf("an event is called %q", text)
		}
		if class := e.GetProperty(ics.ComponentPropertyClass); class == nil || class.Value != "PRIVATE" {
			t.Error("an event is not private")
		}
		link := strings.TrimPrefix(e.GetProperty(ics.ComponentPropertyUrl).Value, s.URL)
		if p := v.Get(link); !strings.HasPrefix(p.To, "/cases/"+string(ref)+"/dates/") {
			t.Errorf("%s leads to %q", link, p.To)
		}
		if p := s.Visitor(t).Get(link); !strings.HasPrefix(p.To, "/sign-in") {
			t.Errorf("%s leads a visitor to %q", link, p.To)
		}
	}
	if again, text := fetched(t, address, "If-None-Match", answer.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || text != "" {
		t.Errorf("unchanged: %d %q", again.StatusCode, text)
	}
	sound(t, v.Get("/calendar/feed"), "Last fetched by a program 18 May 2026 at 9:30am", "Replace the address")
	sound(t, v.Get("/account"), "Your calendar feed")
}

func TestFeed_aKeyThatOpensNothing(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	opens := func(what, address string, want int) {
		t.Helper()
		if answer, _ := fetched(t, address); answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", what, answer.StatusCode, want)
		}
	}
	opens("no key", s.URL+"/calendar.ics", http.StatusNotFound)
	opens("a wrong key", s.URL+"/calendar.ics?key=wrong", http.StatusNotFound)
	first := madeFeed(t, v)
	opens("a key", first, http.StatusOK)
	page := v.Get("/calendar/feed")
	second := madeFeed(t, v) // the first form of the page replaces the address
	opens("a replaced key", first, http.StatusNotFound)
	opens("the new key", second, http.StatusOK)
	if again := v.Submit(page, nil); again.Status != http.StatusOK || !feedAddress.MatchString(again.HTML) {
		t.Fatalf("a form of its own makes no address: %d", again.Status)
	}
	if twice := v.Submit(page, nil); twice.To != "/calendar/feed" || feedAddress.MatchString(twice.HTML) {
		t.Errorf("a second press of the same form: %d", twice.Status)
	}
	opens("a key replaced twice", second, http.StatusNotFound)
	third := madeFeed(t, v)
	shows(t, v.Follow(v.Post("/calendar/feed", url.Values{"act": {"stop"}})), "The feed is stopped.", "You have no address yet.")
	opens("a stopped key", third, http.StatusNotFound)
}

func TestFeed_endsWithTheRightToIt(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	change := func(who staff.Actor, roles []staff.Role, disabled bool) {
		t.Helper()
		u, err := s.DB.User(t.Context(), who.OrganisationID, who.UserID)
		if err != nil {
			t.Fatal(err)
		}
		in := desk.UserChange{ID: u.ID, Version: u.Version, Name: u.Name, Roles: roles, TeamIDs: u.TeamIDs, Disabled: disabled}
		if err := s.Desk.ChangeUser(t.Context(), s.Admin, in); err != nil {
			t.Fatal(err)
		}
	}
	address := madeFeed(t, s.SignedIn(t, s.Caseworker))
	change(s.Caseworker, []staff.Role{staff.Auditor}, false)
	if answer, _ := fetched(t, address); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a role without a calendar: %d", answer.StatusCode)
	}
	change(s.Caseworker, []staff.Role{staff.Caseworker}, false)
	if answer, _ := fetched(t, address); answer.StatusCode != http.StatusOK {
		t.Errorf("the role back: %d", answer.StatusCode)
	}
	change(s.Caseworker, []staff.Role{staff.Caseworker}, true)
	if answer, _ := fetched(t, address); answer.StatusCode != http.StatusNotFound {
		t.Errorf("somebody who may no longer sign in: %d", answer.StatusCode)
	}
	change(s.Caseworker, []staff.Role{staff.Caseworker}, false)
	if answer, _ := fetched(t, address); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the old key of somebody who may sign in again: %d", answer.StatusCode)
	}
}

func TestFeed_holdsWhatIsCovered(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	v := s.SignedIn(t, s.OtherTeam)
	address := madeFeed(t, v)
	events := func() int {
		t.Helper()
		_, body := fetched(t, address)
		return strings.Count(body, "BEGIN:VEVENT")
	}
	if n := events(); n != 0 {
		t.Fatalf("%d events of another team's cases", n)
	}
	cover := desk.NewCover{UserID: s.Caseworker.UserID, CoverID: s.OtherTeam.UserID, From: sample.Today, Until: sample.Today.AddDays(1)}
	if err := s.Desk.RecordCover(t.Context(), s.Caseworker, cover); err != nil {
		t.Fatal(err)
	}
	if events() == 0 {
		t.Error("the feed of the cover is empty")
	}
	sound(t, v.Get("/calendar?month=2026-06"), "and of those you cover", string(ref)+": Minimum recovery period ends")
	sound(t, v.Get("/calendar/week?from=2026-06-10"), string(ref), "(Casey Caseworker)")
	sound(t, s.SignedIn(t, s.Supervisor).Get("/team/workload"), "Away until Tuesday 19 May 2026. Otto Otherteam covers.")
	s.MoveDays(2)
	if n := events(); n != 0 {
		t.Errorf("%d events after the cover has ended", n)
	}
}

func TestFeed_isSlowedDown(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	address := madeFeed(t, s.SignedIn(t, s.Caseworker))
	other := madeFeed(t, s.SignedIn(t, s.Colleague))
	for n := 1; ; n++ {
		answer, _ := fetched(t, address)
		if answer.StatusCode == http.StatusOK && n <= 20 {
			continue
		}
		if n <= 20 || answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" {
			t.Errorf("fetch %d: %d, wait %q", n, answer.StatusCode, answer.Header.Get("Retry-After"))
		}
		break
	}
	if answer, _ := fetched(t, other); answer.StatusCode != http.StatusOK {
		t.Errorf("somebody else at the same address: %d", answer.StatusCode)
	}
}

// TestFeed_theKeyIsNotLogged reads the whole log of a server that logs
// everything (S24).
func TestFeed_theKeyIsNotLogged(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	gate := signin.NewGate(o.DB, o.Passwords, o.Keys, time.Now)
	sessions := signin.NewSessions(o.DB, signin.SessionOptions{Idle: time.Minute, Life: time.Hour})
	log := slog.New(slog.NewTextHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := server.New(o.Desk, gate, sessions, r, log, server.Options{Static: web.Static()}).Handler()
	key, hash := signin.NewFeedKey()
	if _, err := o.Desk.OpenFeed(t.Context(), o.Caseworker, hash, ""); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{key, "wrong" + key} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/calendar.ics?key="+typed, nil))
	}
	if err := o.DB.Close(); err != nil { // a failure is logged with more
		t.Fatal(err)
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/calendar.ics?key="+key, nil))
	if text := written.String(); strings.Contains(text, key[:12]) || !strings.Contains(text, "/calendar.ics") {
		t.Errorf("the log:\n%s", text)
	}
}

func TestDeadlineStrip(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	v := s.SignedIn(t, s.Caseworker)
	p := sound(t, v.Get("/cases/"+string(ref)),
		"Minimum recovery period ends At least until 10 June 2026 in 23 days Runs on until the conclusive grounds decision Day 7 of 30 Rule: England and Wales, EW-RECOVERY-30 Why this date",
		"Rule: United Kingdom, UK-REMOVAL-PROTECTION-30",
		"Conclusive grounds decision Not known yet", "Add to calendar")
	order := []string{"10 June 2026", "11 June 2026", "Not known yet"}
	at := -1
	for _, text := range order {
		next := strings.Index(p.Text(), text)
		if next < at {
			t.Errorf("%s comes before the dates that are nearer", text)
		}
		at = next
	}
}
