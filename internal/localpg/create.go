package localpg

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// create makes the cluster beside its final place and moves it there when all
// of it is on disk, so a crash in the middle leaves nothing that looks whole.
// Each try has a place of its own: the initdb of a program that was killed may
// still be taking its own away.
func (s *Server) create(ctx context.Context) error {
	s.clearHalfMade()
	fresh := filepath.Join(s.home.dir, "cluster.new-"+rand.Text()[:8])
	password := rand.Text() + rand.Text()
	if err := s.home.account.ownFile(s.home.passwordFile(), password+"\n"); err != nil {
		return err
	}
	err := s.run(ctx, "", "initdb", "--no-sync", "--data-checksums", "--locale=C.UTF-8", "--encoding=UTF8",
		"--auth-local=scram-sha-256", "--auth-host=reject",
		"--username=postgres", "--pwfile="+s.home.passwordFile(), "-D", fresh)
	if err != nil {
		return err
	}
	// The application's role is no superuser: row level security and missing
	// grants hold for it. Statements go in by standard input, so the password
	// shows in no process list.
	may := ""
	if s.opts.Disposable {
		may = " CREATEDB"
	}
	statements := fmt.Sprintf("CREATE ROLE %s LOGIN%s PASSWORD '%s'\nCREATE DATABASE %s OWNER %s\nREVOKE CONNECT ON DATABASE %s FROM PUBLIC\n",
		role, may, password, role, role, role)
	err = s.run(ctx, statements, "postgres", "--single", "-D", fresh,
		"-c", "fsync=off", "-c", "exit_on_error=on", "-c", "log_min_messages=fatal", "postgres")
	if err != nil {
		return err
	}
	if !s.opts.Disposable {
		syscall.Sync()
	}
	return os.Rename(fresh, s.home.cluster())
}

// clearHalfMade takes away what earlier tries left. What a dying initdb still
// holds goes with it, so a failure here is no reason not to start.
func (s *Server) clearHalfMade() {
	left, _ := filepath.Glob(filepath.Join(s.home.dir, "cluster.new*")) // the pattern is well formed
	for _, dir := range left {
		_ = os.RemoveAll(dir)
	}
}

func (s *Server) run(ctx context.Context, input, program string, args ...string) error {
	cmd := s.command(ctx, program, args...)
	cmd.Stdin = strings.NewReader(input)
	// The thread must last as long as the program it is tied to (keep.go).
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	endWithUs(cmd.SysProcAttr)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, lastLines(string(out), 5))
	}
	return nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "; ")
}
