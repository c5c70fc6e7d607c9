package postgres_test

import (
	"database/sql"
	"encoding/hex"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// TestHandoff_whatWasWrittenIsSealed writes one word into every field that
// somebody types about a handoff, a note or a reason, and looks for it in the
// rows.
func TestHandoff_whatWasWrittenIsSealed(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	const secret = "Quokka"
	number, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), handoff.Draft{
		RecipientName: secret, Class: handoff.Housing, Purpose: secret, Note: secret, SentHow: handoff.ByPost, Contact: secret, ChaseOn: sample.Today.AddDays(1), KeepUntil: sample.Today.AddDays(90),
		Wanted: []handoff.Item{handoff.NameToUse, handoff.Documents}, Said: map[handoff.Item]string{handoff.Documents: secret},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.HandoffAnswered(t, ref, number, handoff.Answer{State: handoff.Accepted, Contact: secret, Details: secret})
	if err := o.Desk.AddNote(t.Context(), o.Caseworker, o.Edit(t, ref), secret); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ReassignCase(t.Context(), o.Supervisor, o.Edit(t, ref), o.Colleague.UserID, secret); err != nil {
		t.Fatal(err)
	}
	if found, err := o.Desk.FindCase(t.Context(), o.Caseworker, secret); err != nil || len(found.Items) != 0 {
		t.Fatal(found, err)
	}
	plain, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	for table, rows := range map[string]int{"handoffs": 1, "handoff_items": 10, "handoff_answers": 1, "notes": 2, "audit_entries": 6} {
		var n int
		var text string
		query := `SELECT count(*), coalesce(string_agg(t::text, ' '), '') FROM ` + table + ` t`
		if err := plain.QueryRowContext(t.Context(), query).Scan(&n, &text); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{secret, "Testova"} {
			if n < rows || strings.Contains(text, word) || strings.Contains(text, hex.EncodeToString([]byte(word))) {
				t.Errorf("%s: %d rows, or one of them shows %s", table, n, word)
			}
		}
	}
}
