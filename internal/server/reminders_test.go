package server_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// onJune moves the clock to nine in the morning of a day of June and sweeps.
func onJune(t *testing.T, s *site.Site, day int) {
	t.Helper()
	s.Move(time.Date(2026, time.June, day, 9, 0, 0, 0, calendar.London()))
	if _, err := s.Desk.SweepReminders(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
}

// reminded is a case in England with a negative RG of 12 May 2026 on a site
// that counts law alone: the reconsideration is due on 11 June.
func reminded(t *testing.T) (*site.Site, casefile.Ref) {
	t.Helper()
	s := site.Of(t, sample.LawDesk(t))
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Negative, calendar.NewDate(2026, time.May, 12))
	return s, ref
}

func TestReminders_page(t *testing.T) {
	t.Parallel()
	s, ref := reminded(t)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get("/reminders"), "You have no reminders")
	onJune(t, s, 6)
	p := sound(t, v.Get("/reminders"), string(ref), "Reconsideration request due: 11 June 2026 (in 5 days)", "5 days before", "It waits for the email of the morning")
	if strings.Contains(p.HTML, "Ana Testova") {
		t.Error("a reminder names the client")
	}
	sound(t, v.Follow(v.Submit(p, nil)), "marked as dealt with", "You have no reminders to deal with")
	sound(t, v.Get("/reminders?show=past"), "Past reminders", "Dealt with")
	if p := v.Post("/reminders", url.Values{"reminder": {"nonsense"}}); p.Status != http.StatusNotFound {
		t.Errorf("no such reminder: %d", p.Status)
	}
	if p := s.SignedIn(t, s.Auditor).Get("/reminders"); p.Status != http.StatusForbidden {
		t.Errorf("an auditor: %d", p.Status)
	}
	if p := v.Get("/reminders?before=nonsense"); p.Status != http.StatusNotFound {
		t.Errorf("no such place: %d", p.Status)
	}
}

func TestReminders_putOff(t *testing.T) {
	t.Parallel()
	s, _ := reminded(t)
	onJune(t, s, 6)
	v := s.SignedIn(t, s.Caseworker)
	at := "/reminders/" + firstReminder(t, s) + "/put-off"
	form := sound(t, v.Get(at), "Put off a reminder", "The latest is the date itself, 11 June 2026")
	wrong := v.Submit(form, url.Values{"back_on-day": {"12"}, "back_on-month": {"6"}, "back_on-year": {"2026"}, "reason": {"The lawyer calls"}})
	shows(t, wrong, "The day must be on or before 11 June 2026", "The lawyer calls")
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("after the date: %d", wrong.Status)
	}
	shows(t, v.Submit(form, nil), "Enter the day on which it comes back", "Enter the reason")
	shows(t, v.Submit(form, url.Values{"back_on-day": {"31"}, "back_on-month": {"6"}, "back_on-year": {"2026"}}), "must be a date that exists")
	done := v.Submit(form, url.Values{"back_on-day": {"9"}, "back_on-month": {"6"}, "back_on-year": {"2026"}, "reason": {"The lawyer calls on the 8th"}})
	sound(t, v.Follow(done), "It comes back on 9 June 2026", "Put off until 9 June 2026: “The lawyer calls on the 8th”")
	if again := v.Submit(form, url.Values{"back_on-day": {"10"}, "back_on-month": {"6"}, "back_on-year": {"2026"}, "reason": {"Twice"}}); again.Status != http.StatusSeeOther {
		t.Errorf("a second press: %d", again.Status)
	}
	if p := s.SignedIn(t, s.Colleague).Get(at); p.Status != http.StatusNotFound {
		t.Errorf("a colleague: %d", p.Status)
	}
}

func firstReminder(t *testing.T, s *site.Site) string {
	t.Helper()
	mine, err := s.Desk.MyReminders(t.Context(), s.Caseworker, true, "")
	if err != nil || len(mine.List) == 0 {
		t.Fatal("no reminder", err)
	}
	return mine.List[0].ID
}

func TestReminders_choices(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get("/account"), "Choose which reminders you get by email", "Arrange cover for your leave")
	form := sound(t, v.Get("/account/reminders"), "These cannot be switched off", "When a time limit has passed")
	done := v.Submit(form, url.Values{"digest": {"no"}, "categories": {"limit"}})
	sound(t, v.Follow(done), "Your choices are saved")
	kept, err := s.Desk.ReminderChoices(t.Context(), s.Caseworker)
	if err != nil || !kept.NoDigest || len(kept.Off) != 3 {
		t.Errorf("%+v, %v", kept, err)
	}
	if text := s.SignedIn(t, s.Admin).Get("/account").Text(); strings.Contains(text, "reminders you get by email") {
		t.Error("an admin is offered a choice of reminders")
	}
}

func TestReminders_ofAnAdminSayNothingOfTheCase(t *testing.T) {
	t.Parallel()
	s, ref := reminded(t)
	for _, who := range []staff.Actor{s.Caseworker, s.Supervisor, s.Deputy} {
		u, err := s.DB.User(t.Context(), who.OrganisationID, who.UserID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Desk.ChangeUser(t.Context(), s.Admin, desk.UserChange{
			ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, Disabled: true}); err != nil {
			t.Fatal(err)
		}
	}
	onJune(t, s, 6)
	v := s.SignedIn(t, s.Admin)
	p := sound(t, v.Get("/reminders"), string(ref), "Nobody who works on this case can be told of its dates")
	if strings.Contains(p.Text(), "Reconsideration") || strings.Contains(p.HTML, "/cases/"+string(ref)) {
		t.Errorf("it says what of: %s", p.Text())
	}
	sound(t, v.Follow(v.Submit(p, nil)), "You have no reminders to deal with")
}

func TestAdminMail_seenAndTriedAgain(t *testing.T) {
	t.Parallel()
	s, _ := reminded(t)
	onJune(t, s, 12) // the day after: the holder and the supervisors are told at once
	refuse := func(context.Context, desk.Notice) desk.Answer {
		return desk.Answer{Result: desk.NoticeRefused, Why: "sending RCPT TO command: code 550"}
	}
	if _, err := s.Desk.DeliverReminders(t.Context(), sample.System, refuse); err != nil {
		t.Fatal(err)
	}
	v := s.SignedIn(t, s.Admin)
	sound(t, v.Get("/admin/health"), "Something needs the person who runs this service", "See why and try again")
	p := sound(t, v.Get("/admin/mail"), "To Casey Caseworker", "To Sue Supervisor", "code 550", "One reminder")
	if strings.Contains(p.Text(), "@example.org") {
		t.Error("the page shows an address")
	}
	sound(t, v.Follow(v.Submit(p, nil)), "The email is tried again")
	again := 0
	send := func(context.Context, desk.Notice) desk.Answer { again++; return desk.Answer{Result: desk.NoticeSent} }
	if _, err := s.Desk.DeliverReminders(t.Context(), sample.System, send); err != nil || again != 1 {
		t.Errorf("%d sent, %v", again, err)
	}
}

func TestHealth_alarmWhenRemindersStandStill(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	if err := s.Desk.EndJob(t.Context(), sample.System, desk.SweepJob, nil); err != nil {
		t.Fatal(err)
	}
	v, admin, worker := s.Visitor(t), s.SignedIn(t, s.Admin), s.SignedIn(t, s.Caseworker)
	if p := v.Get("/healthz/reminders"); p.Status != http.StatusOK {
		t.Errorf("%d %s", p.Status, p.HTML)
	}
	sound(t, admin.Get("/admin/health"), "Look for due reminders")
	s.Move(sample.Now.Add(20 * time.Minute))
	if p := v.Get("/healthz/reminders"); p.Status != http.StatusServiceUnavailable || !strings.Contains(p.HTML, "reminders stand still since 2026-05-18T08:30:00Z") {
		t.Errorf("%d %s", p.Status, p.HTML)
	}
	if p := v.Get("/healthz"); p.Status != http.StatusOK {
		t.Errorf("the pages work, but healthz says %d", p.Status)
	}
	sound(t, admin.Get("/admin/people"), "Reminders stand still since 18 May 2026 at 9:30am.")
	sound(t, admin.Get("/admin/health"), "Restart the program, and read its log")
	if strings.Contains(worker.Get("/cases").Text(), "stand still") {
		t.Error("a caseworker is told, too")
	}
}
