package deadline

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestCheckHappened(t *testing.T) {
	t.Parallel()
	about := HappenedAbout{
		Nation: calendar.England, Began: day(t, "2009-04-01"), Today: day(t, "2026-05-18"),
		Events: caseEvents(t, "case_opened=2026-04-01 referral_submitted=2026-05-01 rg_positive=2026-05-05"),
	}
	for name, tc := range map[string]struct {
		kind      EventKind
		on, known string
		want      string
	}{
		"a check-in today":                      {"check_in_done", "2026-05-18", "", ""},
		"a check-in tomorrow":                   {"check_in_done", "2026-05-19", "", "happened_on in_future"},
		"no day":                                {"check_in_done", "", "", "happened_on required"},
		"before the NRM":                        {"check_in_done", "2009-03-31", "", "happened_on before_nrm"},
		"a chase before the referral":           {"wait_chased", "2026-04-30", "", "happened_on before_what_it_follows"},
		"a chase on the day of the referral":    {"wait_chased", "2026-05-01", "", ""},
		"a letter with a day ahead":             {"information_requested_by", "2026-06-08", "2026-05-12", ""},
		"without the date of the letter":        {"information_requested_by", "2026-06-08", "", "known_from required"},
		"a letter of the future":                {"information_requested_by", "2026-06-08", "2026-05-19", "known_from in_future"},
		"a letter after the day it gives":       {"information_requested_by", "2026-05-10", "2026-05-12", "known_from after_given_day"},
		"a slip in the year":                    {"information_requested_by", "2062-06-08", "2026-05-12", "happened_on too_far"},
		"an incident in the client's life":      {"incident_date", "1998-01-01", "", ""},
		"an incident before anybody's life":     {"incident_date", "1898-01-01", "", "happened_on too_old"},
		"a decision is not recorded by hand":    {RGNegative, "2026-05-18", "", "event select_one"},
		"what needs a positive CG":              {"rna_support_until", "2026-06-18", "2026-05-18", "event select_one"},
		"an answer to a notice that never came": {"disqualification_reply_sent", "2026-05-18", "", "event select_one"},
		"no such event":                         {"nonsense", "2026-05-18", "", "event select_one"},
	} {
		h := Happened{Kind: tc.kind}
		if tc.on != "" {
			h.On = day(t, tc.on)
		}
		if tc.known != "" {
			h.KnownFrom = day(t, tc.known)
		}
		got := ""
		if ps := CheckHappened(about, h); len(ps) > 0 {
			got = ps[0].Field + " " + ps[0].Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	about.Nation = calendar.NorthernIreland
	if ps := CheckHappened(about, Happened{Kind: "incident_date", On: day(t, "2020-01-01")}); len(ps) == 0 {
		t.Error("compensation in Great Britain is offered in Northern Ireland")
	}
	about.Nation = calendar.England
	long := Happened{Kind: "check_in_done", On: about.Today, Note: strings.Repeat("a", maxText+1)}
	if ps := CheckHappened(about, long); len(ps) != 1 || ps[0].Field != "note" {
		t.Errorf("a note of any length: %v", ps)
	}
}

func TestCheckExtension_neverShorter(t *testing.T) {
	t.Parallel()
	counted := Published().Recalculate(calendar.England, caseEvents(t, "rg_negative=2026-05-05"))
	var d Deadline
	for _, c := range counted {
		if c.Rule.Clock == "reconsideration" {
			d = c
		}
	}
	today := day(t, "2026-05-18")
	for name, tc := range map[string]struct {
		change func(*MoreTime)
		want   string
	}{
		"a fortnight more":       {func(*MoreTime) {}, ""},
		"the same day":           {func(m *MoreTime) { m.On = d.Minimum }, "new_on not_longer"},
		"a day less":             {func(m *MoreTime) { m.On = d.Minimum.AddDays(-1) }, "new_on not_longer"},
		"a slip in the year":     {func(m *MoreTime) { m.On = d.Minimum.AddDays(4000) }, "new_on too_far"},
		"no day":                 {func(m *MoreTime) { m.On = calendar.Date{} }, "new_on required"},
		"nobody gave it":         {func(m *MoreTime) { m.By = "" }, "extended_by select_one"},
		"no reason":              {func(m *MoreTime) { m.Reason = " " }, "reason required"},
		"nothing that shows it":  {func(m *MoreTime) { m.Evidence = "" }, "evidence required"},
		"a reason of any length": {func(m *MoreTime) { m.Reason = strings.Repeat("a", maxText+1) }, "reason too_long"},
	} {
		in := MoreTime{By: DecidingAuthority, On: d.Minimum.AddDays(14), Reason: "Ill", Evidence: "Cabinet"}
		tc.change(&in)
		got := ""
		if ps := CheckExtension(d, in, today); len(ps) > 0 {
			got = ps[0].Field + " " + ps[0].Code
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestExtendableAndOverridable(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string][2]bool{
		"UK-RECON-30D-2025":             {true, false},
		"EW-RECOVERY-30":                {true, false},
		"UK-CICA-2Y":                    {true, false},
		"UK-INFORMATION-STATED":         {true, false},
		"EW-EXIT-NEG-CG-9WD":            {true, true},
		"UK-DISQUALIFICATION-REPLY-10D": {true, true},
		"EW-CG-EARLIEST":                {false, false}, // it opens something
		"UK-AGE-18-CONSENT":             {false, false}, // a birthday
		"SAFE-CHECK-IN-7D":              {false, true},  // our own practice
	} {
		r, ok := Published().Rule(rule)
		if !ok || r.Extendable() != want[0] || r.Overridable() != want[1] {
			t.Errorf("%s (known: %v): extendable %v, overridable %v; want %v", rule, ok, r.Extendable(), r.Overridable(), want)
		}
	}
}

func TestAdjustments_outliveTheRuleAndNeverShorten(t *testing.T) {
	t.Parallel()
	events := []Event{{Kind: RGNegative, On: day(t, "2026-05-05"), Source: "letter"}}
	at := func(kind AdjustmentKind, on string) Adjustment {
		return Adjustment{ID: on, Kind: kind, Clock: "reconsideration", TriggerKind: RGNegative, Source: "letter", On: day(t, on)}
	}
	for name, tc := range map[string]struct {
		adjustments []Adjustment
		day, by     string
	}{
		"as counted":                           {nil, "2026-06-04", ""},
		"extended":                             {[]Adjustment{at(Extension, "2026-06-20")}, "2026-06-20", "2026-06-20"},
		"extended twice":                       {[]Adjustment{at(Extension, "2026-06-20"), at(Extension, "2026-07-01")}, "2026-07-01", "2026-07-01"},
		"an extension the count has overtaken": {[]Adjustment{at(Extension, "2026-06-01")}, "2026-06-04", ""},
		"a letter that says less":              {[]Adjustment{at(Override, "2026-05-20")}, "2026-05-20", "2026-05-20"},
		"a letter, then more time":             {[]Adjustment{at(Override, "2026-05-20"), at(Extension, "2026-05-30")}, "2026-05-30", "2026-05-30"},
		"of another record":                    {[]Adjustment{{ID: "x", Kind: Override, Clock: "reconsideration", TriggerKind: RGNegative, Source: "other", On: day(t, "2026-05-20")}}, "2026-06-04", ""},
	} {
		for _, d := range Published().Recalculate(calendar.Scotland, events, tc.adjustments...) {
			if d.Rule.Clock != "reconsideration" {
				if d.AdjustedBy != "" {
					t.Errorf("%s: %s is moved too", name, d.Rule.ID)
				}
				continue
			}
			if d.Day() != day(t, tc.day) || d.AdjustedBy != tc.by || !d.Counted.IsZero() != (tc.by != "") {
				t.Errorf("%s: %s by %q, counted %s", name, d.Day(), d.AdjustedBy, d.Counted)
			}
		}
	}
}
