package reminder

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		today string
		want  []string
	}{
		"long before":                       {"2026-03-01", []string{"10_before 2026-03-22 waiting", "5_before 2026-03-27 waiting", "1_before 2026-03-31 waiting", "on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting"}},
		"on the first step's day it is due": {"2026-03-22", []string{"10_before 2026-03-22 waiting", "5_before 2026-03-27 waiting", "1_before 2026-03-31 waiting", "on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting"}},
		"first step missed, still told":     {"2026-03-26", []string{"10_before 2026-03-22 waiting", "5_before 2026-03-27 waiting", "1_before 2026-03-31 waiting", "on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting"}},
		"two steps past, the later counts":  {"2026-03-28", []string{"10_before 2026-03-22 skipped", "5_before 2026-03-27 waiting", "1_before 2026-03-31 waiting", "on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting"}},
		"long overdue, told once":           {"2026-12-01", []string{"10_before 2026-03-22 skipped", "5_before 2026-03-27 skipped", "1_before 2026-03-31 skipped", "on_day 2026-04-01 skipped", "overdue 2026-04-02 waiting"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, briefs(Plan("d1", due(t, "2026-04-01"), day(t, tc.today)))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestPlan_nothingToSay(t *testing.T) {
	t.Parallel()
	met := due(t, "2026-04-01")
	met.Status = deadline.Met
	opening := due(t, "2026-04-01")
	opening.Rule = &deadline.Rule{ID: "AN-OPENING-DATE"}
	for name, d := range map[string]deadline.Deadline{"met": met, "no ladder": opening, "no date": {Rule: met.Rule, Status: deadline.Open}} {
		if got := Plan("d1", d, day(t, "2026-03-01")); len(got) != 0 {
			t.Errorf("%s: %q", name, briefs(got))
		}
	}
}

func TestPlan_audience(t *testing.T) {
	t.Parallel()
	for _, row := range Plan("d1", due(t, "2026-04-01"), day(t, "2026-03-01")) {
		if (row.Audience == deadline.OwnerAndSupervisor) != (row.Code == "overdue") {
			t.Errorf("%s is for %s", row.Code, row.Audience)
		}
		if row.Target() != day(t, "2026-04-01") {
			t.Errorf("%s speaks of %s", row.Code, row.Target())
		}
	}
}

// TestPlan_everyRuleOfTheBook reads the ladders of the real rules: an
// open-ended clock is told by its minimum date.
func TestPlan_everyRuleOfTheBook(t *testing.T) {
	t.Parallel()
	events := []deadline.Event{{Kind: deadline.RGPositive, On: day(t, "2026-03-02"), Source: "letter"}}
	var got []string
	for _, d := range deadline.Published().Recalculate(calendar.England, events) {
		if d.Rule.OwnPractice() {
			continue
		}
		for _, row := range Plan(d.Rule.ID, d, day(t, "2026-03-02")) {
			got = append(got, row.Key())
		}
	}
	want := []string{
		"EW-RECOVERY-30/10_before/2026-03-21", "EW-RECOVERY-30/5_before/2026-03-26", "EW-RECOVERY-30/1_before/2026-03-30", "EW-RECOVERY-30/on_day/2026-03-31",
		"UK-REMOVAL-PROTECTION-30/10_before/2026-03-21", "UK-REMOVAL-PROTECTION-30/5_before/2026-03-26", "UK-REMOVAL-PROTECTION-30/1_before/2026-03-30", "UK-REMOVAL-PROTECTION-30/on_day/2026-03-31",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestReplan(t *testing.T) {
	t.Parallel()
	closed := due(t, "2026-04-01")
	closed.Status = deadline.Met
	for name, tc := range map[string]struct {
		old                 string
		now                 deadline.Deadline
		add, cancel, revive string
	}{
		"nothing kept yet": {"", due(t, "2026-04-01"),
			"10_before 2026-03-22 waiting, 5_before 2026-03-27 waiting, 1_before 2026-03-31 waiting, on_day 2026-04-01 waiting, overdue 2026-04-02 waiting", "", ""},
		"the same date":            {"10=waiting 5=waiting 1=waiting 0=waiting -1=waiting", due(t, "2026-04-01"), "", "", ""},
		"the same date, some sent": {"10=sent 5=acted_on 1=skipped 0=waiting -1=waiting", due(t, "2026-04-01"), "", "", ""},
		"closed": {"10=sent 5=waiting 1=waiting 0=waiting -1=waiting", closed, "",
			"5_before 2026-03-27 waiting, 1_before 2026-03-31 waiting, on_day 2026-04-01 waiting, overdue 2026-04-02 waiting", ""},
		"moved later": {"10=sent 5=waiting 1=waiting 0=waiting -1=waiting", due(t, "2026-05-14"),
			"10_before 2026-05-04 waiting, 5_before 2026-05-09 waiting, 1_before 2026-05-13 waiting, on_day 2026-05-14 waiting, overdue 2026-05-15 waiting",
			"5_before 2026-03-27 waiting, 1_before 2026-03-31 waiting, on_day 2026-04-01 waiting, overdue 2026-04-02 waiting", ""},
		"moved back again": {"10=sent 5=cancelled 1=cancelled 0=cancelled -1=cancelled", due(t, "2026-04-01"), "", "",
			"5_before 2026-03-27 cancelled, 1_before 2026-03-31 cancelled, on_day 2026-04-01 cancelled, overdue 2026-04-02 cancelled"},
		"a rung missing": {"10=sent 5=waiting 0=waiting -1=waiting", due(t, "2026-04-01"), "1_before 2026-03-31 waiting", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Replan(kept(t, tc.old), "d1", tc.now, day(t, "2026-03-23"))
			for what, pair := range map[string][2]string{
				"add":    {tc.add, strings.Join(briefs(got.Add), ", ")},
				"cancel": {tc.cancel, strings.Join(briefs(got.Cancel), ", ")},
				"revive": {tc.revive, strings.Join(briefs(got.Revive), ", ")},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s:\n got %s\nwant %s", what, pair[1], pair[0])
				}
			}
			if got.Empty() != (tc.add+tc.cancel+tc.revive == "") {
				t.Errorf("empty is %v", got.Empty())
			}
		})
	}
}

func TestLatestDue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rows, today, send, superseded string
	}{
		"too early":                       {"10=waiting 5=waiting", "2026-03-21", "", ""},
		"on the day of the step":          {"10=waiting 5=waiting", "2026-03-22", "10_before 2026-03-22 waiting", ""},
		"caught up the day after":         {"10=waiting 5=waiting", "2026-03-23", "10_before 2026-03-22 waiting", ""},
		"away for a week, latest only":    {"10=waiting 5=waiting 1=waiting", "2026-03-28", "5_before 2026-03-27 waiting", "10_before 2026-03-22 waiting"},
		"away for a month":                {"10=waiting 5=waiting 1=waiting 0=waiting -1=waiting", "2026-05-01", "overdue 2026-04-02 waiting", "10_before 2026-03-22 waiting, 5_before 2026-03-27 waiting, 1_before 2026-03-31 waiting, on_day 2026-04-01 waiting"},
		"rows in another order":           {"5=waiting 10=waiting", "2026-03-28", "5_before 2026-03-27 waiting", "10_before 2026-03-22 waiting"},
		"sent is not sent again":          {"10=sent 5=waiting", "2026-03-23", "", ""},
		"cancelled is not sent":           {"10=cancelled", "2026-03-23", "", ""},
		"a later step was sent already":   {"10=waiting 5=sent", "2026-03-28", "", "10_before 2026-03-22 waiting"},
		"a later step was acted on":       {"10=waiting 5=acted_on 1=waiting", "2026-03-28", "", "10_before 2026-03-22 waiting"},
		"an earlier step sent is no hurt": {"10=sent 5=waiting", "2026-03-27", "5_before 2026-03-27 waiting", ""},
		"no rows":                         {"", "2026-03-27", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			send, superseded, ok := LatestDue(kept(t, tc.rows), day(t, tc.today))
			got := ""
			if ok {
				got = briefs([]Row{send})[0]
			}
			if got != tc.send || strings.Join(briefs(superseded), ", ") != tc.superseded {
				t.Errorf("send %q, want %q; superseded %q, want %q", got, tc.send, briefs(superseded), tc.superseded)
			}
		})
	}
}

// TestLatestDue_movedDate: that the old date was told of does not silence the
// new one.
func TestLatestDue_movedDate(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{DeadlineID: "d1", Step: newStep(day(t, "2026-05-10"), ladder(0)[0]), State: Sent},
		{DeadlineID: "d1", Step: newStep(day(t, "2026-05-14"), ladder(5)[0]), State: Waiting},
	}
	send, _, ok := LatestDue(rows, day(t, "2026-05-11"))
	if !ok || send.Code != "5_before" {
		t.Errorf("sends %v, %v", send, ok)
	}
}

// TestSweepEveryDay plays the whole life of a deadline with days missed: one
// message a day at most, no step twice, the last word is the latest step.
func TestSweepEveryDay(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-03-01")
	rows := Plan("d1", due(t, "2026-04-01"), today)
	var told []string
	for ; today.Before(day(t, "2026-05-01")); today = today.AddDays(3) {
		for range 2 { // The second run of a day must say nothing.
			send, superseded, ok := LatestDue(rows, today)
			for i := range rows {
				if ok && rows[i].Key() == send.Key() {
					rows[i].State = Sent
					told = append(told, today.String()+" "+send.Code)
				}
				for _, s := range superseded {
					if rows[i].Key() == s.Key() {
						rows[i].State = Skipped
					}
				}
			}
		}
		if c := Replan(rows, "d1", due(t, "2026-04-01"), today); !c.Empty() {
			t.Fatalf("%s: replanning the same date changes %v", today, c)
		}
	}
	want := []string{"2026-03-22 10_before", "2026-03-28 5_before", "2026-03-31 1_before", "2026-04-03 overdue"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// due is an open deadline with the usual ladder.
func due(t *testing.T, on string) deadline.Deadline {
	t.Helper()
	return deadline.Deadline{Rule: &deadline.Rule{ID: "A-RULE", Remind: ladder(10, 5, 1, 0, -1)}, Due: day(t, on), Status: deadline.Open}
}

// kept reads rows of the deadline on 1 April 2026 written as days=state.
func kept(t *testing.T, words string) []Row {
	t.Helper()
	daysBefore := map[string]int{"10": 10, "5": 5, "1": 1, "0": 0, "-1": -1}
	var rows []Row
	for word := range strings.FieldsSeq(words) {
		days, state, _ := strings.Cut(word, "=")
		rows = append(rows, Row{DeadlineID: "d1", Step: newStep(day(t, "2026-04-01"), ladder(daysBefore[days])[0]), State: State(state)})
	}
	return rows
}

func briefs(rows []Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Code+" "+r.On.String()+" "+string(r.State))
	}
	return out
}

func day(t *testing.T, iso string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// ladder tells the owner, and after the date the supervisors too.
func ladder(days ...int) []deadline.Rung {
	var rungs []deadline.Rung
	for _, n := range days {
		rung := deadline.Rung{DaysBefore: n, For: deadline.Owner}
		if n < 0 {
			rung.For = deadline.OwnerAndSupervisor
		}
		rungs = append(rungs, rung)
	}
	return rungs
}
