package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestMatches: a caseworker who starts the case of somebody who has one is
// shown it and says why there should be two; a supervisor makes one of them,
// and two again.
func TestMatches(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			first := string(s.Case(t, sample.Adult(calendar.England)))

			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.answerStart(calendar.England, "18 or over")
			worker.SeesHeading("This client may already have a case")
			worker.SeesText(first, "Same phone number or email", "Name is the same or sounds alike", "Two cases for one person mean two sets of dates")
			worker.goOn()
			worker.SeesText("There is a problem", "Enter why this is a new case, or open the case that is there")
			const reason = "A friend lent them the telephone"
			worker.Fill("Why is this a new case?", reason)
			worker.goOn()
			worker.SeesText("Check the answers", "Another case found", reason)
			second := string(worker.started())
			worker.Open("/cases/" + second + "/notes")
			worker.SeesText("Reason for a new case although another may be the client’s", reason)
			worker.Open("/cases/" + second)
			worker.Press("Look for other cases of this client")
			worker.SeesText(first, "ask a supervisor to merge them")
			worker.SeesNo("Merge this case")

			boss := signedIn(t, s, s.Supervisor, scripts)
			boss.Open("/cases/" + second + "/matches")
			boss.Press("Merge this case into another one")
			boss.Fill("Reference of the case that is kept", "ND-7Q4K-2")
			boss.Press("Merge the cases")
			boss.SeesText("There is no case with this reference that you may open. Check it for slips", "Enter the reason")
			if kept := boss.Value("Reference of the case that is kept"); kept != "ND-7Q4K-2" {
				t.Errorf("the reference typed became %q", kept)
			}
			boss.Fill("Reference of the case that is kept", first)
			boss.Fill("How do you know that it is the same person?", "They said so today")
			boss.Press("Merge the cases")
			boss.SeesText("The cases are merged. This one is closed and leads to the other.", "Goes on in", first)
			worker.Open("/cases/" + first + "/matches")
			worker.SeesText("Merged into this case", second)
			worker.Open("/cases")
			worker.SeesText(first)
			worker.SeesNo(second)

			boss.Press("Part the two cases again")
			boss.Press("Part the cases")
			boss.SeesText("Enter the reason")
			boss.Fill("Why are they not the same person’s?", "Another date of birth came up")
			boss.Press("Part the cases")
			boss.SeesText("The cases are two again.")
			worker.Open("/cases")
			worker.SeesText(first, second)
			worker.Open("/cases/" + second + "/timeline")
			worker.SeesText("Merged into "+first, "Parted again from "+first)
		})
	}
}
