package pgtest

import (
	"database/sql"
	"fmt"
	"testing"
	"testing/fstest"
)

func TestURL_eachTestHasItsOwn(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		t.Run(fmt.Sprint("test ", n), func(t *testing.T) {
			t.Parallel()
			db := connect(t, URL(t))
			if _, err := db.Exec(`CREATE TABLE only_mine (n int)`); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestURL_isMigrated(t *testing.T) {
	t.Parallel()
	var version int
	if err := connect(t, URL(t)).QueryRow(`SELECT max(version_id) FROM goose_db_version`).Scan(&version); err != nil {
		t.Fatal(err)
	}
	if version == 0 {
		t.Error("no migration has run")
	}
}

func TestURL_isDroppedAfterwards(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("a test", func(t *testing.T) {
		if err := connect(t, URL(t)).QueryRow(`SELECT current_database()`).Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	var left int
	if err := cluster(t).admin.QueryRow(`SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != 0 {
		t.Errorf("database %s is still there", name)
	}
}

func TestEmpty_hasNoTables(t *testing.T) {
	t.Parallel()
	var tables int
	if err := connect(t, Empty(t)).QueryRow(`SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Errorf("an empty database has %d tables", tables)
	}
}

func TestMigrated_halfMadeTemplateIsMadeAgain(t *testing.T) {
	t.Parallel()
	s := cluster(t)
	files := fstest.MapFS{"00001_note.sql": {Data: []byte("-- +goose Up\nCREATE TABLE note (words text);\n")}}
	name, err := templateName(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.admin.Exec(`CREATE DATABASE ` + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`) })
	for range 2 {
		if _, err := s.migrated(t.Context(), files); err != nil {
			t.Fatal(err)
		}
	}
	var notes int
	if err := connect(t, s.create(t, name)).QueryRow(`SELECT count(*) FROM note`).Scan(&notes); err != nil {
		t.Error(err)
	}
}

func TestTemplateName_followsTheFiles(t *testing.T) {
	t.Parallel()
	name := func(text string) string {
		n, err := templateName(fstest.MapFS{"00001_a.sql": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if name("a") == name("b") {
		t.Error("changed migrations keep the name of the template")
	}
}

func BenchmarkURL(b *testing.B) {
	for b.Loop() {
		URL(b)
	}
}

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
