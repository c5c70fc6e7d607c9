package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func wrong(number int) consent.Correction {
	return consent.Correction{Number: number, Reason: "It was another client"}
}

// TestCorrectConsent_aYes: what rested on it stops at once, and whoever was told
// something is to be told again.
func TestCorrectConsent_aYes(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.HandedOver(t, ref)
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), wrong(1)); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Consent(t.Context(), o.Colleague, ref)
	if err != nil {
		t.Fatal(err)
	}
	if f.Case.State != casefile.ConsentPending || f.Standing.Status != consent.StatusNone || f.Case.ConsentStatus != "none" {
		t.Errorf("%s, %s, %s on the case", f.Case.State, f.Standing.Status, f.Case.ConsentStatus)
	}
	rec := f.Records[0]
	if len(f.Records) != 1 || rec.Error != consent.ErrorConfirmed || rec.OwnWords == "" {
		t.Errorf("the record does not stay to be read: %+v", rec)
	}
	if c := f.Corrections[rec.ID]; len(c) != 1 || c[0].Reason != "It was another client" || c[0].ByName != "Casey Caseworker" || c[0].Widens {
		t.Errorf("the correction: %+v", c)
	}
	if got := noticeKinds(f.Notices); got != "handoff supervisor" {
		t.Errorf("to be told: %s", got)
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("shared on the strength of an error: %v", err)
	}
	// What is right is a sitting of its own, which says what it replaces.
	o.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice, r.Corrects = consent.No, 1 })
	if c := o.Read(t, ref); c.State != casefile.Draft || c.ConsentStatus != string(consent.StatusPartly) {
		t.Errorf("after the right record: %s, %s", c.State, c.ConsentStatus)
	}
	good := with(func(r *consent.Record) { r.Corrects = 2 })
	if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), good); !isConflict(err) {
		t.Errorf("replaces a record that is not in error: %v", err)
	}
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), wrong(1)); !isConflict(err) {
		t.Errorf("marked twice: %v", err)
	}
}

// TestCorrectConsent_whatWouldAllowMoreWaits for a second person; meanwhile the
// narrower of both holds.
func TestCorrectConsent_whatWouldAllowMoreWaits(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	withdraw(t, o, ref)
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), wrong(2)); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
	if err != nil || f.Case.State != casefile.Withdrawn || f.Records[0].Error != consent.ErrorWaiting {
		t.Fatalf("%s, %q, %v", f.Case.State, f.Records[0].Error, err)
	}
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("shared before the second look: %v", err)
	}
	queue, err := o.Desk.ReviewQueue(t.Context(), o.Supervisor, desk.NoticePlace{})
	if err != nil || len(queue.Corrections) != 1 || queue.Corrections[0].Ref != ref || queue.Corrections[0].Own {
		t.Fatalf("the queue: %+v, %v", queue.Corrections, err)
	}
	id := queue.Corrections[0].ID
	review := func(who staff.Actor, outcome, comment string) error {
		return o.Desk.ReviewCorrection(t.Context(), who, o.Edit(t, ref), id, outcome, comment)
	}
	if err := review(o.Caseworker, desk.CorrectionConfirmed, "x"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker looks twice: %v", err)
	}
	if err := review(o.Supervisor, "perhaps", ""); !slices.Equal(fieldsOf(err), []string{"correction_outcome/select_one", "correction_comment/required"}) {
		t.Errorf("nothing said: %v", err)
	}
	if err := review(o.Supervisor, desk.CorrectionConfirmed, "Rang the client, who knew of no withdrawal"); err != nil {
		t.Fatal(err)
	}
	c := o.Read(t, ref)
	if c.State != casefile.Submitted || c.ConsentStatus != string(consent.StatusGiven) || c.NextDue == (casefile.NextDue{}) {
		t.Errorf("after the second look: %s, %s, next %+v", c.State, c.ConsentStatus, c.NextDue)
	}
	if open := o.Notices(t, ref); slices.ContainsFunc(open, func(n consent.Notice) bool { return n.Next() != "" }) {
		t.Errorf("somebody is still to hear of a withdrawal that never was: %+v", open)
	}
	if err := review(o.Deputy, desk.CorrectionRefused, "Too late"); !isConflict(err) {
		t.Errorf("looked at twice: %v", err)
	}
}

func TestReviewCorrection_refusedLeavesTheRecordStanding(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.Refused(t, ref, consent.No)
	if err := o.Desk.CorrectConsent(t.Context(), o.Supervisor, o.Edit(t, ref), wrong(2)); err != nil {
		t.Fatal(err)
	}
	queue, err := o.Desk.ReviewQueue(t.Context(), o.Supervisor, desk.NoticePlace{})
	if err != nil || len(queue.Corrections) != 1 || !queue.Corrections[0].Own {
		t.Fatalf("%+v, %v", queue.Corrections, err)
	}
	id := queue.Corrections[0].ID
	if err := o.Desk.ReviewCorrection(t.Context(), o.Supervisor, o.Edit(t, ref), id, desk.CorrectionConfirmed, "I am sure"); !isConflict(err) {
		t.Errorf("looked at by whoever said so: %v", err)
	}
	if err := o.Desk.ReviewCorrection(t.Context(), o.Deputy, o.Edit(t, ref), id, desk.CorrectionRefused, "The interpreter remembers the no"); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
	if err != nil || f.Case.State != casefile.Refused || f.Records[0].Error != consent.NoError || f.Standing.Status != consent.StatusRefused {
		t.Errorf("%s, %q, %s, %v", f.Case.State, f.Records[0].Error, f.Standing.Status, err)
	}
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), wrong(2)); err != nil {
		t.Errorf("it can be said again, with a better reason: %v", err)
	}
}

func TestCorrectConsent_badInput(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	stale := o.Edit(t, ref)
	o.Consented(t, ref)
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, stale, wrong(1)); !isConflict(err) {
		t.Errorf("on a stale case: %v", err)
	}
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), wrong(9)); !errors.Is(err, fault.NotFound) {
		t.Errorf("a record that is not there: %v", err)
	}
	for reason, want := range map[string]string{" ": "error_reason/required", strings.Repeat("x", 2001): "error_reason/too_long"} {
		err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), consent.Correction{Number: 1, Reason: reason})
		if !slices.Contains(fieldsOf(err), want) {
			t.Errorf("%.5q: %v", reason, err)
		}
	}
	for name, tc := range map[string]struct {
		who  staff.Actor
		want error
	}{"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden}, "another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound}} {
		if err := o.Desk.CorrectConsent(t.Context(), tc.who, o.Edit(t, ref), wrong(1)); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
