// Package faults breaks the program on purpose: real processes that are
// killed, on a real PostgreSQL, with a real mail server at the other end.
package faults

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/jobs"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/render"
	"nrmdesk/internal/secret"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/sink"
	"nrmdesk/web"
)

// What a copy of the program is told by its environment.
const (
	copyDatabase = "NRMDESK_STORM_DATABASE"
	copyKeys     = "NRMDESK_STORM_KEYS"
	copySMTP     = "NRMDESK_STORM_SMTP_PORT"
	copySkew     = "NRMDESK_STORM_SKEW"  // of its own clock
	copyShift    = "NRMDESK_STORM_SHIFT" // of the database's clock, the same for all
)

// TestMain is the copy of the program, too: this test starts itself again.
func TestMain(m *testing.M) {
	if os.Getenv(copyDatabase) == "" {
		os.Exit(m.Run())
	}
	if err := runCopy(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {} // until it is killed
}

// runCopy starts the jobs as the program does, with a clock that is wrong.
func runCopy(ctx context.Context) error {
	keys, err := secret.Open(os.Getenv(copyKeys))
	if err != nil {
		return err
	}
	db, err := postgres.Open(ctx, os.Getenv(copyDatabase), keys)
	if err != nil {
		return err
	}
	policy, err := access.Load()
	if err != nil {
		return err
	}
	texts, err := render.New(web.Templates(), web.Static())
	if err != nil {
		return err
	}
	skew, shift := seconds(copySkew), seconds(copyShift)
	d := desk.New(db, policy, deadline.Published(), slog.New(slog.DiscardHandler))
	d.Now = func() time.Time { return time.Now().Add(skew) }
	d.Clock = func(ctx context.Context) (time.Time, error) {
		now, err := db.Clock(ctx)
		return now.Add(shift), err
	}
	d.MailLease = stormLease
	port, err := strconv.Atoi(os.Getenv(copySMTP))
	if err != nil {
		return err
	}
	sender := mail.SMTP{Host: "127.0.0.1", Port: port, TLS: mail.NoTLS, From: "NRM Desk <desk@example.org>", Timeout: 20 * time.Second}
	jobs.Start(ctx, d, sender, texts, slog.New(slog.DiscardHandler), jobs.Options{
		SweepEvery: time.Second, DeliverEvery: time.Second, SealEvery: time.Hour, SealMailEvery: time.Hour,
		DigestAt: 7*time.Hour + 30*time.Minute, BaseURL: "https://desk.example.org",
	})
	return nil
}

func seconds(name string) time.Duration {
	n, _ := strconv.Atoi(os.Getenv(name))
	return time.Duration(n) * time.Second
}

// stormLease is short, so that the storm need not wait for what a killed copy
// had taken up.
const stormLease = 3 * time.Second

// storm is how much of it there is.
type storm struct {
	dates sample.Dates
	kills int
	wait  time.Duration // between two kills at most
	limit time.Duration // for what is left when it is over
}

func shortStorm() storm {
	return storm{
		dates: sample.Dates{Cases: 1000, PerCase: 1, Holders: 30, Ordinary: 300, Breaches: 300, Escalations: 150, Tomorrow: 100},
		kills: 16, wait: 500 * time.Millisecond, limit: time.Minute,
	}
}

func longStorm() storm {
	return storm{
		dates: sample.Dates{Cases: 60_000, PerCase: 1, Holders: 300, Ordinary: 25_000, Breaches: 15_000, Escalations: 10_000, Tomorrow: 5_000},
		kills: 500, wait: 500 * time.Millisecond, limit: 20 * time.Minute,
	}
}

// TestReminderStorm (F3): three copies whose clocks are 36 hours apart, killed
// at random. Everything due is told exactly once, nothing is told early, and
// wherever a reader may have a message twice its row says so. LONG=1 plays the
// whole of it; NRMDESK_STORM_SEED plays one again.
func TestReminderStorm(t *testing.T) {
	t.Parallel()
	s := shortStorm()
	if os.Getenv("LONG") != "" {
		s = longStorm()
	}
	seed, err := strconv.ParseUint(os.Getenv("NRMDESK_STORM_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("the seed is %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))

	address, keysFile := pgtest.URL(t), filepath.Join(t.TempDir(), "keys.json")
	keys, err := secret.OpenOrCreate(keysFile)
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := sample.On(t, db, keys)
	owner, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })

	// The clock of all: nine in the morning in London, whatever it is here.
	today := calendar.LondonDay(time.Now())
	shift := time.Until(time.Date(today.Year(), today.Month(), today.Day(), 9, 0, 0, 0, calendar.London()))
	s.dates.Today = today
	o.LayDates(t, owner, s.dates)

	box := sink.Start(t, 25*time.Millisecond)
	start := func(n int, shift time.Duration) *exec.Cmd {
		t.Helper()
		c := exec.Command(os.Args[0])
		c.Stderr = os.Stderr
		c.Env = append(os.Environ(), copyDatabase+"="+address, copyKeys+"="+keysFile, copySMTP+"="+strconv.Itoa(box.Port()),
			fmt.Sprintf("%s=%d", copySkew, (n-1)*36*3600), fmt.Sprintf("%s=%d", copyShift, int(shift.Seconds())))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c
	}
	kill := func(c *exec.Cmd) {
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	copies := make([]*exec.Cmd, 3)
	var mu sync.Mutex
	for n := range copies {
		copies[n] = start(n, shift)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range copies {
			kill(c)
		}
	})
	for range s.kills {
		time.Sleep(time.Duration(random.Int64N(int64(s.wait)))) // the storm is the wait: a kill comes at any moment
		n := random.IntN(len(copies))
		mu.Lock()
		kill(copies[n])
		copies[n] = start(n, shift)
		mu.Unlock()
	}

	settled := func(what, question string, args ...any) {
		t.Helper()
		deadline := time.Now().Add(s.limit)
		for {
			var left int
			if err := owner.QueryRowContext(t.Context(), question, args...).Scan(&left); err != nil {
				t.Fatal(err)
			}
			if left == 0 {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d %s left", left, what)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	settled("reminders", `SELECT count(*) FROM reminders WHERE state = 'waiting' AND due_on <= $1`, today.String())
	settled("mails", `SELECT count(*) FROM mails WHERE state IN ('waiting', 'sending')`)
	sum := func(question string) (n int) {
		t.Helper()
		if err := owner.QueryRowContext(t.Context(), question).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if early := sum(`SELECT count(*) FROM reminders WHERE state <> 'waiting' AND step = '5_before'`) - s.dates.Ordinary; early != 0 {
		t.Errorf("%d reminders were told before their day", early)
	}

	// The next morning: what is due then is told, what was too late for the
	// digest is in this one, and a message that failed is tried again.
	mu.Lock()
	for n, c := range copies {
		kill(c)
		copies[n] = start(n, shift+24*time.Hour)
	}
	mu.Unlock()
	settled("reminders of tomorrow", `SELECT count(*) FROM reminders WHERE state = 'waiting' AND due_on <= $1`, today.AddDays(1).String())
	settled("notices without a digest", `SELECT count(*) FROM deliveries WHERE by_mail = 'digest' AND mail_id IS NULL`)
	settled("mails", `SELECT count(*) FROM mails WHERE state <> 'sent'`)

	// Both supervisors are told of an escalation.
	ordinary := s.dates.Ordinary + s.dates.Tomorrow
	due := ordinary + s.dates.Breaches + s.dates.Escalations
	notices := ordinary + s.dates.Breaches + 2*s.dates.Escalations
	if got := sum(`SELECT count(*) FROM reminders WHERE state = 'sent' AND step <> 'on_day'`); got != due {
		t.Errorf("%d reminders were told, want %d", got, due)
	}
	if got := sum(`SELECT count(*) FROM deliveries`); got != notices {
		t.Errorf("%d notices, want %d", got, notices)
	}
	if got := sum(`SELECT COALESCE(sum(things), 0) FROM mails`); got != notices {
		t.Errorf("the messages speak of %d things, want %d", got, notices)
	}
	if got := sum(`SELECT count(*) FROM mails WHERE kind = 'single'`); got != s.dates.Breaches+2*s.dates.Escalations {
		t.Errorf("%d messages of their own, want %d", got, s.dates.Breaches+2*s.dates.Escalations)
	}
	came := box.Came()
	if got := sum(`SELECT count(*) FROM mails`); got != len(came) {
		t.Errorf("%d different Message-IDs came, %d messages were due", len(came), got)
	}
	doubt := map[string]bool{}
	rows, err := owner.QueryContext(t.Context(), `SELECT message_id FROM mails WHERE in_doubt`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		doubt[id+"@example.org"] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	doubles := 0
	for id, times := range came {
		if times > 1 {
			doubles++
			if !doubt[id] {
				t.Errorf("%s came %d times and is not in doubt", id, times)
			}
		}
	}
	if most := 8 * (s.kills + len(copies)); doubles > most {
		t.Errorf("%d messages came twice; each kill can have caught 8 at most", doubles)
	}
	t.Logf("%d kills, %d notices, %d messages, %d came twice, %d in doubt", s.kills, notices, len(came), doubles, len(doubt))
}
