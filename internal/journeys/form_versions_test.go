package journeys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/browser"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestFormVersions is a spring at the Home Office: its form has another
// question, and its list a responder more. An admin loads both, a referral
// begun before stays as it is until its writer moves it, and the new responder
// is found by typing.
func TestFormVersions(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			s.WriteReferral(t, ref)
			published, err := referral.PublishedFile()
			if err != nil {
				t.Fatal(err)
			}
			next := strings.ReplaceAll(string(published), `"2026-04-21"`, `"2026-05-04"`)
			next = strings.Replace(next, `"Housing and daily conditions"`, `"Where they slept"`, 1)

			admin := signedIn(t, s, s.Admin, scripts)
			admin.Press("Forms")
			admin.SeesHeading("Versions of the referral form")
			admin.SeesText("Form of 21 April 2026, in use for new referrals", "This release of NRM Desk")
			admin.Press("Load a form or a list")
			admin.Choose("A version of the form")
			admin.Fill("Where does it come from?", "The Home Office service, 4 May 2026")
			admin.Upload("Choose a file", kept(t, "form.json", strings.Replace(next, `"adult"`, `"grown-up"`, 1)))
			admin.Press("Check and take into use")
			admin.SeesText("1 thing to put right", "The form does not say when the route is adult.")
			admin.Upload("Choose a file", kept(t, "form.json", next))
			admin.Press("Check and take into use")
			admin.SeesText("It is in use from now on.", "Form of 4 May 2026, in use for new referrals", "The Home Office service, 4 May 2026",
				"by "+s.Admin.Name, "Where they slept: Short name: “Housing and daily conditions” becomes “Where they slept”")

			admin.Press("See the official lists")
			admin.SeesHeading("Official lists")
			admin.Press("Load a form or a list")
			admin.Choose("List: Responder organisations")
			admin.FillDate("For a list: the date it was published", "4", "5", "2026")
			admin.Fill("Where does it come from?", "The Home Office service")
			admin.Fill("Or paste the text", "value\nHarbour Light Dover\nHarbour Lights Leeds\nThe Salvation Army\n")
			admin.Press("Check and take into use")
			admin.SeesText("It is in use from now on.", "4 May 2026", "New: Harbour Light Dover, Harbour Lights Leeds", "Taken away: Home Office - UK Border Force UKBF")

			worker := signedIn(t, s, s.Caseworker, scripts)
			at := "/cases/" + string(ref) + "/referral"
			worker.Open(at)
			worker.Press("Move to the form of 4 May 2026")
			worker.SeesText("This referral is on the form of 21 April 2026.", "No answer is lost")
			worker.Choose("Form of 4 May 2026")
			worker.Press("Show what moves")
			worker.SeesText("What would move", "Where they slept", "Answers to put right", "First responder organisation")
			worker.Press("Move the referral")
			worker.SeesText("The referral is on the form of 4 May 2026.")
			worker.SeesNo("Move to the form of")

			worker.Open(at + "/about_report/organisation")
			worker.SeesText("This is no longer on the official list.")
			worker.search("Which first responder organisation is making this report?", "harbour l", "Harbour Lights Leeds")
			worker.Press("Save and continue")
			worker.Open(at + "/about_report")
			worker.SeesText("Harbour Lights Leeds")
		})
	}
}

// kept is a file with the text in a folder of the test.
func kept(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// search types some of a value of an official list and chooses it: with the
// keyboard among what is offered, without scripts among what was found.
func (u *user) search(label, typed, value string) {
	u.t.Helper()
	if !u.scripts {
		u.Fill(label, typed)
		u.Press("Save and continue")
		u.SeesText("Choose what you mean")
		u.Choose(value)
		return
	}
	u.Fill(label, typed)
	u.SeesText("2 match. Use the arrow keys to choose", value)
	u.Fits(browser.Narrow)
	u.Fill(label, typed)
	u.Key("Escape")
	u.SeesNo(value)
	for range 5 { // past the end and into the box again, then to the second
		u.Key("Down")
	}
	u.IsAccessible()
	u.Key("Enter")
	u.SeesText(value + " is chosen")
	if got := u.Value(label); got != value {
		u.t.Errorf("chosen is %q", got)
	}
}
