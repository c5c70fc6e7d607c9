package desk_test

import (
	"errors"
	"testing"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestReconsideration_preparedThenAsked(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	plan := decision.Argument{Grounds: []decision.RequestGround{decision.GuidanceNotFollowed}, Asker: decision.AskerSupportProvider}
	if err := o.Desk.PlanReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), plan); kindOf(err) != "conflict" {
		t.Errorf("before any decision: %v", err)
	}
	o.Decided(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	for role, tc := range map[string]struct {
		actor staff.Actor
		want  error
	}{
		"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden}, "another organisation": {o.Stranger, fault.NotFound},
	} {
		if err := o.Desk.PlanReconsideration(t.Context(), tc.actor, o.Edit(t, ref), plan); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", role, err, tc.want)
		}
	}
	if err := o.Desk.PlanReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), plan); err != nil {
		t.Fatal(err)
	}
	for _, w := range []decision.Wanted{
		{Kind: decision.WantedEvidence, What: "Medical report", From: "Dr Halloway"},
		{Kind: decision.WantedEvidence, What: "Wage slips", From: "A former colleague"},
		{Kind: decision.WantedTime, What: "The report takes six weeks", From: "SCA", By: day(time.July, 1)},
	} {
		if err := o.Desk.AskForEvidence(t.Context(), o.Supervisor, o.Edit(t, ref), w); err != nil {
			t.Fatal(err)
		}
	}
	file, err := o.Desk.Reconsideration(t.Context(), o.Supervisor, ref)
	if err != nil || len(file.Wanted) != 3 || file.Argument.Asker != decision.AskerSupportProvider || file.Due != day(time.June, 11) {
		t.Fatalf("%+v, %v", file, err)
	}
	report, slips := file.Wanted[0].ID, file.Wanted[1].ID
	got := decision.WantedAnswer{Outcome: decision.WantedGot, On: sample.Today}
	if err := o.Desk.AnswerForEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), report, got); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.AnswerForEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), report, got); kindOf(err) != "conflict" {
		t.Errorf("answered twice: %v", err)
	}
	if err := o.Desk.AnswerForEvidence(t.Context(), o.Caseworker, o.Edit(t, ref), "00000000-0000-0000-0000-000000000000", got); !errors.Is(err, fault.NotFound) {
		t.Errorf("nothing of this id is wanted: %v", err)
	}
	request := sample.Request(sample.Today)
	request.Sent = []string{slips}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), request); !errors.Is(err, fault.NotFound) {
		t.Errorf("evidence that never came was sent: %v", err)
	}
	request.Sent = []string{report}
	if err := o.Desk.LodgeReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), request); err != nil {
		t.Fatal(err)
	}
	file, err = o.Desk.Reconsideration(t.Context(), o.Caseworker, ref)
	if err != nil || !file.Asked() || file.Request.Asker != decision.AskerLawyer || len(file.Request.Sent) != 1 {
		t.Errorf("%+v, %v", file.Request, err)
	}
	if err := o.Desk.PlanReconsideration(t.Context(), o.Caseworker, o.Edit(t, ref), plan); kindOf(err) != "conflict" {
		t.Errorf("prepared after it was asked: %v", err)
	}
}
