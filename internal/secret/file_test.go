package secret

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestOpenOrCreateKeepsTheKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "keys.json")
	first, err := OpenOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %04o, want 0600", info.Mode().Perm())
	}
	again, err := OpenOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	assertSameKeys(t, first, again)
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left beside the key file: %v, %v", files, err)
	}
}

func TestManyProgramsStartingAtOnceShareOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	keys := make([]*Keys, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			k, err := OpenOrCreate(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = k
		})
	}
	wg.Wait()
	for _, k := range keys[1:] {
		assertSameKeys(t, keys[0], k)
	}
}

func TestOpenNeverCreates(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := Open(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open = %v, want not exist", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open made the file: %v", err)
	}
}

func TestOpenRefusesAFileOthersCanRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := OpenOrCreate(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o660} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenOrCreate(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	fromFile, err := OpenOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.StdEncoding.EncodeToString(b)
	wrapped := text[:76] + "\n" + text[76:] + "\n"
	for _, form := range []string{text, wrapped} {
		k, err := Parse(form)
		if err != nil {
			t.Fatal(err)
		}
		assertSameKeys(t, fromFile, k)
	}
}

// A bad key file stops the start with a sentence that does not quote it.
func TestBadKeysAreRefusedWithoutQuotingThem(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty":            "",
		"not JSON":         "hunter2hunter2",
		"empty object":     "{}",
		"unknown format":   `{"format":2}`,
		"no keys":          `{"format":1,"values":{},"search":{}}`,
		"keys of nonsense": `{"format":1,"values":{"hunter2":1},"search":null}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(base64.StdEncoding.EncodeToString([]byte(content)))
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("Parse = %v", err)
			}
		})
	}
	if _, err := Parse("hunter2 !"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Parse of no base64 = %v", err)
	}
}

func TestRotate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	before, err := OpenOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	old := mustSeal(t, before, here, "Amara Example")
	after, err := Rotate(path)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := after.Unseal(here, old); err != nil || string(text) != "Amara Example" {
		t.Errorf("the old value reads as %q, %v", text, err)
	}
	if _, err := before.Unseal(here, mustSeal(t, after, here, "new")); !errors.Is(err, ErrUnreadable) {
		t.Errorf("the old keys open what the new key sealed: %v", err)
	}
	if before.SearchHash("name", "x") != after.SearchHash("name", "x") {
		t.Error("rotation changed the search hashes")
	}
	reopened, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	assertSameKeys(t, after, reopened)
}

func assertSameKeys(t *testing.T, a, b *Keys) {
	t.Helper()
	text, err := b.Unseal(here, mustSeal(t, a, here, "Amara"))
	if err != nil || string(text) != "Amara" {
		t.Errorf("sealed by one, unsealed by the other: %q, %v", text, err)
	}
	if a.SearchHash("name", "x") != b.SearchHash("name", "x") {
		t.Error("search hashes differ")
	}
}
