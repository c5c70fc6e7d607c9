package postgres_test

import (
	"database/sql"
	"encoding/hex"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// TestConsent_whatWasSaidIsSealed fills every field of free text with one word
// and looks for it in all the rows.
func TestConsent_whatWasSaidIsSealed(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	ref := o.Case(t, sample.Adult(calendar.England))
	const secret = "Quokka"
	o.WithConsent(t, ref, func(r *consent.Record) {
		r.SupportContact, r.OwnWords, r.Worries, r.AnsweredHow, r.Witness = secret, secret, secret, consent.SaidAloud, secret
		r.DecisionToOther, r.DecisionTo, r.Explanation.InterpreterReference = consent.Yes, secret, secret
	})
	no := sample.Declined(consent.No)
	no.RefusalReason, no.ReasonNotGiven, no.AnsweredHow, no.Witness, no.OtherHow = secret, false, consent.OtherWay, "", secret
	if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), no); err != nil {
		t.Fatal(err)
	}
	err = o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), dtn.Record{SentOn: sample.Today, SentHow: dtn.OnlineForm, Reference: secret})
	if err != nil {
		t.Fatal(err)
	}
	besideConsent(t, o, secret)
	plain, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	for table, rows := range map[string]int{
		"consent_records": 4, "duty_reports": 1, "audit_entries": 12, "consent_corrections": 1, "consent_correction_reviews": 1, "age_assessments": 1,
		"lawful_bases": 1, "withdrawal_notices": 1, "withdrawal_notice_entries": 1, "sharing_overrides": 1, "sharing_override_decisions": 1, "exports": 0,
	} {
		var n int
		var text string
		query := `SELECT count(*), coalesce(string_agg(t::text, ' '), '') FROM ` + table + ` t`
		if err := plain.QueryRowContext(t.Context(), query).Scan(&n, &text); err != nil {
			t.Fatal(err)
		}
		if n < rows || strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret))) {
			t.Errorf("%s: %d rows, or one of them shows what was said", table, n)
		}
	}
}

// besideConsent fills the free text of everything that stands beside the
// answers, on a case of its own.
func besideConsent(t *testing.T, o *sample.Office, secret string) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ref := o.Case(t, sample.Adult(calendar.Wales))
	o.WithConsent(t, ref, func(r *consent.Record) {
		r.Explanation.Present, r.Explanation.PresentWho = []consent.Presence{consent.OtherPresent}, secret
		r.Capacity = consent.Capacity{Finding: consent.FoundNot, AssessedOn: sample.Today, AssessedBy: secret, DecisionMaker: secret, Reason: secret}
		r.AnsweredHow = consent.BestInterests
	})
	o.HandedOver(t, ref)
	must(o.Desk.WithdrawConsent(ctx, o.Caseworker, o.Edit(t, ref), consent.Record{
		GivenOn: sample.Today, WithdrawnHow: consent.SignedForm, ProviderTold: consent.ToldNo, WithdrawReason: secret,
	}))
	for _, n := range o.Notices(t, ref) {
		if n.Kind == consent.NoticeHandoff {
			must(o.Desk.AnswerNotice(ctx, o.Caseworker, o.Edit(t, ref), n.Number, consent.NoticeEntry{
				Kind: consent.NoticeTold, On: sample.Today, How: consent.NoticeByPhone, Who: secret, Said: secret,
			}))
		}
	}
	number, err := o.Desk.AskOverride(ctx, o.Caseworker, o.Edit(t, ref), desk.OverrideRequest{
		To: handoff.Recipient{Class: handoff.Police, Name: secret}, Items: []handoff.Item{handoff.NameToUse}, Reason: secret,
	})
	must(err)
	must(o.Desk.DecideOverride(ctx, o.Supervisor, o.Edit(t, ref), number, consent.OverrideAgreed, secret))
	must(o.Desk.CorrectConsent(ctx, o.Caseworker, o.Edit(t, ref), consent.Correction{Number: 2, Reason: secret}))
	f, err := o.Desk.Consent(ctx, o.Caseworker, ref)
	must(err)
	for _, c := range f.Corrections {
		must(o.Desk.ReviewCorrection(ctx, o.Supervisor, o.Edit(t, ref), c[0].ID, desk.CorrectionRefused, secret))
	}
	must(o.Desk.AssessAge(ctx, o.Caseworker, o.Edit(t, ref), person.AgeAssessment{Band: person.Child, On: sample.Today, By: secret, Basis: secret}))
	must(o.Desk.SetCaseLawfulBasis(ctx, o.Supervisor, o.Edit(t, ref), lawfulbasis.Record{
		Basis: "legitimate_interests", Special: "safeguarding", Offence: "safeguarding", Retention: "6 years", DecidedBy: "DPO", DecidedOn: sample.Today, Reason: secret,
	}))
}
