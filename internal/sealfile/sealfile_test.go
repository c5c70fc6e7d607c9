package sealfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func note(n int) string { return fmt.Sprintf("nrmdesk-1\n%d\nroot\n\n— nrmdesk-1 c2lnbmF0dXJl\n", n) }

func all(t *testing.T, f File) (notes []string) {
	t.Helper()
	written, err := f.All()
	if err != nil {
		t.Fatal(err)
	}
	for n, err := range written {
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, n)
	}
	return notes
}

func TestFile(t *testing.T) {
	t.Parallel()
	f := File{filepath.Join(t.TempDir(), "below", "seals.txt")}
	if last, err := f.Last(); last != "" || err != nil {
		t.Fatalf("no file yet: %q, %v", last, err)
	}
	for _, add := range [][]string{{note(1)}, {note(2), note(3)}, nil, {note(4)}} {
		if err := f.Add(add...); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{note(1), note(2), note(3), note(4)}, all(t, f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if last, err := f.Last(); last != note(4) || err != nil {
		t.Errorf("last %q, %v", last, err)
	}
	info, err := os.Stat(f.Path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// A crash may leave the beginning of a seal: the next one is whole again.
func TestFile_tornAnywhere(t *testing.T) {
	t.Parallel()
	for cut := range len(note(2)) + 1 {
		f := File{filepath.Join(t.TempDir(), "seals.txt")}
		if err := os.WriteFile(f.Path, []byte(note(1)+"\n"+note(2)[:cut]), 0o600); err != nil {
			t.Fatal(err)
		}
		want := note(1)
		if cut == len(note(2)) {
			want = note(2)
		}
		if last, err := f.Last(); err != nil || last != want {
			t.Fatalf("cut at %d: last %q, %v", cut, last, err)
		}
		if err := f.Add(note(2), note(3)); err != nil {
			t.Fatal(err)
		}
		got := all(t, f)
		if n := len(got); n < 3 || got[0] != note(1) || got[n-1] != note(3) || got[n-2] != note(2) {
			t.Fatalf("cut at %d: %q", cut, got)
		}
	}
}

func TestFile_lastOfMany(t *testing.T) {
	t.Parallel()
	f := File{filepath.Join(t.TempDir(), "seals.txt")}
	var many []string
	for n := range 2000 {
		many = append(many, note(n))
	}
	if err := f.Add(many...); err != nil {
		t.Fatal(err)
	}
	if last, err := f.Last(); err != nil || last != note(1999) {
		t.Errorf("%q, %v", last, err)
	}
	long := strings.Replace(note(2000), "root", strings.Repeat("r", 50_000), 1)
	if err := f.Add(long); err != nil {
		t.Fatal(err)
	}
	if last, err := f.Last(); err != nil || last != long {
		t.Errorf("a long one: %d bytes, %v", len(last), err)
	}
}

func TestFile_programsTakeTurns(t *testing.T) {
	t.Parallel()
	f := File{filepath.Join(t.TempDir(), "seals.txt")}
	var writers sync.WaitGroup
	for n := range 20 {
		writers.Go(func() {
			if err := f.Add(note(n)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	if got := all(t, f); len(got) != 20 {
		t.Errorf("%d seals of 20", len(got))
	}
}
