package journeys

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// inJune moves the clock to a time of a day of June 2026 in London.
func inJune(s *site.Site, day, hour, minute int) {
	s.Move(time.Date(2026, time.June, day, hour, minute, 0, 0, calendar.London()))
}

// sweep looks for what is due without sending anything.
func sweep(t *testing.T, s *site.Site) {
	t.Helper()
	if _, err := s.Desk.SweepReminders(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
}

// TestMorningDigest goes from a reminder that waits for the morning to the one
// e-mail that counts it, puts it off, and then wants no e-mail any more.
func TestMorningDigest(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.Of(t, sample.LawDesk(t))
			first, second := string(refused(t, s, calendar.England)), string(refused(t, s, calendar.Scotland))

			inJune(s, 1, 7, 0)
			sweep(t, s)
			u := signedIn(t, s, s.Caseworker, scripts)
			u.Press("Reminders")
			u.SeesText(first, second, "Reconsideration request due", "10 days before", "It waits for the email of the morning.")
			if got := s.Catcher.Messages(); len(got) != 0 {
				t.Errorf("%d e-mails before the morning", len(got))
			}

			inJune(s, 1, 7, 30)
			runJobs(t, s, s.Caseworker)
			u.Open("/dev/mail")
			u.Press("NRM Desk: 2 things to do")
			u.SeesText("To casey.caseworker@example.org", "2 things to do.", s.URL+"/reminders")
			u.SeesNo(first, second, "Reconsideration", clientName)
			u.Open("/reminders")
			u.SeesText("An email was sent.")
			u.SeesNo("It waits for the email of the morning.")

			u.PressIn(first, "Put off the reminder of "+first)
			u.SeesHeading("Put off a reminder")
			u.Fill("Why?", "The solicitor answers on Thursday")
			u.Press("Put off")
			u.SeesText("Enter the day on which it comes back")
			if kept := u.Value("Why?"); kept != "The solicitor answers on Thursday" {
				t.Errorf("what was typed is gone: %q", kept)
			}
			u.fillDay("Until when?", calendar.NewDate(2026, time.June, 4))
			u.Press("Put off")
			u.SeesText("It comes back on 4 June 2026.", "Put off until 4 June 2026: “The solicitor answers on Thursday”")

			u.Press("Choose which reminders you get by email")
			u.SeesText("These cannot be switched off.")
			u.Choose("No, I look at my list here")
			u.Press("Save")
			u.SeesText("Your choices are saved.")
			inJune(s, 6, 8, 0)
			sweep(t, s)
			made, _, err := s.Desk.AssembleDigests(t.Context(), sample.System, 7*time.Hour+30*time.Minute)
			if err != nil || made != 0 {
				t.Errorf("%d digests for somebody who wants none, %v", made, err)
			}
			u.Open("/reminders")
			u.SeesText("5 days before", first, second)
		})
	}
}

// TestLeaveCover arranges cover before a leave, is told in the place of who is
// away, acts for them, and loses the cases when the leave is over.
func TestLeaveCover(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.Of(t, sample.LawDesk(t))
			ref := string(refused(t, s, calendar.England))
			inJune(s, 1, 8, 0)

			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.Press("Your account: " + s.Caseworker.Name)
			worker.Press("Arrange cover for your leave")
			worker.SeesText("You have no leave coming up.", "You cover for nobody.")
			worker.Press("Arrange cover")
			worker.fillDay("First day of leave", calendar.NewDate(2026, time.June, 1))
			worker.Press("Arrange cover")
			worker.SeesText("Enter the last day", "Select who covers")
			worker.fillDay("Last day of leave", calendar.NewDate(2026, time.June, 5))
			worker.Select("Who covers?", s.OtherTeam.Name)
			worker.Press("Arrange cover")
			worker.SeesText("The cover is arranged.", "Casey Caseworker is covered by Otto Otherteam", "From Monday 1 June 2026 to Friday 5 June 2026")

			runJobs(t, s, s.OtherTeam)
			cover := signedIn(t, s, s.OtherTeam, scripts)
			cover.SeesText(ref, "Covering for Casey Caseworker")
			cover.Press("Reminders")
			cover.SeesText("Covering for Casey Caseworker", "Reconsideration request due: 11 June 2026")
			cover.PressIn(ref, ref+": open the dates of the case")
			cover.SeesText("Reconsideration request due")
			cover.Open("/reminders")
			cover.PressIn(ref, "Mark as dealt with")
			cover.SeesText("The reminder is marked as dealt with.", "You have no reminders to deal with.")
			worker.Open("/reminders")
			worker.SeesText("You have no reminders to deal with.")

			boss := signedIn(t, s, s.Supervisor, scripts)
			boss.Press("Team")
			boss.SeesText("Casey Caseworker is away")

			inJune(s, 6, 8, 0)
			runJobs(t, s, s.Caseworker)
			cover.Open("/reminders")
			cover.SeesText("You have no reminders to deal with.")
			cover.Open("/cases/" + ref)
			cover.SeesHeading("Page not found")
			worker.Open("/reminders")
			worker.SeesText(ref, "5 days before")
		})
	}
}

// TestEscalation lets a time limit pass without anybody acting: on the day
// after, the supervisors are told, see it among the escalations, give the case
// to somebody who is there, and what is dealt with leaves the list.
func TestEscalation(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.Of(t, sample.LawDesk(t))
			ref := string(refused(t, s, calendar.England))
			inJune(s, 11, 8, 0)
			runJobs(t, s, s.Caseworker)
			boss := signedIn(t, s, s.Supervisor, scripts)
			boss.Open("/escalations")
			boss.SeesText("Nobody has left a time limit without an answer.")

			inJune(s, 12, 8, 0)
			runJobs(t, s, s.Supervisor)
			boss.Open("/dev/mail")
			boss.Press("NRM Desk: 1 thing to do to sue.supervisor@example.org")
			boss.SeesText("1 thing to do on case " + ref)
			boss.SeesNo("Reconsideration", clientName)
			boss.Open("/reminders")
			boss.SeesText(ref, "The day after, because nobody had acted.")
			boss.SeesNo("Put off")
			boss.Press("Team")
			boss.Press("Escalations")
			boss.SeesText(ref, "Reconsideration request due", "1 day late", "England", "Casey Caseworker")
			boss.PressIn(ref, "Reassign case "+ref)
			boss.Choose(s.Colleague.Name)
			boss.Fill("Why?", "Casey is ill")
			boss.Press("Give the case away")
			boss.Open("/escalations")
			boss.SeesText(ref, "Colin Colleague")

			boss.Open("/reminders")
			boss.PressIn(ref, "Mark as dealt with")
			boss.SeesText("The reminder is marked as dealt with.")
			boss.Open("/escalations")
			boss.SeesText("Nobody has left a time limit without an answer.")
			boss.SeesNo(ref)
		})
	}
}
