package journeys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestNewHolidays loads a list of bank holidays with a mistake, corrects it,
// rehearses it and takes it into use; the case then shows the new date.
func TestNewHolidays(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			s.Submitted(t, ref, sample.Today)
			oneOff := calendar.NewDate(2026, time.May, 20)
			const first = `"events": [`
			list := strings.Replace(string(calendar.Published().Text()), first,
				first+"\n{\"title\": \"One-off bank holiday\", \"date\": \"2026-05-20\"},\n{\"title\": \"Slip of the pen\", \"date\": \"2026-13-01\"},", 1)
			file := filepath.Join(t.TempDir(), "bank-holidays.json")
			if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
				t.Fatal(err)
			}

			admin := signedIn(t, s, s.Admin, scripts)
			admin.Open("/admin/rules")
			admin.SeesText("Known until 31 December 2028")
			admin.Press("Load rules or bank holidays")
			admin.Press("Check and rehearse")
			admin.SeesText("Choose a file, or paste its text")
			admin.Upload("Choose a file", file)
			admin.Press("Check and rehearse")
			admin.SeesText("1 thing to put right", "England and Wales: entry 2: 2026-13-01 is not a day that exists.")
			kept := admin.Value("Or paste the text")
			if !strings.Contains(kept, "One-off bank holiday") {
				t.Fatalf("what was loaded is gone: %.80q", kept)
			}
			admin.Open("/admin/rules/load")
			admin.SeesText("what you loaded last")
			corrected := strings.Replace(list, `{"title": "Slip of the pen", "date": "2026-13-01"},`, "", 1)
			if err := os.WriteFile(file, []byte(corrected), 0o600); err != nil {
				t.Fatal(err)
			}
			admin.Upload("Choose a file", file)
			admin.Press("Check and rehearse")

			admin.SeesHeading("What would move")
			admin.SeesText("Nothing has changed yet", string(ref), "Reasonable grounds decision expected", "26 May 2026", "27 May 2026",
				oneOff.LongWithDay(), "One-off bank holiday", "Added", "The rules are the same.")
			admin.SeesNo(clientName)
			admin.Press("Take into use")
			admin.SeesText("Enter why they are taken into use")
			admin.Fill("Why are they taken into use?", "Announced by the government today")
			admin.Press("Take into use")
			admin.SeesHeading("What moved")
			admin.SeesText("In use from now on. What moved: 2 dates in 1 case.")
			admin.Press("Back to the rules")
			admin.SeesText("Announced by the government today", s.Admin.Name, "In use")

			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.Open("/cases/" + string(ref) + "/dates")
			worker.SeesText("27 May 2026")
			worker.PressIn("Dates that run", "Reasonable grounds decision expected")
			worker.SeesText("Wednesday 20 May 2026 is not counted: One-off bank holiday", "Rules "+deadline.Published().Version(), "bank holidays 2012-2028/")
			worker.Open("/cases/" + string(ref) + "/timeline")
			worker.SeesText("Dates counted again with new bank holidays")
			worker.Open("/rules")
			worker.SeesText("One-off bank holiday", "5 working days after: referral sent")
			worker.Press("Minimum recovery period ends (EW-RECOVERY-30)")
			worker.SeesText("30 days beginning with the day of: positive reasonable grounds decision.", "NABA 2022", "EW-RECOVERY-45")
		})
	}
}
