package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"nrmdesk/migrations"
)

// Migrate brings the schema of the database at the address up to this release
// and returns how many steps ran, and gives the program's own role what it may
// do on the tables as they are now. Copies of the program that start together
// take turns on a database lock.
func Migrate(ctx context.Context, address string) (steps int, err error) {
	err = withMigrations(address, func(pool *sql.DB, p *goose.Provider) error {
		done, err := p.Up(ctx)
		if err != nil {
			return err
		}
		steps = len(done)
		return allowAppRole(ctx, pool)
	})
	if err != nil {
		return steps, fmt.Errorf("migrate up: %w", err)
	}
	return steps, nil
}

// MigrateDown takes the whole schema away again, newest step first.
func MigrateDown(ctx context.Context, address string) error {
	err := withMigrations(address, func(_ *sql.DB, p *goose.Provider) error {
		_, err := p.DownTo(ctx, 0)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate down: %w", err)
	}
	return nil
}

// SchemaVersion is the number of the last step that ran.
func SchemaVersion(ctx context.Context, address string) (version int64, err error) {
	err = withMigrations(address, func(_ *sql.DB, p *goose.Provider) error {
		version, err = p.GetDBVersion(ctx)
		return err
	})
	return version, err
}

// withMigrations uses a connection of its own without a time limit: a step on
// a large table may take longer than any page is allowed to.
func withMigrations(address string, use func(*sql.DB, *goose.Provider) error) error {
	pool, err := connect(address, 0, "")
	if err != nil {
		return err
	}
	defer func(pool *sql.DB) { _ = pool.Close() }(pool)
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, pool, migrations.FS, goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	return use(pool, p)
}
