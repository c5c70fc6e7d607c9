package postgres_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/testkit/pgtest"
)

// evidence are the tables whose rows are written once (A7).
var evidence = []string{
	"audit_entries", "book_changes", "case_events", "consent_records", "date_corrections", "deadline_adjustments", "decision_reviews",
	"decision_tellings", "decisions", "duty_reports", "handoff_answers", "handoff_items", "holiday_lists", "nation_changes", "notes", "reconsiderations", "referral_reviews", "rule_sets",
}

func TestEvidenceIsAppendOnlyEvenForTheOwnerOfTheTable(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	rows, err := db.QueryContext(t.Context(), `SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		WHERE p.proname = 'refuse_change' AND tgenabled = 'O'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var guarded []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		guarded = append(guarded, table)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(guarded)
	if diff := cmp.Diff(evidence, guarded); diff != "" {
		t.Errorf("guarded tables (-want +got):\n%s", diff)
	}

	for _, table := range evidence {
		column := "organisation_id"
		if table == "rule_sets" || table == "holiday_lists" {
			column = "version" // the texts of the law are everybody's
		}
		for _, statement := range []string{
			"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table, "TRUNCATE " + table + " CASCADE",
		} {
			_, err := db.ExecContext(t.Context(), statement)
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want a refusal", statement, err)
			}
		}
	}
}
