package desk_test

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

func day(month time.Month, d int) calendar.Date { return calendar.NewDate(2026, month, d) }

// referred is a case whose referral was recorded as sent on Friday 1 May 2026.
func referred(t *testing.T, o *sample.Office, nation calendar.Nation) casefile.Ref {
	t.Helper()
	ref := o.Case(t, sample.Adult(nation))
	c := o.Read(t, ref)
	c.State, c.SubmittedOn = casefile.Submitted, day(time.May, 1)
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return ref
}

// clocks are the kept deadlines of a case as "rule day status".
func clocks(t *testing.T, o *sample.Office, ref casefile.Ref) []string {
	t.Helper()
	rows, err := o.DB.Deadlines(t.Context(), o.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		on := r.Due
		if on.IsZero() {
			on = r.Minimum
		}
		got = append(got, r.RuleID+" "+on.String()+" "+string(r.Status))
	}
	return got
}

func TestDecision_clocksRunOnlyOnceConfirmed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		nation  calendar.Nation
		outcome decision.Outcome
		state   casefile.State
		want    []string
		nextDue casefile.NextDue
	}{
		"positive RG in England": {calendar.England, decision.Positive, casefile.RGPositive, []string{
			"UK-RG-TARGET-5WD 2026-05-11 met", "EW-RECOVERY-30 2026-06-10 open", "UK-REMOVAL-PROTECTION-30 2026-06-10 open", "EW-CG-EARLIEST 2026-06-11 open",
		}, casefile.NextDue{On: day(time.June, 10), RuleID: "EW-RECOVERY-30"}},
		"positive RG in Scotland": {calendar.Scotland, decision.Positive, casefile.RGPositive, []string{
			"UK-RG-TARGET-5WD 2026-05-11 met", "UK-REMOVAL-PROTECTION-30 2026-06-10 open", "SC-SUPPORT-90 2026-08-09 open",
		}, casefile.NextDue{On: day(time.June, 10), RuleID: "UK-REMOVAL-PROTECTION-30"}},
		"slavery-only positive RG in Scotland": {calendar.Scotland, decision.PositiveSlaveryOnly, casefile.RGPositive, []string{
			"UK-RG-TARGET-5WD 2026-05-11 met", "UK-REMOVAL-PROTECTION-30 2026-06-10 open", "SC-SUPPORT-90-S4 2026-08-10 open",
		}, casefile.NextDue{On: day(time.June, 10), RuleID: "UK-REMOVAL-PROTECTION-30"}},
		"positive RG in Northern Ireland": {calendar.NorthernIreland, decision.Positive, casefile.RGPositive, []string{
			"UK-RG-TARGET-5WD 2026-05-11 met", "UK-REMOVAL-PROTECTION-30 2026-06-10 open", "NI-SUPPORT-45 2026-06-26 open",
		}, casefile.NextDue{On: day(time.June, 10), RuleID: "UK-REMOVAL-PROTECTION-30"}},
		"negative RG in Wales": {calendar.Wales, decision.Negative, casefile.RGNegative, []string{
			"UK-RG-TARGET-5WD 2026-05-11 met", "UK-RECON-30D-2025 2026-06-11 open", "EW-JR-3M 2026-08-12 open",
		}, casefile.NextDue{On: day(time.June, 11), RuleID: "UK-RECON-30D-2025", IsLimit: true}},
		"RG put on hold starts no clock, and the target waits": {calendar.England, decision.Suspended, casefile.RGSuspended, []string{
			"UK-RG-TARGET-5WD 2026-05-11 open",
		}, casefile.NextDue{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.LawDesk(t)
			ref := referred(t, o, tc.nation)
			id := o.Recorded(t, ref, decision.RG, tc.outcome, day(time.May, 12))
			if c := o.Read(t, ref); c.State != casefile.Submitted || len(clocks(t, o, ref)) != 0 {
				t.Errorf("recording alone made it %s with %v", c.State, clocks(t, o, ref))
			}
			if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id); err != nil {
				t.Fatal(err)
			}
			c := o.Read(t, ref)
			if c.State != tc.state {
				t.Errorf("state %s, want %s", c.State, tc.state)
			}
			if diff := cmp.Diff(tc.want, clocks(t, o, ref)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.nextDue, c.NextDue); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecision_wholeWayToTheEnd(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Request(day(time.May, 15))); err != nil {
		t.Fatal(err)
	}
	if c := o.Read(t, ref); c.State != casefile.Reconsidering {
		t.Fatalf("state %s", c.State)
	}
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 18))
	o.MoveDays(40) // 27 June 2026
	o.Decided(t, ref, decision.CG, decision.Positive, day(time.June, 25))
	want := []string{
		"UK-RG-TARGET-5WD 2026-05-11 met",
		"UK-RECON-30D-2025 2026-06-11 met",
		"EW-CG-EARLIEST 2026-06-17 met",
		"EW-RECOVERY-30 2026-06-25 ended",
		"UK-REMOVAL-PROTECTION-30 2026-06-25 ended",
		"EW-MOVEON-POS-CG-45 2026-08-09 open",
		"EW-JR-3M 2026-08-12 open",
	}
	if diff := cmp.Diff(want, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil || len(list.Decisions) != 3 || len(list.Reconsiderations) != 1 {
		t.Fatalf("%d decisions, %d requests, %v", len(list.Decisions), len(list.Reconsiderations), err)
	}
	if want := []decision.Choice{{Kind: decision.RG, Outcome: decision.Disqualified}, {Kind: decision.CG, Outcome: decision.Disqualified}}; cmp.Diff(want, list.Possible) != "" {
		t.Error(cmp.Diff(want, list.Possible))
	}
}

func TestPreviewDecision_showsEveryDateAndWritesNone(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	before := clocks(t, o, ref)
	preview, err := o.Desk.PreviewDecision(t.Context(), o.Caseworker, ref, sample.Letter(decision.CG, decision.Negative, day(time.May, 18)).Decision)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]decision.Warning{decision.BeforeEarliestCG, decision.NotToldYet}, preview.Warnings); diff != "" {
		t.Error(diff)
	}
	var creates, closes []string
	for _, e := range preview.Creates {
		creates = append(creates, e.Deadline.Rule.ID+" "+e.Deadline.Day().String())
		if len(e.Reminders) == 0 || e.Deadline.Rule.Citation == "" {
			t.Errorf("%s has no reminders or no citation", e.Deadline.Rule.ID)
		}
	}
	for _, d := range preview.Closes {
		closes = append(closes, d.Rule.ID)
	}
	if diff := cmp.Diff([]string{"EW-EXIT-NEG-CG-9WD 2026-06-01", "UK-RECON-30D-2025 2026-06-17", "EW-JR-3M 2026-08-18"}, creates); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"EW-RECOVERY-30", "UK-REMOVAL-PROTECTION-30", "EW-CG-EARLIEST"}, closes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("looking changed the clocks: %s", diff)
	}
	if preview.To != casefile.CGNegative || o.Read(t, ref).State != casefile.RGPositive {
		t.Error("the preview moved the case or does not say where it would go")
	}
}

func TestRecordDecision_refused(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.Edit, *desk.NewDecision)
		want   string
	}{
		"an auditor":                 {o.Auditor, func(*desk.Edit, *desk.NewDecision) {}, "forbidden"},
		"an admin":                   {o.Admin, func(*desk.Edit, *desk.NewDecision) {}, "forbidden"},
		"another team":               {o.OtherTeam, func(*desk.Edit, *desk.NewDecision) {}, "lock case: not found"},
		"another organisation":       {o.Stranger, func(*desk.Edit, *desk.NewDecision) {}, "lock case: not found"},
		"a stale page":               {o.Caseworker, func(e *desk.Edit, _ *desk.NewDecision) { e.Version-- }, "conflict"},
		"a CG before any RG":         {o.Caseworker, func(_ *desk.Edit, d *desk.NewDecision) { d.Kind = decision.CG }, "conflict"},
		"a letter from before":       {o.Caseworker, func(_ *desk.Edit, d *desk.NewDecision) { d.DecidedOn = day(time.April, 1) }, "invalid: decided_on: before_referral"},
		"nowhere to find the letter": {o.Caseworker, func(_ *desk.Edit, d *desk.NewDecision) { d.LetterKept = " " }, "invalid: letter_kept: required"},
		"told, but not how": {o.Caseworker, func(_ *desk.Edit, d *desk.NewDecision) {
			d.Told = decision.Telling{On: day(time.May, 13), By: "Casey"}
		}, "invalid: told_how: required, told_language: required, told_way: select_one"},
		"told before it was received": {o.Caseworker, func(_ *desk.Edit, d *desk.NewDecision) {
			d.Told = decision.Telling{On: day(time.May, 11), By: "Casey", Language: "Albanian", How: "In person", Way: decision.InPerson}
		}, "invalid: told_on: before_received"},
	} {
		edit, in := o.Edit(t, ref), sample.Letter(decision.RG, decision.Positive, day(time.May, 12))
		tc.change(&edit, &in)
		_, err := o.Desk.RecordDecision(t.Context(), tc.actor, edit, in)
		if got := kindOf(err); got != tc.want && !(tc.want == "lock case: not found" && errors.Is(err, fault.NotFound)) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if c := o.Read(t, ref); c.State != casefile.Submitted {
		t.Errorf("a refused record moved the case to %s", c.State)
	}
}

func kindOf(err error) string {
	var conflict *fault.Conflict
	if errors.As(err, &conflict) {
		return "conflict"
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestRecordDecision_onceAndOneAtATime(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	edit, in := o.Edit(t, ref), sample.Letter(decision.RG, decision.Positive, day(time.May, 12))
	in.Told = decision.Telling{On: day(time.May, 14), By: "Casey Caseworker", Language: "Albanian", How: "In person, at the safe house", Way: decision.InPerson}
	for range 2 { // the same form pressed twice
		if _, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, edit, in); err != nil {
			t.Fatal(err)
		}
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil || len(list.Decisions) != 1 || len(list.Possible) != 0 {
		t.Fatalf("%d decisions, possible %v, %v", len(list.Decisions), list.Possible, err)
	}
	if diff := cmp.Diff(in.Told, list.Decisions[0].Told); diff != "" {
		t.Error(diff)
	}
	if _, err := o.Desk.RecordDecision(t.Context(), o.Colleague, o.Edit(t, ref), in); kindOf(err) != "conflict" {
		t.Errorf("a second waiting decision: %v", err)
	}
}

func TestConfirmDecision_byASecondPerson(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	in := sample.Letter(decision.RG, decision.Positive, day(time.May, 12))
	id, err := o.Desk.RecordDecision(t.Context(), o.Supervisor, o.Edit(t, ref), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id); kindOf(err) != "conflict" {
		t.Errorf("their own: %v", err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Caseworker, o.Edit(t, ref), id); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker: %v", err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Stranger, o.Edit(t, ref), id); !errors.Is(err, fault.NotFound) {
		t.Errorf("another organisation's supervisor: %v", err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Deputy, o.Edit(t, ref), uuid.NewString()); !errors.Is(err, fault.NotFound) {
		t.Errorf("no such decision: %v", err)
	}
	edit := o.Edit(t, ref)
	for range 2 {
		if err := o.Desk.ConfirmDecision(t.Context(), o.Deputy, edit, id); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Desk.ReturnDecision(t.Context(), o.Deputy, o.Edit(t, ref), id, "Wrong date"); kindOf(err) != "conflict" {
		t.Errorf("returned after it was confirmed: %v", err)
	}
}

func TestReturnDecision_leavesRoomForTheRightOne(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id := o.Recorded(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	if err := o.Desk.ReturnDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id, " "); kindOf(err) != "invalid: return_reason: required" {
		t.Errorf("no reason: %v", err)
	}
	if err := o.Desk.ReturnDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id, "The letter is dated 13 May"); err != nil {
		t.Fatal(err)
	}
	told := decision.Telling{On: day(time.May, 14), By: "Casey", Language: "Albanian", How: "In person", Way: decision.InPerson}
	if err := o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told); kindOf(err) != "conflict" {
		t.Errorf("told of a returned record: %v", err)
	}
	if len(clocks(t, o, ref)) != 0 {
		t.Error("a returned decision started clocks")
	}
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 13))
	want := []string{"UK-RG-TARGET-5WD 2026-05-11 met", "EW-RECOVERY-30 2026-06-11 open", "UK-REMOVAL-PROTECTION-30 2026-06-11 open", "EW-CG-EARLIEST 2026-06-12 open"}
	if diff := cmp.Diff(want, clocks(t, o, ref)); diff != "" {
		t.Errorf("the returned record counts too: %s", diff)
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if r := list.Decisions[1].Review; r.Outcome != postgres.ReviewReturned || r.Reason != "The letter is dated 13 May" || r.ByName != "Sue Supervisor" {
		t.Errorf("the returned record reads %+v", r)
	}
}

func TestRecordTold_firstOneCounts(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	told := decision.Telling{On: day(time.May, 18), By: "Casey", Language: "Albanian", How: "In person", Way: decision.InPerson}
	if err := o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, decision.Telling{}); kindOf(err) == "" {
		t.Error("an empty telling was kept")
	}
	if err := o.Desk.RecordTold(t.Context(), o.Colleague, o.Edit(t, ref), id, told); err != nil {
		t.Fatal(err)
	}
	told.On = day(time.May, 17)
	if err := o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told); kindOf(err) != "conflict" {
		t.Errorf("second telling: %v", err)
	}
}

func TestLodgeReconsideration_lateNeedsAReason(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Request(day(time.May, 15))); kindOf(err) != "conflict" {
		t.Errorf("before any decision: %v", err)
	}
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	o.MoveDays(40)
	late := sample.Request(day(time.June, 12)) // the last day is 11 June
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), late); kindOf(err) != "invalid: late_reason: required" {
		t.Errorf("late without a reason: %v", err)
	}
	late.LateReason = "No interpreter until 10 June"
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), late); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), late); kindOf(err) != "conflict" {
		t.Errorf("asked twice: %v", err)
	}
}

func TestReclock_movedDayKeepsTheOldRowReadable(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Suspended, day(time.May, 12))
	c := o.Read(t, ref)
	c.SubmittedOn = day(time.May, 8) // the referral's date is put right
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	o.Decided(t, ref, decision.RG, decision.Resumed, day(time.May, 18))
	want := []string{"UK-RG-TARGET-5WD 2026-05-11 superseded", "UK-RG-TARGET-5WD 2026-05-15 open"}
	if diff := cmp.Diff(want, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	rows, err := o.DB.Deadlines(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].SupersededAt == nil || rows[0].RulesVersion == "" {
		t.Errorf("the old row reads %+v", rows[0])
	}
	reminders, err := o.DB.Reminders(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, r := range reminders {
		if r.DeadlineID == rows[1].ID {
			states = append(states, r.Code+" "+string(r.State))
		} else if r.State == "waiting" {
			t.Errorf("a reminder of the old date still waits: %+v", r)
		}
	}
	slices.Sort(states)
	want = []string{"1_before waiting", "3_overdue_escalation waiting", "on_day waiting", "overdue waiting", "overdue_escalation waiting"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
}

// otherBook is a book in which the recovery period is counted differently.
const otherBook = `rule_id,jurisdiction,trigger_event,unit,amount,count_from,due_inclusive,effective_from,effective_to,statutory,citation,source_url,checked_on,confidence,calendar,category,clock,label,ends,opens_if,met_by,ended_by,remind,note
EW-RECOVERY-30,england-and-wales,rg_positive,calendar_days,60,day_of,true,2023-01-30,,true,A later Act,,2026-05-01,high,england-and-wales,period,recovery,Minimum recovery period ends,later_of,,cg_positive;cg_negative,disqualified;withdrawn,10;0,
`

func TestReclock_laterRulesMoveTheDateAndKeepTheOldOne(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	book, err := deadline.Parse(strings.NewReader(otherBook), calendar.Published())
	if err != nil {
		t.Fatal(err)
	}
	policy, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	later := desk.New(o.DB, policy, book, slog.New(slog.DiscardHandler))
	later.Now = o.Desk.Now
	id, err := later.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Letter(decision.CG, decision.Suspended, day(time.May, 18)))
	if err != nil {
		t.Fatal(err)
	}
	if err := later.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"UK-RG-TARGET-5WD 2026-05-11 superseded", "EW-RECOVERY-30 2026-06-10 superseded",
		"UK-REMOVAL-PROTECTION-30 2026-06-10 superseded", "EW-CG-EARLIEST 2026-06-11 superseded", "EW-RECOVERY-30 2026-07-10 open",
	}
	if diff := cmp.Diff(want, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	dates, err := later.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil || len(dates.Open) != 1 || len(dates.Replaced) != 4 {
		t.Fatalf("%d open, %d replaced, %v", len(dates.Open), len(dates.Replaced), err)
	}
	why, err := later.WhyDate(t.Context(), o.Caseworker, ref, dates.Replaced[0].ID)
	if err != nil || len(why.Steps) != 0 {
		t.Errorf("a date counted with rules no longer at hand shows steps: %v, %v", why.Steps, err)
	}
}
