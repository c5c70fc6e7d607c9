package journeys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/site"
)

// longerRecovery are the published rules with a recovery period of 35 days
// from the day given.
func longerRecovery(t *testing.T, from string) string {
	t.Helper()
	const first, last = "EW-RECOVERY-30,", "2023-01-30,,"
	var lines []string
	for line := range strings.Lines(string(deadline.Published().Text())) {
		if !strings.HasPrefix(line, first) {
			lines = append(lines, line)
			continue
		}
		later := strings.NewReplacer(first, "EW-RECOVERY-35,", "calendar_days,30,", "calendar_days,35,", last, from+",,").Replace(line)
		lines = append(lines, strings.Replace(line, last, "2023-01-30,2026-05-20,", 1), later)
	}
	return strings.Join(lines, "")
}

// TestNewRules loads rules in which a later version of one has other days: with
// a row that is wrong, then with two versions in force at once, then rightly.
// The case shows the new date, the version it comes from and what it was.
func TestNewRules(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := decided(t, s, calendar.England, decision.Positive) // RG letter of 21 May
			rules := longerRecovery(t, "2026-05-21")
			book, err := deadline.Parse(strings.NewReader(rules), calendar.Published())
			if err != nil {
				t.Fatal(err)
			}

			admin := signedIn(t, s, s.Admin, scripts)
			admin.Open("/admin/rules")
			admin.Press("Load rules or bank holidays")
			file := filepath.Join(t.TempDir(), "deadline-rules.csv")
			slip := strings.Replace(rules, "calendar_days,35,", "calendar_days,thirty-five,", 1)
			if err := os.WriteFile(file, []byte(slip), 0o600); err != nil {
				t.Fatal(err)
			}
			admin.Upload("Choose a file", file)
			admin.Press("Check and rehearse")
			admin.SeesText("1 thing to put right", "Line 6 (EW-RECOVERY-35), amount: “thirty-five” is not a number")
			if kept := admin.Value("Or paste the text"); !strings.Contains(kept, "calendar_days,thirty-five,") {
				t.Fatalf("what was loaded is gone: %.80q", kept)
			}
			admin.Fill("Or paste the text", longerRecovery(t, "2026-05-20"))
			admin.Press("Check and rehearse")
			admin.SeesText("1 thing to put right", "In force at the same time as EW-RECOVERY-30 on line 5: one of them has to end before the other begins.")
			admin.Open("/rules/EW-RECOVERY-30")
			admin.SeesNo("EW-RECOVERY-35")
			admin.Open("/admin/rules/load")
			admin.SeesText("what you loaded last")
			admin.Fill("Or paste the text", rules)
			admin.Press("Check and rehearse")

			admin.SeesHeading("What would move")
			admin.SeesText("Nothing has changed yet", string(ref), "Minimum recovery period ends", "19 June 2026", "24 June 2026",
				"Rule EW-RECOVERY-35", "New rule", "None. The days are the same.", "Version "+book.Version(), "Instead of version "+deadline.Published().Version())
			admin.SeesNo(clientName)
			worker := signedIn(t, s, s.Caseworker, scripts)
			dates := "/cases/" + string(ref) + "/dates"
			worker.Open(dates)
			worker.SeesText("At least until 19 June 2026")
			worker.SeesNo("24 June 2026")
			admin.Fill("Why are they taken into use?", "Thirty-five days since the new guidance")
			admin.Press("Take into use")
			admin.SeesHeading("What moved")
			admin.SeesText("In use from now on. What moved: ", string(ref), "24 June 2026")

			worker.Open(dates)
			worker.PressIn("At least until 24 June 2026", "Minimum recovery period ends")
			worker.SeesHeading("Why this date?")
			worker.SeesText("At least until 24 June 2026", "EW-RECOVERY-35", "day 35 is Wednesday 24 June 2026", "Rules "+book.Version(), "What this date was before", "At least until 19 June 2026")
			worker.Press("At least until 19 June 2026")
			worker.SeesText("It no longer counts.", "EW-RECOVERY-30", "Rules "+deadline.Published().Version())
			worker.Open("/cases/" + string(ref) + "/timeline")
			worker.SeesText("Dates counted again with new rules")
			worker.Open("/rules/EW-RECOVERY-35")
			worker.SeesText("35 days beginning with the day of: positive reasonable grounds decision.", "EW-RECOVERY-30")
		})
	}
}
