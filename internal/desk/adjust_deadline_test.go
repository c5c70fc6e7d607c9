package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// openID is the id of the date of a rule that counts now.
func openID(t *testing.T, o *sample.Office, ref casefile.Ref, rule string) string {
	t.Helper()
	rows, err := o.DB.Deadlines(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(d postgres.Deadline) bool { return d.RuleID == rule && d.Status == deadline.Open })
	if i < 0 {
		t.Fatalf("no open date of %s", rule)
	}
	return rows[i].ID
}

func moreTime(on calendar.Date) deadline.MoreTime {
	return deadline.MoreTime{By: deadline.DecidingAuthority, On: on, Reason: "The interpreter was ill", Evidence: "Cabinet 2"}
}

// refusedRG is a case with a negative RG of 12 May: the request is due on 11
// June.
func refusedRG(t *testing.T, o *sample.Office, nation calendar.Nation) (casefile.Ref, string) {
	t.Helper()
	ref := referred(t, o, nation)
	return ref, o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
}

func TestExtendDeadline_keepsTheCountedDay(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref, letter := refusedRG(t, o, calendar.Scotland)
	id := openID(t, o, ref, "UK-RECON-30D-2025")
	moves, err := o.Desk.PreviewExtension(t.Context(), o.Caseworker, ref, id, moreTime(day(time.June, 25)))
	if err != nil || len(moves) != 1 || moves[0].To() != day(time.June, 25) || len(moves[0].Cancelled) != 8 || len(moves[0].Planned) != 8 {
		t.Fatalf("the preview shows %+v, %v", moves, err)
	}
	if err := o.Desk.ExtendDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), id, moreTime(day(time.June, 25))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"UK-RECON-30D-2025 2026-06-11 superseded", "UK-RECON-30D-2025 2026-06-25 open"}, ofClock(t, o, ref, "UK-RECON")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2026-06-15", "2026-06-20", "2026-06-22", "2026-06-24", "2026-06-25", "2026-06-26", "2026-06-26", "2026-06-28"}, waiting(t, o, ref)["UK-RECON-30D-2025"]); diff != "" {
		t.Errorf("reminders: %s", diff)
	}
	why, err := o.Desk.WhyDate(t.Context(), o.Colleague, ref, openID(t, o, ref, "UK-RECON-30D-2025"))
	if err != nil {
		t.Fatal(err)
	}
	if d := why.Date.Deadline; d.Counted != day(time.June, 11) || d.Day() != day(time.June, 25) || why.Date.AdjustedHow != deadline.Extension {
		t.Errorf("counted %s, runs to %s (%s)", d.Counted, d.Day(), why.Date.AdjustedHow)
	}
	if len(why.Adjustments) != 1 || why.Adjustments[0].Reason != "The interpreter was ill" || why.Adjustments[0].RecordedByName != "Casey Caseworker" || len(why.Earlier) != 1 {
		t.Errorf("why: %+v, earlier %d", why.Adjustments, len(why.Earlier))
	}
	// A late request is not late any more.
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil || list.Reconsider == nil || list.Reconsider.Due != day(time.June, 25) {
		t.Errorf("a request is due by %+v, %v", list.Reconsider, err)
	}
	// A correction that moves the counted day leaves the extension standing, and
	// one beyond it overtakes it.
	o.MoveDays(20)
	for _, tc := range []struct {
		decided calendar.Date
		want    string
	}{{day(time.May, 14), "UK-RECON-30D-2025 2026-06-25 open"}, {day(time.May, 28), "UK-RECON-30D-2025 2026-06-27 open"}} {
		in := datedDecision(letter, tc.decided, tc.decided)
		if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), in); err != nil {
			t.Fatal(err)
		}
		if got := ofClock(t, o, ref, "UK-RECON"); !slices.Contains(got, tc.want) {
			t.Errorf("letter of %s: %v", tc.decided, got)
		}
	}
}

func TestExtendDeadline_refused(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, _ := refusedRG(t, o, calendar.England)
	id := openID(t, o, ref, "UK-RECON-30D-2025")
	other, _ := refusedRG(t, o, calendar.England)
	elsewhere := openID(t, o, other, "UK-RECON-30D-2025")
	over := o.Read(t, ref)
	rows, err := o.DB.Deadlines(t.Context(), over.ID)
	if err != nil {
		t.Fatal(err)
	}
	met := rows[slices.IndexFunc(rows, func(d postgres.Deadline) bool { return d.Status == deadline.Met })].ID
	before := clocks(t, o, ref)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		id     string
		change func(*desk.Edit, *deadline.MoreTime)
		want   string
	}{
		"an auditor":             {o.Auditor, id, func(*desk.Edit, *deadline.MoreTime) {}, "forbidden"},
		"an admin":               {o.Admin, id, func(*desk.Edit, *deadline.MoreTime) {}, "forbidden"},
		"another team":           {o.OtherTeam, id, func(*desk.Edit, *deadline.MoreTime) {}, "not found"},
		"a stale page":           {o.Caseworker, id, func(e *desk.Edit, _ *deadline.MoreTime) { e.Version-- }, "conflict"},
		"a date of another case": {o.Caseworker, elsewhere, func(*desk.Edit, *deadline.MoreTime) {}, "not found"},
		"a date that was met":    {o.Caseworker, met, func(*desk.Edit, *deadline.MoreTime) {}, "conflict"},
		"no date":                {o.Caseworker, "nonsense", func(*desk.Edit, *deadline.MoreTime) {}, "not found"},
		"the same day":           {o.Caseworker, id, func(_ *desk.Edit, m *deadline.MoreTime) { m.On = day(time.June, 11) }, "invalid: new_on: not_longer"},
		"a day less":             {o.Caseworker, id, func(_ *desk.Edit, m *deadline.MoreTime) { m.On = day(time.June, 10) }, "invalid: new_on: not_longer"},
		"a slip in the year":     {o.Caseworker, id, func(_ *desk.Edit, m *deadline.MoreTime) { m.On = calendar.NewDate(2062, time.June, 25) }, "invalid: new_on: too_far"},
		"nothing to show for it": {o.Caseworker, id, func(_ *desk.Edit, m *deadline.MoreTime) { m.Evidence = "" }, "invalid: evidence: required"},
	} {
		edit, in := o.Edit(t, ref), moreTime(day(time.June, 25))
		tc.change(&edit, &in)
		if err := o.Desk.ExtendDeadline(t.Context(), tc.actor, edit, tc.id, in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("something was applied: %s", diff)
	}
	recovery := recovering(t, o)
	if err := o.Desk.ExtendDeadline(t.Context(), o.Caseworker, o.Edit(t, recovery), openID(t, o, recovery, "EW-CG-EARLIEST"), moreTime(day(time.July, 1))); kindOf(err) != "conflict" {
		t.Errorf("an opening date was put off: %v", err)
	}
}

func TestOverrideDeadline_onlyWhereWeAreNotSure(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	o.Decided(t, ref, decision.CG, decision.Negative, day(time.May, 18)) // support ends on 1 June, says a rule of low confidence
	letter := deadline.OnLetter{On: day(time.May, 29), Reason: "The letter says 11 days", Evidence: "Cabinet 2"}
	if err := o.Desk.OverrideDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), openID(t, o, ref, "UK-RECON-30D-2025"), letter); kindOf(err) != "conflict" {
		t.Errorf("a rule we are sure of: %v", err)
	}
	id := openID(t, o, ref, "EW-EXIT-NEG-CG-9WD")
	for want, on := range map[string]calendar.Date{"invalid: new_on: same": day(time.June, 1), "invalid: new_on: before_trigger": day(time.May, 17), "invalid: new_on: required": {}} {
		in := letter
		in.On = on
		if err := o.Desk.OverrideDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), id, in); kindOf(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := o.Desk.OverrideDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), id, letter); err != nil {
		t.Fatal(err)
	}
	id = openID(t, o, ref, "EW-EXIT-NEG-CG-9WD")
	if err := o.Desk.ExtendDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), id, moreTime(day(time.June, 5))); err != nil {
		t.Fatal(err)
	}
	want := []string{"EW-EXIT-NEG-CG-9WD 2026-05-29 superseded", "EW-EXIT-NEG-CG-9WD 2026-06-01 superseded", "EW-EXIT-NEG-CG-9WD 2026-06-05 open"}
	if diff := cmp.Diff(want, ofClock(t, o, ref, "EW-EXIT")); diff != "" {
		t.Error(diff)
	}
	// Taken back one after the other: the extension, then the letter.
	for _, back := range []string{"2026-05-29", "2026-06-01"} {
		id := openID(t, o, ref, "EW-EXIT-NEG-CG-9WD")
		if err := o.Desk.TakeBackAdjustment(t.Context(), o.Colleague, o.Edit(t, ref), id, " "); kindOf(err) != "invalid: reason: required" {
			t.Errorf("without a reason: %v", err)
		}
		moves, err := o.Desk.PreviewTakeBack(t.Context(), o.Colleague, ref, id, "In error")
		if err != nil || len(moves) != 1 || moves[0].To().String() != back {
			t.Fatalf("the preview shows %+v, %v", moves, err)
		}
		if err := o.Desk.TakeBackAdjustment(t.Context(), o.Colleague, o.Edit(t, ref), id, "In error"); err != nil {
			t.Fatal(err)
		}
		if got := ofClock(t, o, ref, "EW-EXIT"); !slices.Contains(got, "EW-EXIT-NEG-CG-9WD "+back+" open") {
			t.Errorf("taken back: %v", got)
		}
	}
	id = openID(t, o, ref, "EW-EXIT-NEG-CG-9WD")
	if err := o.Desk.TakeBackAdjustment(t.Context(), o.Colleague, o.Edit(t, ref), id, "In error"); kindOf(err) != "conflict" {
		t.Errorf("nothing is left to take back: %v", err)
	}
	why, err := o.Desk.WhyDate(t.Context(), o.Colleague, ref, id)
	if err != nil || len(why.Adjustments) != 4 || len(why.Earlier) != 4 {
		t.Errorf("%d adjustments, %d earlier dates, %v", len(why.Adjustments), len(why.Earlier), err)
	}
	if all, err := o.DB.Adjustments(t.Context(), caseID(t, o, ref)); err != nil || all[2].TakesBack != all[1].ID || all[3].TakesBack != all[0].ID || all[3].On != day(time.June, 1) {
		t.Errorf("kept %+v, %v", all, err)
	}
}

func TestExtendDeadline_aPeriodWithoutEnd(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	if err := o.Desk.ExtendDeadline(t.Context(), o.Caseworker, o.Edit(t, ref), openID(t, o, ref, "EW-RECOVERY-30"), moreTime(day(time.July, 1))); err != nil {
		t.Fatal(err)
	}
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range dates.Open {
		if d := k.Deadline; d.Rule.ID == "EW-RECOVERY-30" && (!d.AtLeast || d.Day() != day(time.July, 1) || d.Counted != day(time.June, 10)) {
			t.Errorf("at least %v until %s, counted %s", d.AtLeast, d.Day(), d.Counted)
		}
	}
	// The decision comes earlier: the extended minimum still stands.
	o.MoveDays(30)
	o.Decided(t, ref, decision.CG, decision.Positive, day(time.June, 15))
	if got := ofClock(t, o, ref, "EW-RECOVERY"); !slices.Contains(got, "EW-RECOVERY-30 2026-07-01 open") {
		t.Errorf("after the decision: %v", got)
	}
}
