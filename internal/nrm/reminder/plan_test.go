package reminder

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	want := []string{"10_before 2026-03-22 waiting", "5_before 2026-03-27 waiting", "1_before 2026-03-31 waiting", "on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting"}
	if diff := cmp.Diff(want, briefs(Plan("d1", due(t, "2026-04-01")))); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestPlan_escalationsAreStepsOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := due(t, "2026-04-01")
	d.Rule.Remind = []deadline.Rung{{DaysBefore: 0, For: deadline.Owner}, {DaysBefore: -1, For: deadline.Owner}, {DaysBefore: -1, For: deadline.Escalation}, {DaysBefore: -3, For: deadline.Escalation}}
	rows := Plan("d1", d)
	want := []string{"on_day 2026-04-01 waiting", "overdue 2026-04-02 waiting", "overdue_escalation 2026-04-02 waiting", "3_overdue_escalation 2026-04-04 waiting"}
	if diff := cmp.Diff(want, briefs(rows)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	keys := map[string]bool{}
	for _, r := range rows {
		keys[r.Key()] = true
	}
	if len(keys) != len(rows) {
		t.Errorf("%d keys for %d steps", len(keys), len(rows))
	}
}

// TestToCome is what a preview shows: of the steps whose day has come only the
// latest is told.
func TestToCome(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{
		"2026-03-01": "10_before, 5_before, 1_before, on_day, overdue",
		"2026-03-22": "10_before, 5_before, 1_before, on_day, overdue",
		"2026-03-28": "5_before, 1_before, on_day, overdue",
		"2026-12-01": "overdue",
	} {
		var codes []string
		for _, r := range ToCome(Plan("d1", due(t, "2026-04-01")), day(t, today)) {
			codes = append(codes, r.Code)
		}
		if got := strings.Join(codes, ", "); got != want {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
}

func TestPlan_nothingToSay(t *testing.T) {
	t.Parallel()
	met := due(t, "2026-04-01")
	met.Status = deadline.Met
	opening := due(t, "2026-04-01")
	opening.Rule = &deadline.Rule{ID: "AN-OPENING-DATE"}
	for name, d := range map[string]deadline.Deadline{"met": met, "no ladder": opening, "no date": {Rule: met.Rule, Status: deadline.Open}} {
		if got := Plan("d1", d); len(got) != 0 {
			t.Errorf("%s: %q", name, briefs(got))
		}
	}
}

func TestPlan_audience(t *testing.T) {
	t.Parallel()
	for _, row := range Plan("d1", due(t, "2026-04-01")) {
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
		for _, row := range Plan(d.Rule.ID, d) {
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
			got := Replan(kept(t, tc.old), "d1", tc.now)
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

// due is an open deadline with the usual ladder.
func due(t *testing.T, on string) deadline.Deadline {
	t.Helper()
	return deadline.Deadline{Rule: &deadline.Rule{ID: "A-RULE", Category: deadline.Limit, Remind: ladder(10, 5, 1, 0, -1)}, Due: day(t, on), Status: deadline.Open}
}

// kept reads rows of the deadline on 1 April 2026 written as days=state. An
// e before the days makes the step an escalation, put_off=day one that was sent
// and put off until that day of April.
func kept(t *testing.T, words string) []Row {
	t.Helper()
	var rows []Row
	for word := range strings.FieldsSeq(words) {
		name, state, _ := strings.Cut(word, "=")
		rung := deadline.Rung{For: deadline.Owner}
		if escalation, ok := strings.CutPrefix(name, "e"); ok {
			name, rung.For = escalation, deadline.Escalation
		}
		var err error
		if rung.DaysBefore, err = strconv.Atoi(name); err != nil {
			t.Fatal(err)
		}
		r := Row{DeadlineID: "d1", Step: newStep(day(t, "2026-04-01"), &deadline.Rule{Category: deadline.Limit}, rung), State: State(state)}
		if until, ok := strings.CutPrefix(state, "put_off:"); ok {
			r.State, r.PutOffUntil = Sent, day(t, until)
		}
		rows = append(rows, r)
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
