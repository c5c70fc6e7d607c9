package localpg

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// folderVariable makes this test program play the application: it starts the
// database in that folder, says so, and waits to be killed.
const folderVariable = "NRMDESK_TEST_LOCALPG_FOLDER"

func TestMain(m *testing.M) {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		os.Exit(m.Run())
	}
	s, err := Start(context.Background(), Options{DataDir: folder, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(s.URL())
	select {}
}

func TestStart_secondStartKeepsData(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	began := time.Now()
	s := start(t, dir)
	t.Logf("first start took %v", time.Since(began))
	exec1(t, s.URL(), `CREATE TABLE note (words text)`)
	exec1(t, s.URL(), `INSERT INTO note VALUES ('kept')`)
	stop(t, s)

	began = time.Now()
	s = start(t, dir)
	t.Logf("second start took %v", time.Since(began))
	if got := ask(t, s.URL(), `SELECT words FROM note`); got != "kept" {
		t.Errorf("after the second start the note reads %q, want %q", got, "kept")
	}
}

func TestStart_settings(t *testing.T) {
	t.Parallel()
	s := start(t, folder(t))
	for query, want := range map[string]string{
		`SHOW listen_addresses`:        "",
		`SHOW data_checksums`:          "on",
		`SHOW server_encoding`:         "UTF8",
		`SHOW unix_socket_permissions`: "0700",
		`SELECT current_user`:          "nrmdesk",
		`SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user`: "false",
		`SELECT datcollate FROM pg_database WHERE datname = current_database()`:                                      "C.UTF-8",
	} {
		if got := ask(t, s.URL(), query); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
	wrong := strings.Replace(s.URL(), "nrmdesk:", "nrmdesk:x", 1)
	db, err := sql.Open("pgx", wrong)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Ping(); err == nil {
		t.Error("a wrong password opens the database")
	}
}

func TestStart_filesAreClosedAndNotRoots(t *testing.T) {
	t.Parallel()
	s := start(t, folder(t))
	pid := int(s.pid.Load())
	info, err := os.Stat("/proc/" + strconv.Itoa(pid))
	if err == nil && info.Sys().(*syscall.Stat_t).Uid == 0 {
		t.Error("the server runs as root")
	}
	for name, want := range map[string]fs.FileMode{"": 0o700, "socket": 0o700, "cluster": 0o700, "password": 0o600, "postgres.log": 0o600} {
		info, err := os.Stat(filepath.Join(s.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%q has mode %o, want %o", name, got, want)
		}
	}
	err = filepath.WalkDir(s.Dir(), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		if info, err := d.Info(); err == nil && info.Sys().(*syscall.Stat_t).Uid == 0 {
			t.Errorf("%s belongs to root", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStart_serverKilledComesBack(t *testing.T) {
	t.Parallel()
	s := start(t, folder(t))
	exec1(t, s.URL(), `CREATE TABLE note AS SELECT 'kept' AS words`)
	killed := s.pid.Load()
	if err := syscall.Kill(int(killed), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server to come back", func() bool { pid := s.pid.Load(); return pid != 0 && pid != killed })
	if !s.Ready() {
		t.Error("the server came back but is not ready")
	}
	if got := ask(t, s.URL(), `SELECT words FROM note`); got != "kept" {
		t.Errorf("after the crash the note reads %q", got)
	}
}

func TestStart_programKilledDataKept(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for round := range 3 {
		app := exec.Command(os.Args[0])
		app.Env = append(os.Environ(), folderVariable+"="+dir)
		out, err := app.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Start(); err != nil {
			t.Fatal(err)
		}
		address, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || strings.HasPrefix(address, "error") {
			t.Fatalf("round %d: the program says %q (%v)", round, address, err)
		}
		address = strings.TrimSpace(address)
		exec1(t, address, `CREATE TABLE IF NOT EXISTS note (round int)`)
		exec1(t, address, fmt.Sprintf(`INSERT INTO note VALUES (%d)`, round))
		if err := app.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		app.Wait()
	}
	s := start(t, dir)
	if got := ask(t, s.URL(), `SELECT string_agg(round::text, ' ' ORDER BY round) FROM note`); got != "0 1 2" {
		t.Errorf("after three kills the rounds are %q, want all of 0 1 2", got)
	}
}

// The first start makes the cluster; killed at any moment of it, the next one
// must still find its way.
func TestStart_programKilledWhileStarting(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, moment := range []time.Duration{20, 150, 400, 700, 1000, 1400} {
		app := exec.Command(os.Args[0])
		app.Env = append(os.Environ(), folderVariable+"="+dir)
		if err := app.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(moment * time.Millisecond)
		if err := app.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		app.Wait()
	}
	if got := ask(t, start(t, dir).URL(), `SELECT 1`); got != "1" {
		t.Errorf("SELECT 1 gives %q", got)
	}
}

func TestStart_secondProgramIsToldSo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, dir)
	if _, err := Start(t.Context(), options(t, dir)); !errors.Is(err, ErrInUse) {
		t.Errorf("a second start in the same folder gives %v, want ErrInUse", err)
	}
}

func TestStart_halfMadeClusterIsMadeAgain(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	half := filepath.Join(dir, "postgres", "cluster.new", "base")
	if err := os.MkdirAll(half, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, start(t, dir).URL(), `SELECT 1`); got != "1" {
		t.Errorf("SELECT 1 gives %q", got)
	}
}

func TestStart_anotherVersionIsNamed(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	cluster := filepath.Join(dir, "postgres", "cluster")
	if err := os.MkdirAll(cluster, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), options(t, dir))
	if err == nil || !strings.Contains(err.Error(), "was made by PostgreSQL 9") || !strings.Contains(err.Error(), "pg_upgrade") {
		t.Errorf("error is %v, want a sentence naming version 9 and pg_upgrade", err)
	}
}

func TestStart_deepFolderGetsShortSocket(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for range 6 {
		dir = filepath.Join(dir, "a-rather-long-folder-name")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(t, dir)
	ask(t, s.URL(), `SELECT 1`)
	stop(t, s)
	if _, err := os.Stat(s.sockets); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the short socket folder %s is left behind", s.sockets)
	}
}

func TestStart_folderClosedToTheAccount(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(closed, "data")
	s := start(t, data)
	exec1(t, s.URL(), `CREATE TABLE note AS SELECT 'kept' AS words`)
	t.Cleanup(func() {
		if strings.HasPrefix(s.Dir(), outside) {
			os.RemoveAll(s.Dir())
		}
	})
	stop(t, s)
	s = start(t, data)
	if got := ask(t, s.URL(), `SELECT words FROM note`); got != "kept" {
		t.Errorf("the second start found %q in the note", got)
	}
	if os.Geteuid() == 0 && !strings.HasPrefix(s.Dir(), outside) {
		t.Errorf("the database is in %s, where its account cannot go", s.Dir())
	}
}

func TestFind_nothingThere(t *testing.T) {
	t.Parallel()
	_, err := find(t.TempDir(), "", "")
	if err == nil || !strings.Contains(err.Error(), "there are no PostgreSQL programs") {
		t.Errorf("an empty configured folder gives %v", err)
	}
}

func options(t *testing.T, dir string) Options {
	return Options{DataDir: dir, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	select {
	case <-s.stopped:
		return
	default:
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

// folder is a data folder that every account can reach, unlike t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "localpg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func exec1(t *testing.T, address, statement string) {
	t.Helper()
	db := connect(t, address)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ask(t *testing.T, address, query string) (answer string) {
	t.Helper()
	db := connect(t, address)
	defer db.Close()
	if err := db.QueryRow(query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !is() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("waited 20 seconds for %s", what)
		}
	}
}
