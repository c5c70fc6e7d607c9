package deadline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
)

// TestRecalculate_ownClocks plays the clocks of one clock each: how they open,
// what meets them, and what opens the next. Clocks of other names are left out.
func TestRecalculate_ownClocks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		clock  string
		events string
		want   []string
	}{
		"information, answered before the day": {"information_request", "referral_submitted=2026-03-02 information_requested_by=2026-04-20@2026-04-01 information_sent=2026-04-10",
			[]string{"UK-INFORMATION-STATED 2026-04-20, met 2026-04-10"}},
		"information, two letters and one answer": {"information_request", "information_requested_by=2026-04-20@2026-04-01 information_sent=2026-04-25 information_requested_by=2026-06-20@2026-06-01",
			[]string{"UK-INFORMATION-STATED 2026-04-20, met 2026-04-25", "UK-INFORMATION-STATED 2026-06-20, open"}},
		"information, decided meanwhile": {"information_request", "information_requested_by=2026-04-20@2026-04-01 cg_positive=2026-04-10",
			[]string{"UK-INFORMATION-STATED 2026-04-20, ended 2026-04-10"}},
		"information, a letter without its date": {"information_request", "information_requested_by=2026-04-20 information_sent=2026-04-10",
			[]string{"UK-INFORMATION-STATED 2026-04-20, open"}},
		"disqualification, no day in the letter": {"disqualification_reply", "rg_positive=2026-03-02 disqualification_notice=2026-04-01",
			[]string{"UK-DISQUALIFICATION-REPLY-10D 2026-04-11, open"}},
		"disqualification, the letter's own day": {"disqualification_reply", "rg_positive=2026-03-02 disqualification_notice=2026-04-01 disqualification_reply_by=2026-04-21@2026-04-01",
			[]string{"UK-DISQUALIFICATION-REPLY-STATED 2026-04-21, open"}},
		"disqualification, answered": {"disqualification_reply", "disqualification_notice=2026-04-01 disqualification_reply_sent=2026-04-09",
			[]string{"UK-DISQUALIFICATION-REPLY-10D 2026-04-11, met 2026-04-09"}},
		"disqualification, a second letter gives no day": {"disqualification_reply",
			"disqualification_notice=2026-04-01 disqualification_reply_by=2026-04-21@2026-04-01 disqualification_reply_sent=2026-04-15 disqualification_notice=2026-06-01",
			[]string{"UK-DISQUALIFICATION-REPLY-STATED 2026-04-21, met 2026-04-15", "UK-DISQUALIFICATION-REPLY-10D 2026-06-11, open"}},
		"disqualification, decided": {"disqualification_reply", "disqualification_reply_by=2026-04-21@2026-04-01 disqualified=2026-05-02",
			[]string{"UK-DISQUALIFICATION-REPLY-STATED 2026-04-21, ended 2026-05-02"}},
		"a draft saved once": {"home_office_draft_deleted", "home_office_draft_begun=2026-03-02", []string{"UK-DRAFT-DELETED-28D 2026-03-30, open"}},
		"a draft saved again": {"home_office_draft_begun home_office_draft_deleted", "home_office_draft_begun=2026-03-02 home_office_draft_begun=2026-03-12",
			[]string{"UK-DRAFT-DELETED-28D 2026-03-30, ended 2026-03-12", "UK-DRAFT-DELETED-28D 2026-04-09, open"}},
		"a draft that was sent":  {"home_office_draft_deleted", "home_office_draft_begun=2026-03-02 referral_submitted=2026-03-20", []string{"UK-DRAFT-DELETED-28D 2026-03-30, met 2026-03-20"}},
		"a draft given up":       {"home_office_draft_deleted", "home_office_draft_begun=2026-03-02 home_office_draft_abandoned=2026-03-09", []string{"UK-DRAFT-DELETED-28D 2026-03-30, ended 2026-03-09"}},
		"a draft begun anew":     {"home_office_draft_deleted", "home_office_draft_begun=2026-03-02 home_office_draft_abandoned=2026-03-09 home_office_draft_begun=2026-03-12", []string{"UK-DRAFT-DELETED-28D 2026-03-30, ended 2026-03-09", "UK-DRAFT-DELETED-28D 2026-04-09, open"}},
		"a draft warning":        {"home_office_draft_warning", "home_office_draft_begun=2026-03-02", []string{"UK-DRAFT-WARNING-21D 2026-03-23, open"}},
		"more time to decide":    {"consent_more_time", "consent_more_time=2026-03-09@2026-03-02", []string{"SAFE-CONSENT-MORE-TIME 2026-03-09, open"}},
		"decided before the day": {"consent_more_time", "consent_more_time=2026-03-09@2026-03-02 consent_answered=2026-03-05", []string{"SAFE-CONSENT-MORE-TIME 2026-03-09, met 2026-03-05"}},
		"more time, and sooner after all": {"consent_more_time", "consent_more_time=2026-05-01@2026-03-02 consent_more_time=2026-04-20@2026-04-10",
			[]string{"SAFE-CONSENT-MORE-TIME 2026-04-20, open", "SAFE-CONSENT-MORE-TIME 2026-05-01, ended 2026-04-10"}},
		"support under an RNA":  {"rna_support", "cg_positive=2026-03-02 rna_support_until=2026-07-31@2026-04-10", []string{"EW-RNA-SUPPORT-STATED 2026-07-31, open"}},
		"permission to stay":    {"vts_expiry", "vts_expires_on=2027-07-31@2026-04-10 further_permission_applied=2027-06-01", []string{"UK-VTS-EXPIRY-STATED 2027-07-31, met 2027-06-01"}},
		"a client goes missing": {"client_missing", "client_missing=2026-03-02", []string{"SAFE-MISSING-1D 2026-03-03, open"}},
		"and is found":          {"client_missing", "client_missing=2026-03-02 client_found=2026-03-02", []string{"SAFE-MISSING-1D 2026-03-03, met 2026-03-02"}},
		"a decision on hold":    {"decision_on_hold", "suspended=2026-01-31", []string{"PRACTICE-HOLD-1M 2026-02-28, open"}},
		"taken up again":        {"decision_on_hold", "suspended=2026-01-31 resumed=2026-02-10", []string{"PRACTICE-HOLD-1M 2026-02-28, ended 2026-02-10"}},
		"the first check-in":    {"check_in", "rg_positive=2026-03-02", []string{"SAFE-CHECK-IN-7D 2026-03-09, open"}},
		"check-ins follow each other": {"check_in", "rg_positive=2026-03-02 check_in_done=2026-03-06 check_in_done=2026-03-16",
			[]string{"SAFE-CHECK-IN-7D 2026-03-09, met 2026-03-06", "SAFE-CHECK-IN-7D 2026-03-13, met 2026-03-16", "SAFE-CHECK-IN-7D 2026-03-23, open"}},
		"no check-in before the RG":     {"check_in", "referral_submitted=2026-02-20 check_in_done=2026-02-25", nil},
		"nor after the CG":              {"check_in", "rg_positive=2026-03-02 cg_positive=2026-03-05 check_in_done=2026-03-06", []string{"SAFE-CHECK-IN-7D 2026-03-09, ended 2026-03-05"}},
		"RG and CG on one day":          {"check_in", "rg_positive=2026-03-02 cg_positive=2026-03-02", []string{"SAFE-CHECK-IN-7D 2026-03-09, ended 2026-03-02"}},
		"a client who is missing":       {"check_in", "rg_positive=2026-03-02 client_missing=2026-03-05", []string{"SAFE-CHECK-IN-7D 2026-03-09, ended 2026-03-05"}},
		"and is in touch again":         {"check_in", "rg_positive=2026-03-02 client_missing=2026-03-05 client_found=2026-03-20", []string{"SAFE-CHECK-IN-7D 2026-03-09, ended 2026-03-05", "SAFE-CHECK-IN-7D 2026-03-27, open"}},
		"a case that was closed":        {"check_in chase_cg", "rg_positive=2026-03-02 case_closed=2026-03-05", []string{"SAFE-CHECK-IN-7D 2026-03-09, ended 2026-03-05", "PRACTICE-CHASE-CG-90D 2026-05-31, ended 2026-03-05"}},
		"reconsidered: check-ins begin": {"check_in", "rg_negative=2026-03-02 reconsideration_requested=2026-03-10 rg_positive=2026-05-01", []string{"SAFE-CHECK-IN-7D 2026-05-08, open"}},
		"a late RG is asked after":      {"chase_rg", "referral_submitted=2026-04-02", []string{"PRACTICE-CHASE-RG-6WD 2026-04-14, open"}},
		"the RG came meanwhile":         {"chase_rg", "referral_submitted=2026-04-02 rg_negative=2026-04-09", []string{"PRACTICE-CHASE-RG-6WD 2026-04-14, ended 2026-04-09"}},
		"a long wait for the CG":        {"chase_cg chase_again", "rg_positive_s4_only=2026-03-02 wait_chased=2026-06-02", []string{"PRACTICE-CHASE-CG-90D 2026-05-31, met 2026-06-02", "PRACTICE-CHASE-AGAIN-1M 2026-07-02, open"}},
		"a reconsideration is asked after": {"chase_reconsideration chase_again", "cg_negative=2026-03-02 reconsideration_requested=2026-03-10 wait_chased=2026-04-10 cg_positive=2026-05-01",
			[]string{"PRACTICE-CHASE-RECONSIDERATION-1M 2026-04-10, met 2026-04-10", "PRACTICE-CHASE-AGAIN-1M 2026-05-10, ended 2026-05-01"}},
		"chased, month by month": {"chase_again", "referral_submitted=2026-03-02 wait_chased=2026-03-12 wait_chased=2026-04-10",
			[]string{"PRACTICE-CHASE-AGAIN-1M 2026-04-12, met 2026-04-10", "PRACTICE-CHASE-AGAIN-1M 2026-05-10, open"}},
		"chased until the decision":     {"chase_again", "referral_submitted=2026-03-02 wait_chased=2026-03-12 rg_positive=2026-04-02", []string{"PRACTICE-CHASE-AGAIN-1M 2026-04-12, ended 2026-04-02"}},
		"nothing to chase after the CG": {"chase_again", "rg_positive=2026-03-02 cg_positive=2026-05-01 wait_chased=2026-05-02", nil},
		"taken up again, so chased":     {"chase_again", "rg_positive=2026-03-02 suspended=2026-04-01 resumed=2026-05-04", []string{"PRACTICE-CHASE-AGAIN-1M 2026-06-04, open"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range Published().Recalculate(calendar.England, caseEvents(t, tc.events)) {
				if slices.Contains(strings.Fields(tc.clock), d.Rule.Clock) {
					got = append(got, d.Rule.ID+" "+brief(d))
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

// TestRecalculate_sameRecord keeps the handoffs of a case apart.
func TestRecalculate_sameRecord(t *testing.T) {
	t.Parallel()
	tuesday := day(t, "2026-03-03")
	events := []Event{
		{Kind: HandoffSent, On: tuesday, Source: "one"}, {Kind: HandoffSent, On: tuesday, Source: "two"},
		{Kind: HandoffSent, On: tuesday, Source: "three"},
		{Kind: HandoffAnswered, On: tuesday, Source: "one"}, {Kind: FirstContactMade, On: tuesday.AddDays(1), Source: "one"},
		{Kind: HandoffDeclined, On: tuesday.AddDays(1), Source: "three"},
	}
	got := map[string]string{}
	for _, d := range Published().Recalculate(calendar.England, events) {
		got[d.Rule.ID+" "+d.Trigger.Source] = brief(d)
	}
	want := map[string]string{
		"HANDOFF-ANSWER-24H one":          "2026-03-04, met 2026-03-03",
		"HANDOFF-ANSWER-24H two":          "2026-03-04, open",
		"HANDOFF-ANSWER-24H three":        "2026-03-04, met 2026-03-04",
		"HANDOFF-FIRST-CONTACT-48H one":   "2026-03-05, met 2026-03-04",
		"HANDOFF-FIRST-CONTACT-48H two":   "2026-03-05, open",
		"HANDOFF-FIRST-CONTACT-48H three": "2026-03-05, ended 2026-03-04",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestRecalculate_anAnswerToOneLetter leaves the clock of the other letter
// running; an answer to no letter in particular meets both.
func TestRecalculate_anAnswerToOneLetter(t *testing.T) {
	t.Parallel()
	for about, want := range map[string]map[string]string{
		"second": {"first": "2026-04-20, open", "second": "2026-04-27, met 2026-04-10"},
		"":       {"first": "2026-04-20, met 2026-04-10", "second": "2026-04-27, met 2026-04-10"},
	} {
		got := map[string]string{}
		for _, d := range Published().Recalculate(calendar.England, []Event{
			{Kind: InformationRequestedBy, On: day(t, "2026-04-20"), KnownFrom: day(t, "2026-04-01"), Source: "first"},
			{Kind: InformationRequestedBy, On: day(t, "2026-04-27"), KnownFrom: day(t, "2026-04-02"), Source: "second"},
			{Kind: InformationSent, On: day(t, "2026-04-10"), Source: "reply", About: about},
		}) {
			got[d.Trigger.Source] = brief(d)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("about %q: want -, got +\n%s", about, diff)
		}
	}
}

// TestRecalculate_handoffChase: the day somebody said they would ask again about
// one handoff, and what makes asking needless.
func TestRecalculate_handoffChase(t *testing.T) {
	t.Parallel()
	tuesday := day(t, "2026-03-03")
	events := []Event{
		{Kind: HandoffChaseDay, On: tuesday.AddDays(3), KnownFrom: tuesday, Source: "answered"}, {Kind: HandoffAnswered, On: tuesday.AddDays(1), Source: "answered"},
		{Kind: HandoffChaseDay, On: tuesday.AddDays(3), KnownFrom: tuesday, Source: "silent"},
		{Kind: HandoffChaseDay, On: tuesday.AddDays(5), KnownFrom: tuesday.AddDays(3), Source: "silent"},
		{Kind: HandoffAnswered, On: tuesday, Source: "accepted before"}, {Kind: HandoffChaseDay, On: tuesday.AddDays(3), KnownFrom: tuesday.AddDays(1), Source: "accepted before"},
		{Kind: HandoffChaseDay, On: tuesday.AddDays(3), KnownFrom: tuesday, Source: "taken back"}, {Kind: HandoffEnded, On: tuesday.AddDays(1), Source: "taken back"},
	}
	var got []string
	for _, d := range Published().Recalculate(calendar.England, events) {
		got = append(got, d.Trigger.Source+" "+brief(d))
	}
	slices.Sort(got)
	want := []string{
		"accepted before 2026-03-06, open", "answered 2026-03-06, met 2026-03-04",
		"silent 2026-03-06, ended 2026-03-06", "silent 2026-03-08, open", "taken back 2026-03-06, ended 2026-03-04",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestRecalculate_twoOnOneDay does both of two equal records, each with its own
// source, on one day: the first is met by the second, which stays open.
func TestRecalculate_twoOnOneDay(t *testing.T) {
	t.Parallel()
	on := day(t, "2026-03-12")
	events := []Event{
		{Kind: ReferralSubmitted, On: day(t, "2026-03-02")},
		{Kind: WaitChased, On: on, Source: "b"}, {Kind: WaitChased, On: on, Source: "a"},
	}
	got := map[string]Status{}
	for _, d := range Published().Recalculate(calendar.England, events) {
		if d.Rule.Clock == "chase_again" {
			got[d.Trigger.Source] = d.Status
		}
	}
	if diff := cmp.Diff(map[string]Status{"a": Met, "b": Open}, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestRule_DueAt(t *testing.T) {
	t.Parallel()
	r, ok := Published().InForce("handoff_first_contact", UK, HandoffSent, day(t, "2026-03-27"))
	if !ok {
		t.Fatal("no rule for the first contact")
	}
	// Over the night the clocks go forward 48 hours are still 48 hours.
	sent := time.Date(2026, time.March, 27, 15, 0, 0, 0, calendar.London())
	at, ok := r.DueAt(sent)
	if want := time.Date(2026, time.March, 29, 16, 0, 0, 0, calendar.London()); !ok || !at.Equal(want) {
		t.Errorf("due at %s, want %s", at, want)
	}
	if target, _ := Published().Rule("UK-RG-TARGET-5WD"); target != nil {
		if _, ok := target.DueAt(sent); ok {
			t.Error("a rule of working days has an hour")
		}
	}
}

func TestBook_InForce(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]string{"2022-12-12": "EW-RECOVERY-45", "2022-12-13": "EW-RECOVERY-30-GUIDANCE", "2026-01-01": "EW-RECOVERY-30", "2009-03-31": ""} {
		r, ok := Published().InForce("recovery", Jurisdiction(calendar.EnglandAndWales), RGPositive, day(t, on))
		if got := ""; ok {
			got = r.ID
			if got != want {
				t.Errorf("on %s: %s, want %s", on, got, want)
			}
		} else if want != got {
			t.Errorf("on %s: nothing, want %s", on, want)
		}
	}
}

func TestBook_effectsOfAnEvent(t *testing.T) {
	t.Parallel()
	ids := func(rules []*Rule) (list []string) {
		for _, r := range rules {
			list = append(list, r.ID)
		}
		return list
	}
	b := Published()
	if diff := cmp.Diff([]string{"UK-DRAFT-WARNING-21D", "UK-DRAFT-DELETED-28D"}, ids(b.OpenedBy("home_office_draft_begun", UK))); diff != "" {
		t.Errorf("opens: want -, got +\n%s", diff)
	}
	if diff := cmp.Diff([]string{"EW-MOVEON-POS-CG-45", "EW-EXIT-NEG-CG-9WD", "EW-EXIT-NEG-RG-9WD", "EW-RNA-SUPPORT-STATED", "SAFE-CHECK-IN-7D"}, ids(b.ClosedBy(SupportEnded, "england-and-wales"))); diff != "" {
		t.Errorf("closes: want -, got +\n%s", diff)
	}
}
