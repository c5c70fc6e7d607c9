// Package localpg runs a private PostgreSQL for people who have none: it finds
// the installed server programs, creates a database in the data folder on the
// first run, keeps the server alive as a child of this program, and stops it.
// The server listens on a unix socket only and nobody else can open it.
//
// It knows nothing of tables or migrations (see package postgres), and it is
// not used when a database URL is configured. Unix only.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// role and database are the same word, so that plain psql finds its way.
	role = "nrmdesk"
	// patience is how long a start is tried again after a crash: an earlier
	// server, or one of its children, may need that long to let go.
	patience = 15 * time.Second
)

// ErrInUse means another live program runs the database in this data folder.
var ErrInUse = errors.New("another NRM Desk is running with this data folder; stop it first, or choose another folder with NRMDESK_DATA_DIR")

// Options say where the database lives and which programs run it.
type Options struct {
	// DataDir is the data folder of the application; the database takes the
	// folder "postgres" in it.
	DataDir string
	// BinDir is the folder of the programs postgres and initdb. Empty means
	// look in the usual places.
	BinDir string
	// Logger receives what happens to the server. Nil means slog.Default.
	Logger *slog.Logger
	// Disposable is for tests: no syncing to disk, many connections, and the
	// role may create databases. A power cut would ruin the data.
	Disposable bool
}

// Server is a running private PostgreSQL.
type Server struct {
	home    home
	bin     binaries
	log     *slog.Logger
	opts    Options
	sockets string
	url     string
	lock    *os.File

	password string

	pid      atomic.Int64
	stopping chan struct{}
	stopOnce sync.Once
	stopped  chan struct{}
	signals  chan os.Signal
}

// Start makes the database when there is none, starts the server and returns
// when it accepts connections. It returns ErrInUse when another program holds
// the folder; every other error is a sentence that says what to do.
func Start(ctx context.Context, opts Options) (*Server, error) {
	s := &Server{
		opts: opts, log: opts.Logger,
		stopping: make(chan struct{}), stopped: make(chan struct{}), signals: make(chan os.Signal, 4),
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if err := s.prepare(ctx); err != nil {
		s.release()
		return nil, err
	}
	ready := make(chan error, 1)
	go s.keep(ctx, ready)
	if err := <-ready; err != nil {
		<-s.stopped
		s.release()
		return nil, err
	}
	if err := s.makeAppRole(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("make the role of the program: %w", err), s.Stop(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Server) prepare(ctx context.Context) (err error) {
	if s.home, err = openHome(s.opts.DataDir, s.log); err != nil {
		return err
	}
	lock := filepath.Join(s.home.dir, "lock")
	if s.lock, err = lockFile(lock); err != nil {
		return err
	}
	if err := s.home.account.own(lock); err != nil {
		return err
	}
	if s.bin, err = find(s.opts.BinDir, s.home.cluster(), s.home.major()); err != nil {
		return err
	}
	if s.home.major() == "" {
		if err := s.create(ctx); err != nil {
			return fmt.Errorf("create the private database in %s: %w", s.home.dir, err)
		}
	}
	password, err := os.ReadFile(s.home.passwordFile())
	if err != nil {
		return fmt.Errorf("read the database password: %w", err)
	}
	if s.sockets, err = s.home.socketDir(); err != nil {
		return err
	}
	s.password = strings.TrimSpace(string(password))
	s.url = s.address(role)
	return s.rotateLog()
}

func (s *Server) address(login string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(login, s.password), Path: "/" + role,
		RawQuery: url.Values{"host": {s.sockets}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// URL is the address of the database, with its password: never log it.
func (s *Server) URL() string { return s.url }

// Dir is the folder that holds the database.
func (s *Server) Dir() string { return s.home.dir }

// Version is the major version of the server.
func (s *Server) Version() int { return s.bin.major }

// Program is the path of another program of the same version, such as pg_dump.
func (s *Server) Program(name string) string { return filepath.Join(s.bin.dir, name) }

// Ready reports whether the server accepts connections just now. It does not
// while it is being started again after a crash.
func (s *Server) Ready() bool { return s.pid.Load() != 0 }

// Stop lets the server finish cleanly and returns when it is gone. When the
// context ends, or after 30 seconds, it is told to leave at once, which costs
// nothing but a recovery at the next start.
func (s *Server) Stop(ctx context.Context) error {
	s.stopOnce.Do(func() { close(s.stopping) })
	s.signals <- syscall.SIGINT
	defer s.release()
	hurry := time.NewTimer(30 * time.Second)
	defer hurry.Stop()
	select {
	case <-s.stopped:
		return nil
	case <-hurry.C:
	case <-ctx.Done():
	}
	s.signals <- syscall.SIGQUIT
	select {
	case <-s.stopped:
		return nil
	case <-time.After(10 * time.Second):
		s.signals <- syscall.SIGKILL
		<-s.stopped
		return errors.New("the private database did not stop and was killed; it will repair itself at the next start")
	}
}

func (s *Server) release() {
	if s.lock != nil {
		s.lock.Close()
	}
	if s.sockets != "" && filepath.Dir(s.sockets) != s.home.dir {
		os.RemoveAll(s.sockets)
	}
}

// command prepares one of the server programs as the account that owns the
// database, in its folder: the folder we were started in may be closed to it.
func (s *Server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin.dir, program), args...)
	cmd.Dir = s.home.dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=" + s.home.dir}
	cmd.SysProcAttr = s.home.account.attributes()
	return cmd
}

func (s *Server) arguments() []string {
	args := []string{"-D", s.home.cluster(), "-k", s.sockets}
	settings := []string{
		"listen_addresses=", "unix_socket_permissions=0700", "port=5432", "cluster_name=nrmdesk",
		// Errors reach the application, which logs them without values; the
		// server's own log would keep statements and keys (S24).
		"log_min_messages=log", "log_min_error_statement=panic", "log_error_verbosity=terse", "log_destination=stderr",
	}
	if s.opts.Disposable {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400",
			"autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=1GB")
	}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}

// lockFile holds the folder for this program for as long as it lives, however
// it dies.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, ErrInUse
	}
	return f, nil
}

// readyPID is the process that accepts connections on this cluster according
// to its pid file, or 0. The eighth line says "ready" when it does.
func readyPID(cluster string) int {
	b, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return 0
	}
	lines := strings.Split(string(b), "\n")
	if len(lines) < 8 || strings.TrimSpace(lines[7]) != "ready" {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(lines[0]))
	return pid
}
