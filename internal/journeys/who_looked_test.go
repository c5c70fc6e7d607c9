package journeys

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestWhoLooked_atNightFromAnotherTeam has a colleague of another team try the
// address of a case at night. They learn nothing; the auditor and the
// supervisor see that they tried.
func TestWhoLooked_atNightFromAnotherTeam(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Move(time.Date(2026, time.May, 20, 23, 40, 0, 0, calendar.London()))
	colleague := signedIn(t, s, s.OtherTeam, true)
	colleague.Open("/cases/" + string(ref))
	colleague.SeesText("Page not found")
	colleague.SeesNo(clientName)

	s.Move(time.Date(2026, time.May, 21, 9, 0, 0, 0, calendar.London()))
	auditor := signedIn(t, s, s.Auditor, true)
	auditor.Press("Who looked")
	auditor.SeesHeading("Who looked")
	auditor.SeesText("Wednesday 20 May 2026", "Otto Otherteam", "Refused", "At night", "At 11:40pm")
	auditor.Press("Show who looked")
	auditor.SeesText("There is a problem", "Enter the case reference")
	auditor.Press(string(ref))
	auditor.SeesHeading("Who looked at " + string(ref))
	auditor.SeesText("Tried and was refused: looked at the case", "11:40pm", "Casey Caseworker", "Started the case")
	auditor.SeesNo(clientName)

	supervisor := signedIn(t, s, s.Supervisor, false)
	supervisor.Open("/cases/" + string(ref))
	supervisor.Press("Who looked")
	supervisor.SeesHeading("Who looked")
	supervisor.SeesText("Otto Otherteam", "Nothing was shown")
	supervisor.Press("Odd looks at all cases of your teams")
	supervisor.SeesText("Otto Otherteam", "What counts as odd")
}
