package pgtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

const (
	testPrefix     = "nrmtest_"
	templatePrefix = "nrmtemplate_"
	// finished marks a template that was migrated to the end; one without the
	// mark was left half-made by a killed test.
	finished = "migrated"
	// buildLock is any number no other advisory lock uses.
	buildLock = 7_300_411_902
)

// migrated is the name of the template database for exactly these migrations.
// Test programs that share a server wait for the first of them to make it.
func (s *server) migrated(ctx context.Context, files fs.FS) (string, error) {
	name, err := templateName(files)
	if err != nil {
		return "", err
	}
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", buildLock); err != nil {
		return "", err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", buildLock)

	var mark sql.NullString
	err = conn.QueryRowContext(ctx, "SELECT max(shobj_description(oid, 'pg_database')) FROM pg_database WHERE datname = $1", name).Scan(&mark)
	if err != nil {
		return "", err
	}
	if mark.String == finished {
		return name, nil
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	if err := migrate(ctx, s.address(name), files); err != nil {
		return "", err
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("COMMENT ON DATABASE %s IS '%s'", name, finished))
	return name, err
}

func migrate(ctx context.Context, address string, files fs.FS) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err != nil {
		return err
	}
	return restrictRole(ctx, db)
}

// restrictRole does what postgres.Migrate does after its steps, so that tests
// run as the role the program runs as. Migrations of a test's own have no such
// function, and PostgreSQL looks a function up even where it is not called.
func restrictRole(ctx context.Context, db *sql.DB) error {
	var there bool
	if err := db.QueryRowContext(ctx, `SELECT to_regproc('restrict_role') IS NOT NULL`).Scan(&there); err != nil || !there {
		return err
	}
	_, err := db.ExecContext(ctx, `SELECT restrict_role(rolname) FROM pg_roles WHERE rolname = 'nrmdesk_app'`)
	return err
}

func templateName(files fs.FS) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	return templatePrefix + hex.EncodeToString(sum.Sum(nil))[:16], err
}
