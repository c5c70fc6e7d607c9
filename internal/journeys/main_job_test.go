package journeys

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/jobs"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
	"nrmdesk/web"
)

// land is what differs between the nations on the way from referral to
// support: the referral goes out on Monday 18 May 2026, the positive RG letter
// is dated Thursday 21 May, the positive CG letter Wednesday 24 June.
type land struct {
	nation  calendar.Nation
	scripts bool
	// typed is whether the referral is written through its pages; the other
	// journeys write it at the desk, because they are about the rest.
	typed   bool
	rgDates []string // in the preview, before the RG is recorded
	clock   string   // one of its dates, by name
	due     string   // its day in the list of dates
	cites   string   // and what the law says about it
	cgDates []string
	service string // of the support directory
}

var (
	england = land{
		nation: calendar.England,
		rgDates: []string{
			"At least until Friday 19 June 2026", "Rule EW-RECOVERY-30", "NABA 2022 s.61(3)(b)(ii)", "Rule UK-REMOVAL-PROTECTION-30",
			"Earliest conclusive grounds decision", "Saturday 20 June 2026", "9 June 2026, 14 June 2026, 18 June 2026, 19 June 2026",
		},
		clock: "Minimum recovery period ends", due: "At least until 19 June 2026", cites: "NABA 2022 s.61(3)(b)(ii)",
		cgDates: []string{"Minimum move-on support ends", "Saturday 8 August 2026"},
		service: "The Salvation Army, Adult support in England and Wales",
	}
	scotland = land{
		nation:  calendar.Scotland,
		rgDates: []string{"Support duty ends (Scotland)", "Tuesday 18 August 2026", "Rule SC-SUPPORT-90", "At least until Friday 19 June 2026", "Rule UK-REMOVAL-PROTECTION-30"},
		clock:   "Support duty ends (Scotland)", due: "18 August 2026", cites: "SC-SUPPORT-90",
		cgDates: []string{"Support duty ends (Scotland)", "24 June 2026"},
		service: "Migrant Help, Scotland helpline (daytime)",
	}
	northernIreland = land{
		nation:  calendar.NorthernIreland,
		rgDates: []string{"Support duty ends (Northern Ireland)", "Sunday 5 July 2026", "Rule NI-SUPPORT-45", "At least until Friday 19 June 2026", "Rule UK-REMOVAL-PROTECTION-30"},
		clock:   "Support duty ends (Northern Ireland)", due: "5 July 2026", cites: "NI-SUPPORT-45",
		cgDates: []string{"Protection from removal ends"},
		service: "Migrant Help, Northern Ireland support",
	}
)

func (l land) typing() land         { l.typed = true; return l }
func (l land) withoutScripts() land { l.scripts = false; return l }
func (l land) withScripts() land    { l.scripts = true; return l }

// TestMainJob carries one adult from first contact to a handoff and a positive
// CG decision: a caseworker works, a supervisor is the second person, an
// auditor and an admin see what they should and nothing more.
func TestMainJob(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]land{
		"England":                     england.withScripts().typing(),
		"England without JavaScript":  england.withoutScripts(),
		"Scotland without JavaScript": scotland.withoutScripts(),
		"Northern Ireland":            northernIreland.withScripts(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			worker, boss := signedIn(t, s, s.Caseworker, l.scripts), signedIn(t, s, s.Supervisor, l.scripts)
			ref := refer(s, worker, boss, l)
			decideRG(s, worker, boss, ref, l)
			remind(t, s, worker, ref)
			handOver(s, worker, ref, l)
			decideCG(s, worker, boss, ref, l)
			inspect(t, s, ref, l.scripts)
			administer(t, s, ref, l.scripts)
		})
	}
}

// refer is the way from first contact to the referral recorded as sent.
func refer(s *site.Site, worker, boss *user, l land) casefile.Ref {
	worker.t.Helper()
	ref := worker.startCase(l.nation, "18 or over")
	worker.agree(ref, sample.Today)
	if l.typed {
		worker.writeReferral(s, ref)
	} else {
		s.WriteReferral(worker.t, ref)
	}
	worker.sendToReview(ref)
	boss.approve(ref)
	worker.recordSent(ref, sample.Today, "NRM-2026-000123")
	worker.SeesText("is expected by 26 May 2026") // 25 May is a bank holiday or a fifth working day is later
	return ref
}

// decideRG records the positive letter three days later: every date is seen
// before it is recorded, and none runs before a second person has confirmed.
func decideRG(s *site.Site, worker, boss *user, ref casefile.Ref, l land) {
	worker.t.Helper()
	s.MoveDays(3)
	worker.recordLetter(ref, "Positive reasonable grounds (RG) decision", s.Desk.Today())
	worker.told(s.Desk.Today())
	worker.SeesHeading("Check the dates this decision starts")
	worker.SeesText(l.rgDates...)
	worker.Press("Record decision")
	worker.SeesText("It waits for a supervisor to confirm it.", "Not confirmed")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesNo(l.clock)

	boss.confirmDecision(ref)

	worker.Open("/cases/" + string(ref))
	worker.Press("Dates")
	worker.SeesText(l.clock, l.due)
	worker.Press(l.clock)
	worker.SeesHeading("Why this date?")
	worker.SeesText(l.due, "Thursday 21 May 2026", l.cites, "Confidence in this rule")
}

// remind lets the days pass on which reminders were due, and runs the jobs as
// the program does.
func remind(t *testing.T, s *site.Site, worker *user, ref casefile.Ref) {
	t.Helper()
	s.Move(time.Date(2026, time.June, 15, 9, 30, 0, 0, calendar.London()))
	runJobs(t, s, s.Caseworker)
	worker.Open("/reminders")
	worker.SeesText(string(ref), "Protection from removal ends: 19 June 2026 (in 4 days)", "5 days before", "An email was sent.")
	worker.SeesNo("10 days before") // overtaken while nobody swept

	caught := s.Catcher.Messages()
	for _, m := range caught {
		if strings.Contains(m.Text, "seal of the audit log") {
			continue // It goes to the auditors.
		}
		if !strings.Contains(m.Text, "to do") || !strings.Contains(m.Text, s.URL+"/reminders") {
			t.Errorf("the email has no count or link: %s", m.Text)
		}
		for _, secret := range []string{"Ana", "Testova", "07700", "Albanian", "recovery", "removal"} {
			if strings.Contains(m.Text+m.Subject, secret) {
				t.Errorf("the email tells %q: %s\n%s", secret, m.Subject, m.Text)
			}
		}
	}
	swept, err := s.Desk.SweepReminders(t.Context(), sample.System)
	if err != nil || swept != (desk.Swept{}) {
		t.Errorf("a second sweep: %+v, %v", swept, err)
	}
	delivered, err := s.Desk.DeliverReminders(t.Context(), sample.System, func(context.Context, desk.Notice) desk.Answer {
		t.Error("something is sent a second time")
		return desk.Answer{Result: desk.NoticeSent}
	})
	if err != nil || delivered != (desk.Delivered{}) {
		t.Errorf("a second delivery: %+v, %v", delivered, err)
	}
	worker.PressIn("Protection from removal ends", "Mark as dealt with")
	worker.SeesText("The reminder is marked as dealt with.")
	worker.SeesNo("Protection from removal ends")
	worker.Open("/reminders?show=past")
	worker.SeesText("Protection from removal ends", "Dealt with")
}

// runJobs starts the scheduled jobs and stops them once every reminder that
// somebody has to deal with has gone out to them by mail.
func runJobs(t *testing.T, s *site.Site, reader staff.Actor) {
	t.Helper()
	texts, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	running := jobs.Start(t.Context(), s.Desk, s.Catcher.Sender("NRM Desk <desk@example.org>"), texts, slog.New(slog.DiscardHandler),
		jobs.Options{SweepEvery: time.Hour, DeliverEvery: time.Second, DigestAt: 7*time.Hour + 30*time.Minute, BaseURL: s.URL})
	defer running.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	giveUp := time.After(30 * time.Second)
	for {
		mine, err := s.Desk.MyReminders(t.Context(), reader, true, "")
		if err != nil {
			t.Fatal(err)
		}
		open := 0
		for _, r := range mine.List {
			if r.Mail != "sent" {
				open++
			}
		}
		if len(mine.List) > 0 && open == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-giveUp:
			t.Fatalf("%d reminders, %d not sent yet", len(mine.List), open)
		}
	}
}

// handOver shares what the client agreed to with a service of the directory,
// which answers late.
func handOver(s *site.Site, worker *user, ref casefile.Ref, l land) {
	worker.t.Helper()
	worker.Open("/cases/" + string(ref))
	worker.Press("Hand over to support")
	worker.Choose("A service in the support directory")
	worker.goOn()
	worker.Choose(l.service)
	worker.goOn()
	if worker.Heading() == "Check the service before you share anything" {
		worker.Tick("I have checked that this service and its contact details are current")
		worker.goOn()
	}
	worker.Fill("Purpose", "A safe place to stay and a support worker.")
	worker.goOn()
	worker.SeesText("Consent given on 18 May 2026.", "No consent: the client said no on 18 May 2026.")
	worker.Tick("Name to use")
	worker.Tick("Safe contact")
	worker.goOn()
	worker.Fill("Note on safe contact", "Text first")
	worker.Choose("By phone")
	worker.goOn()
	worker.Fill("Who takes it at the other end?", "Duty desk")
	worker.goOn()
	worker.SeesHeading("Check what the recipient will see")
	worker.SeesText(clientName, "Shared (2)", "Without an answer by 16 June 2026 at 9:30am the handoff is overdue")
	worker.Press("Record handoff as sent")
	worker.SeesText("The handoff is recorded as sent.", "Due by 16 June 2026 at 9:30am", "still responsible")
	handoff := worker.Path()

	s.MoveDays(2)
	worker.Open("/handoffs")
	worker.SeesText(string(ref), "Overdue since 16 June 2026 at 9:30am")
	worker.Open("/cases/" + string(ref))
	worker.SeesText("A handoff has had no answer. You are still responsible.")

	worker.Open(handoff)
	worker.Press("Record an answer")
	worker.Choose("They accept")
	worker.Fill("Who did you speak to?", "Sam Supportworker")
	worker.Fill("What was said?", "A room from tomorrow")
	worker.Press("Record answer")
	worker.SeesText("The answer is recorded.", "Spoke to Sam Supportworker.")
	worker.SeesNo("still responsible")
	worker.Press("Close this handoff")
	worker.Choose("Support started")
	worker.Press("Close handoff")
	worker.SeesText("The handoff is closed.", "Support started")
	worker.Open("/handoffs")
	worker.SeesNo(string(ref))
}

// decideCG records the positive conclusive grounds letter.
func decideCG(s *site.Site, worker, boss *user, ref casefile.Ref, l land) {
	worker.t.Helper()
	s.MoveDays(7)
	worker.recordLetter(ref, "Positive conclusive grounds (CG) decision", s.Desk.Today())
	worker.Choose("No")
	worker.goOn()
	worker.SeesHeading("Check the dates this decision starts")
	worker.SeesText(l.cgDates...)
	worker.Press("Record decision")
	worker.SeesText("The client has not been told of this decision yet")
	boss.confirmDecision(ref)

	worker.Open("/cases/" + string(ref) + "/decisions")
	worker.Press("Record that the client was told")
	worker.fillDay("When was the client told?", s.Desk.Today())
	worker.ChooseIn("In person, by phone or another way?", "In person")
	worker.Fill("Who told the client?", "Casey Caseworker")
	worker.Fill("In which language?", "Albanian")
	worker.Fill("How was it done safely?", "In person")
	worker.Press("Record")
	worker.SeesText("It is recorded that the client was told.", "Positive conclusive grounds (CG) decision of 24 June 2026")
	worker.Press("Timeline")
	worker.SeesHeading("Timeline")
	boss.Open("/team")
	boss.SeesText(string(ref))
}

// inspect is the auditor: the register without names, the trail, and nothing
// of the case itself.
func inspect(t *testing.T, s *site.Site, ref casefile.Ref, scripts bool) {
	t.Helper()
	auditor := signedIn(t, s, s.Auditor, scripts)
	auditor.SeesHeading("Consent register")
	auditor.SeesText("Casey Caseworker", "Albanian", "No: Help a case, Share with police, Ask for feedback, Decision to others")
	auditor.SeesNo("Ana", "Testova", clientPhone)
	auditor.Press("Case trails")
	auditor.Fill("Case reference", strings.ToLower(string(ref)))
	auditor.Press("Show the trail")
	auditor.SeesHeading("Audit trail of " + string(ref))
	auditor.SeesText("fit together. None was changed, removed or moved after it was written.", "Sue Supervisor")
	auditor.SeesNo("Ana", "Testova", clientPhone)
	auditor.Open("/cases/" + string(ref))
	auditor.SeesNo("Testova", clientPhone)
	auditor.SeesHeading("You cannot do this")
}

// administer is the admin, who sees people and no case.
func administer(t *testing.T, s *site.Site, ref casefile.Ref, scripts bool) {
	t.Helper()
	admin := signedIn(t, s, s.Admin, scripts)
	admin.SeesHeading("People")
	admin.SeesText("Casey Caseworker", "Sue Supervisor")
	for _, path := range []string{"/cases/" + string(ref), "/cases/" + string(ref) + "/consent", "/cases", "/audit/cases/" + string(ref)} {
		admin.Open(path)
		admin.SeesNo("Testova", clientPhone)
		admin.SeesHeading("You cannot do this")
	}
}
