package deadline

import (
	"errors"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestCompute_boundaries(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ rule, kind, on, want string }{
		"last day of 45 days":                      {"EW-RECOVERY-45", "rg_positive", "2022-12-12", "2023-01-25"},
		"last day of the guidance":                 {"EW-RECOVERY-30-GUIDANCE", "rg_positive", "2023-01-29", "2023-02-27"},
		"last Scottish day of 45":                  {"SC-SUPPORT-45", "rg_positive", "2018-03-31", "2018-05-14"},
		"first Scottish day of 90":                 {"SC-SUPPORT-90", "rg_positive", "2018-04-01", "2018-06-29"},
		"first day of one month":                   {"UK-RECON-1M", "cg_negative", "2024-02-12", "2024-03-12"},
		"last day of one month":                    {"UK-RECON-1M", "cg_negative", "2025-01-15", "2025-02-15"},
		"first day of 30 days":                     {"UK-RECON-30D", "rg_negative", "2025-01-16", "2025-02-15"},
		"one month from 31 January":                {"UK-RECON-1M", "rg_negative", "2024-01-31", "not in force"},
		"one month from 31 December":               {"UK-RECON-1M", "rg_negative", "2024-12-31", "2025-01-31"},
		"one month from 31 August":                 {"UK-RECON-1M", "rg_negative", "2024-08-31", "2024-09-30"},
		"two years from a leap day":                {"UK-CICA-2Y", "incident_date", "2024-02-29", "2026-02-28"},
		"20th birthday of a leap-day child":        {"UK-CICA-CHILD-20", "date_of_birth", "2008-02-29", "2028-02-29"},
		"18th birthday of a leap-day child":        {"UK-AGE-18-CONSENT", "date_of_birth", "2008-02-29", "2026-03-01"},
		"18th birthday":                            {"UK-AGE-18-CONSENT", "date_of_birth", "2008-03-01", "2026-03-01"},
		"day-of months ending in February":         {"SC-JR-3M", "challengeable_decision", "2025-11-30", "2026-02-28"},
		"day-of months from the 28th":              {"SC-JR-3M", "challengeable_decision", "2025-11-28", "2026-02-27"},
		"day-of months into a leap year":           {"SC-JR-3M", "challengeable_decision", "2023-11-30", "2024-02-29"},
		"day-of months from the 1st":               {"UK-VTS-MAX-12M", "vts_granted_compensation", "2026-03-01", "2027-02-28"},
		"target over Easter 2024":                  {"UK-RG-TARGET-5WD", "referral_submitted", "2024-03-28", "2024-04-08"},
		"target from a Saturday":                   {"UK-RG-TARGET-5WD", "referral_submitted", "2026-05-16", "2026-05-22"},
		"target over the state funeral":            {"UK-RG-TARGET-5WD", "referral_submitted", "2022-09-16", "2022-09-26"},
		"target over the coronation":               {"UK-RG-TARGET-5WD", "referral_submitted", "2023-05-05", "2023-05-15"},
		"St Andrew's Day counts for a UK target":   {"UK-RG-TARGET-5WD", "referral_submitted", "2026-11-27", "2026-12-04"},
		"World Cup day counts for a UK target":     {"UK-RG-TARGET-5WD", "referral_submitted", "2026-06-12", "2026-06-19"},
		"exit over Christmas and New Year":         {"EW-EXIT-NEG-CG-9WD", "cg_negative", "2026-12-18", "2027-01-05"},
		"asylum appeal over a year's end":          {"UK-ASYLUM-APPEAL-14D", "asylum_refusal_sent", "2026-12-25", "2027-01-08"},
		"VTS reconsideration, version never dated": {"UK-VTS-RECON-30D", "vts_decision", "2010-01-01", "2010-01-31"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, ok := Published().Rule(tc.rule)
			if !ok {
				t.Fatalf("no rule %s", tc.rule)
			}
			d, err := Published().Compute(tc.rule, r.Jurisdiction, []Event{event(t, tc.kind, tc.on)})
			got := d.Day().String()
			if errors.Is(err, ErrNotInForce) {
				got = "not in force"
			} else if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// TestCompute_effectiveRange tries the days on both sides of every first and
// last day of every rule.
func TestCompute_effectiveRange(t *testing.T) {
	t.Parallel()
	b := Published()
	inForce := func(r *Rule, on calendar.Date) bool {
		_, err := b.Compute(r.ID, r.Jurisdiction, []Event{{Kind: r.Trigger, On: on}})
		if err != nil && !errors.Is(err, ErrNotInForce) {
			t.Errorf("%s on %s: %v", r.ID, on, err)
		}
		return err == nil
	}
	for _, r := range b.Rules() {
		if from := r.EffectiveFrom; !from.IsZero() && (!inForce(r, from) || inForce(r, from.AddDays(-1))) {
			t.Errorf("%s does not begin on %s", r.ID, from)
		}
		if to := r.EffectiveTo; !to.IsZero() && (!inForce(r, to) || inForce(r, to.AddDays(1))) {
			t.Errorf("%s does not stop after %s", r.ID, to)
		}
	}
}

func TestCompute_refuses(t *testing.T) {
	t.Parallel()
	rg := event(t, "rg_positive", "2026-03-02")
	for name, tc := range map[string]struct {
		rule   string
		in     Jurisdiction
		events []Event
		want   error
	}{
		"a rule nobody wrote":                {"EW-RECOVERY-31", "england-and-wales", []Event{rg}, ErrUnknownRule},
		"a rule of another nation":           {"SC-SUPPORT-90", "northern-ireland", []Event{rg}, ErrOtherJurisdiction},
		"a nation nobody knows":              {"SC-SUPPORT-90", "atlantis", []Event{rg}, ErrOtherJurisdiction},
		"no events":                          {"EW-RECOVERY-30", "england-and-wales", nil, ErrMissingTrigger},
		"another event":                      {"EW-RECOVERY-30", "england-and-wales", []Event{event(t, "cg_positive", "2026-03-02")}, ErrMissingTrigger},
		"a trigger without a date":           {"EW-RECOVERY-30", "england-and-wales", []Event{{Kind: RGPositive}}, ErrImpossibleDate},
		"a CG without a date":                {"EW-RECOVERY-30", "england-and-wales", []Event{rg, {Kind: CGPositive}}, ErrImpossibleDate},
		"a CG before the RG":                 {"SC-SUPPORT-90", "scotland", []Event{rg, event(t, "cg_positive", "2026-03-01")}, ErrImpossibleDate},
		"a date beyond the calendar":         {"UK-CICA-CHILD-20", UK, []Event{event(t, "date_of_birth", "9985-01-01")}, ErrImpossibleDate},
		"the day before the rule":            {"EW-RECOVERY-30", "england-and-wales", []Event{event(t, "rg_positive", "2023-01-29")}, ErrNotInForce},
		"the day after the rule":             {"EW-RECOVERY-45", "england-and-wales", []Event{event(t, "rg_positive", "2022-12-13")}, ErrNotInForce},
		"a slavery-only RG under section 9":  {"SC-SUPPORT-90", "scotland", []Event{event(t, "rg_positive_s4_only", "2026-03-02")}, ErrMissingTrigger},
		"working days beyond the calendar":   {"UK-RG-TARGET-5WD", UK, []Event{event(t, "referral_submitted", "9999-12-30")}, ErrImpossibleDate},
		"reconsideration before it had days": {"UK-RECON-1M", UK, []Event{event(t, "rg_negative", "2024-02-11")}, ErrNotInForce},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Published().Compute(tc.rule, tc.in, tc.events)
			if !errors.Is(err, tc.want) {
				t.Errorf("got %s and error %v, want %v", d.Day(), err, tc.want)
			}
		})
	}
}

func TestCompute_compositeEnds(t *testing.T) {
	t.Parallel()
	const rg = "rg_positive=2026-03-02"
	for name, tc := range map[string]struct{ rule, events, want string }{
		"E&W, no CG":                   {"EW-RECOVERY-30", rg, "at least 2026-03-31, open"},
		"E&W, CG inside":               {"EW-RECOVERY-30", rg + " cg_negative=2026-03-30", "2026-03-31, open"},
		"E&W, CG on day 30":            {"EW-RECOVERY-30", rg + " cg_negative=2026-03-31", "2026-03-31, ended 2026-03-31"},
		"E&W, CG on day 31":            {"EW-RECOVERY-30", rg + " cg_negative=2026-04-01", "2026-04-01, ended 2026-04-01"},
		"E&W, RG and CG on one day":    {"EW-RECOVERY-30", rg + " cg_positive=2026-03-02", "2026-03-31, open"},
		"E&W, disqualified":            {"EW-RECOVERY-30", rg + " disqualified=2026-03-10", "2026-03-10, ended 2026-03-10"},
		"E&W, disqualified then CG":    {"EW-RECOVERY-30", rg + " disqualified=2026-04-10 cg_positive=2026-05-01", "2026-04-10, ended 2026-04-10"},
		"E&W, CG then disqualified":    {"EW-RECOVERY-30", rg + " cg_positive=2026-05-01 disqualified=2026-05-10", "2026-05-01, ended 2026-05-01"},
		"E&W, withdrawn":               {"EW-RECOVERY-30", rg + " withdrawn=2026-03-12", "2026-03-12, ended 2026-03-12"},
		"removal, withdrawn":           {"UK-REMOVAL-PROTECTION-30", rg + " withdrawn=2026-03-12", "at least 2026-03-31, open"},
		"removal, disqualified":        {"UK-REMOVAL-PROTECTION-30", rg + " disqualified=2026-03-12", "2026-03-12, ended 2026-03-12"},
		"Scotland, no CG":              {"SC-SUPPORT-90", rg, "2026-05-30, open"},
		"Scotland, negative CG":        {"SC-SUPPORT-90", rg + " cg_negative=2026-04-10", "2026-04-10, ended 2026-04-10"},
		"Scotland, CG on day 90":       {"SC-SUPPORT-90", rg + " cg_positive=2026-05-30", "2026-05-30, ended 2026-05-30"},
		"Scotland, CG after day 90":    {"SC-SUPPORT-90", rg + " cg_positive=2026-07-01", "2026-05-30, ended 2026-05-30"},
		"Scotland, disqualified":       {"SC-SUPPORT-90", rg + " disqualified=2026-03-12", "2026-05-30, open"},
		"NI, no CG":                    {"NI-SUPPORT-45", rg, "at least 2026-04-16, open"},
		"NI, positive after day 45":    {"NI-SUPPORT-45", rg + " cg_positive=2026-06-01", "2026-06-01, ended 2026-06-01"},
		"NI, negative after day 45":    {"NI-SUPPORT-45", rg + " cg_negative=2026-06-01", "2026-06-01, ended 2026-06-01"},
		"NI, negative inside":          {"NI-SUPPORT-45", rg + " cg_negative=2026-03-25", "2026-03-25, ended 2026-03-25"},
		"target, met late":             {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 rg_negative=2026-04-20", "2026-03-09, met 2026-04-20"},
		"target, withdrawn":            {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 withdrawn=2026-03-03", "2026-03-09, ended 2026-03-03"},
		"target, RG before withdrawal": {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 rg_positive=2026-03-04 withdrawn=2026-03-06", "2026-03-09, met 2026-03-04"},
		"target, withdrawal before RG": {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 withdrawn=2026-03-04 rg_positive=2026-03-06", "2026-03-09, ended 2026-03-04"},
		"target, both on one day":      {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 withdrawn=2026-03-04 rg_positive=2026-03-04", "2026-03-09, met 2026-03-04"},
		"target, earlier RG no help":   {"UK-RG-TARGET-5WD", "referral_submitted=2026-03-02 rg_negative=2025-04-20", "2026-03-09, open"},
		"reconsideration asked":        {"UK-RECON-30D-2025", "cg_negative=2026-03-02 reconsideration_requested=2026-03-20", "2026-04-01, met 2026-03-20"},
		"not offered from the start":   {"UK-RECON-30D-2025", "ecat_return_planned=2026-02-05 cg_negative=2026-03-02", "2026-04-01, ended 2026-03-02"},
		"nothing excluded in 2025":     {"UK-RECON-30D", "ecat_return_planned=2025-02-05 cg_negative=2025-03-02", "2025-04-01, open"},
		"reconsideration not offered":  {"UK-RECON-30D-2025", "cg_negative=2026-03-02 ecat_return_planned=2026-03-05", "2026-04-01, ended 2026-03-05"},
		"two RGs count from first":     {"EW-RECOVERY-30", "rg_positive=2026-06-02 rg_positive=2026-03-02", "at least 2026-03-31, open"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := Published().Rule(tc.rule)
			d, err := Published().Compute(tc.rule, r.Jurisdiction, caseEvents(t, tc.events))
			if err != nil {
				t.Fatal(err)
			}
			if got := brief(d); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// brief writes what a deadline came to in a few words.
func brief(d Deadline) string {
	s := d.Due.String()
	if d.AtLeast {
		s = "at least " + d.Minimum.String()
	}
	return strings.TrimSpace(s + ", " + string(d.Status) + " " + d.ClosedOn.String())
}

// caseEvents reads kind=date words, and kind=date@known for a date that a
// letter of an earlier day gives.
func caseEvents(t testing.TB, words string) []Event {
	t.Helper()
	var events []Event
	for word := range strings.FieldsSeq(words) {
		kind, on, _ := strings.Cut(word, "=")
		on, known, given := strings.Cut(on, "@")
		e := event(t, kind, on)
		if given {
			e.KnownFrom = day(t, known)
		}
		events = append(events, e)
	}
	return events
}
