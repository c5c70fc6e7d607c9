package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// A negative decision opens the reconsideration desk of the client's nation;
// the request ends its steps, and the answer begins the next.
func TestNextSteps_reconsiderationInEachNation(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for nation, says := range map[calendar.Nation]string{
		calendar.England: "the Administrative Court", calendar.Scotland: "Court of Session", calendar.NorthernIreland: "leave of the High Court",
	} {
		ref := s.Case(t, sample.Adult(nation))
		s.Consented(t, ref)
		s.Submitted(t, ref, sample.Today)
		s.Decided(t, ref, decision.RG, decision.Negative, sample.Today)
		u := signedIn(t, s, s.Caseworker, false)
		u.Open("/cases/" + string(ref) + "/tasks")
		u.SeesHeading("Next steps")
		u.SeesText(says, "Reconsideration request", "Check that the client is safe tonight", "new evidence, or a specific concern")
		u.Press("Check that the client is safe tonight and after the news")
		u.Choose("It is done")
		u.Fill("What was done, with whom, and what follows?", "Spoke to the client at the refuge")
		u.Press("Record")
		u.SeesText("The step is recorded: done")

		u.Open("/cases/" + string(ref) + "/decisions")
		u.askForReconsideration()
		u.Open("/cases/" + string(ref) + "/tasks")
		u.SeesText("Check that the authority has acknowledged the request")
		u.SeesNo("List the evidence that is wanted")
	}
}

// A positive CG opens the move-on plan, on a phone too; the case closes only
// when it is settled, and the calls that were agreed stay.
func TestNextSteps_moveOnToClosing(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.Wales))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	s.Decided(t, ref, decision.CG, decision.Positive, sample.Today)
	u := signedIn(t, s, s.Caseworker, false)
	u.Open("/cases/" + string(ref))
	u.Press("See all next steps")
	u.SeesText("Minimum move-on support ends", "6 whole weeks to plan in", "Recovery Needs Assessment", "who holds each thread after we close")
	agreed := deadline.Happened{Kind: deadline.FollowUpAgreed, On: sample.Today, KnownFrom: sample.Today}
	if err := s.Desk.RecordEvent(t.Context(), s.Caseworker, s.Edit(t, ref), agreed); err != nil {
		t.Fatal(err)
	}

	boss := signedIn(t, s, s.Supervisor, false)
	boss.Open("/cases/" + string(ref) + "/close")
	boss.SeesText("Next steps to do")
	boss.Choose("Move-on support ended after a positive conclusive grounds decision")
	boss.Fill("What happened, and where does support continue?", "Moved on; the council holds housing")
	boss.Press("Close the case")
	boss.SeesText("This case cannot be closed yet")
	boss.Tick("Nobody has to keep these dates or do these steps any more")
	boss.Press("Close the case")
	boss.SeesText("The case is closed")
	if c := s.Read(t, ref); c.State != casefile.Closed {
		t.Errorf("stands at %s", c.State)
	}
	u.Open("/tasks")
	u.SeesText("Call the client, as agreed, 6 months after support ended")
	u.SeesNo("Recovery Needs Assessment")
}
