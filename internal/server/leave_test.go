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

// dayOf are the boxes of a date.
func dayOf(name string, d calendar.Date) url.Values {
	text := strings.Split(d.String(), "-")
	return url.Values{name + "-day": {text[2]}, name + "-month": {text[1]}, name + "-year": {text[0]}}
}

func merged(all ...url.Values) url.Values {
	out := url.Values{}
	for _, v := range all {
		for name, values := range v {
			out[name] = values
		}
	}
	return out
}

func TestLeave_coverReachesTheCasesAndLosesThem(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	worker, cover := s.SignedIn(t, s.Caseworker), s.SignedIn(t, s.OtherTeam)
	at := "/cases/" + string(ref)
	if p := cover.Get(at); p.Status != http.StatusNotFound {
		t.Fatalf("before: %d", p.Status)
	}
	form := sound(t, worker.Get("/leave/new"), "Who covers?", "Last day of leave")
	if strings.Contains(form.Text(), "Who is away?") {
		t.Error("a caseworker may choose who is away")
	}
	week := merged(dayOf("from", sample.Today), dayOf("until", sample.Today.AddDays(4)))
	shows(t, worker.Submit(form, merged(week, url.Values{"cover": {s.Caseworker.UserID}})), "nobody covers for themselves")
	shows(t, worker.Submit(form, nil), "Enter the first day of leave", "Enter the last day of leave", "Select who covers")
	shows(t, worker.Submit(form, merged(dayOf("from", sample.Today.AddDays(4)), dayOf("until", sample.Today), url.Values{"cover": {s.OtherTeam.UserID}})),
		"The last day must be on or after the first day")
	done := worker.Submit(form, merged(week, url.Values{"cover": {s.OtherTeam.UserID}}))
	page := sound(t, worker.Follow(done), "The cover is arranged", "Casey Caseworker is covered by Otto Otherteam", "From Monday 18 May 2026 to Friday 22 May 2026", "Now")

	sound(t, cover.Get(at), string(ref))
	sound(t, cover.Get("/cases"), string(ref), "Covering for Casey Caseworker")
	sound(t, cover.Get("/leave"), "Casey Caseworker is covered by Otto Otherteam")
	found := cover.Submit(cover.Get("/search"), url.Values{"q": {string(ref)}})
	sound(t, found, string(ref))
	if p := s.SignedIn(t, s.Stranger).Get(at); p.Status != http.StatusNotFound {
		t.Errorf("a stranger: %d", p.Status)
	}

	sound(t, worker.Get("/leave/new"), "Arrange cover")
	again := worker.Submit(worker.Get("/leave/new"), merged(week, url.Values{"cover": {s.Colleague.UserID}}))
	shows(t, again, "Cover is arranged already from 18 May 2026 to 22 May 2026")

	sound(t, worker.Follow(worker.Submit(page, nil)), "The cover has ended")
	if p := cover.Get(at); p.Status != http.StatusNotFound {
		t.Errorf("after it was ended: %d", p.Status)
	}
	if strings.Contains(cover.Get("/cases").Text(), string(ref)) {
		t.Error("the worklist still has the case")
	}
}

func TestLeave_endsByItself(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	boss, cover := s.SignedIn(t, s.Supervisor), s.SignedIn(t, s.OtherTeam)
	form := sound(t, boss.Get("/leave/new"), "Who is away?")
	fields := merged(dayOf("from", sample.Today.AddDays(1)), dayOf("until", sample.Today.AddDays(2)), url.Values{"away": {s.Caseworker.UserID}, "cover": {s.OtherTeam.UserID}})
	sound(t, boss.Follow(boss.Submit(form, fields)), "Your team", "Casey Caseworker is covered by Otto Otherteam", "To come")
	for day, want := range []int{http.StatusNotFound, http.StatusOK, http.StatusOK, http.StatusNotFound} {
		s.Move(sample.Now.AddDate(0, 0, day))
		if p := cover.Get("/cases/" + string(ref)); p.Status != want {
			t.Errorf("day %d: %d, want %d", day, p.Status, want)
		}
		if away := strings.Contains(boss.Get("/team").Text(), "Casey Caseworker is away"); away != (want == http.StatusOK) {
			t.Errorf("day %d: the team page says away: %v", day, away)
		}
	}
}

func TestLeave_onlyOnesOwnAndOnesTeams(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	week := merged(dayOf("from", sample.Today), dayOf("until", sample.Today.AddDays(4)))
	for name, tc := range map[string]struct {
		v    *site.Visitor
		away string
		want int
	}{
		"a supervisor for another team":         {s.SignedIn(t, s.Supervisor), s.OtherTeam.UserID, http.StatusNotFound},
		"a supervisor for another organisation": {s.SignedIn(t, s.Stranger), s.Caseworker.UserID, http.StatusNotFound},
		"an admin":                              {s.SignedIn(t, s.Admin), s.Caseworker.UserID, http.StatusForbidden},
	} {
		p := tc.v.Post("/leave/new", merged(week, url.Values{"away": {tc.away}, "cover": {s.Colleague.UserID}}))
		if p.Status != tc.want {
			t.Errorf("%s: %d, want %d", name, p.Status, tc.want)
		}
	}
	// A caseworker who posts somebody else's name arranges their own leave.
	worker := s.SignedIn(t, s.Caseworker)
	done := worker.Post("/leave/new", merged(week, url.Values{"away": {s.Colleague.UserID}, "cover": {s.Colleague.UserID}}))
	sound(t, worker.Follow(done), "Casey Caseworker is covered by Colin Colleague")
	covers, err := s.Desk.LeaveCovers(t.Context(), s.Caseworker)
	if err != nil || len(covers.Mine) != 1 {
		t.Fatal(covers, err)
	}
	end := url.Values{"cover": {covers.Mine[0].ID}}
	if p := s.SignedIn(t, s.OtherTeam).Post("/leave", end); p.Status != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", p.Status)
	}
	if p := s.SignedIn(t, s.Colleague).Post("/leave", end); p.Status != http.StatusSeeOther {
		t.Errorf("the cover ends it: %d", p.Status)
	}
}
