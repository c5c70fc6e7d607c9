package journeys

import (
	"regexp"
	"strconv"
	"testing"

	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestAuditor_drawsASampleRaisesAFindingAndSignsOff goes from the register to
// the sign-off: the auditor judges, the supervisor answers, the auditor looks
// again.
func TestAuditor_drawsASampleRaisesAFindingAndSignsOff(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for range 2 {
		s.Consented(t, s.Case(t, sample.Adult(calendar.England)))
	}
	today := s.Desk.Today()
	s.MoveDays(1)

	auditor := signedIn(t, s, s.Auditor, true)
	auditor.Press("Samples")
	auditor.Press("Draw a sample")
	auditor.Press("Draw the sample")
	auditor.SeesText("There is a problem")
	auditor.ChooseIn("How are records chosen?", "By chance")
	auditor.fillDay("Records made from", today)
	auditor.fillDay("Records made until", today)
	auditor.Press("Draw the sample")
	auditor.SeesText("2 records were made in those days", "look at 2")
	auditor.Press("Draw the sample")
	auditor.SeesHeading("Sample 1")
	auditor.SeesText("0 of 2 reviewed", "95% confidence, within 5 points")
	for done := range 2 {
		if done == 0 {
			auditor.Press("Review the next record")
		}
		auditor.SeesText("Checks", "A7")
		auditor.SeesNo(clientName)
		auditor.Press("Review this record")
		for _, check := range auditing.Checks {
			auditor.ChooseIn(check.ID+". "+check.Text, "Met")
		}
		auditor.Press("Keep the review")
	}
	auditor.SeesHeading("Sample 1")
	auditor.SeesText("2 of 2 reviewed", "Every record of this sample has been reviewed")

	reference := regexp.MustCompile(`C-[0-9A-Z]+`).FindString(auditor.Text())
	auditor.Press(reference)
	auditor.Press("Raise a finding")
	auditor.Select("Which check is it about?", "A9. "+auditing.Checks[8].Text)
	auditor.Fill("What did you find?", "Nothing says how long this is kept")
	auditor.ChooseIn("How much does it matter?", auditing.Serious.Label())
	auditor.fillDay("By when should they reply?", s.Desk.Today().AddDays(14))
	auditor.Press("Raise the finding")
	auditor.SeesText("Finding raised", "Finding 1", "Waiting for the supervisor")

	supervisor := signedIn(t, s, s.Supervisor, false)
	supervisor.Press("Team")
	supervisor.Press("Findings")
	supervisor.Press("Finding 1")
	supervisor.SeesText("Nothing says how long this is kept")
	supervisor.Press("Reply")
	supervisor.Press("Send the reply")
	supervisor.SeesText("Enter your reply")
	supervisor.Fill("What was done, or why the record is right?", "Recorded today under lawful basis")
	supervisor.Press("Send the reply")
	supervisor.SeesText("Your reply went to the auditor", "Waiting for the re-check")

	auditor.Press("Findings")
	auditor.Press("Finding 1")
	auditor.Press("Look again")
	auditor.ChooseIn("Is the finding answered?", "Yes, close it")
	auditor.Fill("What did you look at?", "The lawful basis page")
	auditor.Press("Keep the re-check")
	auditor.SeesText("Closed")

	auditor.Open("/audit/report?" + days("from", today) + "&" + days("to", today))
	auditor.SeesText("Reviewed by an auditor", "2 of 2")
	if name, content := auditor.Download("Download as CSV"); name == "" || !regexp.MustCompile(reference).Match(content) {
		t.Errorf("the file %q does not hold %s", name, reference)
	}
	auditor.Press("Sign off this period")
	auditor.Fill("Your statement", "Both records were looked at; one finding, answered")
	auditor.Press("Sign off")
	auditor.SeesHeading("Sign-off 1")
	auditor.SeesText("Both records were looked at")
}

func days(name string, d calendar.Date) string {
	return name + "-day=" + strconv.Itoa(d.Day()) + "&" + name + "-month=" + strconv.Itoa(int(d.Month())) + "&" + name + "-year=" + strconv.Itoa(d.Year())
}
