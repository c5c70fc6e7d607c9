package desk_test

import (
	"errors"
	"testing"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
)

func withdrawal() consent.Record {
	return consent.Record{
		Kind: consent.Withdrawal, GivenOn: sample.Today, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
		WithdrawReason: "Wants to go home",
	}
}

func TestWithdrawConsent_beforeSendingIsARefusal(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	effects, err := o.Desk.WithdrawalEffects(t.Context(), o.Caseworker, ref)
	if err != nil || effects.To != casefile.Refused || effects.Sent {
		t.Fatalf("effects %+v, %v", effects, err)
	}
	o.Withdrawn(t, ref)
	f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if f.Case.State != casefile.Refused || f.Standing.Status != consent.StatusWithdrawn || f.Case.ConsentStatus != string(consent.StatusWithdrawn) {
		t.Errorf("got %s, %s, %s on the case", f.Case.State, f.Standing.Status, f.Case.ConsentStatus)
	}
	if len(f.Records) != 2 {
		t.Errorf("%d records are left of 2", len(f.Records))
	}
}

func TestWithdrawConsent_afterSendingLeavesTheNRM(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	o.HandedOver(t, ref)
	if o.Read(t, ref).NextDue == (casefile.NextDue{}) {
		t.Fatal("no clock runs that the withdrawal could stop")
	}
	effects, err := o.Desk.WithdrawalEffects(t.Context(), o.Supervisor, ref)
	if err != nil || effects.To != casefile.Withdrawn || !effects.Sent || len(effects.Holders) != 1 {
		t.Fatalf("effects %+v, %v", effects, err)
	}
	o.MoveDays(1)
	o.Withdrawn(t, ref)
	c := o.Read(t, ref)
	if c.State != casefile.Withdrawn || c.ConsentStatus != string(consent.StatusWithdrawn) {
		t.Errorf("%s, %s", c.State, c.ConsentStatus)
	}
	if c.NextDue.RuleID != "HANDOFF-ANSWER-24H" {
		t.Errorf("%+v comes next: the referral's clocks have ended, those of the handoff have not", c.NextDue)
	}
	f, err := o.Desk.CaseFile(t.Context(), o.Supervisor, ref)
	if err != nil || f.Step.Code != casefile.StepStopSharing || f.Step.Tell != 1 {
		t.Errorf("the next step of the case is %+v, %v", f.Step, err)
	}
}

func TestWithdrawConsent_nothingToWithdraw(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for name, ref := range map[string]casefile.Ref{
		"not asked yet": adultCase(t, o), "a child": o.Case(t, sample.Child(calendar.England)),
	} {
		err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), withdrawal())
		var invalid *fault.Invalid
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
		_, err = o.Desk.WithdrawalEffects(t.Context(), o.Caseworker, ref)
		var conflict *fault.Conflict
		if !errors.As(err, &conflict) {
			t.Errorf("%s, effects: %v", name, err)
		}
	}
}

func TestWithdrawConsent_notBeforeTheLatestSitting(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.MoveDays(2)
	o.Consented(t, ref)
	err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), withdrawal())
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) || invalid.Problems[0].Field != "given_on" || invalid.Problems[0].Code != "before" {
		t.Errorf("a withdrawal of two days before the yes: %v", err)
	}
}
