package postgres_test

import (
	"context"
	"database/sql"
	"io/fs"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/migrations"
)

func TestMigrate_upDownUp(t *testing.T) {
	t.Parallel()
	address := pgtest.Empty(t)
	first := migrated(t, address)
	if first == 0 {
		t.Fatal("no step ran on an empty database")
	}
	if again := migrated(t, address); again != 0 {
		t.Errorf("%d steps ran twice", again)
	}
	if err := postgres.MigrateDown(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if left := relations(t, address); left != 1 {
		t.Errorf("%d tables left after going down; only the list of steps may stay", left)
	}
	if again := migrated(t, address); again != first {
		t.Errorf("%d steps ran the second time, %d the first", again, first)
	}
	version, err := postgres.SchemaVersion(t.Context(), address)
	if err != nil || version != lastStep(t) {
		t.Errorf("version %d, %v", version, err)
	}
}

// lastStep is the number of the last migration file.
func lastStep(t *testing.T) (last int64) {
	t.Helper()
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if n, err := goose.NumericComponent(name); err == nil {
			last = max(last, n)
		}
	}
	return last
}

func TestMigrate_twoAtOnceTakeTurns(t *testing.T) {
	t.Parallel()
	address := pgtest.Empty(t)
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := postgres.Migrate(context.WithoutCancel(t.Context()), address)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestSchema_everyRowHasItsOrganisation holds the promise of the house: a row
// without an organisation could be shown to the wrong one. The texts of the
// law are everybody's, and so are the runs of the jobs.
func TestSchema_everyRowHasItsOrganisation(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.URL(t))
	rows, err := db.QueryContext(t.Context(), `SELECT t.table_name FROM information_schema.tables t
		WHERE t.table_schema = 'public' AND t.table_name NOT IN ('goose_db_version', 'organisations', 'rule_sets', 'holiday_lists', 'audit_leaves', 'audit_nodes', 'audit_seals', 'job_runs')
		AND NOT EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_name = t.table_name AND c.column_name = 'organisation_id')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		t.Errorf("table %s has no organisation", name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func migrated(t *testing.T, address string) int {
	t.Helper()
	steps, err := postgres.Migrate(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func relations(t *testing.T, address string) (n int) {
	t.Helper()
	err := open(t, address).QueryRowContext(t.Context(), `SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func open(t testing.TB, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
