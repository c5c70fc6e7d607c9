package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestChild: nobody asks a child for consent; what is recorded is what was
// explained, and who at the local authority knows.
func TestChild(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	worker, boss := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Supervisor, true)
	ref := worker.startCase(calendar.Wales, "Under 18")
	worker.SeesText("Consent is not asked of somebody who is, or may be, a child.")
	worker.Press("Record consent")
	worker.explain(sample.Today)
	worker.SeesHeading("Age and safeguarding")
	if got := worker.Value("Who at the local authority was told"); got != "Duty social worker, Westmoor, told today" {
		t.Errorf("what the case knows is asked again: %q", got)
	}
	worker.goOn()
	worker.SeesHeading("Did anything worry you?")
	worker.goOn()
	worker.SeesNo("How was the answer given?", consent.ReferToNRM.Label())
	worker.Press("Record the explanation")
	worker.SeesText("Consent is not required: the client is, or may be, under 18.")
	worker.SeesNo("Record a withdrawal")

	s.WriteReferral(t, ref)
	worker.sendToReview(ref)
	boss.approve(ref)
	worker.recordSent(ref, sample.Today, "NRM-2026-000456")
	worker.recordLetter(ref, "Negative reasonable grounds (RG) decision", sample.Today)
	worker.Choose("No")
	worker.goOn()
	worker.SeesText("Reconsideration request", "The client has not been told yet.")
	worker.Press("Record decision")
	boss.confirmDecision(ref)
	worker.Open("/cases/" + string(ref) + "/decisions")
	worker.SeesText("After a negative decision", "Offer legal advice now: some dates are short.")
	worker.askForReconsideration()
}

// TestRefusal: a council must report a no, a charity may, and neither names
// anybody without leave.
func TestRefusal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		who     func(s *site.Site) staff.Actor
		naming  string
		heading string
		after   string
		scripts bool
	}{
		"a council owes the report": {
			func(s *site.Site) staff.Actor { return s.Stranger }, "No",
			"Report the refusal (Duty to Notify)", "Duty to Notify, 18 May 2026", false,
		},
		"a charity may send one": {
			func(s *site.Site) staff.Actor { return s.Caseworker }, "Yes",
			"Send a report of the refusal", "Report, 18 May 2026", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			worker := signedIn(t, s, test.who(s), test.scripts)
			ref := worker.startCase(calendar.England, "18 or over")
			worker.Press("Record consent")
			worker.explain(sample.Today)
			worker.mayDecide()
			worker.ChooseIn(consent.ReferToNRM.Label(), "No")
			worker.goOn()
			worker.mayTell(map[consent.Purpose]string{
				consent.ShareSupport: "No", consent.ShareLocalAuthority: "No", consent.SharePolice: "No", consent.ShareLegal: "No", consent.ShareFeedback: "No",
			})
			worker.SeesHeading("The client said no")
			worker.Tick("The client did not wish to say why")
			worker.ChooseIn(consent.IdentifyInDuty.Label(), test.naming)
			worker.goOn()
			worker.Choose("Said aloud, with a witness")
			worker.Fill("Name of the witness", "Colin Colleague")
			worker.goOn()
			worker.goOn()
			worker.SeesHeading("When will you ask again?")
			worker.goOn()
			worker.Press("Record the refusal")
			worker.SeesHeading(test.heading)
			worker.SeesText("NRM Desk does not send it.", "Not begun")
			worker.Press("Write the report")
			worker.SeesHeading("Report of the refusal")
			s.WriteReferralAs(t, test.who(s), ref)
			worker.Open("/cases/" + string(ref) + "/referral/check")
			worker.SeesText("This is what goes to the Home Office.")
			worker.SeesNo("Send to review")
			worker.Press("Read and copy")
			worker.SeesHeading("Report of the refusal")
			worker.SeesText("Complete, not recorded as sent", "This is not sent from here.", "How it began")
			worker.Press("Record the report as sent")
			worker.Choose("The report written here")
			if test.naming == "Yes" {
				worker.ChooseIn("Did the report name the client?", "No")
			} else {
				worker.SeesText("Must not hold")
				worker.SeesNo("Did the report name the client?")
			}
			worker.FillDate("When was it sent?", "31", "2", "2026")
			worker.Choose("Home Office online form")
			worker.Press("Record the report as sent")
			worker.SeesText("The date it was sent must be a date that exists")
			worker.fillDay("When was it sent?", sample.Today)
			worker.Press("Record the report as sent")
			worker.SeesText("The report is recorded as sent.")
			worker.Open("/cases/" + string(ref) + "/duty")
			worker.SeesText("This refusal has been reported.", test.after, "SHA-256 of the copy below", "How it began")
			worker.Open("/cases/" + string(ref) + "/referral")
			worker.SeesNo("Check the answers")
		})
	}
}

// recovering is an English case with a confirmed positive RG decision of
// today.
func recovering(t *testing.T, s *site.Site) casefile.Ref {
	t.Helper()
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	return ref
}

// TestNeedsMoreTime: not yet is an answer of its own, with a day to ask again.
func TestNeedsMoreTime(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	worker := signedIn(t, s, s.Caseworker, false)
	ref := worker.startCase(calendar.NorthernIreland, "18 or over")
	worker.Press("Record consent")
	worker.explain(sample.Today)
	worker.mayDecide()
	worker.ChooseIn(consent.ReferToNRM.Label(), "Needs more time")
	worker.goOn()
	worker.SeesHeading("How was the answer given?")
	worker.Choose("Signed sheet")
	worker.goOn()
	worker.goOn()
	worker.goOn()
	worker.SeesText("The client wants more time about something. Enter the date to ask again")
	worker.fillDay("Date to ask again", sample.Today.AddDays(3))
	worker.goOn()
	worker.Press("Record the answers")
	worker.SeesText("The client asked for more time on 18 May 2026. Agreed to ask again on 21 May 2026.")
	worker.Open("/cases/" + string(ref))
	worker.SeesText("The client needs more time.", "Ask again on 21 May 2026 (in 3 days).")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesText("Ask the client again, as agreed", "21 May 2026")
	worker.Open("/cases/" + string(ref) + "/referral")
	worker.SeesText("The referral can be written once the client has agreed to it")
}
