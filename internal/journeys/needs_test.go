package journeys

import (
	"strconv"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// A frightened person is asked on a telephone, half now and half later, with
// and without scripts; a service is found, handed to, and the need is settled.
func TestNeeds_askedHalfAndHalfThenHandedOver(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for _, scripts := range []bool{true, false} {
		ref := s.Case(t, sample.Adult(calendar.Scotland))
		s.Consented(t, ref)
		base := "/cases/" + string(ref)
		u := signedIn(t, s, s.Caseworker, scripts)
		u.Resize(320)
		u.Open(base)
		u.Press("Needs")
		u.SeesText("Nobody has made a needs check yet")
		u.Press("Make a needs check")
		u.SeesHeading("What does the client need?")
		u.Select("A safe place to stay", "Wanted")
		u.Press("Save and come back later")
		u.SeesText("What was asked is recorded", "is not finished", "Nobody yet")
		u.Press("Go on with the needs check")
		u.Select("Medical and mental health care", "No need now")
		u.Press("Save and finish the check")
		u.SeesText("The needs check is recorded", "A safe place to stay: wanted")

		u.Press("Change what the client wishes")
		u.ChooseIn("Who should interpret?", "A woman")
		u.Fill("Where is it not safe for them to be sent? (optional)", "Scotland")
		u.Press("Save")
		u.SeesText("Select who said it")
		u.Choose("The client")
		u.Press("Save")
		u.SeesText("What the client wishes is recorded", "Scotland")
		if scripts {
			u.Fits(320)
			u.IsAccessible()
			continue
		}

		u.Open(base + "/who-can-help?wants=safe_place")
		u.SeesText("Unsafe for the client: Scotland.")
		draft := sample.Envelope()
		draft.Needs = []need.Code{"safe_place"}
		number, err := s.Desk.SendHandoff(t.Context(), s.Caseworker, s.Edit(t, ref), draft)
		if err != nil {
			t.Fatal(err)
		}
		s.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Accepted, Contact: "Intake desk"})
		u.Open(base + "/needs")
		u.SeesText("Being arranged", "Handoff to The Salvation Army", "accepted")
		u.Open(base + "/handoffs/" + strconv.Itoa(number) + "/close")
		u.Choose("Support started")
		u.SeesText("What became of: a safe place to stay?")
		u.Press("Close handoff")
		u.SeesText("The handoff is closed")
		u.Open(base + "/needs/of/safe_place")
		u.SeesText("Met", "Handoff to The Salvation Army", "being arranged, Casey Caseworker (handoff)")
	}
}

// A positive CG leads to the move-on plan, on a telephone; closing says what
// nobody holds, and the agreed calls stay.
func TestMoveOn_planToClosing(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	s.Decided(t, ref, decision.CG, decision.Positive, sample.Today)
	base := "/cases/" + string(ref)
	u := signedIn(t, s, s.Caseworker, false)
	u.Resize(320)
	u.Open(base + "/needs")
	u.Press("Who holds what after the case is closed")
	u.SeesHeading("Move-on plan")
	u.SeesText("6 whole weeks to plan in", "threads without somebody who holds it")
	u.Press("A home")
	u.Choose("A person or organisation")
	u.Fill("Name of the person or organisation", "Westmoor housing options")
	u.Fill("How does the client reach them? (optional)", "In person, Tuesdays")
	u.Tick("They know of it and agreed")
	u.Press("Save")
	u.SeesText("The move-on plan is changed", "Westmoor housing options")
	u.Press("Record that they agree")
	u.Press("Continue")
	u.fillDay("Which day does it give?", sample.Today)
	u.fillDay("Day the client agreed", sample.Today)
	u.Press("Show what moves")
	u.Press("Record it")
	u.Open(base + "/move-on")
	u.SeesText("Agreed, counted from 18 May 2026", "Call the client, as agreed, 3 months after support ended")
	u.Fits(320)
	u.Press("Print the plan for the client")
	u.SeesText("Who helps you with what", "Westmoor housing options", "calls you, as you agreed")

	boss := signedIn(t, s, s.Supervisor, false)
	boss.Open(base + "/close")
	boss.SeesText("Held by nobody after we close", "Health")
	boss.SeesNo("A home")
	boss.Tick("Nobody has to keep these dates or do these steps any more")
	boss.Choose("Move-on support ended after a positive conclusive grounds decision")
	boss.Fill("What happened, and where does support continue?", "Westmoor housing options holds the home")
	boss.Press("Close the case")
	boss.SeesText("The case is closed")
	if c := s.Read(t, ref); c.State != casefile.Closed {
		t.Errorf("stands at %s", c.State)
	}
	u.Open("/tasks")
	u.SeesText("Call the client, as agreed, 6 months after support ended")
}
