package main

import (
	"strings"
	"testing"
)

func TestDeadlineWhy_case(t *testing.T) {
	t.Parallel()
	const events = "event,on,known_from,record\nreferral_submitted,2026-03-02,,\nrg_positive,2026-03-05,,\ninformation_requested_by,2026-04-20,2026-04-01,\n" +
		"handoff_sent,2026-03-06,,one\nfirst_contact_made,2026-03-07,,one\n"
	for name, tc := range map[string]struct {
		in, args string
		says     []string
		not      string
		status   int
	}{
		"all dates with their steps": {events, "--nation england", []string{
			"Minimum recovery period ends: at least until Friday 3 April 2026\n 1. It counts from: positive reasonable grounds decision",
			"Answer to the request for more information due: Monday 20 April 2026\n", "Met: first contact with the client made on 7 March 2026.",
		}, "What would be different", 0},
		"from a spreadsheet":       {"\ufeff" + strings.ReplaceAll(events, "\n", "\r\n"), "--nation england", []string{"Friday 3 April 2026"}, "Check this", 0},
		"another day of the RG":    {events, "--nation wales --if rg_positive=2026-03-09", []string{"What would be different:\n", "~ Minimum recovery period ends: at least until Tuesday 7 April 2026, not at least until Friday 3 April 2026\n"}, "+ ", 0},
		"another nation":           {events, "--nation england --if-nation scotland", []string{"+ Support duty ends (Scotland): Tuesday 2 June 2026\n", "- Minimum recovery period ends: at least until Friday 3 April 2026\n"}, "~ Protection", 0},
		"the same nation":          {events, "--nation england --if-nation wales", []string{"What would be different:\nNothing.\n"}, "+ ", 0},
		"doubtful dates":           {"event,on\nreferral_submitted,2026-03-02\nrg_positive,2026-03-01\n", "--nation england", []string{"Check this: positive reasonable grounds decision on 1 March 2026: it comes before referral sent on 2 March 2026."}, "", 0},
		"a case without dates":     {"event,on\ncase_opened,2026-03-02\n", "--nation england", []string{"These events start no date.\n"}, "", 0},
		"no nation":                {events, "", []string{`unknown nation ""`}, "", 2},
		"a division is no nation":  {events, "--nation england-and-wales", []string{"unknown nation"}, "", 2},
		"another nation unknown":   {events, "--nation england --if-nation mercia", []string{`unknown nation "mercia"`}, "", 2},
		"a rule and a case":        {events, "--nation england --rule EW-RECOVERY-30 --on 2026-03-02", []string{"none of the others can be"}, "", 1},
		"an event not in the case": {events, "--nation england --if cg_positive=2026-03-02", []string{`the case has no event "cg_positive"`}, "", 2},
		"another day of nothing":   {events, "--nation england --if 2026-03-02", []string{"as kind=YYYY-MM-DD"}, "", 2},
		"an impossible other day":  {events, "--nation england --if rg_positive=2026-02-30", []string{"2026-02-30 is not a day"}, "", 2},
		"two bad lines":            {"event,on,known_from\nrain,2026-03-02,\nrg_positive,2026-02-30,\nrg_positive,2026-02-20,soon\n", "--nation england", []string{`event 1: no event is called "rain"`, "event 2: 2026-02-30", "event 3: \"soon\""}, "", 2},
		"a missing column":         {"event,date\n", "--nation england", []string{`lacks the column "on"`}, "", 2},
		"nothing":                  {"", "--nation england", []string{"the file has no events"}, "", 2},
		"no CSV":                   {"event,on\n\"", "--nation england", []string{"the events of the case"}, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, problems, status := run(deadlineCommand(), tc.in, append([]string{"why", "--case", "-"}, strings.Fields(tc.args)...)...)
			for _, want := range tc.says {
				if !strings.Contains(out+problems, want) {
					t.Errorf("does not say %q:\n%s%s", want, out, problems)
				}
			}
			if tc.not != "" && strings.Contains(out, tc.not) {
				t.Errorf("says %q:\n%s", tc.not, out)
			}
			if status != tc.status {
				t.Errorf("status %d, want %d: %s", status, tc.status, problems)
			}
		})
	}
}
