package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// referred is a case whose referral was recorded as sent on 1 May 2026.
func referred(t *testing.T, o *sample.Office, nation calendar.Nation) casefile.Ref {
	t.Helper()
	ref := o.Case(t, sample.Adult(nation))
	c := o.Read(t, ref)
	c.State, c.SubmittedOn = casefile.Submitted, calendar.NewDate(2026, time.May, 1)
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return ref
}

// sound is a page that was found and holds up to the page lint.
func sound(t *testing.T, p site.Page, says ...string) site.Page {
	t.Helper()
	if p.Status != http.StatusOK {
		t.Fatalf("%d %s", p.Status, p.Text())
	}
	if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	for _, want := range says {
		if !strings.Contains(p.Text(), want) {
			t.Errorf("does not say %q:\n%s", want, p.Text())
		}
	}
	return p
}

func TestDecision_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/decisions"), "Record it when the letter comes")
	p := v.Follow(v.Get(base + "/record-decision"))
	if empty := v.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), "Select what the letter says") {
		t.Fatalf("nothing chosen: %d %s", empty.Status, empty.Text())
	}
	p = sound(t, v.Follow(v.Submit(p, url.Values{"decision": {"rg-positive"}})), "About the letter")
	wrong := v.Submit(p, url.Values{"decided_on-day": {"12"}, "decided_on-month": {"5"}, "decided_on-year": {""}, "authority": {"SCA"}})
	for _, want := range []string{"must include a year", "Enter the date you received it", "Enter where the letter is kept"} {
		if !strings.Contains(wrong.Text(), want) {
			t.Errorf("does not say %q: %s", want, wrong.Text())
		}
	}
	if problems := htmlcheck.Lint(wrong.HTML); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	if other := v.Submit(p, url.Values{"letter_person": {"no"}}); !strings.Contains(other.Text(), "A letter about somebody else is not recorded here") {
		t.Errorf("a letter about somebody else: %d %s", other.Status, other.Text())
	}
	p = sound(t, v.Follow(v.Submit(p, url.Values{
		"decided_on-day": {"12"}, "decided_on-month": {"5"}, "decided_on-year": {"2026"},
		"received_on-day": {"13"}, "received_on-month": {"5"}, "received_on-year": {"2026"},
		"authority": {"SCA"}, "letter_kept": {"Cabinet <2>"}, "letter_person": {"yes"},
	})))
	p = sound(t, v.Follow(v.Submit(p, url.Values{"told": {"no"}})), "Check the dates this decision starts", "At least until Wednesday 10 June 2026",
		"Rule EW-RECOVERY-30. NABA 2022 s.61(3)(b)(ii)", "Reminders to Casey Caseworker: 31 May 2026", "Thursday 11 June 2026", "The client has not been told yet", "Cabinet <2>")
	done := v.Submit(p, nil)
	if done.To != base+"/decisions" {
		t.Fatalf("recorded: %d %q %s", done.Status, done.To, done.Text())
	}
	sound(t, v.Follow(done), "It waits for a supervisor", "Not confirmed", "received 5 days ago")
	if p := v.Get(base + "/record-decision/decision"); p.Status != http.StatusConflict {
		t.Errorf("a second record while one waits: %d", p.Status)
	}
	list, err := s.Desk.Decisions(t.Context(), s.Supervisor, ref)
	if err != nil {
		t.Fatal(err)
	}
	confirm := base + "/decisions/" + list.Decisions[0].ID + "/confirm"
	if p := v.Get(confirm); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker opens the confirmation: %d", p.Status)
	}
	boss := s.SignedIn(t, s.Supervisor)
	p = sound(t, boss.Get(confirm), "Recorded by Casey Caseworker", "At least until Wednesday 10 June 2026")
	if empty := boss.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || len(htmlcheck.Lint(empty.HTML)) > 0 {
		t.Errorf("no answer: %d %v", empty.Status, htmlcheck.Lint(empty.HTML))
	}
	if none := boss.Submit(p, url.Values{"verdict": {"return"}}); !strings.Contains(none.Text(), "Enter what does not match the letter") {
		t.Errorf("returned without a reason: %s", none.Text())
	}
	sound(t, boss.Follow(boss.Submit(p, url.Values{"verdict": {"confirm"}})), "Its dates run now", "Confirmed by Sue Supervisor")
	sound(t, boss.Get(confirm), "This decision no longer waits")

	plan := base + "/decisions/" + list.Decisions[0].ID + "/plan-telling"
	p = sound(t, v.Get(plan), "Plan how the client is told")
	if empty := v.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || len(htmlcheck.Lint(empty.HTML)) > 0 {
		t.Errorf("an empty plan: %d %v", empty.Status, htmlcheck.Lint(empty.HTML))
	}
	sound(t, v.Follow(v.Submit(p, url.Values{
		"tell_on-day": {"18"}, "tell_on-month": {"5"}, "tell_on-year": {"2026"}, "tell_by": {"Casey"}, "tell_language": {"Albanian, by phone"}, "tell_where": {"Office, 10:00"},
	})), "The plan for telling the client is kept", "Plan for telling the client", "Albanian, by phone")

	told := base + "/decisions/" + list.Decisions[0].ID + "/told"
	p = sound(t, v.Get(told), "The letter was received on 13 May 2026", "The plan: 18 May 2026, by Casey")
	if early := v.Submit(p, url.Values{"told_on-day": {"12"}, "told_on-month": {"5"}, "told_on-year": {"2026"}}); !strings.Contains(early.Text(), "on or after the day you received the letter, 13 May 2026") {
		t.Errorf("told early: %s", early.Text())
	}
	sound(t, v.Follow(v.Submit(p, url.Values{
		"told_on-day": {"14"}, "told_on-month": {"5"}, "told_on-year": {"2026"}, "told_by": {"Casey"}, "told_language": {"Albanian"}, "told_way": {"in_person"}, "told_how": {"In person"},
	})), "It is recorded that the client was told", "14 May 2026")
}

func TestDates_pages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.Scotland)
	s.Decided(t, ref, decision.RG, decision.Negative, calendar.NewDate(2026, time.May, 12))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/decisions"), "After a negative decision", "a request is due by 11 June 2026 (in 24 days)")
	sound(t, v.Get(base+"/dates"), "24 days left", "Speak to a lawyer about judicial review by", "Done on 12 May 2026, after the date: negative reasonable grounds decision")

	s.Move(time.Date(2026, time.September, 1, 9, 0, 0, 0, calendar.London()))
	p := sound(t, v.Get(base+"/dates"), "Date passed: speak to a lawyer now", "Date passed: a later request needs a reason")
	if strings.Count(p.HTML, "app-mark--late") != 1 || strings.Contains(strings.ToLower(p.Text()), "too late") {
		t.Error("a court date is marked as late, or the request is not")
	}
	dates, err := s.Desk.CaseDates(t.Context(), s.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range append(dates.Open, dates.Past...) {
		why := sound(t, v.Get(base+"/dates/"+k.ID), "Why this date?", k.Deadline.Rule.ID, k.Deadline.Rule.Citation, "Confidence in this rule")
		if strings.Contains(why.Text(), "[seen]") || strings.Contains(why.Text(), "[memory]") {
			t.Errorf("%s shows the marks of our notes", k.Deadline.Rule.ID)
		}
	}
	if p := v.Get(base + "/dates/0198c0de-0000-7000-8000-000000000000"); p.Status != http.StatusNotFound {
		t.Errorf("no such date: %d", p.Status)
	}
	if p := v.Get(base + "/dates/nonsense"); p.Status != http.StatusNotFound {
		t.Errorf("no date at all: %d", p.Status)
	}
	if p := s.SignedIn(t, s.OtherTeam).Get(base + "/dates"); p.Status != http.StatusNotFound {
		t.Errorf("another team: %d", p.Status)
	}
	sound(t, v.Get(base+"/reconsideration"), "The last day for a request is 11 June 2026", "Nothing has been asked for yet")
	form := sound(t, v.Get(base+"/reconsideration/request"), "The last day for a request is 11 June 2026")
	late := url.Values{"requested_on-day": {"1"}, "requested_on-month": {"7"}, "requested_on-year": {"2026"}}
	if p := v.Submit(form, late); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "Enter why the request is late") {
		t.Errorf("late without a reason: %d %s", p.Status, p.Text())
	}
	late.Set("late_reason", "No interpreter in June")
	if p := v.Submit(form, late); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "Select at least one ground") || !strings.Contains(p.Text(), "No interpreter in June") {
		t.Errorf("without a ground: %d %s", p.Status, p.Text())
	}
	late.Set("request_grounds", string(decision.NewEvidence))
	late.Set("request_asker", string(decision.AskerLawyer))
	sound(t, v.Follow(v.Submit(form, late)), "The request for reconsideration is recorded", "No interpreter in June", "A lawyer or adviser")
	if p := v.Get(base + "/reconsideration/request"); p.Status != http.StatusConflict {
		t.Errorf("a second request: %d", p.Status)
	}
}

func TestDevMail_showsWhatWasCaught(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.Visitor(t)
	sound(t, v.Get("/dev/mail"), "No e-mail has been sent yet")
	if p := v.Get("/dev/mail/none"); p.Status != http.StatusNotFound {
		t.Errorf("no such e-mail: %d", p.Status)
	}
}
