package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// askForReconsideration goes from the decisions to a recorded request.
func (u *user) askForReconsideration() {
	u.t.Helper()
	u.Press("Ask for a reconsideration")
	u.Press("Record the request")
	u.fillDay("When was the request made?", sample.Today)
	u.Tick("New evidence that, with the rest, could show that the client is a victim")
	u.Choose("A lawyer or adviser")
	u.Press("Record request")
	u.SeesText("The request for reconsideration is recorded.")
}

// TestReconsideration: what is wanted is asked for, comes or does not, and the
// request says what went with it.
func TestReconsideration(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.Decided(t, ref, decision.RG, decision.Negative, sample.Today)
	u := signedIn(t, s, s.Caseworker, false)
	u.Open("/cases/" + string(ref) + "/reconsideration")
	u.SeesText("The last day for a request is", "Nothing has been asked for yet")

	u.Press("Change what the request rests on")
	u.Tick("New evidence that, with the rest, could show that the client is a victim")
	u.Fill("What is new, or which guidance was not followed?", "A report on the injuries")
	u.Choose("A lawyer or adviser")
	u.Fill("Their name and organisation", "R. Aldermoor, Fenwick Law")
	u.Press("Keep")

	u.Press("Add evidence that is wanted")
	u.Press("Add")
	u.SeesText("Enter what is wanted")
	u.Fill("What is wanted?", "Report on the injuries")
	u.Fill("Who was asked, or will be?", "Dr Halloway")
	u.Press("Add")
	u.SeesText("Waiting", "Dr Halloway")
	u.Press("Record a request for more time")
	u.Fill("Why is more time needed?", "The report takes six weeks")
	u.Fill("Who was asked?", "SCA, by email")
	u.fillDay("Until when was time asked for?", sample.Today.AddDays(45))
	u.Press("Record")

	u.Press("Record what came of it evidence from Dr Halloway")
	u.Choose("It has come")
	u.fillDay("When?", sample.Today)
	u.Press("Record")
	u.SeesText("It has come, on")

	u.Press("Record the request")
	u.fillDay("When was the request made?", sample.Today)
	u.Tick("Report on the injuries")
	u.Press("Record request")
	u.SeesText("The request for reconsideration is recorded.", "A report on the injuries", "R. Aldermoor, Fenwick Law", "Evidence sent with it")
	u.SeesNo("Add evidence that is wanted")
}
