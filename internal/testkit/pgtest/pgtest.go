// Package pgtest gives each test a PostgreSQL database of its own: a copy of
// one that has been migrated already, made in a few hundredths of a second and
// dropped when the test ends. Tests may run in parallel.
//
// Nothing has to be started first. Each test program takes a private cluster
// in the temporary folder that no other test program is using and leaves it
// there, initialised and migrated, for the next one. The server itself ends
// with the test program. NRMDESK_TEST_DATABASE_URL names another server to
// use instead; its role must be allowed to create databases.
package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib"

	"nrmdesk/migrations"
)

// URL is the address of a fresh database with all tables and no rows.
func URL(t testing.TB) string {
	t.Helper()
	c := cluster(t)
	template, err := c.template()
	if err != nil {
		t.Fatalf("make the migrated template database: %v", err)
	}
	return c.create(t, template)
}

// Empty is the address of a fresh database without any table, for tests of
// the migrations themselves.
func Empty(t testing.TB) string {
	t.Helper()
	return cluster(t).create(t, "template0")
}

// server is where this test program makes its databases.
type server struct {
	url      *url.URL
	admin    *sql.DB
	copies   string // how a database is copied
	made     atomic.Int64
	run      string
	template func() (string, error)
}

var open = sync.OnceValues(func() (*server, error) {
	address, err := address()
	if err != nil {
		return nil, err
	}
	return newServer(context.Background(), address)
})

func newServer(ctx context.Context, address string) (*server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	// Making and dropping databases does not get faster by doing many at once.
	admin.SetMaxOpenConns(4)
	// A private cluster has the program's role; a server of somebody's own gets
	// it where this login may make roles.
	_, _ = admin.ExecContext(ctx, `CREATE ROLE nrmdesk_app NOLOGIN`)
	_, _ = admin.ExecContext(ctx, `GRANT nrmdesk_app TO CURRENT_USER`)
	s := &server{url: u, admin: admin, run: strings.ReplaceAll(uuid.NewString(), "-", "")[:10]}
	// Copying files takes half the time of writing the copy to the log, which is
	// what PostgreSQL does by itself since release 15.
	var release int
	if err := admin.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&release); err != nil {
		return nil, err
	}
	if release >= 150000 {
		s.copies = " STRATEGY FILE_COPY"
	}
	s.template = sync.OnceValues(func() (string, error) { return s.migrated(ctx, migrations.FS) })
	return s, nil
}

func cluster(t testing.TB) *server {
	t.Helper()
	s, err := open()
	if err != nil {
		t.Fatalf("open the test database server: %v", err)
	}
	return s
}

func (s *server) create(t testing.TB, from string) string {
	t.Helper()
	name := fmt.Sprintf("%s%s_%d", testPrefix, s.run, s.made.Add(1))
	// Not t.Context(): that one is over before the clean-up runs.
	ctx := context.Background()
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+from+s.copies); err != nil {
		t.Fatalf("create the test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return s.address(name)
}

// address is the address of another database of the same server.
func (s *server) address(database string) string {
	u := *s.url
	u.Path = "/" + database
	return u.String()
}
