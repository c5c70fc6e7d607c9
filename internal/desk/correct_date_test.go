package desk_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// datedDecision is a correction of a decision whose letter is of another day.
func datedDecision(id string, decided, received calendar.Date) desk.Correction {
	return desk.Correction{
		RecordName: desk.RecordName{Kind: desk.DecisionRecord, ID: id}, Reason: "Misread",
		Days: map[desk.DateField]calendar.Date{postgres.DecidedOn: decided, postgres.ReceivedOn: received},
	}
}

func caseID(t *testing.T, o *sample.Office, ref casefile.Ref) string { return o.Read(t, ref).ID }

// waiting are the days on which somebody would still be reminded, by rule.
func waiting(t *testing.T, o *sample.Office, ref casefile.Ref) map[string][]string {
	t.Helper()
	rows, err := o.DB.Deadlines(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	rule := map[string]string{}
	for _, r := range rows {
		rule[r.ID] = r.RuleID
	}
	reminders, err := o.DB.Reminders(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	days := map[string][]string{}
	for _, r := range reminders {
		if r.State == reminder.Waiting {
			days[rule[r.DeadlineID]] = append(days[rule[r.DeadlineID]], r.On.String())
		}
	}
	return days
}

func TestCorrectDates_movesEverythingThatHangsOnTheDecision(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	in := datedDecision(id, day(time.May, 13), day(time.May, 14))

	before := clocks(t, o, ref)
	preview, err := o.Desk.PreviewCorrection(t.Context(), o.Supervisor, ref, in)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, m := range preview.Moves {
		if !m.Over() {
			shown = append(shown, m.Label()+" "+m.From().String()+" > "+m.To().String())
		}
	}
	want := []string{
		"Minimum recovery period ends 2026-06-10 > 2026-06-11", "Protection from removal ends 2026-06-10 > 2026-06-11",
		"Earliest conclusive grounds decision 2026-06-11 > 2026-06-12",
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("looking moved something: %s", diff)
	}

	if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"UK-RG-TARGET-5WD 2026-05-11 met", "EW-RECOVERY-30 2026-06-10 superseded", "UK-REMOVAL-PROTECTION-30 2026-06-10 superseded",
		"EW-CG-EARLIEST 2026-06-11 superseded", "EW-RECOVERY-30 2026-06-11 open", "UK-REMOVAL-PROTECTION-30 2026-06-11 open", "EW-CG-EARLIEST 2026-06-12 open",
	}, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	ladder := []string{"2026-06-01", "2026-06-06", "2026-06-10", "2026-06-11"}
	if diff := cmp.Diff(map[string][]string{"EW-RECOVERY-30": ladder, "UK-REMOVAL-PROTECTION-30": ladder}, waiting(t, o, ref)); diff != "" {
		t.Errorf("reminders: %s", diff)
	}
	// The record stays as it was written, and everybody reads the day that counts.
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	d := list.Decisions[0]
	if d.DecidedOn != day(time.May, 13) || d.ReceivedOn != day(time.May, 14) || len(d.Corrections) != 2 || d.Corrections[0].Old != day(time.May, 12) {
		t.Errorf("the decision reads %+v", d)
	}
	if list.About.RGDecidedOn != day(time.May, 13) || list.About.CGEarliestOn != day(time.June, 12) {
		t.Errorf("checks of the next decision use %s and %s", list.About.RGDecidedOn, list.About.CGEarliestOn)
	}
	early := sample.Letter(decision.CG, decision.Positive, day(time.May, 12))
	early.ReceivedOn = day(time.May, 18)
	if _, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), early); kindOf(err) != "invalid: decided_on: before_rg" {
		t.Errorf("a CG between the recorded and the corrected RG: %v", err)
	}
}

func TestCorrectDates_theSameAgainChangesNothing(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	there, back := datedDecision(id, day(time.May, 13), day(time.May, 13)), datedDecision(id, day(time.May, 12), day(time.May, 12))
	for _, in := range []desk.Correction{there, back} {
		if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), in); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), back); kindOf(err) != "invalid: decided_on: unchanged" {
		t.Errorf("to the day it is already: %v", err)
	}
	var open []string
	for _, line := range clocks(t, o, ref) {
		if strings.HasSuffix(line, " open") {
			open = append(open, line)
		}
	}
	if diff := cmp.Diff([]string{"EW-RECOVERY-30 2026-06-10 open", "UK-REMOVAL-PROTECTION-30 2026-06-10 open", "EW-CG-EARLIEST 2026-06-11 open"}, open); diff != "" {
		t.Errorf("there and back: %s", diff)
	}
}

func TestCorrectDates_refused(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England) // sent on 1 May
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	waits := o.Recorded(t, ref, decision.CG, decision.Positive, day(time.May, 18))
	other := referred(t, o, calendar.England)
	elsewhere := o.Decided(t, other, decision.RG, decision.Positive, day(time.May, 12))
	before := clocks(t, o, ref)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.Edit, *desk.Correction)
		want   string
	}{
		"a caseworker":              {o.Colleague, func(*desk.Edit, *desk.Correction) {}, "forbidden"},
		"an auditor":                {o.Auditor, func(*desk.Edit, *desk.Correction) {}, "forbidden"},
		"an admin":                  {o.Admin, func(*desk.Edit, *desk.Correction) {}, "forbidden"},
		"another organisation":      {o.Stranger, func(*desk.Edit, *desk.Correction) {}, "not found"},
		"a stale page":              {o.Supervisor, func(e *desk.Edit, _ *desk.Correction) { e.Version-- }, "conflict"},
		"a decision that waits":     {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.ID = waits }, "conflict"},
		"one of another case":       {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.ID = elsewhere }, "not found"},
		"no such record":            {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.ID = "nonsense" }, "not found"},
		"no such kind of record":    {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Kind = "consent" }, "not found"},
		"the birth nobody gave":     {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Kind, c.ID = desk.BirthRecord, o.Read(t, ref).ID }, "not found"},
		"no reason":                 {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Reason = " " }, "invalid: reason: required"},
		"no day":                    {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Days[postgres.DecidedOn] = calendar.Date{} }, "invalid: decided_on: required"},
		"a day before the referral": {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Days[postgres.DecidedOn] = day(time.April, 30) }, "invalid: decided_on: before_referral"},
		"a day in the future":       {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Days[postgres.DecidedOn] = day(time.May, 19) }, "invalid: decided_on: in_future"},
		"a day before 2009": {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) {
			c.Days[postgres.DecidedOn] = calendar.NewDate(2008, time.May, 12)
		}, "invalid: decided_on: before_nrm"},
		"received before the letter": {o.Supervisor, func(_ *desk.Edit, c *desk.Correction) { c.Days[postgres.ReceivedOn] = day(time.May, 11) }, "invalid: received_on: before_letter"},
	} {
		edit, in := o.Edit(t, ref), datedDecision(id, day(time.May, 13), day(time.May, 13))
		tc.change(&edit, &in)
		err := o.Desk.CorrectDates(t.Context(), tc.actor, edit, in)
		if got := kindOf(err); got != tc.want && !strings.HasPrefix(got, tc.want+",") {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("something was applied: %s", diff)
	}
	kept, err := o.DB.DateCorrections(t.Context(), caseID(t, o, ref))
	if err != nil || len(kept) != 0 {
		t.Errorf("corrections kept: %v, %v", kept, err)
	}
}

// TestCorrectDates_notByWhoRecordedIt: a supervisor who recorded the letter
// needs another one to correct it.
func TestCorrectDates_notByWhoRecordedIt(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id, err := o.Desk.RecordDecision(t.Context(), o.Supervisor, o.Edit(t, ref), sample.Letter(decision.RG, decision.Positive, day(time.May, 12)))
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Deputy, o.Edit(t, ref), id); err != nil {
		t.Fatal(err)
	}
	in := datedDecision(id, day(time.May, 13), day(time.May, 13))
	if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), in); kindOf(err) != "conflict" {
		t.Errorf("their own: %v", err)
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Deputy, o.Edit(t, ref), in); err != nil {
		t.Errorf("a second person: %v", err)
	}
}

// TestCorrectDates_twoAtOnce: one correction counts whole, the other not at all.
func TestCorrectDates_twoAtOnce(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 12))
	edits := []desk.Edit{o.Edit(t, ref), o.Edit(t, ref)}
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, who := range []staff.Actor{o.Supervisor, o.Deputy} {
		both.Go(func() {
			errs[i] = o.Desk.CorrectDates(t.Context(), who, edits[i], datedDecision(id, day(time.May, 13+i), day(time.May, 14)))
		})
	}
	both.Wait()
	got := []string{kindOf(errs[0]), kindOf(errs[1])}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"", "conflict"}, got); diff != "" {
		t.Error(diff)
	}
	letter, on := day(time.May, 13), []string{"2026-06-11", "2026-06-12"}
	if errs[0] != nil {
		letter, on = day(time.May, 14), []string{"2026-06-12", "2026-06-13"}
	}
	if diff := cmp.Diff([]string{
		"UK-RG-TARGET-5WD 2026-05-11 met", "EW-RECOVERY-30 2026-06-10 superseded", "UK-REMOVAL-PROTECTION-30 2026-06-10 superseded",
		"EW-CG-EARLIEST 2026-06-11 superseded", "EW-RECOVERY-30 " + on[0] + " open", "UK-REMOVAL-PROTECTION-30 " + on[0] + " open", "EW-CG-EARLIEST " + on[1] + " open",
	}, clocks(t, o, ref)); diff != "" {
		t.Errorf("not what one of them corrected: %s", diff)
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if d := list.Decisions[0]; d.DecidedOn != letter || d.ReceivedOn != day(time.May, 14) || len(d.Corrections) != 2 {
		t.Errorf("the letter of %s received %s, with %d corrections", d.DecidedOn, d.ReceivedOn, len(d.Corrections))
	}
}

// TestConfirmDecision_afterACorrection: a letter that waited while the one
// before it was corrected is looked at again.
func TestConfirmDecision_afterACorrection(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.England)
	id := o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 5))
	cg := o.Recorded(t, ref, decision.CG, decision.Negative, day(time.May, 8))
	if err := o.Desk.CorrectDates(t.Context(), o.Supervisor, o.Edit(t, ref), datedDecision(id, day(time.May, 9), day(time.May, 9))); err != nil {
		t.Fatal(err)
	}
	if file, err := o.Desk.DecisionFile(t.Context(), o.Supervisor, ref, cg); err != nil || file.Blocked == "" {
		t.Errorf("the page does not say that it cannot be confirmed: %v", err)
	}
	if err := o.Desk.ConfirmDecision(t.Context(), o.Supervisor, o.Edit(t, ref), cg); kindOf(err) != "conflict" {
		t.Errorf("a CG before its RG is confirmed: %v", err)
	}
	if err := o.Desk.ReturnDecision(t.Context(), o.Supervisor, o.Edit(t, ref), cg, "Dated before the RG"); err != nil {
		t.Error(err)
	}
}

func TestCorrectDates_ofTheReferral(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today) // Monday 18 May
	o.MoveDays(2)
	id := caseID(t, o, ref)
	sentOn := func(on calendar.Date) desk.Correction {
		return desk.Correction{
			RecordName: desk.RecordName{Kind: desk.ReferralRecord, ID: id}, Reason: "It went the day after",
			Days: map[desk.DateField]calendar.Date{postgres.SubmittedOn: on},
		}
	}
	for on, want := range map[calendar.Date]string{
		day(time.May, 17): "invalid: submitted_on: before_approval", day(time.May, 21): "invalid: submitted_on: in_future", day(time.May, 18): "invalid: submitted_on: unchanged",
	} {
		if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), sentOn(on)); kindOf(err) != want {
			t.Errorf("%s: %v, want %s", on, err, want)
		}
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Colleague, o.Edit(t, ref), sentOn(day(time.May, 19))); err != nil {
		t.Fatal(err)
	}
	if c := o.Read(t, ref); c.SubmittedOn != day(time.May, 19) || c.NextDue.On != day(time.May, 27) {
		t.Errorf("sent on %s, next due %s", c.SubmittedOn, c.NextDue.On)
	}
	sent, err := o.DB.Referral(t.Context(), id)
	if err != nil || sent.SentOn != sample.Today {
		t.Errorf("the record of the referral became %s, %v", sent.SentOn, err)
	}
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 19))
	if err := o.Desk.CorrectDates(t.Context(), o.Colleague, o.Edit(t, ref), sentOn(day(time.May, 20))); kindOf(err) != "invalid: submitted_on: after_decision" {
		t.Errorf("sent after its decision: %v", err)
	}
}

func TestCorrectDates_ofTheBirth(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Child(calendar.England))
	id := caseID(t, o, ref)
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error {
		return tx.SetDateOfBirth(t.Context(), id, calendar.NewDate(2010, time.March, 4))
	}); err != nil {
		t.Fatal(err)
	}
	c := o.Read(t, ref)
	c.State, c.SubmittedOn = casefile.Submitted, day(time.May, 1)
	if err := o.DB.SaveCase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	born := func(on calendar.Date) desk.Correction {
		return desk.Correction{
			RecordName: desk.RecordName{Kind: desk.BirthRecord, ID: id}, Reason: "The passport says so",
			Days: map[desk.DateField]calendar.Date{postgres.DateOfBirth: on},
		}
	}
	for on, want := range map[calendar.Date]string{
		day(time.May, 19): "invalid: date_of_birth: in_future", calendar.NewDate(1899, time.May, 1): "invalid: date_of_birth: too_old",
	} {
		if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), born(on)); kindOf(err) != want {
			t.Errorf("%s: %v, want %s", on, err, want)
		}
	}
	preview, err := o.Desk.PreviewCorrection(t.Context(), o.Caseworker, ref, born(calendar.NewDate(2001, time.March, 4)))
	if err != nil || !preview.OtherAge {
		t.Errorf("an adult's birth in a child's case passes without a word: %v", err)
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), born(calendar.NewDate(2010, time.April, 4))); err != nil {
		t.Fatal(err)
	}
	if got := clocks(t, o, ref); !slices.Contains(got, "UK-AGE-18-CONSENT 2028-04-04 open") {
		t.Errorf("clocks %v", got)
	}
	// A date of birth has no place in the trail.
	line, err := o.Desk.Timeline(t.Context(), o.Caseworker, ref, 0, 5)
	if err != nil || line.Events[0].Action != "deadline.correct" {
		t.Fatal(line.Events, err)
	}
	for key, value := range line.Events[0].Facts {
		if strings.Contains(value, "2010") {
			t.Errorf("the trail tells %s: %s", key, value)
		}
	}
}

func TestCorrectDates_birthOfADraftIsChangedInTheReferral(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	name := desk.RecordName{Kind: desk.BirthRecord, ID: caseID(t, o, ref)}
	if err := o.DB.Tx(t.Context(), func(tx *postgres.DB) error {
		return tx.SetDateOfBirth(t.Context(), name.ID, calendar.NewDate(1990, time.March, 4))
	}); err != nil {
		t.Fatal(err)
	}
	file, err := o.Desk.Correction(t.Context(), o.Caseworker, ref, name)
	if err != nil || !strings.Contains(file.Blocked, "referral is still being written") {
		t.Errorf("blocked: %q, %v", file.Blocked, err)
	}
}

func TestCorrectDates_ofARequestAndItsAnswer(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.Scotland)
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 5))
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Request(day(time.May, 8))); err != nil {
		t.Fatal(err)
	}
	o.Decided(t, ref, decision.RG, decision.Positive, day(time.May, 14))
	requests, err := o.DB.Reconsiderations(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	asked := func(on calendar.Date) desk.Correction {
		return desk.Correction{
			RecordName: desk.RecordName{Kind: desk.RequestRecord, ID: requests[0].ID}, Reason: "Sent later",
			Days: map[desk.DateField]calendar.Date{postgres.RequestedOn: on},
		}
	}
	for on, want := range map[calendar.Date]string{
		day(time.May, 4): "invalid: requested_on: before_decision_asked_about", day(time.May, 15): "invalid: requested_on: after_answer",
	} {
		if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), asked(on)); kindOf(err) != want {
			t.Errorf("%s: %v, want %s", on, err, want)
		}
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), asked(day(time.May, 11))); err != nil {
		t.Fatal(err)
	}
	rows, err := o.DB.Deadlines(t.Context(), caseID(t, o, ref))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(d postgres.Deadline) bool { return d.RuleID == "UK-RECON-30D-2025" })
	if rows[i].ClosedOn != day(time.May, 11) || rows[i].Status != deadline.Met {
		t.Errorf("the time for it was met on %s (%s)", rows[i].ClosedOn, rows[i].Status)
	}
}

// TestCorrectDates_whatWasToldIsNotToldAgain: the referral went on a Saturday
// and not on the Sunday after, which moves no target; a reminder that went out
// does not go out again.
func TestCorrectDates_whatWasToldIsNotToldAgain(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Approved(t, ref)
	o.Move(time.Date(2026, time.May, 24, 12, 0, 0, 0, calendar.London()))
	sent := referral.Sent{On: day(time.May, 24), Hour: 9, How: referral.OnlineService, Reference: "NRM-2026-000123"}
	if err := o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), sent); err != nil {
		t.Fatal(err)
	}
	o.Move(time.Date(2026, time.May, 31, 9, 0, 0, 0, calendar.London())) // the target is Monday 1 June
	if done := sweep(t, o); done.Reminders != 1 {
		t.Fatalf("the day before: %+v", done)
	}
	in := desk.Correction{
		RecordName: desk.RecordName{Kind: desk.ReferralRecord, ID: caseID(t, o, ref)}, Reason: "It went on Saturday",
		Days: map[desk.DateField]calendar.Date{postgres.SubmittedOn: day(time.May, 23)},
	}
	if err := o.Desk.CorrectDates(t.Context(), o.Caseworker, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"UK-RG-TARGET-5WD 2026-06-01 superseded", "UK-RG-TARGET-5WD 2026-06-01 open"}, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	if done := sweep(t, o); done.Reminders != 0 || done.Messages != 0 {
		t.Errorf("told again: %+v", done)
	}
	if diff := cmp.Diff([]string{"2026-06-01", "2026-06-02", "2026-06-02", "2026-06-04"}, waiting(t, o, ref)["UK-RG-TARGET-5WD"]); diff != "" {
		t.Errorf("still to come: %s", diff)
	}
}
