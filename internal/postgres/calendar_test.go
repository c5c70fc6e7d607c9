package postgres_test

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// crowd fills an office with cases and dates by plain SQL: forty people in
// twenty teams, three dates a case, half the cases closed.
func crowd(t testing.TB, owner *sql.DB, like staff.Actor, cases int) {
	t.Helper()
	for _, statement := range []string{
		`INSERT INTO teams (id, organisation_id, name) SELECT md5('team' || n)::uuid, $1, 'Team ' || n FROM generate_series(0, 19) n`,
		`INSERT INTO users (id, organisation_id, email, name, password_hash) SELECT md5('user' || n)::uuid, $1, n || '@crowd.example', 'Crowd ' || n, ''
			FROM generate_series(0, 39) n`,
		`INSERT INTO cases (id, organisation_id, team_id, owner_id, reference, state, state_since, nation, age_band, consent_status, next_due_on, closed_on, created_at)
			SELECT md5('case' || n)::uuid, $1, md5('team' || n % 20)::uuid, md5('user' || n % 40)::uuid, 'ND-' || n, 'rg_positive', now(),
				(ARRAY['england', 'wales', 'scotland', 'northern_ireland'])[n % 4 + 1], 'adult', 'given', '2026-01-01'::date + n % 720,
				CASE WHEN n / 40 % 2 = 0 THEN '2026-05-01'::date END, now()
			FROM generate_series(1, ` + "$2::int" + `) n`,
		`INSERT INTO deadlines (id, organisation_id, case_id, rule_id, rules_version, calendar_version, trigger_kind, trigger_on, trigger_source,
				minimum_on, due_on, at_least, is_limit, status, computed_at)
			SELECT md5('date' || n || '/' || k)::uuid, $1, md5('case' || n)::uuid,
				(ARRAY['UK-RG-TARGET-5WD', 'EW-RECOVERY-30', 'UK-RECON-30D-2025'])[k], 'x', 'x', 'rg_positive', '2026-01-01', n || '/' || k,
				'2026-01-01'::date + (n * 7 + k * 31) % 720, CASE WHEN k <> 2 THEN '2026-01-01'::date + (n * 7 + k * 31) % 720 END, k = 2, k <> 2, 'open', now()
			FROM generate_series(1, $2::int) n, generate_series(1, 3) k`,
	} {
		args := []any{like.OrganisationID}
		if strings.Contains(statement, "$2") {
			args = append(args, cases)
		}
		if _, err := owner.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := owner.ExecContext(t.Context(), `VACUUM ANALYZE`); err != nil {
		t.Fatal(err)
	}
}

// wholeTable finds a scan of a whole big table in a plan.
var wholeTable = regexp.MustCompile(`Seq Scan on (deadlines|cases|handoffs)`)

// TestCalendar_readsIndexesOnly asks PostgreSQL how it would answer each
// question of the calendar and the board where there is much to search.
func TestCalendar_readsIndexesOnly(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o, owner := sample.On(t, db, keys), open(t, address)
	crowd(t, owner, o.Caseworker, 30_000)
	organisation := o.Caseworker.OrganisationID
	var user, team string
	if err := owner.QueryRowContext(t.Context(), `SELECT md5('user1')::uuid, md5('team1')::uuid`).Scan(&user, &team); err != nil {
		t.Fatal(err)
	}
	mine := postgres.DateScope{OrganisationID: organisation, OwnerIDs: []string{user}}
	teams := postgres.DateScope{OrganisationID: organisation, TeamIDs: []string{team}}
	today := sample.Today
	board := postgres.BoardQuery{OrganisationID: organisation, TeamIDs: []string{team}, Limit: 11}
	sections := []postgres.BoardSection{
		{Key: "a", Rules: []string{"UK-RECON-30D-2025"}, To: today.AddDays(10)},
		{Key: "b", Rules: []string{"UK-RECON-30D-2025", "UK-RG-TARGET-5WD"}, Except: true, To: today.AddDays(-1)},
	}
	for name, question := range map[string]func(ctx context.Context) error{
		"a month": func(ctx context.Context) error {
			list, err := db.DatesBetween(ctx, mine, calendar.NewDate(2026, 5, 1), calendar.NewDate(2026, 5, 31), 3)
			if err == nil && len(list) == 0 {
				t.Error("the month is empty: the crowd is no test")
			}
			return err
		},
		"a team's month": func(ctx context.Context) error {
			_, err := db.DatesBetween(ctx, teams, calendar.NewDate(2026, 5, 1), calendar.NewDate(2026, 5, 31), 3)
			return err
		},
		"a day": func(ctx context.Context) error {
			_, err := db.DatesOn(ctx, teams, today, postgres.DayPlace{}, 50)
			return err
		},
		"a feed": func(ctx context.Context) error {
			_, err := db.FeedDates(ctx, mine, today, today.AddDays(366), 1000)
			return err
		},
		"the board's counts": func(ctx context.Context) error {
			_, err := db.BoardCounts(ctx, board, sections)
			return err
		},
		"the board": func(ctx context.Context) error {
			_, err := db.BoardStart(ctx, board, sections)
			return err
		},
		"a section": func(ctx context.Context) error {
			_, err := db.BoardPage(ctx, board, sections[0], postgres.BoardPlace{Day: today, ID: organisation})
			return err
		},
		"every date of a case": func(ctx context.Context) error {
			_, err := db.Deadlines(ctx, organisation)
			return err
		},
	} {
		var asked []string
		if err := question(postgres.WatchStatements(t.Context(), func(sql string) { asked = append(asked, sql) })); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(asked) != 1 {
			t.Errorf("%s asks %d times", name, len(asked))
			continue
		}
		if plan := explained(t, owner, asked[0]); wholeTable.MatchString(plan) {
			t.Errorf("%s reads a whole table:\n%s\n%s", name, asked[0], plan)
		}
	}
}

func explained(t testing.TB, owner *sql.DB, statement string) string {
	t.Helper()
	rows, err := owner.QueryContext(t.Context(), "EXPLAIN "+statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}

// BenchmarkCalendar asks what the calendar, the feed and the board ask where
// one organisation has a hundred thousand cases and three times as many dates.
func BenchmarkCalendar(b *testing.B) {
	address, keys := pgtest.URL(b), sample.Keys(b)
	db, err := postgres.Open(b.Context(), address, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	o, owner := sample.On(b, db, keys), open(b, address)
	crowd(b, owner, o.Caseworker, 100_000)
	organisation, today := o.Caseworker.OrganisationID, sample.Today
	var user, team string
	if err := owner.QueryRowContext(b.Context(), `SELECT md5('user1')::uuid, md5('team1')::uuid`).Scan(&user, &team); err != nil {
		b.Fatal(err)
	}
	mine := postgres.DateScope{OrganisationID: organisation, OwnerIDs: []string{user}}
	teams := postgres.DateScope{OrganisationID: organisation, TeamIDs: []string{team}}
	board := postgres.BoardQuery{OrganisationID: organisation, TeamIDs: []string{team}, Limit: 11}
	sections := []postgres.BoardSection{
		{Key: "a", Rules: []string{"UK-RECON-30D-2025"}, To: today.AddDays(10)},
		{Key: "b", Rules: []string{"UK-RG-TARGET-5WD"}, To: today.AddDays(-1)},
		{Key: "c", Rules: []string{"UK-RECON-30D-2025", "UK-RG-TARGET-5WD"}, Except: true, To: today.AddDays(-1)},
	}
	first, last := calendar.NewDate(2026, 5, 1), calendar.NewDate(2026, 5, 31)
	for name, question := range map[string]func() error{
		"month":      func() error { _, err := db.DatesBetween(b.Context(), mine, first, last, 3); return err },
		"team month": func() error { _, err := db.DatesBetween(b.Context(), teams, first, last, 3); return err },
		"day":        func() error { _, err := db.DatesOn(b.Context(), teams, today, postgres.DayPlace{}, 51); return err },
		"feed":       func() error { _, err := db.FeedDates(b.Context(), mine, today, today.AddDays(366), 1000); return err },
		"counts":     func() error { _, err := db.BoardCounts(b.Context(), board, sections); return err },
		"board":      func() error { _, err := db.BoardStart(b.Context(), board, sections); return err },
		"workload": func() error {
			_, err := db.Workload(b.Context(), organisation, []string{team}, today, today.AddDays(3))
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := question(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
