package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/testkit/browser"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestAgeUnsure, on a small telephone: somebody who may be a child is treated
// as one from the first day. The local authority comes before the referral, a
// guardian and safeguarding are next steps at once, and an assessment that moves
// the route says what goes no more.
func TestAgeUnsure(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.Resize(browser.Narrow)
			ref := worker.startCase(calendar.Scotland, "Not sure")
			base := "/cases/" + string(ref)
			worker.SeesText("Consent is not asked of somebody who is, or may be, a child.")
			worker.Press("See all next steps")
			worker.SeesText("Safeguarding", "child protection referral to the social work service", "Refer the child to Guardianship Scotland",
				"Ask the local authority whether it assesses the age")
			worker.SeesNo("Independent Child Trafficking Guardian")
			worker.Press("Refer the child to Guardianship Scotland")
			worker.Choose("It is done")
			worker.Fill("What was done, with whom, and what follows?", "Referred by phone, they call back tomorrow")
			worker.Press("Record")
			worker.SeesText("The step is recorded: done")

			worker.Open(base)
			worker.Press("Record consent")
			worker.explain(sample.Today)
			worker.SeesHeading("Age and safeguarding")
			worker.goOn()
			worker.goOn()
			worker.SeesNo("How was the answer given?", consent.ReferToNRM.Label())
			worker.Press("Record the explanation")
			worker.Open(base + "/referral/about_report/local_authority")
			worker.SeesText("On the case: Duty social worker, Westmoor, told today")
			worker.Fill("Phone number of the team you told", "0131 496 0000")
			worker.Press("Save and continue")
			worker.Open(base + "/referral/check")
			worker.SeesNo("Kept, but not sent on this route")

			worker.Open(base + "/age")
			worker.Choose("18 or over")
			worker.fillDay("When was it assessed?", sample.Today)
			worker.Fill("Who assessed it?", "Age assessment team, Westmoor")
			worker.Fill("What does it rest on?", "A birth certificate")
			worker.Press("Record the assessment")
			worker.SeesText("Nothing is saved yet.", "Written, and not sent any more", "0131 496 0000")
			worker.Press("Record the assessment")
			worker.SeesText("Recorded: an adult. Ask for their own consent.")
			worker.Open(base + "/tasks")
			worker.SeesText("Steps that are settled")
			list, err := s.Desk.Tasks(t.Context(), s.Caseworker, ref)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range list.List {
				if step.Heading == "Safeguarding" && step.State == task.Open {
					t.Errorf("%s is open for an adult", step.RuleID)
				}
				if step.RuleID == "CHILD-GUARDIAN-SC" && step.State != task.Done {
					t.Errorf("what was done is %s", step.State)
				}
			}
		})
	}
}
