// Command dumpschema prints the tables that the migrations make, for reading:
// `make schema` keeps migrations/schema.sql by it. It runs a private database
// of its own and throws it away.
package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"regexp"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"nrmdesk/internal/localpg"
	"nrmdesk/migrations"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "dumpschema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("/tmp", "nrmdesk-schema-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// The account that runs the server must get through.
	if err := os.Chmod(dir, 0o711); err != nil {
		return err
	}
	server, err := localpg.Start(ctx, localpg.Options{DataDir: dir, Disposable: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer server.Stop(ctx)
	db, err := sql.Open("pgx", server.URL())
	if err != nil {
		return err
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	dump := exec.CommandContext(ctx, server.Program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges",
		"--exclude-table=goose_db_version*", server.URL())
	dump.Stderr = os.Stderr
	text, err := dump.Output()
	if err != nil {
		return fmt.Errorf("pg_dump: %w", err)
	}
	fmt.Print("-- What the migrations add up to, for reading. Written by `make schema`; nothing runs it.\n\n")
	_, err = os.Stdout.Write(readable(text))
	return err
}

var (
	noise  = regexp.MustCompile(`(?m)^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n`)
	spaces = regexp.MustCompile(`\n{3,}`)
)

// readable leaves out what differs between versions of pg_dump and says
// nothing about the tables.
func readable(text []byte) []byte {
	text = spaces.ReplaceAll(noise.ReplaceAll(text, nil), []byte("\n\n"))
	return append(bytes.TrimSpace(text), '\n')
}
