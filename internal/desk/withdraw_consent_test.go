package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func withdrawal(purposes ...consent.Purpose) consent.Record {
	return consent.Record{
		Kind: consent.Withdrawal, GivenOn: sample.Today, WithdrawnAt: "14:05", WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
		WithdrawReason: "Wants to go home", Withdrawn: purposes,
	}
}

func withdraw(t *testing.T, o *sample.Office, ref casefile.Ref, purposes ...consent.Purpose) {
	t.Helper()
	r := withdrawal(purposes...)
	r.GivenOn = o.Desk.Today()
	if err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r); err != nil {
		t.Fatal(err)
	}
}

func noticeKinds(notices []consent.Notice) string {
	var kinds []string
	for _, n := range notices {
		kinds = append(kinds, string(n.Kind))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}

func TestWithdrawConsent_beforeSendingIsARefusal(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	rests, err := o.Desk.RestsOnConsent(t.Context(), o.Caseworker, ref)
	if err != nil || rests.To(nil) != casefile.Refused || rests.Sent || !rests.Writing {
		t.Fatalf("%+v, %v", rests, err)
	}
	withdraw(t, o, ref)
	f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if f.Case.State != casefile.Refused || f.Standing.Status != consent.StatusWithdrawn || f.Case.ConsentStatus != string(consent.StatusWithdrawn) {
		t.Errorf("got %s, %s, %s on the case", f.Case.State, f.Standing.Status, f.Case.ConsentStatus)
	}
	if len(f.Records) != 2 || f.Records[0].WithdrawnAt != "14:05" || f.Records[0].WithdrawReason != "Wants to go home" {
		t.Errorf("%d records, the newest %+v", len(f.Records), f.Records[0].Record)
	}
	if got := noticeKinds(f.Notices); got != "supervisor" {
		t.Errorf("told: %s; nobody outside holds anything", got)
	}
}

// TestWithdrawConsent_travels: whoever holds something has a notice until they
// were told and have acknowledged it, and what was being written is dropped.
func TestWithdrawConsent_travels(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	number := o.HandedOver(t, ref)
	if o.Read(t, ref).NextDue == (casefile.NextDue{}) {
		t.Fatal("no clock runs that the withdrawal could stop")
	}
	for _, who := range []staff.Actor{o.Caseworker, o.Colleague} {
		if _, err := o.Desk.SaveDraft(t.Context(), who, "send-handoff:"+string(ref), "purpose=half"); err != nil {
			t.Fatal(err)
		}
	}
	rests, err := o.Desk.RestsOnConsent(t.Context(), o.Supervisor, ref)
	if err != nil || rests.To(nil) != casefile.Withdrawn || !rests.Sent || len(rests.Handoffs) != 1 || rests.Drafts != 2 {
		t.Fatalf("%+v, %v", rests, err)
	}
	o.MoveDays(1)
	withdraw(t, o, ref)
	c := o.Read(t, ref)
	if c.State != casefile.Withdrawn || c.ConsentStatus != string(consent.StatusWithdrawn) {
		t.Errorf("%s, %s, next %+v", c.State, c.ConsentStatus, c.NextDue)
	}
	if c.NextDue != (casefile.NextDue{}) {
		t.Errorf("%+v comes next: the clocks of the referral and of the handoff have ended", c.NextDue)
	}
	if got := sentHandoff(t, o, ref, number); got.State != handoff.Revoked || !got.ToldAt.IsZero() {
		t.Errorf("the handoff is at %s, told %s: it is taken back at once, and its recipient still has to be told", got.State, got.ToldAt)
	}
	if _, _, err := o.Desk.Draft(t.Context(), o.Colleague, "send-handoff:"+string(ref)); !errors.Is(err, fault.NotFound) {
		t.Errorf("a handoff that was being written is still there: %v", err)
	}
	f, err := o.Desk.CaseFile(t.Context(), o.Supervisor, ref)
	if err != nil || f.Step.Code != casefile.StepStopSharing || f.Step.Tell != 2 || len(f.Notices) != 3 {
		t.Fatalf("the next step of the case is %+v with %d notices, %v", f.Step, len(f.Notices), err)
	}
	if got := noticeKinds(f.Notices); got != "handoff home_office supervisor" {
		t.Errorf("to be told: %s", got)
	}
	tellEverybody(t, o, ref, f.Notices)
	if got := sentHandoff(t, o, ref, number).State; got != handoff.Revoked {
		t.Errorf("the handoff is at %s", got)
	}
	after, err := o.Desk.CaseFile(t.Context(), o.Supervisor, ref)
	if err != nil || len(after.Notices) > 0 || after.Step.Code == casefile.StepStopSharing {
		t.Errorf("still to do: %+v, %v", after.Notices, err)
	}
	for _, n := range o.Notices(t, ref) {
		if len(n.Entries) == 0 || n.AcknowledgedAt.IsZero() {
			t.Errorf("%s is kept without what was done: %+v", n.Kind, n)
		}
	}
}

func tellEverybody(t *testing.T, o *sample.Office, ref casefile.Ref, notices []consent.Notice) {
	t.Helper()
	said := consent.NoticeEntry{Kind: consent.NoticeAcknowledged, On: o.Desk.Today(), How: consent.NoticeByEmail, Who: "Duty manager", Said: "Deleted"}
	for _, n := range notices {
		if n.Kind == consent.NoticeSupervisor {
			seen := consent.NoticeEntry{Kind: consent.NoticeAcknowledged, How: consent.NoticeHere}
			if err := o.Desk.AnswerNotice(t.Context(), o.Caseworker, o.Edit(t, ref), n.Number, seen); !errors.Is(err, fault.Forbidden) {
				t.Errorf("a caseworker answers for the supervisor: %v", err)
			}
			if err := o.Desk.AnswerNotice(t.Context(), o.Supervisor, o.Edit(t, ref), n.Number, seen); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := o.Desk.AnswerNotice(t.Context(), o.Caseworker, o.Edit(t, ref), n.Number, said); !isConflict(err) {
			t.Errorf("%s acknowledged before it was told: %v", n.Kind, err)
		}
		o.Told(t, ref, n.Number)
		if err := o.Desk.AnswerNotice(t.Context(), o.Caseworker, o.Edit(t, ref), n.Number, said); err != nil {
			t.Fatal(err)
		}
		if err := o.Desk.AnswerNotice(t.Context(), o.Caseworker, o.Edit(t, ref), n.Number, said); !isConflict(err) {
			t.Errorf("%s acknowledged twice: %v", n.Kind, err)
		}
	}
}

// TestWithdrawConsent_inPart: the referral goes on, what rests on the purpose
// stops, what rests on another does not.
func TestWithdrawConsent_inPart(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	draft := sample.Envelope()
	draft.Wanted = append(draft.Wanted, handoff.PoliceReference)
	draft.Said = map[handoff.Item]string{handoff.PoliceReference: "EM/123"}
	number, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), draft)
	if err != nil {
		t.Fatal(err)
	}
	withdraw(t, o, ref, consent.SharePolice, consent.ShareFeedback)
	c := o.Read(t, ref)
	if c.State != casefile.Submitted || c.ConsentStatus != string(consent.StatusPartly) || c.NextDue == (casefile.NextDue{}) {
		t.Errorf("%s, %s, next %+v", c.State, c.ConsentStatus, c.NextDue)
	}
	notices := o.Notices(t, ref)
	if got := noticeKinds(notices); got != "handoff supervisor" {
		t.Fatalf("to be told: %s", got)
	}
	i := slices.IndexFunc(notices, func(n consent.Notice) bool { return n.Kind == consent.NoticeHandoff })
	if diff := cmp.Diff([]string{"police_reference"}, notices[i].Items); diff != "" {
		t.Error(diff)
	}
	o.Told(t, ref, notices[i].Number)
	if got := sentHandoff(t, o, ref, number).State; got != handoff.Sent {
		t.Errorf("a handoff that goes on in part is at %s", got)
	}
	_, err = o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), draft)
	if !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("what was taken back is shared again: %v", err)
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); err != nil {
		t.Errorf("what was not taken back is refused: %v", err)
	}
	// The rest, later: one withdrawal after the other comes to all of it.
	withdraw(t, o, ref)
	if c := o.Read(t, ref); c.State != casefile.Withdrawn {
		t.Errorf("after everything was taken back the case is at %s", c.State)
	}
}

func TestRecordConsent_aNoInALaterSittingTravelsToo(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.HandedOver(t, ref)
	o.WithConsent(t, ref, func(r *consent.Record) {
		r.SharePolice, r.ShareSupport, r.ReviewOn = consent.No, consent.NeedsMoreTime, o.Desk.Today().AddDays(3)
	})
	if got := noticeKinds(o.Notices(t, ref)); got != "" {
		t.Errorf("somebody who needs more time has taken nothing back: %s", got)
	}
	o.WithConsent(t, ref, func(r *consent.Record) { r.ShareSupport = consent.No })
	if got := noticeKinds(o.Notices(t, ref)); got != "handoff supervisor" {
		t.Errorf("to be told: %s", got)
	}
	o.WithConsent(t, ref, func(r *consent.Record) { r.ShareSupport = consent.No })
	if got := noticeKinds(o.Notices(t, ref)); got != "handoff supervisor" {
		t.Errorf("told twice of the same thing: %s", got)
	}
}

func TestWithdrawConsent_theProviderOfAReferral(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	r := withdrawal()
	r.ProviderTold = consent.ToldNo
	if err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r); err != nil {
		t.Fatal(err)
	}
	if got := noticeKinds(o.Notices(t, ref)); got != "home_office supervisor support_provider" {
		t.Errorf("to be told: %s", got)
	}
}

func TestWithdrawConsent_nothingToWithdraw(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	gone := agreedCase(t, o)
	withdraw(t, o, gone)
	refused := adultCase(t, o)
	o.Refused(t, refused, consent.No)
	for name, tc := range map[string]struct {
		ref  casefile.Ref
		says string
	}{
		"not asked yet":   {adultCase(t, o), "has not agreed to anything"},
		"said no to all":  {refused, "has not agreed to anything"},
		"a child":         {o.Case(t, sample.Child(calendar.England)), "A child"},
		"withdrawn twice": {gone, "The withdrawal is recorded already: everything was taken back on 18 May 2026"},
	} {
		err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, tc.ref), withdrawal())
		if !isConflict(err) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := o.Desk.RestsOnConsent(t.Context(), o.Caseworker, tc.ref); !isConflict(err) {
			t.Errorf("%s, what rests on it: %v", name, err)
		}
	}
	if f, err := o.Desk.Consent(t.Context(), o.Caseworker, gone); err != nil || len(f.Records) != 2 || f.CanWithdraw {
		t.Errorf("%d records, can withdraw %v, %v", len(f.Records), f.CanWithdraw, err)
	}
}

func TestWithdrawConsent_badInput(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.MoveDays(2)
	o.Consented(t, ref)
	for name, tc := range map[string]struct {
		change func(*consent.Record)
		want   string
	}{
		"before the latest sitting": {func(r *consent.Record) { r.GivenOn = sample.Today }, "given_on/before"},
		"tomorrow":                  {func(r *consent.Record) { r.GivenOn = sample.Today.AddDays(3) }, "given_on/in_future"},
		"what was never given":      {func(r *consent.Record) { r.Withdrawn = []consent.Purpose{consent.DecisionToOther} }, "withdrawn/not_in_list"},
		"a purpose there is not":    {func(r *consent.Record) { r.Withdrawn = []consent.Purpose{"everything"} }, "withdrawn/not_in_list"},
		"at 25 o’clock":             {func(r *consent.Record) { r.WithdrawnAt = "25:00" }, "withdrawn_at/not_a_time"},
	} {
		r := withdrawal()
		r.GivenOn = o.Desk.Today()
		tc.change(&r)
		err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r)
		if !slices.Contains(fieldsOf(err), tc.want) {
			t.Errorf("%s: %v %v", name, err, fieldsOf(err))
		}
	}
	if got := noticeKinds(o.Notices(t, ref)); got != "" {
		t.Errorf("half-saved: %s", got)
	}
}

// TestWithdrawConsent_twoAtOnce: the second one is told that somebody was first,
// and then that nothing more is to be done.
func TestWithdrawConsent_twoAtOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	seen := o.Edit(t, ref)
	second := desk.Edit{Ref: seen.Ref, Version: seen.Version, Token: "another form"}
	done := make(chan error, 2)
	for _, e := range []desk.Edit{seen, second} {
		go func() { done <- o.Desk.WithdrawConsent(t.Context(), o.Caseworker, e, withdrawal()) }()
	}
	var failed []error
	for range 2 {
		if err := <-done; err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) != 1 || !isConflict(failed[0]) {
		t.Errorf("errors %v, want one conflict", failed)
	}
	if f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref); err != nil || len(f.Records) != 2 {
		t.Errorf("%d records, %v", len(f.Records), err)
	}
}
