package desk_test

import (
	"slices"
	"strings"
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

func happened(kind deadline.EventKind, on calendar.Date) deadline.Happened {
	return deadline.Happened{Kind: kind, On: on, Note: "Spoke on the phone", Evidence: "Cabinet 2"}
}

// ofClock are the kept clocks of a case whose rule begins so.
func ofClock(t *testing.T, o *sample.Office, ref casefile.Ref, prefix string) []string {
	t.Helper()
	return slices.DeleteFunc(clocks(t, o, ref), func(line string) bool { return !strings.HasPrefix(line, prefix) })
}

func TestRecordEvent_aCheckInMeetsOneClockAndOpensTheNext(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o) // RG of 12 May
	if diff := cmp.Diff([]string{"SAFE-CHECK-IN-7D 2026-05-19 open"}, ofClock(t, o, ref, "SAFE-CHECK-IN")); diff != "" {
		t.Fatal(diff)
	}
	moves, err := o.Desk.PreviewEvent(t.Context(), o.Caseworker, ref, happened("check_in_done", sample.Today))
	if err != nil || len(moves) != 2 {
		t.Errorf("the preview shows %d moves, %v", len(moves), err)
	}
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), happened("check_in_done", sample.Today)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"SAFE-CHECK-IN-7D 2026-05-19 met", "SAFE-CHECK-IN-7D 2026-05-25 open"}, ofClock(t, o, ref, "SAFE-CHECK-IN")); diff != "" {
		t.Error(diff)
	}
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil || len(dates.Recorded) != 1 {
		t.Fatal(dates.Recorded, err)
	}
	e := dates.Recorded[0]
	if e.Note != "Spoke on the phone" || e.Evidence != "Cabinet 2" || e.RecordedByName != "Casey Caseworker" || e.On != sample.Today {
		t.Errorf("recorded %+v", e)
	}
}

func TestRecordEvent_refused(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), happened("check_in_done", day(time.May, 15))); err != nil {
		t.Fatal(err)
	}
	before := clocks(t, o, ref)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.Edit, *deadline.Happened)
		want   string
	}{
		"an auditor":              {o.Auditor, func(*desk.Edit, *deadline.Happened) {}, "forbidden"},
		"an admin":                {o.Admin, func(*desk.Edit, *deadline.Happened) {}, "forbidden"},
		"another team":            {o.OtherTeam, func(*desk.Edit, *deadline.Happened) {}, "not found"},
		"another organisation":    {o.Stranger, func(*desk.Edit, *deadline.Happened) {}, "not found"},
		"a stale page":            {o.Caseworker, func(e *desk.Edit, _ *deadline.Happened) { e.Version-- }, "conflict"},
		"tomorrow":                {o.Caseworker, func(_ *desk.Edit, h *deadline.Happened) { h.On = day(time.May, 19) }, "invalid: happened_on: in_future"},
		"recorded already":        {o.Caseworker, func(_ *desk.Edit, h *deadline.Happened) { h.On = day(time.May, 15) }, "invalid: happened_on: recorded_already"},
		"a decision":              {o.Caseworker, func(_ *desk.Edit, h *deadline.Happened) { h.Kind = deadline.CGNegative }, "invalid: event: select_one"},
		"a chase before the case": {o.Caseworker, func(_ *desk.Edit, h *deadline.Happened) { h.Kind, h.On = "wait_chased", day(time.April, 1) }, "invalid: happened_on: before_what_it_follows"},
	} {
		edit, in := o.Edit(t, ref), happened("check_in_done", sample.Today)
		tc.change(&edit, &in)
		if err := o.Desk.RecordEvent(t.Context(), tc.actor, edit, in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("something was applied: %s", diff)
	}
}

func TestRecordEvent_theSameFormTwice(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	edit := o.Edit(t, ref)
	for range 2 {
		if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, edit, happened("check_in_done", sample.Today)); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := o.DB.RecordedEvents(t.Context(), caseID(t, o, ref))
	if err != nil || len(kept) != 1 {
		t.Errorf("%d events, %v", len(kept), err)
	}
}

// TestRecordEvent_nearMidnight: the day is London's, whatever the clock of the
// machine says.
func TestRecordEvent_nearMidnight(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	o.Move(time.Date(2026, time.May, 19, 22, 59, 0, 0, time.UTC)) // 23:59 in London
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), happened("check_in_done", day(time.May, 20))); kindOf(err) != "invalid: happened_on: in_future" {
		t.Errorf("a minute before midnight: %v", err)
	}
	o.Move(time.Date(2026, time.May, 19, 23, 0, 0, 0, time.UTC)) // midnight in London
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), happened("check_in_done", day(time.May, 20))); err != nil {
		t.Errorf("at midnight: %v", err)
	}
}

func TestRecordEvent_correctedAndTakenOut(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	letter := happened("information_requested_by", day(time.June, 8))
	letter.KnownFrom = day(time.May, 15)
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), letter); err != nil {
		t.Fatal(err)
	}
	kept, err := o.DB.RecordedEvents(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	in := desk.Correction{
		RecordName: desk.RecordName{Kind: desk.EventRecord, ID: kept[0].ID}, Reason: "Misread",
		Days: map[desk.DateField]calendar.Date{postgres.HappenedOn: day(time.June, 9), postgres.KnownFrom: day(time.May, 14)},
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Colleague, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"UK-INFORMATION-STATED 2026-06-08 superseded", "UK-INFORMATION-STATED 2026-06-09 open"}, ofClock(t, o, ref, "UK-INFORMATION")); diff != "" {
		t.Error(diff)
	}
	never := desk.Correction{RecordName: in.RecordName, Never: true, Reason: "Of another case"}
	if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), never); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"UK-INFORMATION-STATED 2026-06-08 superseded", "UK-INFORMATION-STATED 2026-06-09 superseded"}, ofClock(t, o, ref, "UK-INFORMATION")); diff != "" {
		t.Error(diff)
	}
	if days := waiting(t, o, ref)["UK-INFORMATION-STATED"]; days != nil {
		t.Errorf("reminders of what never happened: %v", days)
	}
	kept, err = o.DB.RecordedEvents(t.Context(), caseID(t, o, ref))
	if err != nil || len(kept) != 1 || !kept[0].On.IsZero() || kept[0].Corrections[0].Old != day(time.June, 8) {
		t.Errorf("the record reads %+v, %v", kept, err)
	}
	// It can be recorded again, and by mistake taken out again brought back.
	again := desk.Correction{RecordName: in.RecordName, Reason: "It was ours", Days: map[desk.DateField]calendar.Date{postgres.HappenedOn: day(time.June, 9), postgres.KnownFrom: day(time.May, 14)}}
	if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), again); err != nil {
		t.Fatal(err)
	}
	if got := ofClock(t, o, ref, "UK-INFORMATION"); got[len(got)-1] != "UK-INFORMATION-STATED 2026-06-09 open" {
		t.Errorf("clocks %v", got)
	}
}

func TestRecordEvent_missingStopsCheckInsUntilFound(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	for _, kind := range []deadline.EventKind{"client_missing", "missing_reported", "client_found"} {
		if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), happened(kind, o.Desk.Today())); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		o.MoveDays(1)
	}
	want := []string{"SAFE-CHECK-IN-7D 2026-05-19 ended", "SAFE-MISSING-1D 2026-05-19 met", "SAFE-CHECK-IN-7D 2026-05-27 open"}
	if diff := cmp.Diff(want, ofClock(t, o, ref, "SAFE-")); diff != "" {
		t.Error(diff)
	}
}

func TestHold_pausesTheWorklistAndNotTheLaw(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := recovering(t, o)
	o.Decided(t, ref, decision.CG, decision.Suspended, day(time.May, 18))
	rows, err := o.DB.Deadlines(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	var held []string
	for _, r := range rows {
		if r.OnHold {
			held = append(held, r.RuleID)
		}
	}
	if diff := cmp.Diff([]string{"EW-CG-EARLIEST"}, held); diff != "" {
		t.Errorf("waits: %s", diff)
	}
	if next := o.Read(t, ref).NextDue; next.RuleID != "SAFE-CHECK-IN-7D" {
		t.Errorf("next comes %s", next.RuleID)
	}
	if got := ofClock(t, o, ref, "PRACTICE-HOLD"); !slices.Equal(got, []string{"PRACTICE-HOLD-1M 2026-06-18 open"}) {
		t.Errorf("nobody asks whether it is still on hold: %v", got)
	}
}

// TestHold_remindersWaitAndComeBack: an RG on hold reminds nobody of the
// target; taken up again, the target is told once to each who must know, late.
func TestHold_remindersWaitAndComeBack(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today) // the target is 26 May
	if len(waiting(t, o, ref)["UK-RG-TARGET-5WD"]) != 5 {
		t.Fatalf("reminders %v", waiting(t, o, ref))
	}
	o.MoveDays(2)
	o.Decided(t, ref, decision.RG, decision.Suspended, day(time.May, 20))
	if got := waiting(t, o, ref); len(got) != 0 {
		t.Errorf("on hold, and reminded all the same: %v", got)
	}
	if next := o.Read(t, ref).NextDue; next != (casefile.NextDue{}) {
		t.Errorf("next comes %+v", next)
	}
	o.MoveDays(10) // 30 May: the target has passed
	if done := sweep(t, o); done.Messages != 0 {
		t.Errorf("%d messages went out", done.Messages)
	}
	o.Decided(t, ref, decision.RG, decision.Resumed, day(time.May, 30))
	if next := o.Read(t, ref).NextDue; next.RuleID != "UK-RG-TARGET-5WD" {
		t.Errorf("taken up again, next comes %+v", next)
	}
	// Once to who holds the case and once, because nobody acted, to the supervisors.
	if done := sweep(t, o); done.Reminders != 2 || done.Skipped != 3 {
		t.Errorf("the target is not told once to each: %+v", done)
	}
}
