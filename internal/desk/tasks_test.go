package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/testkit/sample"
)

func openSteps(t *testing.T, o *sample.Office, ref casefile.Ref) []string {
	t.Helper()
	list, err := o.Desk.Tasks(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range list.Open() {
		ids = append(ids, s.RuleID)
	}
	return ids
}

func stepOf(t *testing.T, o *sample.Office, ref casefile.Ref, rule string) desk.CaseTask {
	t.Helper()
	list, err := o.Desk.Tasks(t.Context(), o.Caseworker, ref)
	i := slices.IndexFunc(list.List, func(s desk.CaseTask) bool { return s.RuleID == rule })
	if err != nil || i < 0 {
		t.Fatalf("no step %s, %v", rule, err)
	}
	return list.List[i]
}

func has(ids []string, prefix string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, prefix) })
}

// A decision opens its steps once it is confirmed, and what happens next ends
// those it makes needless.
func TestTasks_openAndEndByThemselves(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.Scotland)
	id := o.Recorded(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	if ids := openSteps(t, o, ref); has(ids, "NEG") {
		t.Errorf("open before the second person: %v", ids)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), id); err != nil {
		t.Fatal(err)
	}
	ids := openSteps(t, o, ref)
	for _, want := range []string{"NEG-SAFETY", "NEG-JR-SC", "NEG-GROUNDS", "NEG-SEND", "NEG-EXIT-WELFARE"} {
		if !has(ids, want) {
			t.Errorf("no %s in %v", want, ids)
		}
	}
	if has(ids, "NEG-JR-EW") || has(ids, "NEG-JR-NI") {
		t.Errorf("steps of another nation: %v", ids)
	}
	if send := stepOf(t, o, ref, "NEG-SEND"); send.Due != day(time.June, 9) || send.Owner != task.Caseworker || send.Reason == "" {
		t.Errorf("%+v", send)
	}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Request(day(time.May, 18))); err != nil {
		t.Fatal(err)
	}
	if ids := openSteps(t, o, ref); has(ids, "NEG-SEND") || !has(ids, "RECON-CLIENT") || !has(ids, "NEG-JR-SC") {
		t.Errorf("after the request: %v", ids)
	}
	if ended := stepOf(t, o, ref, "NEG-SEND"); ended.State != task.Ended {
		t.Errorf("%+v", ended)
	}
}

// Safeguarding does not wait for a decision: it is open when the case is, and
// goes when the client turns out to be an adult.
func TestTasks_safeguardingFromTheFirstDay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	unsure := sample.Child(calendar.Scotland)
	unsure.AgeBand = person.AgeUnsure
	ref := o.Case(t, unsure)
	for _, want := range []string{"CHILD-SAFE", "CHILD-LA-SC", "CHILD-GUARDIAN-SC", "UNSURE-AGE-SC"} {
		if step := stepOf(t, o, ref, want); step.State != task.Open || step.Source == "" {
			t.Errorf("%+v", step)
		}
	}
	assess := func(ref casefile.Ref, band person.AgeBand) {
		in := person.AgeAssessment{Band: band, On: sample.Today, By: "A social worker", Basis: "Papers"}
		if err := o.Desk.AssessAge(t.Context(), o.Caseworker, o.Edit(t, ref), in); err != nil {
			t.Fatal(err)
		}
	}
	assess(ref, person.Child)
	if ids := openSteps(t, o, ref); has(ids, "UNSURE-AGE") || !has(ids, "CHILD-GUARDIAN-SC") {
		t.Errorf("found to be a child: %v", ids)
	}
	assess(ref, person.Adult)
	if ids := openSteps(t, o, ref); has(ids, "CHILD") {
		t.Errorf("found to be an adult: %v", ids)
	}
	adult := o.Case(t, sample.Adult(calendar.England))
	if ids := openSteps(t, o, adult); has(ids, "CHILD") || has(ids, "UNSURE") {
		t.Errorf("an adult begins with %v", ids)
	}
	o.MoveDays(200)
	assess(adult, person.Child)
	if ids := openSteps(t, o, adult); !has(ids, "CHILD-GUARDIAN-EW") {
		t.Errorf("found to be a child after months: %v", ids)
	}
}

// The duty is a next step of a listed body alone, until it is discharged: by the
// report, or by a referral after all.
func TestTasks_theDutyToNotify(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	duty := func(worker staff.Actor, nation calendar.Nation) (casefile.Ref, func() []task.State) {
		ref, err := o.Desk.StartCase(t.Context(), worker, desk.NewCase{Start: sample.Adult(nation)})
		if err != nil {
			t.Fatal(err)
		}
		o.Refused(t, ref, consent.No)
		return ref, func() (states []task.State) {
			list, err := o.Desk.Tasks(t.Context(), worker, ref)
			for _, s := range list.List {
				if s.RuleID == "DUTY-REPORT" {
					states = append(states, s.State)
				}
			}
			if err != nil {
				t.Error(err)
			}
			return states
		}
	}
	for _, worker := range []staff.Actor{o.Caseworker, o.Stranger} {
		for _, nation := range calendar.Nations {
			want := 0
			if worker.UserID == o.Stranger.UserID && nation.Division() == calendar.EnglandAndWales {
				want = 1
			}
			if _, states := duty(worker, nation); len(states()) != want {
				t.Errorf("%s in %s: %v", worker.Name, nation, states())
			}
		}
	}
	reported, states := duty(o.Stranger, calendar.England)
	if err := o.Desk.ReportRefusal(t.Context(), o.Stranger, o.Edit(t, reported), report()); err != nil {
		t.Fatal(err)
	}
	if got := states(); !slices.Equal(got, []task.State{task.Done}) {
		t.Errorf("reported: %v", got)
	}
	referred, states := duty(o.Stranger, calendar.Wales)
	o.Consented(t, referred)
	if got := states(); !slices.Equal(got, []task.State{task.Ended}) {
		t.Errorf("the client changed their mind: %v", got)
	}
}

func TestSettleTask(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	id := stepOf(t, o, ref, "RGP-HEALTH").ID
	settle := func(actor staff.Actor, id string, state task.State, note string) string {
		return kindOf(o.Desk.SettleTask(t.Context(), actor, o.Edit(t, ref), id, state, note))
	}
	for name, got := range map[string][2]string{
		"an auditor":           {settle(o.Auditor, id, task.Done, ""), "forbidden"},
		"an admin":             {settle(o.Admin, id, task.Done, ""), "forbidden"},
		"no answer":            {settle(o.Caseworker, id, "", ""), "invalid: task_state: select_one"},
		"ended by hand":        {settle(o.Caseworker, id, task.Ended, "x"), "invalid: task_state: select_one"},
		"not needed, no why":   {settle(o.Caseworker, id, task.NotNeeded, " "), "invalid: task_note: required"},
		"open already":         {settle(o.Caseworker, id, task.Open, "why"), "conflict"},
		"a note like a book":   {settle(o.Caseworker, id, task.Done, strings.Repeat("x", 2001)), "invalid: task_note: too_long"},
		"a step of nobody":     {settle(o.Caseworker, "0198c8a5-0000-7000-8000-000000000000", task.Done, ""), "not found"},
		"done, nothing to say": {settle(o.Caseworker, id, task.Done, ""), ""},
	} {
		if got[0] != got[1] && name != "done, nothing to say" {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
	if err := o.Desk.SettleTask(t.Context(), o.Stranger, o.Edit(t, ref), id, task.Done, ""); !errors.Is(err, fault.NotFound) {
		t.Errorf("another organisation: %v", err)
	}
	if got := stepOf(t, o, ref, "RGP-HEALTH"); got.State != task.Done || got.Closed != sample.Today || len(got.Entries) != 1 {
		t.Errorf("%+v", got)
	}
	if err := settle(o.Colleague, id, task.Open, "The appointment was missed"); err != "" {
		t.Error(err)
	}
	got := stepOf(t, o, ref, "RGP-HEALTH")
	if got.State != task.Open || len(got.Entries) != 2 || got.Entries[1].Note != "The appointment was missed" {
		t.Errorf("%+v", got)
	}
	o.Decided(t, ref, decision.CG, decision.Positive, day(time.May, 18))
	if err := settle(o.Caseworker, stepOf(t, o, ref, "RGP-LEGAL").ID, task.Done, ""); err != "conflict" {
		t.Errorf("a step that ended by itself: %s", err)
	}
}

// A positive CG opens the move-on plan; a case does not close over it, and the
// calls that were agreed for afterwards outlive the case.
func TestTasks_moveOnClosingAndTheCallsAfter(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	o.Decided(t, ref, decision.CG, decision.Positive, day(time.May, 18))
	for _, want := range []string{"MOVE-RNA", "MOVE-HOUSING", "MOVE-VTS", "MOVE-COMPENSATION", "MOVE-LEGAL", "MOVE-HEALTH", "MOVE-WORK", "MOVE-THREADS", "MOVE-FOLLOW-UP"} {
		if !slices.Contains(openSteps(t, o, ref), want) {
			t.Errorf("no %s in %v", want, openSteps(t, o, ref))
		}
	}
	if threads := stepOf(t, o, ref, "MOVE-THREADS"); threads.Due != day(time.June, 18) {
		t.Errorf("two weeks before day 45 of the move-on is %s", threads.Due)
	}
	agreed := deadline.Happened{Kind: deadline.FollowUpAgreed, On: sample.Today, KnownFrom: sample.Today, Note: "Yes, by the safe phone"}
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), agreed); err != nil {
		t.Fatal(err)
	}
	if ids := openSteps(t, o, ref); has(ids, "MOVE-FOLLOW-UP") || !has(ids, "FOLLOW-UP-6M") {
		t.Errorf("after the client agreed: %v", ids)
	}
	err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("Moved on", false))
	if err == nil || !strings.Contains(err.Error(), "next steps to do") {
		t.Errorf("closed over the move-on plan: %v", err)
	}
	if err := o.Desk.CloseCase(t.Context(), o.Supervisor, o.Edit(t, ref), closure("Moved on; the council holds housing", true)); err != nil {
		t.Fatal(err)
	}
	if ids := openSteps(t, o, ref); !slices.Equal(ids, []string{"FOLLOW-UP-1M", "FOLLOW-UP-3M", "FOLLOW-UP-6M"}) {
		t.Errorf("open on the closed case: %v", ids)
	}
	mine, err := o.Desk.MyTasks(t.Context(), o.Caseworker, desk.TaskPlace{})
	if err != nil || len(mine.List) != 3 || mine.List[0].Ref != ref {
		t.Fatalf("%+v, %v", mine, err)
	}
	o.MoveDays(40)
	if n, err := o.Desk.TasksDue(t.Context(), o.Caseworker); n != 1 || err != nil {
		t.Errorf("%d due, %v", n, err)
	}
	if err := o.Desk.SettleTask(t.Context(), o.Caseworker, o.Edit(t, ref), stepOf(t, o, ref, "FOLLOW-UP-1M").ID, task.Done, "Well and working"); err != nil {
		t.Error(err)
	}
	if n, _ := o.Desk.TasksDue(t.Context(), o.Caseworker); n != 0 {
		t.Errorf("%d due after the call", n)
	}
	if mine, err := o.Desk.MyTasks(t.Context(), o.OtherTeam, desk.TaskPlace{}); err != nil || len(mine.List) != 0 {
		t.Errorf("another team sees %v, %v", mine.List, err)
	}
}

func TestTasks_aRecordedEventIsAnsweredWithSafetyFirst(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	in := deadline.Happened{Kind: "retrafficking_suspected", On: sample.Today, Note: "A new phone, a new flat"}
	if err := o.Desk.RecordEvent(t.Context(), o.Caseworker, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	if step := stepOf(t, o, ref, "RETRAFFICKING-SAFETY"); !step.Safety || step.Due != sample.Today {
		t.Errorf("%+v", step)
	}
	boss, err := o.Desk.MyTasks(t.Context(), o.Supervisor, desk.TaskPlace{})
	if err != nil || !slices.ContainsFunc(boss.List, func(s desk.MyTask) bool { return s.RuleID == "RETRAFFICKING-REFER" }) {
		t.Errorf("the supervisors' step is not in their list: %v, %v", boss.List, err)
	}
}

func TestChangeTaskList(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	text := task.Shipped().Text()
	row := `OWN-1,Support,Ask about the dog,Animals matter,rg_positive,withdrawn,,,3d,caseworker,,,,Our own practice,2026-05-01`
	if _, err := o.Desk.ChangeTaskList(t.Context(), o.Supervisor, text+row+"\n", "x"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor: %v", err)
	}
	for name, tc := range map[string]struct{ text, reason, want string }{
		"nothing":       {"", "x", "invalid: task_list: wrong"},
		"no reason":     {text + row, " ", "invalid: list_reason: required"},
		"no difference": {text, "x", "conflict"},
	} {
		if _, err := o.Desk.ChangeTaskList(t.Context(), o.Admin, tc.text, tc.reason); kindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	change, err := o.Desk.ChangeTaskList(t.Context(), o.Admin, text+row+"\n", "A client’s dog was forgotten")
	if err != nil || !slices.Equal(change.Added, []string{"OWN-1"}) || len(change.Changed)+len(change.Removed) > 0 {
		t.Fatalf("%+v, %v", change, err)
	}
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	if step := stepOf(t, o, ref, "OWN-1"); step.Title != "Ask about the dog" || step.Due != day(time.May, 15) {
		t.Errorf("%+v", step)
	}
	if f, err := o.Desk.TaskList(t.Context(), o.Admin); err != nil || f.Reason == "" || len(f.Book.Rules()) != len(task.Shipped().Rules())+1 {
		t.Errorf("%+v, %v", f.TaskList, err)
	}
}
