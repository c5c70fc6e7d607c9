package deadline

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
)

// TestRecalculate plays the clocks of law and guidance; those of our own
// practice stand in clocks_test.go.
func TestRecalculate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		nation calendar.Nation
		events string
		want   []string
	}{
		"a referral waits for its RG": {
			calendar.England, "case_opened=2026-02-20 referral_submitted=2026-03-02",
			[]string{"UK-RG-TARGET-5WD 2026-03-09, open"},
		},
		"England, positive RG": {
			calendar.England, "referral_submitted=2026-03-02 rg_positive=2026-03-05",
			[]string{
				"UK-RG-TARGET-5WD 2026-03-09, met 2026-03-05",
				"EW-RECOVERY-30 at least 2026-04-03, open",
				"UK-REMOVAL-PROTECTION-30 at least 2026-04-03, open",
				"EW-CG-EARLIEST 2026-04-04, open",
			},
		},
		"Scotland, positive RG shows two clocks": {
			calendar.Scotland, "rg_positive=2026-03-02",
			[]string{"UK-REMOVAL-PROTECTION-30 at least 2026-03-31, open", "SC-SUPPORT-90 2026-05-30, open"},
		},
		"Scotland, slavery only, keeps removal protection": {
			calendar.Scotland, "rg_positive_s4_only=2026-03-02",
			[]string{"UK-REMOVAL-PROTECTION-30 at least 2026-03-31, open", "SC-SUPPORT-90-S4 2026-05-31, open"},
		},
		"Wales, slavery only, as any positive RG": {
			calendar.Wales, "rg_positive_s4_only=2026-03-02",
			[]string{"EW-RECOVERY-30 at least 2026-03-31, open", "UK-REMOVAL-PROTECTION-30 at least 2026-03-31, open", "EW-CG-EARLIEST 2026-04-01, open"},
		},
		"Northern Ireland, positive RG shows two clocks": {
			calendar.NorthernIreland, "rg_positive=2026-03-02",
			[]string{"UK-REMOVAL-PROTECTION-30 at least 2026-03-31, open", "NI-SUPPORT-45 at least 2026-04-16, open"},
		},
		"England, negative RG": {
			calendar.England, "rg_negative=2026-03-02",
			[]string{"UK-RECON-30D-2025 2026-04-01, open", "EW-JR-3M 2026-06-02, open"},
		},
		"England, negative RG with emergency support": {
			calendar.England, "emergency_support=2026-02-01 rg_negative=2026-03-02",
			[]string{"EW-EXIT-NEG-RG-9WD 2026-03-13, open", "UK-RECON-30D-2025 2026-04-01, open", "EW-JR-3M 2026-06-02, open"},
		},
		"Scotland, negative RG": {
			calendar.Scotland, "rg_negative=2026-03-02",
			[]string{"UK-RECON-30D-2025 2026-04-01, open", "SC-JR-3M 2026-06-01, open"},
		},
		"Northern Ireland, negative RG when it was a month": {
			calendar.NorthernIreland, "rg_negative=2024-05-31",
			[]string{"UK-RECON-1M 2024-06-30, open", "NI-JR-3M 2024-08-31, open"},
		},
		"England, negative CG before reconsideration had a limit": {
			calendar.England, "cg_negative=2024-02-11",
			[]string{"EW-EXIT-NEG-CG-9WD 2024-02-22, open", "EW-JR-3M 2024-05-11, open"},
		},
		"England, RG then negative CG": {
			calendar.England, "rg_positive=2026-03-02 cg_negative=2026-05-15",
			[]string{
				"EW-CG-EARLIEST 2026-04-01, met 2026-05-15",
				"EW-RECOVERY-30 2026-05-15, ended 2026-05-15",
				"UK-REMOVAL-PROTECTION-30 2026-05-15, ended 2026-05-15",
				"EW-EXIT-NEG-CG-9WD 2026-05-29, open",
				"UK-RECON-30D-2025 2026-06-14, open",
				"EW-JR-3M 2026-08-15, open",
			},
		},
		"England, positive CG opens move-on": {
			calendar.England, "cg_positive=2026-03-02", []string{"EW-MOVEON-POS-CG-45 2026-04-16, open"},
		},
		"disqualification ends support and protection": {
			calendar.England, "rg_positive=2026-03-02 disqualified=2026-03-20",
			[]string{
				"EW-RECOVERY-30 2026-03-20, ended 2026-03-20",
				"UK-REMOVAL-PROTECTION-30 2026-03-20, ended 2026-03-20",
				"EW-CG-EARLIEST 2026-04-01, open",
			},
		},
		"reconsidered: both decisions keep their clocks": {
			calendar.Scotland, "rg_negative=2026-03-02 reconsideration_requested=2026-03-10 rg_positive=2026-05-01",
			[]string{
				"UK-RECON-30D-2025 2026-04-01, met 2026-03-10",
				"UK-REMOVAL-PROTECTION-30 at least 2026-05-30, open",
				"SC-JR-3M 2026-06-01, open",
				"SC-SUPPORT-90 2026-07-29, open",
			},
		},
		"a child turns 18 in the case": {
			calendar.England, "date_of_birth=2008-06-01 case_opened=2026-03-02", []string{"UK-AGE-18-CONSENT 2026-06-01, open"},
		},
		"a child chooses": {
			calendar.England, "date_of_birth=2008-06-01 case_opened=2026-03-02 adult_choice_recorded=2026-06-03", []string{"UK-AGE-18-CONSENT 2026-06-01, met 2026-06-03"},
		},
		"an adult has no 18th birthday ahead":   {calendar.England, "date_of_birth=1990-06-01 case_opened=2026-03-02", nil},
		"18 on the very day is an adult":        {calendar.England, "date_of_birth=2008-03-02 case_opened=2026-03-02", nil},
		"compensation is for Great Britain":     {calendar.NorthernIreland, "incident_date=2025-01-01 date_of_birth=2010-01-01 childhood_incident_reported=2025-02-01", nil},
		"childhood incident reported before 18": {calendar.Wales, "incident_date=2025-01-01 date_of_birth=2010-01-01 childhood_incident_reported=2025-02-01", []string{"UK-CICA-2Y 2027-01-01, open", "UK-CICA-CHILD-20 2030-01-01, open"}},
		"an asylum refusal opens its own clock": {calendar.Scotland, "asylum_refusal_sent=2026-03-02", []string{"UK-ASYLUM-APPEAL-14D 2026-03-16, open"}},
		"events no rule knows":                  {calendar.England, "rg_suspended=2026-03-02", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events := caseEvents(t, tc.events)
			if diff := cmp.Diff(tc.want, briefs(ofLaw(Published().Recalculate(tc.nation, events)))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestRecalculate_oneClockPerRecord(t *testing.T) {
	t.Parallel()
	on := day(t, "2026-03-02")
	given := []Event{
		{Kind: RGNegative, On: on, Source: "letter-1"}, {Kind: "decision_negative", On: on, Source: "letter-1"}, {Kind: RGNegative, On: on, Source: "letter-1"},
	}
	got := Published().Recalculate(calendar.Scotland, given)
	if want := []string{"UK-RECON-30D-2025 2026-04-01, open", "SC-JR-3M 2026-06-01, open"}; !cmp.Equal(want, briefs(got)) {
		t.Errorf("got %q, want %q", briefs(got), want)
	}
	for _, d := range got {
		if d.Trigger.Kind != RGNegative {
			t.Errorf("%s is explained by %s, not by the letter's own decision", d.Rule.ID, d.Trigger.Kind)
		}
	}
}

func TestRecalculate_orderOfEventsIsNoMatter(t *testing.T) {
	t.Parallel()
	events := caseEvents(t, busyCase+" decision_negative=2026-05-15 cg_positive=2026-05-15")
	want := keys(Published().Recalculate(calendar.England, events))
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if diff := cmp.Diff(want, keys(Published().Recalculate(calendar.England, events))); diff != "" {
			t.Fatalf("%v: want -, got +\n%s", events, diff)
		}
	}
}

func TestRecalculate_leavesOutUndatedEvents(t *testing.T) {
	t.Parallel()
	if got := Published().Recalculate(calendar.England, []Event{{Kind: RGPositive}, {Kind: CGNegative}}); len(got) != 0 {
		t.Errorf("got %q", briefs(got))
	}
}

// TestRecalculate_agreesWithCompute asks for each date both ways.
func TestRecalculate_agreesWithCompute(t *testing.T) {
	t.Parallel()
	for _, nation := range calendar.Nations {
		events := caseEvents(t, busyCase)
		for _, d := range Published().Recalculate(nation, events) {
			alone, err := Published().Compute(d.Rule.ID, JurisdictionOf(nation), events)
			if err != nil {
				t.Errorf("%s in %s: %v", d.Rule.ID, nation, err)
			}
			if alone != d && alone.Trigger == d.Trigger {
				t.Errorf("%s in %s: alone %s, in the case %s", d.Rule.ID, nation, brief(alone), brief(d))
			}
		}
	}
}

// busyCase has about everything that can happen.
const busyCase = "date_of_birth=2008-10-01 incident_date=2025-06-01 case_opened=2026-02-20 emergency_support=2026-02-25" +
	" referral_submitted=2026-03-02 rg_positive=2026-03-06 cg_negative=2026-05-15 reconsideration_requested=2026-06-01 vts_decision=2026-06-02"

// ofLaw leaves out the clocks of our own practice.
func ofLaw(deadlines []Deadline) []Deadline {
	return slices.DeleteFunc(deadlines, func(d Deadline) bool { return d.Rule.OwnPractice() })
}

func briefs(deadlines []Deadline) []string {
	var out []string
	for _, d := range deadlines {
		out = append(out, d.Rule.ID+" "+brief(d))
	}
	return out
}

func keys(deadlines []Deadline) []string {
	var out []string
	for _, d := range deadlines {
		out = append(out, strings.Join([]string{d.Key(), brief(d), string(d.By.Kind)}, " "))
	}
	return out
}
