package deadline

import (
	"strings"
	"testing"
)

func TestRule_InWords(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"UK-RG-TARGET-5WD":   "5 working days after: referral sent. Weekends and the bank holidays of England and Wales are left out. Ends on that day. Met by: positive reasonable grounds decision, ",
		"EW-RECOVERY-30":     "30 days beginning with the day of: positive reasonable grounds decision. A floor: ends on the later of that day and the day of positive conclusive grounds decision or negative conclusive grounds decision, whichever comes. Until one has come it has no end. Stopped by: ",
		"SC-SUPPORT-90":      "A cap: ends on the earlier of that day and the day of positive conclusive grounds decision or negative conclusive grounds decision",
		"NI-SUPPORT-45":      "with positive conclusive grounds decision it ends on the later of that day and the day of the decision; with negative conclusive grounds decision it ends on the day of the decision.",
		"EW-CG-EARLIEST":     "30 days after the day of: positive reasonable grounds decision. The date is the first day after that.",
		"SC-JR-3M":           "3 months beginning with the day of: ",
		"UK-CICA-2Y":         "Not in Northern Ireland.",
		"HANDOFF-ANSWER-24H": "24 hours after: handoff sent.",
	} {
		r, ok := Published().Rule(id)
		if got := strings.Join(r.InWords(), " "); !ok || !strings.Contains(got, want) {
			t.Errorf("%s reads %q, not %q", id, got, want)
		}
	}
	for _, r := range Published().Rules() {
		for _, sentence := range r.InWords() {
			if !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "  ") || strings.Contains(sentence, ": .") || strings.Contains(sentence, "_") {
				t.Errorf("%s: %q", r.ID, sentence)
			}
		}
	}
}
