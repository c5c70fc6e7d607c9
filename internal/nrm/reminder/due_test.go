package reminder

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/deadline"
)

func codes(rows []Row) string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Code)
	}
	return strings.Join(list, " ")
}

func TestDue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rows, today, send, skipped string
	}{
		"too early":                       {"10=waiting 5=waiting", "2026-03-21", "", ""},
		"on the day of the step":          {"10=waiting 5=waiting", "2026-03-22", "10_before", ""},
		"caught up the day after":         {"10=waiting 5=waiting", "2026-03-23", "10_before", ""},
		"away for a week, latest only":    {"10=waiting 5=waiting 1=waiting", "2026-03-28", "5_before", "10_before"},
		"away for a month":                {"10=waiting 5=waiting 1=waiting 0=waiting -1=waiting", "2026-05-01", "overdue", "10_before 5_before 1_before on_day"},
		"rows in another order":           {"5=waiting 10=waiting", "2026-03-28", "5_before", "10_before"},
		"sent is not sent again":          {"10=sent 5=waiting", "2026-03-23", "", ""},
		"cancelled is not sent":           {"10=cancelled", "2026-03-23", "", ""},
		"a later step was sent already":   {"10=waiting 5=sent", "2026-03-28", "", "10_before"},
		"a later step was acted on":       {"10=waiting 5=acted_on 1=waiting", "2026-03-28", "", "10_before"},
		"an earlier step sent is no hurt": {"10=sent 5=waiting", "2026-03-27", "5_before", ""},
		"no rows":                         {"", "2026-03-27", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Due(kept(t, tc.rows), day(t, tc.today))
			if codes(d.Send) != tc.send || codes(d.Skipped) != tc.skipped || len(d.NotNeeded) > 0 {
				t.Errorf("sends %q, want %q; skips %q, want %q; not needed %q", codes(d.Send), tc.send, codes(d.Skipped), tc.skipped, codes(d.NotNeeded))
			}
		})
	}
}

func TestDue_escalationWhenNobodyActed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rows, today, send, notNeeded, skipped string
	}{
		"not before its day":                        {"0=sent e-1=waiting", "2026-04-01", "", "", ""},
		"sent, and nobody acted":                    {"1=sent 0=sent e-1=waiting", "2026-04-02", "overdue_escalation", "", ""},
		"somebody acted on the latest":              {"1=sent 0=acted_on e-1=waiting", "2026-04-02", "", "overdue_escalation", ""},
		"acted on an earlier one only":              {"1=acted_on 0=sent e-1=waiting", "2026-04-02", "overdue_escalation", "", ""},
		"put off with a reason that holds":          {"1=sent 0=put_off:2026-04-05 e-1=waiting", "2026-04-02", "", "overdue_escalation", ""},
		"put off, and the day has come":             {"1=sent 0=put_off:2026-04-02 e-1=waiting", "2026-04-02", "overdue_escalation", "", ""},
		"nothing was ever told":                     {"0=cancelled e-1=waiting", "2026-04-02", "overdue_escalation", "", ""},
		"the first escalation moved nobody":         {"0=sent e-1=sent e-3=waiting", "2026-04-04", "3_overdue_escalation", "", ""},
		"the supervisor acted on the first":         {"0=sent e-1=acted_on e-3=waiting", "2026-04-04", "", "3_overdue_escalation", ""},
		"not needed once, and still not":            {"0=acted_on e-1=not_needed e-3=waiting", "2026-04-04", "", "3_overdue_escalation", ""},
		"not needed once, then put off ran out":     {"0=put_off:2026-04-03 e-1=not_needed e-3=waiting", "2026-04-04", "3_overdue_escalation", "", ""},
		"a week without sweeping, the latest only":  {"0=sent e-1=waiting e-3=waiting", "2026-04-08", "3_overdue_escalation", "", "overdue_escalation"},
		"who was to act is told as well":            {"0=waiting -1=waiting e-1=waiting", "2026-04-08", "overdue overdue_escalation", "", "on_day"},
		"told on the same day, one of them acted":   {"-1=acted_on e-1=sent e-3=waiting", "2026-04-04", "", "3_overdue_escalation", ""},
		"an escalation does not silence a reminder": {"e0=sent -1=waiting", "2026-04-02", "overdue", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Due(kept(t, tc.rows), day(t, tc.today))
			got := []string{codes(d.Send), codes(d.NotNeeded), codes(d.Skipped)}
			if diff := cmp.Diff([]string{tc.send, tc.notNeeded, tc.skipped}, got); diff != "" {
				t.Errorf("sent, not needed, skipped (want -, got +)\n%s", diff)
			}
		})
	}
}

// TestDue_movedDate: that the old date was told of, or acted on, does not
// silence the new one.
func TestDue_movedDate(t *testing.T) {
	t.Parallel()
	limit := &deadline.Rule{Category: deadline.Limit}
	rows := []Row{
		{DeadlineID: "d1", Step: newStep(day(t, "2026-05-10"), limit, deadline.Rung{For: deadline.Owner}), State: ActedOn},
		{DeadlineID: "d1", Step: newStep(day(t, "2026-05-14"), limit, deadline.Rung{DaysBefore: 5, For: deadline.Owner}), State: Waiting},
		{DeadlineID: "d1", Step: newStep(day(t, "2026-05-14"), limit, deadline.Rung{DaysBefore: 4, For: deadline.Escalation}), State: Waiting},
	}
	if d := Due(rows, day(t, "2026-05-11")); codes(d.Send) != "5_before 4_before_escalation" {
		t.Errorf("sends %q, not needed %q", codes(d.Send), codes(d.NotNeeded))
	}
}

// TestDue_everyDay plays the whole life of a deadline with days missed: one
// message a day at most, no step twice, the last word is the latest step, and
// everything told or not ends up in a state that says so.
func TestDue_everyDay(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-03-01")
	rows := kept(t, "10=waiting 5=waiting 1=waiting 0=waiting e-1=waiting e-7=waiting")
	set := func(which []Row, state State) {
		for _, w := range which {
			i := slices.IndexFunc(rows, func(r Row) bool { return r.Key() == w.Key() })
			rows[i].State = state
		}
	}
	var told []string
	for ; today.Before(day(t, "2026-05-01")); today = today.AddDays(3) {
		for range 2 { // The second run of a day must say nothing.
			d := Due(rows, today)
			for _, r := range d.Send {
				told = append(told, today.String()+" "+r.Code)
			}
			set(d.Send, Sent)
			set(d.Skipped, Skipped)
			set(d.NotNeeded, NotNeeded)
		}
		if today == day(t, "2026-04-06") {
			rows[4].State = ActedOn // the supervisor
		}
	}
	want := []string{"2026-03-22 10_before", "2026-03-28 5_before", "2026-03-31 1_before", "2026-04-03 on_day", "2026-04-03 overdue_escalation"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if rows[5].State != NotNeeded {
		t.Errorf("the last escalation is %s", rows[5].State)
	}
}
