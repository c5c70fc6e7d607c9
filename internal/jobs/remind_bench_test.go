package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/localpg"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/sink"
)

// BenchmarkReminders measures the reminders of one morning (P5): the first
// sweep of 25,000 due among NRMDESK_BENCH_DATES dates, sweeps with nothing
// new, and the mails to a server that takes 3 ms for each. It runs by hand,
// because laying down three million dates takes minutes, on a database that
// waits for the disk as the program's own does: make bench-reminders.
func BenchmarkReminders(b *testing.B) {
	dates, _ := strconv.Atoi(os.Getenv("NRMDESK_BENCH_DATES"))
	if dates == 0 {
		b.Skip("NRMDESK_BENCH_DATES says among how many dates")
	}
	folder, err := os.MkdirTemp("", "nrmdesk-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o711); err != nil {
		b.Fatal(err)
	}
	start := func() (*localpg.Server, *postgres.DB, *sql.DB) {
		server, err := localpg.Start(b.Context(), localpg.Options{DataDir: filepath.Join(folder, "data"), Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := postgres.Migrate(b.Context(), server.URL()); err != nil {
			b.Fatal(err)
		}
		db, err := postgres.Open(b.Context(), server.URL(), sample.Keys(b))
		if err != nil {
			b.Fatal(err)
		}
		owner, err := sql.Open("pgx", server.URL())
		if err != nil {
			b.Fatal(err)
		}
		return server, db, owner
	}
	stop := func(server *localpg.Server, db *postgres.DB, owner *sql.DB) {
		if err := errors.Join(db.Close(), owner.Close(), server.Stop(context.Background())); err != nil {
			b.Fatal(err)
		}
	}
	server, db, owner := start()
	o := sample.On(b, db, sample.Keys(b))
	began := time.Now()
	unhindered(b, owner, func() {
		o.LayDates(b, owner, sample.Dates{Today: sample.Today, Cases: dates / 3, PerCase: 3, Holders: 200, Ordinary: 20_000, Breaches: 5_000})
	})
	b.Logf("%d dates laid down in %s", dates, time.Since(began).Round(time.Second))
	stop(server, db, owner) // what was laid down reaches the disk, as it has on any morning
	server, db, owner = start()
	defer func() { stop(server, db, owner) }()
	policy, err := access.Load()
	if err != nil {
		b.Fatal(err)
	}
	o.Desk = desk.New(db, policy, deadline.Published(), slog.New(slog.DiscardHandler))
	o.Desk.Now = func() time.Time { return sample.Now }
	o.Desk.Clock = func(context.Context) (time.Time, error) { return sample.Now, nil }

	explain := func(question func(ctx context.Context, tx *postgres.DB) error) {
		b.Helper()
		var asked []string
		watched := postgres.WatchStatements(b.Context(), func(statement string) { asked = append(asked, statement) })
		back := errors.New("take it back")
		if err := db.Tx(watched, func(tx *postgres.DB) error { return errors.Join(question(watched, tx), back) }); err.Error() != back.Error() {
			b.Fatal(err)
		}
		for _, statement := range asked {
			fmt.Println(plan(b, owner, statement))
		}
	}
	explain(func(ctx context.Context, tx *postgres.DB) error {
		_, _, err := tx.DueReminders(ctx, sample.Today, postgres.SweepPlace{}, 1000)
		return err
	})
	b.Run("first sweep", func(b *testing.B) {
		if b.N > 1 {
			b.Fatal("there is one first sweep: -benchtime 1x")
		}
		done, err := o.Desk.SweepReminders(b.Context(), actor)
		if err != nil || done.Reminders != 25_000 {
			b.Fatalf("%+v, %v", done, err)
		}
	})
	b.Run("idle sweep", func(b *testing.B) {
		for range 20 {
			if done, err := o.Desk.SweepReminders(b.Context(), actor); err != nil || done != (desk.Swept{}) {
				b.Fatalf("%+v, %v", done, err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/20, "ms/sweep")
	})
	explain(func(ctx context.Context, tx *postgres.DB) error {
		_, err := tx.DigestsDue(ctx, sample.Today, 25)
		return err
	})
	b.Run("digests", func(b *testing.B) {
		made, _, err := o.Desk.AssembleDigests(b.Context(), actor, 0)
		if err != nil || made != 201 {
			b.Fatal(made, err)
		}
	})
	explain(func(ctx context.Context, tx *postgres.DB) error {
		_, err := tx.ClaimMails(ctx, sample.Now.Add(time.Minute), time.Minute, 4)
		return err
	})
	explain(func(ctx context.Context, tx *postgres.DB) error {
		_, err := tx.Unanswered(ctx, o.Caseworker.OrganisationID, o.Caseworker.TeamIDs, sample.Today, postgres.UnansweredPlace{}, 51)
		return err
	})
	b.Run("mails", func(b *testing.B) {
		box := sink.Start(b, 3*time.Millisecond)
		sender := mail.SMTP{Host: "127.0.0.1", Port: box.Port(), TLS: mail.NoTLS, From: "NRM Desk <desk@example.org>"}
		j := New(o.Desk, sender, texts(b), slog.New(slog.DiscardHandler), options)
		b.ResetTimer()
		if _, err := j.deliver(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(float64(len(box.Came()))/b.Elapsed().Seconds(), "mails/s")
		if len(box.Came()) != 5_201 {
			b.Fatalf("%d messages came", len(box.Came()))
		}
	})
}

// unhindered takes the keys and indexes off the tables that are filled, and
// puts them back: row by row they would take most of the time.
func unhindered(b *testing.B, owner *sql.DB, fill func()) {
	b.Helper()
	owner.SetMaxOpenConns(1) // the setting holds for the statements that follow
	run := func(statements ...string) {
		b.Helper()
		for _, statement := range statements {
			if _, err := owner.ExecContext(b.Context(), statement); err != nil {
				b.Fatalf("%s: %v", statement, err)
			}
		}
	}
	column := func(question string) (list []string) {
		b.Helper()
		rows, err := owner.QueryContext(b.Context(), question)
		if err != nil {
			b.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				b.Fatal(err)
			}
			list = append(list, one)
		}
		return list
	}
	const filled = `('cases'::regclass, 'deadlines'::regclass, 'reminders'::regclass)`
	const foreign = ` FROM pg_constraint WHERE contype = 'f' AND (conrelid IN ` + filled + ` OR confrelid IN ` + filled + `) ORDER BY oid`
	const indexes = ` FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
		WHERE i.indrelid IN ` + filled + ` AND c.oid IS NULL ORDER BY i.indexrelid`
	keys := column(`SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))` + foreign)
	searched := column(`SELECT pg_get_indexdef(i.indexrelid)` + indexes)
	run(column(`SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)` + foreign)...)
	run(column(`SELECT format('DROP INDEX %s', i.indexrelid::regclass)` + indexes)...)
	fill()
	run(`SET maintenance_work_mem = '1GB'`)
	run(searched...)
	run(keys...)
}

// plan explains a statement by running it, and takes it back.
func plan(b *testing.B, owner *sql.DB, statement string) string {
	b.Helper()
	tx, err := owner.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	rows, err := tx.QueryContext(b.Context(), "EXPLAIN (ANALYZE, BUFFERS, SUMMARY) "+statement)
	if err != nil {
		b.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	lines := []string{"\n" + short(statement)}
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			b.Fatal(err)
		}
		lines = append(lines, short(line))
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

var longList = regexp.MustCompile(`\{[^}]{80,}\}`)

// short leaves out the ids of a long list.
func short(text string) string { return longList.ReplaceAllString(text, "{…}") }
