package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"nrmdesk/internal/localpg"
	"nrmdesk/migrations"
)

// slots is how many test programs of one person may run at once.
const slots = 32

// address is the server to use: the configured one, or a private cluster.
func address() (string, error) {
	if address := os.Getenv("NRMDESK_TEST_DATABASE_URL"); address != "" {
		return address, nil
	}
	dir, err := folder()
	if err != nil {
		return "", err
	}
	for n := range slots {
		slot := filepath.Join(dir, fmt.Sprint(n))
		s, err := startSlot(slot)
		if errors.Is(err, localpg.ErrInUse) {
			continue
		}
		if err != nil {
			return "", err
		}
		return s.URL(), tidy(s.URL())
	}
	return "", fmt.Errorf("all %d test clusters in %s are in use", slots, dir)
}

// startSlot starts the cluster of a slot. It never syncs to disk, so one that
// does not start is not worth repairing: it is made again.
func startSlot(slot string) (*localpg.Server, error) {
	opts := localpg.Options{DataDir: slot, Disposable: true, Logger: slog.New(slog.DiscardHandler)}
	s, err := localpg.Start(context.Background(), opts)
	if err == nil || errors.Is(err, localpg.ErrInUse) {
		return s, err
	}
	if os.RemoveAll(filepath.Join(slot, "postgres", "cluster")) != nil {
		return nil, err
	}
	return localpg.Start(context.Background(), opts)
}

// folder is this person's folder of slots. It must be ours: somebody else
// could have made it to read what tests write.
func folder() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("nrmdesk-pgtest-%d", os.Geteuid()))
	if err := os.Mkdir(dir, 0o711); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Geteuid()) {
		return "", fmt.Errorf("%s is not a folder of yours", dir)
	}
	return dir, nil
}

// tidy drops what killed tests and changed migrations have left in a slot.
// Nobody else uses it now.
func tidy(address string) error {
	current, err := templateName(migrations.FS)
	if err != nil {
		return err
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	var names sql.NullString
	err = db.QueryRow(`SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE $1 OR datname LIKE $2 AND datname <> $3`,
		testPrefix+"%", templatePrefix+"%", current).Scan(&names)
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(names.String) {
		if _, err := db.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}
