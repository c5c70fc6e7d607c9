package deadline

import (
	"strings"
	"testing"
)

func TestWhy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rule, events string
		says         []string
	}{
		"day 1 is the decision day": {"EW-RECOVERY-30", "rg_positive=2026-03-02", []string{
			"It counts from: positive reasonable grounds decision, Monday 2 March 2026.",
			"The rule for that date is EW-RECOVERY-30, in force from 30 January 2023.",
			"The day itself counts: day 1 is Monday 2 March 2026 and day 30 is Tuesday 31 March 2026.",
			"at least until 31 March 2026", "Law: NABA 2022 s.61", "Confidence in this rule: high.", "Note: A minimum.", "bank holidays 2012-2028/",
		}},
		"day 1 is the day after":    {"NI-SUPPORT-45", "rg_positive=2026-03-02", []string{"day 1 is Tuesday 3 March 2026 and day 45 is Thursday 16 April 2026"}},
		"a version that has passed": {"UK-RECON-1M", "rg_negative=2024-05-31", []string{"in force from 12 February 2024 to 15 January 2025", "1 month on there is no day 31 in the month, so it is the month's last day: Sunday 30 June 2024", "Guidance or policy: "}},
		"skipped days are named":    {"UK-RG-TARGET-5WD", "referral_submitted=2026-04-02", []string{"bank holidays of England and Wales", "Friday 3 April 2026 is not counted: Good Friday.", "Saturday 4 April 2026 is not counted: weekend.", "Monday 6 April 2026 is not counted: Easter Monday.", "Day 1 is Tuesday 7 April 2026.", "Day 5 is Monday 13 April 2026."}},
		"before the bank holidays":  {"UK-RG-TARGET-5WD", "referral_submitted=2011-12-20", []string{"listed from 1 January 2012 to 31 December 2028 only"}},
		"after the bank holidays":   {"UK-RG-TARGET-5WD", "referral_submitted=2028-12-29", []string{"check the date by hand"}},
		"months counting the day":   {"SC-JR-3M", "challengeable_decision=2026-01-15", []string{"The day itself counts, so 3 months end the day before 15 April 2026: Tuesday 14 April 2026."}},
		"months":                    {"EW-JR-3M", "rg_negative=2026-01-15", []string{"3 months on is the same day of the month: Wednesday 15 April 2026", "negative reasonable grounds decision"}},
		"a leap-day birthday":       {"UK-AGE-18-CONSENT", "date_of_birth=2008-02-29", []string{"18 years on there is no day 29 in the month, so it is the day after the month ends: Sunday 1 March 2026", "opening date", "in force with no known start"}},
		"later of the two":          {"EW-RECOVERY-30", "rg_positive=2026-03-02 cg_positive=2026-05-14", []string{"The later of the counted day and the decision counts (positive conclusive grounds decision on 14 May 2026): Thursday 14 May 2026."}},
		"earlier of the two":        {"SC-SUPPORT-90", "rg_positive=2026-03-02 cg_positive=2026-04-10", []string{"The earlier of the counted day and the decision counts (positive conclusive grounds decision on 10 April 2026): Friday 10 April 2026."}},
		"Scotland without a CG":     {"SC-SUPPORT-90", "rg_positive=2026-03-02", []string{"Without one it ends on this day."}},
		"ended at once":             {"NI-SUPPORT-45", "rg_positive=2026-03-02 cg_negative=2026-03-25", []string{"Ended on its own day: negative conclusive grounds decision on 25 March 2026."}},
		"met":                       {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 rg_negative=2026-03-04", []string{"Met: negative reasonable grounds decision on 4 March 2026."}},
		"a stated date":             {"UK-INFORMATION-STATED", "information_requested_by=2026-04-20@2026-04-01", []string{"Nothing is counted: this is the date that was given on Wednesday 1 April 2026."}},
		"hours":                     {"HANDOFF-FIRST-CONTACT-48H", "handoff_sent=2026-03-03", []string{"48 hours from any hour of that day run out on Thursday 5 March 2026.", "Own practice: Practice of NRM Desk", "Confidence in this rule: low. No source sets this time"}},
		"where to read it":          {"SC-SUPPORT-90", "rg_positive=2026-03-02", []string{"Read it at https://www.legislation.gov.uk/asp/2015/12/section/9. Last checked on 21 August 2026."}},
		"nowhere to read it":        {"EW-EXIT-NEG-CG-9WD", "cg_negative=2026-03-02", []string{"No public address of it is known.", "Confidence in this rule: low. The sources conflict"}},
		"an open question":          {"NI-SUPPORT-45", "rg_positive=2026-03-02", []string{"Not clear: “From the date” (Northern Ireland)"}},
		"stopped":                   {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 withdrawn=2026-03-04", []string{"No longer runs: withdrawal from the NRM on 4 March 2026."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := Published().Rule(tc.rule)
			d, err := Published().Compute(tc.rule, r.Jurisdiction, caseEvents(t, tc.events))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(Published().Why(d), "\n")
			for _, want := range tc.says {
				if !strings.Contains(got, want) {
					t.Errorf("does not say %q:\n%s", want, got)
				}
			}
		})
	}
}

// TestWhy_movedInTheCase shows the day as counted and the one it was moved to.
func TestWhy_movedInTheCase(t *testing.T) {
	t.Parallel()
	b := Published()
	letter := event(t, "cg_negative", "2026-05-15")
	for _, d := range b.Recalculate("england", []Event{letter}, Adjustment{ID: "1", Kind: Override, Clock: "exit_negative_cg", TriggerKind: CGNegative, Source: letter.Source, On: day(t, "2026-06-12")}) {
		if d.Rule.Clock != "exit_negative_cg" {
			continue
		}
		steps := strings.Join(b.Counting(d), "\n")
		for _, want := range []string{"Day 9 is Friday 29 May 2026.", "In this case the day was moved to Friday 12 June 2026."} {
			if !strings.Contains(steps, want) {
				t.Errorf("does not say %q:\n%s", want, steps)
			}
		}
		return
	}
	t.Error("no such clock")
}
