package deadline

import (
	"strings"
	"testing"
)

func TestBook_Doubts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ events, says string }{
		"a case as it may be":                {busyCase, ""},
		"RG and CG on one day":               {"referral_submitted=2026-03-02 rg_positive=2026-03-10 cg_positive=2026-03-10", ""},
		"a last day that lies ahead":         {"information_requested_by=2027-03-02@2026-03-02", ""},
		"a decision before the referral":     {"referral_submitted=2026-03-02 rg_positive=2026-03-01", "positive reasonable grounds decision on 1 March 2026: it comes before referral sent on 2 March 2026."},
		"a CG before the RG":                 {"rg_positive=2026-03-10 cg_negative=2026-03-09", "it comes before positive reasonable grounds decision on 10 March 2026."},
		"a decision in the future":           {"rg_positive=2027-01-01", "positive reasonable grounds decision on 1 January 2027: the day lies ahead."},
		"a decision before there was an NRM": {"rg_positive=2009-03-31", "no rule reaches back so far. The first begins on 1 April 2009."},
		"a referral before there was one":    {"referral_submitted=2009-03-31", "The first begins on 1 April 2009."},
		"the first day of the NRM":           {"referral_submitted=2009-04-01", ""},
		"two days of one referral":           {"referral_submitted=2026-03-02 referral_submitted=2026-03-03", "it can only happen once"},
		"a letter after the day it gives":    {"vts_expires_on=2026-03-02@2026-03-03", "the letter that gives the day is later"},
		"a letter of tomorrow":               {"vts_expires_on=2028-03-02@2027-03-03", "lies ahead"},
		"nothing anybody knows":              {"rain=2026-03-02", "No event is called “rain”."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(Published().Doubts(caseEvents(t, tc.events), day(t, "2026-12-31")), "\n")
			if !strings.Contains(got, tc.says) || (tc.says == "") != (got == "") {
				t.Errorf("got %q, want %q", got, tc.says)
			}
		})
	}
	if got := Published().Doubts([]Event{{Kind: RGPositive}}, day(t, "2026-12-31")); len(got) != 1 || !strings.Contains(got[0], "has no date") {
		t.Errorf("an event without a date: %q", got)
	}
}
