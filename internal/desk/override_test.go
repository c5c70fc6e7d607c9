package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

var eastmoor = handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}

func toPolice(items ...handoff.Item) handoff.Draft {
	return handoff.Draft{RecipientName: eastmoor.Name, Class: handoff.Police, Purpose: "Danger tonight", Wanted: items, SentHow: handoff.ByPhone, Contact: "Jo", ChaseOn: sample.Today.AddDays(1), KeepUntil: sample.Today.AddDays(90)}
}

// askedOverride is a request to tell the police against the client's no.
func askedOverride(t *testing.T, o *sample.Office) (ref casefile.Ref, number int) {
	t.Helper()
	ref = adultCase(t, o)
	o.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	number, err := o.Desk.AskOverride(t.Context(), o.Caseworker, o.Edit(t, ref), desk.OverrideRequest{
		To: eastmoor, Items: []handoff.Item{handoff.NameToUse, handoff.SafeContact}, Reason: "Named the man who waits outside the school",
	})
	if err != nil {
		t.Fatal(err)
	}
	return ref, number
}

func decide(t *testing.T, o *sample.Office, who staff.Actor, ref casefile.Ref, number int, outcome consent.OverrideOutcome) error {
	t.Helper()
	return o.Desk.DecideOverride(t.Context(), who, o.Edit(t, ref), number, outcome, "Agreed on the telephone")
}

func TestOverride_twoPeopleOneSharing(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, number := askedOverride(t, o)
	send := func() error {
		_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), toPolice(handoff.NameToUse))
		return err
	}
	if !slices.Contains(fieldsOf(send()), "items/no_consent") {
		t.Error("shared on a request that nobody approved")
	}
	if err := decide(t, o, o.Caseworker, ref, number, consent.OverrideAgreed); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker approves: %v", err)
	}
	queue, err := o.Desk.ReviewQueue(t.Context(), o.Supervisor, desk.NoticePlace{})
	if err != nil || len(queue.Overrides) != 1 || queue.Overrides[0].CaseRef != ref {
		t.Fatalf("the queue: %+v, %v", queue.Overrides, err)
	}
	if err := decide(t, o, o.Supervisor, ref, number, consent.OverrideAgreed); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), toPolice(handoff.NameToUse, handoff.Language)); !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("an item that was not approved: %v", err)
	}
	other := toPolice(handoff.NameToUse)
	other.RecipientName = "Westmoor Police"
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), other); !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("another recipient: %v", err)
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	if h := sentHandoff(t, o, ref, 1); h.Items[0].Basis != consent.ByOverride || h.Items[0].RecordID != "" {
		t.Errorf("it rests on %+v", h.Items[0].Line)
	}
	if !slices.Contains(fieldsOf(send()), "items/no_consent") {
		t.Error("shared twice on one approval")
	}
	f, err := o.Desk.Override(t.Context(), o.Colleague, ref, number)
	if err != nil || f.State != consent.OverrideUsed || f.Override.Reason == "" || f.Override.Comment != "Agreed on the telephone" {
		t.Errorf("%s, %+v, %v", f.State, f.Override, err)
	}
	list, err := o.Desk.Overrides(t.Context(), o.Auditor, desk.OverridePlace{})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("what the auditor sees: %+v, %v", list, err)
	}
	if it := list.Items[0]; it.NamedShown != "" || it.Reason != "" || it.RequestedByName != "Casey Caseworker" || it.DecidedByName != "Sue Supervisor" {
		t.Errorf("the auditor sees %+v", it)
	}
}

func TestOverride_endsWithTimeAndWithTheNextAnswer(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(*testing.T, *sample.Office, casefile.Ref){
		"it ran out": func(_ *testing.T, o *sample.Office, _ casefile.Ref) { o.MoveDays(4) },
		"the client spoke since": func(t *testing.T, o *sample.Office, ref casefile.Ref) {
			o.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
		},
		"it was refused": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref, number := askedOverride(t, o)
			outcome := consent.OverrideAgreed
			if between == nil {
				outcome = consent.OverrideRefused
			}
			if err := decide(t, o, o.Supervisor, ref, number, outcome); err != nil {
				t.Fatal(err)
			}
			if between != nil {
				between(t, o, ref)
			}
			if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), toPolice(handoff.NameToUse)); !slices.Contains(fieldsOf(err), "items/no_consent") {
				t.Errorf("still shared: %v", err)
			}
			if err := decide(t, o, o.Deputy, ref, number, consent.OverrideAgreed); !isConflict(err) {
				t.Errorf("decided again: %v", err)
			}
		})
	}
}

func TestAskOverride_badInput(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	good := desk.OverrideRequest{To: eastmoor, Items: []handoff.Item{handoff.NameToUse}, Reason: "Danger"}
	ask := func(who staff.Actor, ref casefile.Ref, change func(*desk.OverrideRequest)) error {
		in := good
		change(&in)
		_, err := o.Desk.AskOverride(t.Context(), who, o.Edit(t, ref), in)
		return err
	}
	for name, tc := range map[string]struct {
		change func(*desk.OverrideRequest)
		want   string
	}{
		"of the referral itself":        {func(r *desk.OverrideRequest) { r.To.Class = "home_office" }, "recipient_class/no_override"},
		"to ask for feedback":           {func(r *desk.OverrideRequest) { r.To.Class = handoff.Feedback }, "recipient_class/no_override"},
		"to a colleague":                {func(r *desk.OverrideRequest) { r.To.Class = handoff.Colleague }, "recipient_class/select_one"},
		"without a reason":              {func(r *desk.OverrideRequest) { r.Reason = " " }, "override_reason/required"},
		"of nothing":                    {func(r *desk.OverrideRequest) { r.Items = nil }, "items/select_one"},
		"of something there is not":     {func(r *desk.OverrideRequest) { r.Items = []handoff.Item{"everything"} }, "items/not_in_list"},
		"with a reason of a whole book": {func(r *desk.OverrideRequest) { r.Reason = strings.Repeat("x", 20_000) }, "override_reason/too_long"},
	} {
		if err := ask(o.Caseworker, ref, tc.change); !slices.Contains(fieldsOf(err), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	same := func(*desk.OverrideRequest) {}
	if err := ask(o.Caseworker, ref, func(r *desk.OverrideRequest) { r.To = handoff.Recipient{Class: handoff.SupportProvider, Name: "x"} }); !isConflict(err) {
		t.Errorf("what the client agreed to needs none: %v", err)
	}
	if err := ask(o.Caseworker, o.Case(t, sample.Child(calendar.England)), same); !isConflict(err) {
		t.Errorf("of a child: %v", err)
	}
	for name, tc := range map[string]struct {
		who  staff.Actor
		want error
	}{"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden}, "another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound}} {
		if err := ask(tc.who, ref, same); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.Desk.Overrides(t.Context(), o.Supervisor, desk.OverridePlace{}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor reads the auditor's list: %v", err)
	}
}

// TestReferralPack_passesTheGate: what is taken out to be sent is asked about
// when it is taken out.
func TestReferralPack_passesTheGate(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.WithConsent(t, ref, func(r *consent.Record) { r.Ends = consent.Ends{How: consent.EndsOn, On: sample.Today.AddDays(1)} })
	if _, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref); !isConflict(err) {
		t.Errorf("taken out before anybody approved it: %v", err)
	}
	o.Approved(t, ref)
	if _, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref); err != nil {
		t.Fatal(err)
	}
	rests, err := o.Desk.RestsOnConsent(t.Context(), o.Caseworker, ref)
	if err != nil || len(rests.Exports) != 1 || rests.Exports[0].Kind != desk.PackExport || rests.Exports[0].ConsentRecordID == "" {
		t.Errorf("what left: %+v, %v", rests.Exports, err)
	}
	o.MoveDays(2)
	if _, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref); !isConflict(err) || !strings.Contains(err.Error(), "until 19 May 2026") {
		t.Errorf("taken out on a consent that has run out: %v", err)
	}
}
