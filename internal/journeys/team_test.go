package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// A supervisor gives two cases to a colleague in one go, with a note of its own
// for one of them; then a third case is hidden from that colleague, for whom it
// is gone from the list, the search and its address.
func TestTeam_casesGivenAndACaseHidden(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	first, second := refused(t, s, calendar.England), refused(t, s, calendar.Scotland)
	kept := s.Case(t, sample.Adult(calendar.Wales))

	boss := signedIn(t, s, s.Supervisor, false)
	boss.Press("Team")
	boss.Press("Give ticked cases to somebody else")
	boss.SeesText("Tick the cases first")
	boss.Tick("Tick case " + string(first))
	boss.Tick("Tick case " + string(second))
	boss.Press("Give ticked cases to somebody else")
	boss.SeesHeading("Give 2 cases to somebody else")
	boss.Press("See what moves")
	boss.SeesText("Select who takes the cases over")
	boss.Choose(s.Colleague.Name)
	boss.Fill("What do they need to know?", "Casey is away until July")
	boss.Press("See what moves")
	boss.SeesHeading("Check what moves with 2 cases")
	boss.SeesText(string(first), string(second), "Load before and after")
	boss.Fill("Note for "+string(second), "Ring the solicitor before Friday")
	boss.Fits(320)
	boss.Press("Give 2 cases away")
	boss.SeesText("2 cases given to somebody else")

	colleague := signedIn(t, s, s.Colleague, false)
	colleague.Open("/cases")
	colleague.SeesText(string(first), string(second))
	colleague.Open("/cases/" + string(first) + "/notes")
	colleague.SeesText("Casey is away until July")
	colleague.Open("/cases/" + string(second) + "/notes")
	colleague.SeesText("Ring the solicitor before Friday")
	colleague.Open("/cases/" + string(kept))
	colleague.SeesText(string(kept))

	boss.Open("/cases/" + string(kept) + "/restrict")
	boss.Press("Hide the case")
	boss.SeesText("Select who must not see the case")
	boss.Tick(s.Colleague.Name)
	boss.Fill("Why?", "They are related to somebody accused")
	boss.Press("Hide the case")
	boss.SeesText("The case is hidden from now on.", "Hidden from", s.Colleague.Name, "They are related to somebody accused")
	boss.Fits(320)

	colleague.Open("/cases?all=1")
	colleague.SeesNo(string(kept))
	colleague.Open("/search")
	colleague.Fill("Reference, Home Office reference, name, date of birth, phone or email", string(kept))
	colleague.PressIn("Names are found in any order", "Search")
	colleague.SeesText("No case found")
	colleague.Open("/cases/" + string(kept))
	colleague.SeesHeading("Page not found")
	boss.Open("/cases/" + string(kept))
	boss.SeesText(string(kept))
	boss.Open("/team")
}
