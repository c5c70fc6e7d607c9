package deadline

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestHold_pausesWhatWaitsForTheDecisionAndNeverTheLaw(t *testing.T) {
	t.Parallel()
	for rule, waits := range map[string]bool{
		"UK-RG-TARGET-5WD":         true,  // a target of the authority that has put it on hold
		"EW-CG-EARLIEST":           true,  // guidance
		"EW-RECOVERY-45":           true,  // policy, before the statute
		"EW-RECOVERY-30":           false, // statute
		"UK-REMOVAL-PROTECTION-30": false,
		"SC-SUPPORT-90":            false,
		"NI-SUPPORT-45":            false,
		"UK-AGE-18-CONSENT":        false, // nobody's birthday waits
		"UK-CICA-2Y":               false,
		"UK-VTS-RECON-30D":         false, // another decision than the one on hold
		"UK-ASYLUM-APPEAL-14D":     false,
	} {
		r, ok := Published().Rule(rule)
		if !ok || r.RunsOnHold() == waits {
			t.Errorf("%s (known: %v) waits: %v, want %v", rule, ok, !r.RunsOnHold(), waits)
		}
	}
}

func TestHold_keepsTheDayAndLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	counted := ofLaw(Published().Recalculate(calendar.England, caseEvents(t, "referral_submitted=2026-03-02 rg_positive=2026-03-05")))
	before := briefs(counted)
	Hold(counted)
	for i, d := range counted {
		if d.OnHold != (d.Rule.ID == "EW-CG-EARLIEST") {
			t.Errorf("%s on hold: %v", d.Rule.ID, d.OnHold)
		}
		if got := briefs(counted)[i]; got != before[i] {
			t.Errorf("%s became %s", before[i], got)
		}
	}
	if next, ok := Next(counted, day(t, "2026-03-10")); !ok || next.Rule.ID != "EW-RECOVERY-30" {
		t.Errorf("next is %v", next.Rule)
	}
	waiting := Published().Recalculate(calendar.England, caseEvents(t, "referral_submitted=2026-03-02 suspended=2026-03-04"))
	Hold(waiting)
	if next, ok := Next(waiting, day(t, "2026-03-10")); !ok || next.Rule.ID != "PRACTICE-HOLD-1M" {
		t.Errorf("next is %v, not to ask whether the hold stands", next.Rule)
	}
}
