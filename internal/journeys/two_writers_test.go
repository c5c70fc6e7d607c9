package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestTwoWriters: two people write on one page at once. The second sees both
// texts, decides what stands, and the words of the first can still be read.
func TestTwoWriters(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			at := "/cases/" + string(ref) + "/referral"
			page := at + "/what_happened/beginning"
			one, two := signedIn(t, s, s.Caseworker, scripts), signedIn(t, s, s.Colleague, scripts)
			one.Open(page)
			two.Open(page)
			two.Fill("How did it begin?", "A cousin promised work.")
			two.Press("Save and stop for now")
			two.SeesText("Your answers are saved.", "You saved last at “How it began”", "A cousin promised work.")

			one.Fill("How did it begin?", awkward)
			one.Press("Save and continue")
			one.SeesText("Colin Colleague saved other answers to this page", "A cousin promised work.")
			if got := one.Value("How did it begin?"); got != awkward {
				t.Errorf("the second writer's text became %q", got)
			}
			one.Press("Save and continue")
			one.Open(page)
			if got := one.Value("How did it begin?"); got != awkward {
				t.Errorf("saved %q", got)
			}
			one.Press("See earlier wordings of this page")
			one.SeesText("How it began, until Casey Caseworker changed it", "A cousin promised work.")

			two.Open(at)
			two.SeesText("Casey Caseworker saved last at “How it began”")
		})
	}
}
