package sample

import (
	"context"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
)

// Letter is a decision of the Single Competent Authority, received on the day
// it is dated.
func Letter(kind decision.Kind, outcome decision.Outcome, on calendar.Date) desk.NewDecision {
	d := decision.Decision{
		Kind: kind, Outcome: outcome, Authority: "SCA", DecidedOn: on, ReceivedOn: on, LetterKept: "Locked cabinet 2, Outreach",
	}
	if outcome == decision.Disqualified {
		d.Ground = decision.PublicOrder
	}
	return desk.NewDecision{Decision: d, Addressee: decision.Addressee{Fits: true}}
}

// Request is a sound request for a reconsideration, sent by a lawyer on the day.
func Request(on calendar.Date) decision.Request {
	return decision.Request{On: on, Argument: decision.Argument{
		Grounds: []decision.RequestGround{decision.NewEvidence}, Asker: decision.AskerLawyer, Why: "A medical report came after the decision.",
	}}
}

// Recorded records a decision as the caseworker; it waits for a supervisor.
func (o *Office) Recorded(t testing.TB, ref casefile.Ref, kind decision.Kind, outcome decision.Outcome, on calendar.Date) string {
	t.Helper()
	id, err := o.Desk.RecordDecision(context.WithoutCancel(t.Context()), o.Caseworker, o.Edit(t, ref), Letter(kind, outcome, on))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Decided records a decision as the caseworker and confirms it as the
// supervisor, so that its clocks run.
func (o *Office) Decided(t testing.TB, ref casefile.Ref, kind decision.Kind, outcome decision.Outcome, on calendar.Date) string {
	t.Helper()
	id := o.Recorded(t, ref, kind, outcome, on)
	if err := o.Desk.ConfirmDecision(context.WithoutCancel(t.Context()), o.Supervisor, o.Edit(t, ref), id); err != nil {
		t.Fatal(err)
	}
	return id
}
