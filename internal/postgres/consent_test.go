package postgres_test

import (
	"database/sql"
	"encoding/hex"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
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
	plain, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	for table, rows := range map[string]int{"consent_records": 2, "duty_reports": 1, "audit_entries": 4} {
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
