package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// outside keeps databases of data folders that the database account cannot
// reach, such as a checkout below /root.
const outside = "/var/lib/nrmdesk"

// home is the folder that belongs to the database: the cluster, the sockets,
// the password and the log.
type home struct {
	dir     string
	account account
}

func (h home) cluster() string      { return filepath.Join(h.dir, "cluster") }
func (h home) passwordFile() string { return filepath.Join(h.dir, "password") }
func (h home) logFile() string      { return filepath.Join(h.dir, "postgres.log") }

// major is the version that made the cluster, or "" when there is none yet.
func (h home) major() string {
	b, err := os.ReadFile(filepath.Join(h.cluster(), "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// openHome finds or makes the database's folder below the data folder and the
// account it belongs to. Everything on the way must be passable for that
// account; when it is not, the folder is made elsewhere and linked.
func openHome(dataDir string, log *slog.Logger) (home, error) {
	if dataDir == "" {
		return home{}, errors.New("no data folder was given for the private database")
	}
	dataDir, err := filepath.Abs(dataDir)
	if err != nil {
		return home{}, err
	}
	if err := os.MkdirAll(dataDir, 0o711); err != nil {
		return home{}, fmt.Errorf("make the data folder: %w", err)
	}
	link := filepath.Join(dataDir, "postgres")
	dir, err := filepath.EvalSymlinks(link)
	if errors.Is(err, fs.ErrNotExist) {
		if target, broken := os.Readlink(link); broken == nil {
			return home{}, fmt.Errorf("%s points to %s, which is gone: put the database back there, or delete the link to begin with an empty one", link, target)
		}
		dir, err = makeHome(link, log)
	}
	if err != nil {
		return home{}, fmt.Errorf("open the database folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return home{}, fmt.Errorf("open the database folder: %w", err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	acc, err := accountFor(owner.Uid)
	if err != nil {
		return home{}, fmt.Errorf("the database folder %s: %w", dir, err)
	}
	if closed := acc.stoppedAt(filepath.Dir(dir)); closed != "" {
		return home{}, fmt.Errorf("account %q cannot enter %s, so it cannot run the database in %s: allow it with `chmod a+x %s`, or choose another folder with NRMDESK_DATA_DIR", acc.name, closed, dir, closed)
	}
	return home{dir: dir, account: acc}, acc.own(dir)
}

func makeHome(dir string, log *slog.Logger) (string, error) {
	acc, err := accountFor(0)
	if err != nil {
		return "", err
	}
	if closed := acc.stoppedAt(filepath.Dir(dir)); closed != "" {
		if err := os.MkdirAll(outside, 0o711); err != nil {
			return "", err
		}
		real, err := os.MkdirTemp(outside, "database-")
		if err != nil {
			return "", err
		}
		log.Warn("the database account cannot reach the data folder; the database is kept elsewhere and linked",
			"account", acc.name, "closed", closed, "database", real)
		if err := os.Symlink(real, dir); err != nil {
			return "", err
		}
		return real, nil
	}
	return dir, os.Mkdir(dir, 0o700)
}

// socketDir makes the folder of the socket. The path of a unix socket has room
// for 107 bytes only, so a deep data folder gets one in the temporary folder.
func (h home) socketDir() (string, error) {
	dir := filepath.Join(h.dir, "socket")
	if len(dir)+len("/.s.PGSQL.5432") > 103 { // 103 is the limit of macOS
		short, err := os.MkdirTemp("/tmp", "nrmdesk-")
		if err != nil {
			return "", fmt.Errorf("make the socket folder: %w", err)
		}
		return short, h.account.own(short)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the socket folder: %w", err)
	}
	return dir, h.account.own(dir)
}
