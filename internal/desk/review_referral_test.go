package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

var (
	approve = referral.Review{Outcome: referral.Approved}
	giveBad = referral.Review{Outcome: referral.Returned, Comment: "Say when it began."}
	sentNow = referral.Sent{On: sample.Today, Hour: 9, How: referral.OnlineService, Reference: "NRM-1"}
)

func wantConflict(t *testing.T, what string, err error, says string) {
	t.Helper()
	var conflict *fault.Conflict
	if !errors.As(err, &conflict) || !strings.Contains(conflict.Message, says) {
		t.Errorf("%s: %v, want a conflict that says %q", what, err, says)
	}
}

func TestReferral_everyRouteFromDraftToSent(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(*sample.Office, *testing.T) casefile.Ref{
		"an adult who agreed": func(o *sample.Office, t *testing.T) casefile.Ref {
			ref := o.Case(t, sample.Adult(calendar.England))
			o.Consented(t, ref)
			return ref
		},
		"an adult who wants no support and no letters": func(o *sample.Office, t *testing.T) casefile.Ref {
			ref := o.Case(t, sample.Adult(calendar.Scotland))
			o.WithConsent(t, ref, func(r *consent.Record) {
				r.WantsSupport, r.SupportContact, r.DecisionToOther, r.DecisionTo = consent.No, "", consent.Yes, "A cousin"
			})
			return ref
		},
		"a child": func(o *sample.Office, t *testing.T) casefile.Ref {
			ref := o.Case(t, sample.Child(calendar.NorthernIreland))
			o.ConsentNotRequired(t, ref)
			return ref
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := start(o, t)
			o.Submitted(t, ref, sample.Today)
			c := o.Read(t, ref)
			if c.State != casefile.Submitted || c.SubmittedOn != sample.Today {
				t.Errorf("state %s, sent on %s", c.State, c.SubmittedOn)
			}
			f := o.Referral(t, ref)
			if f.Snapshot == nil || f.Number != "NRM-2026-000123" || f.SentBy != "Casey Caseworker" {
				t.Fatalf("what was sent is not kept: %v %q %q", f.Snapshot, f.Number, f.SentBy)
			}
			if diff := cmp.Diff(f.Draft.Snapshot(), *f.Snapshot); diff != "" {
				t.Error(diff)
			}
			if c.NextDue.On.IsZero() {
				t.Error("no clock was started")
			}
		})
	}
}

func TestSendToReview_asksFirst(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	wantConflict(t, "an empty referral", o.Desk.SendToReview(t.Context(), o.Caseworker, o.Edit(t, ref)), "not complete")
	o.WriteReferral(t, ref)
	if err := o.Desk.CompleteSection(t.Context(), o.Caseworker, ref, "police", false); err != nil {
		t.Fatal(err)
	}
	wantConflict(t, "a section left open", o.Desk.SendToReview(t.Context(), o.Caseworker, o.Edit(t, ref)), "not complete")
	if o.Read(t, ref).State != casefile.Draft {
		t.Error("it moved all the same")
	}
}

func TestReviewReferral_neverByAnAuthor(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	if err := savePage(t, o, o.Supervisor, ref, "about_report", "cover", referral.Answers{"responder_backup_email": {"duty@example.org"}}); err != nil {
		t.Fatal(err)
	}
	o.InReview(t, ref)
	wantConflict(t, "the supervisor who wrote a line", o.Desk.ReviewReferral(t.Context(), o.Supervisor, o.Edit(t, ref), approve), "You wrote part")
	if err := o.Desk.ReviewReferral(t.Context(), o.Deputy, o.Edit(t, ref), approve); err != nil {
		t.Errorf("another supervisor: %v", err)
	}
}

func TestReviewReferral_onlyByThoseWhoMay(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	o.InReview(t, ref)
	for name, tc := range map[string]struct {
		actor staff.Actor
		want  error
	}{
		"its caseworker":             {o.Caseworker, fault.Forbidden},
		"a colleague":                {o.Colleague, fault.Forbidden},
		"auditor":                    {o.Auditor, fault.Forbidden},
		"admin":                      {o.Admin, fault.Forbidden},
		"another organisation's":     {o.Stranger, fault.NotFound},
		"a supervisor of their team": {o.Supervisor, nil},
	} {
		if err := o.Desk.ReviewReferral(t.Context(), tc.actor, o.Edit(t, ref), approve); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestReviewReferral_returnedGoesBackWithItsComment(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	o.InReview(t, ref)
	empty := referral.Review{Outcome: referral.Returned}
	var invalid *fault.Invalid
	if err := o.Desk.ReviewReferral(t.Context(), o.Supervisor, o.Edit(t, ref), empty); !errors.As(err, &invalid) {
		t.Errorf("returned without a word: %v", err)
	}
	edit := o.Edit(t, ref)
	for range 2 { // the second press does nothing
		if err := o.Desk.ReviewReferral(t.Context(), o.Supervisor, edit, giveBad); err != nil {
			t.Fatal(err)
		}
	}
	f := o.Referral(t, ref)
	if !f.Editable() || len(f.Reviews) != 1 || f.Reviews[0].Comment != giveBad.Comment || f.Reviews[0].ReviewedByName != "Sue Supervisor" {
		t.Errorf("state %s, reviews %+v", f.Case.State, f.Reviews)
	}
}

func TestRecordSent_needsASecondPersonAndConsent(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	send := func() error { return o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), sentNow) }
	wantConflict(t, "a draft", send(), "cannot be recorded as sent")
	o.InReview(t, ref)
	wantConflict(t, "not approved", send(), "second person")
	if err := o.Desk.ReviewReferral(t.Context(), o.Supervisor, o.Edit(t, ref), approve); err != nil {
		t.Fatal(err)
	}
	tomorrow := sentNow
	tomorrow.On = sample.Today.AddDays(1)
	var invalid *fault.Invalid
	if err := o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), tomorrow); !errors.As(err, &invalid) {
		t.Errorf("sent tomorrow: %v", err)
	}
	stale := o.Edit(t, ref)
	stale.Version--
	wantConflict(t, "a stale form", o.Desk.RecordSent(t.Context(), o.Caseworker, stale, sentNow), "Somebody else")
	// The client changes an answer that stands in the referral.
	o.WithConsent(t, ref, func(r *consent.Record) { r.HelpAuthorities = consent.No })
	wantConflict(t, "an answer changed after approval", send(), "approved again")
	if err := o.Desk.ReviewReferral(t.Context(), o.Deputy, o.Edit(t, ref), approve); err != nil {
		t.Fatal(err)
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	wantConflict(t, "sent twice", send(), "cannot be recorded as sent")
}

func TestRecordSent_notAfterWithdrawal(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	o.Approved(t, ref)
	o.Withdrawn(t, ref)
	err := o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), sentNow)
	wantConflict(t, "consent withdrawn", err, "cannot be recorded as sent")
}

func TestRecordHomeOfficeReference(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	wantConflict(t, "before sending", o.Desk.RecordHomeOfficeReference(t.Context(), o.Caseworker, o.Edit(t, ref), "NRM-7"), "not recorded as sent")
	o.Approved(t, ref)
	awaited := sentNow
	awaited.Reference, awaited.Awaited = "", true
	if err := o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), awaited); err != nil {
		t.Fatal(err)
	}
	var invalid *fault.Invalid
	if err := o.Desk.RecordHomeOfficeReference(t.Context(), o.Caseworker, o.Edit(t, ref), " "); !errors.As(err, &invalid) {
		t.Errorf("an empty reference: %v", err)
	}
	if err := o.Desk.RecordHomeOfficeReference(t.Context(), o.Caseworker, o.Edit(t, ref), " NRM-7 "); err != nil {
		t.Fatal(err)
	}
	if got := o.Referral(t, ref).Number; got != "NRM-7" {
		t.Errorf("kept %q", got)
	}
}

func TestReviewQueue(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	o.InReview(t, ref)
	approved := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, approved)
	o.Approved(t, approved)
	withdrawn := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, withdrawn)
	o.Withdrawn(t, withdrawn)
	queue, err := o.Desk.ReviewQueue(t.Context(), o.Supervisor, desk.NoticePlace{})
	if err != nil {
		t.Fatal(err)
	}
	referrals := queue.Referrals
	if len(referrals) != 2 || len(queue.Decisions) != 0 {
		t.Fatalf("queue %+v", queue)
	}
	if len(queue.Withdrawals) != 1 || queue.Withdrawals[0].Ref != withdrawn {
		t.Errorf("withdrawals %+v, want %s", queue.Withdrawals, withdrawn)
	}
	if first := referrals[0]; first.Ref != ref || first.Approved || first.Own || first.WrittenBy[0].Name != "Casey Caseworker" {
		t.Errorf("first %+v", first)
	}
	if second := referrals[1]; second.Ref != approved || !second.Approved {
		t.Errorf("second %+v, want the one that waits to be sent", second)
	}
	if elsewhere, err := o.Desk.ReviewQueue(t.Context(), o.Stranger, desk.NoticePlace{}); err != nil || len(elsewhere.Referrals)+len(elsewhere.Withdrawals) != 0 {
		t.Errorf("another organisation sees %+v, %v", elsewhere, err)
	}
	if _, err := o.Desk.ReviewQueue(t.Context(), o.Caseworker, desk.NoticePlace{}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker: %v", err)
	}
}
