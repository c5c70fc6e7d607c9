package postgres_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
)

// evidence are the tables whose rows are written once (A7).
var evidence = []string{
	"age_assessments",
	"audit_entries",
	"audit_finding_steps",
	"audit_leaves",
	"audit_nodes",
	"audit_sample_items",
	"audit_samples",
	"audit_seals",
	"audit_sign_offs",
	"book_changes",
	"case_events",
	"case_merges",
	"case_restrictions",
	"chronology_entries",
	"client_contact_results",
	"client_contacts",
	"consent_correction_reviews",
	"consent_corrections",
	"consent_records",
	"consent_reviews",
	"date_corrections",
	"deadline_adjustments",
	"decision_reviews",
	"decision_tellings",
	"decisions",
	"directory_entries",
	"duty_reports",
	"evidence",
	"evidence_mistakes",
	"evidence_scans",
	"exports",
	"form_versions",
	"handoff_answers",
	"handoff_chases",
	"handoff_files",
	"handoff_items",
	"handoff_needs",
	"holiday_lists",
	"lawful_bases",
	"nation_changes",
	"need_checks",
	"need_entries",
	"notes",
	"option_lists",
	"put_offs",
	"reconsideration_plans",
	"reconsideration_wanted",
	"reconsideration_wanted_answers",
	"reconsiderations",
	"referral_comments",
	"referral_earlier_texts",
	"referral_reviews",
	"referral_update_steps",
	"referral_updates",
	"rule_sets",
	"sharing_override_decisions",
	"sharing_override_uses",
	"sharing_overrides",
	"task_entries",
	"task_lists",
	"telling_plans",
	"thread_holders",
	"wishes",
	"withdrawal_notice_entries",
}

func TestEvidenceIsAppendOnlyEvenForTheOwnerOfTheTable(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	rows, err := db.QueryContext(t.Context(), `SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		WHERE p.proname = 'refuse_change' AND tgenabled = 'O' AND tgtype & 56 = 56`)
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
		for _, statement := range []string{
			"UPDATE " + table + " SET " + firstColumn(t, db, table), "DELETE FROM " + table, "TRUNCATE " + table + " CASCADE",
		} {
			_, err := db.ExecContext(t.Context(), statement)
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want a refusal", statement, err)
			}
		}
	}
}

// firstColumn sets a column to itself.
func firstColumn(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	var column string
	err := db.QueryRowContext(t.Context(), `SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position LIMIT 1`, table).Scan(&column)
	if err != nil {
		t.Fatal(err)
	}
	return column + " = " + column
}

// TestRole_cannotChangeEvidenceEvenWithoutTheTriggers takes the triggers away
// as the owner and tries as the program's own role: the rights alone refuse.
func TestRole_cannotChangeEvidenceEvenWithoutTheTriggers(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	owner := open(t, address)
	app := open(t, address+"&role="+postgres.AppRole)
	var role string
	if err := app.QueryRowContext(t.Context(), `SELECT current_user`).Scan(&role); err != nil || role != postgres.AppRole {
		t.Fatalf("works as %q, %v", role, err)
	}
	refused := func(statement string) {
		t.Helper()
		_, err := app.ExecContext(t.Context(), statement)
		if err == nil || !strings.Contains(err.Error(), "42501") || strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v, want permission denied", statement, err)
		}
	}
	for _, table := range evidence {
		if _, err := owner.ExecContext(t.Context(), "ALTER TABLE "+table+" DISABLE TRIGGER USER"); err != nil {
			t.Fatal(err)
		}
		refused("UPDATE " + table + " SET " + firstColumn(t, owner, table))
		refused("DELETE FROM " + table)
		refused("TRUNCATE " + table)
		refused("DROP TABLE " + table)
		refused("ALTER TABLE " + table + " DISABLE TRIGGER USER")
	}
	if _, err := owner.ExecContext(t.Context(), "ALTER TABLE audit_heads DISABLE TRIGGER USER"); err != nil {
		t.Fatal(err)
	}
	refused("DELETE FROM audit_heads")
	refused("TRUNCATE audit_heads")
	refused("CREATE TABLE mine (n int)")
	refused("SELECT restrict_role('nrmdesk_app')")
	refused("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)")

	var owned int
	err := owner.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = $1`, postgres.AppRole).Scan(&owned)
	if err != nil || owned != 0 {
		t.Errorf("the role owns %d things, %v", owned, err)
	}
	for _, table := range []string{"users", "sessions", "cases", "audit_unsealed"} {
		if _, err := app.ExecContext(t.Context(), "UPDATE "+table+" SET "+firstColumn(t, owner, table)); err != nil {
			t.Errorf("what is no evidence must stay changeable: %v", err)
		}
	}
}

func TestOpen_worksAsTheRestrictedRole(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), pgtest.URL(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if restricted, err := db.Restricted(t.Context()); err != nil || !restricted {
		t.Errorf("restricted %v, %v", restricted, err)
	}
}

// A login that may make no roles, on a server without the role, is what some
// operators have: the program works, and says that only the triggers guard.
func TestOpen_withoutTheRoleSaysSo(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	if _, err := open(t, address).ExecContext(t.Context(), "REVOKE ALL ON audit_entries FROM "+postgres.AppRole); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if restricted, err := db.Restricted(t.Context()); err != nil || restricted {
		t.Errorf("restricted %v, %v", restricted, err)
	}
}
