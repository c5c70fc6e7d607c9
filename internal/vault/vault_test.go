package vault

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/secret"
)

func opened(t *testing.T) (*Vault, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "evidence")
	v, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return v, dir
}

func received(t *testing.T, v *Vault, plain []byte) *Arrival {
	t.Helper()
	a, err := v.Receive(uuid.NewString(), bytes.NewReader(plain), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func whole(t *testing.T, r io.ReadCloser, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// files are all paths below a folder that are no folders.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReceiveKeepOpenRemove(t *testing.T) {
	t.Parallel()
	v, dir := opened(t)
	plain := []byte(strings.Repeat("Ana Testova signed here. ", 1000))
	a := received(t, v, plain)
	if a.Size != int64(len(plain)) || a.SHA256 != sha256.Sum256(plain) {
		t.Errorf("%d bytes, sum %x", a.Size, a.SHA256)
	}
	if err := a.Settle(); err != nil {
		t.Fatal(err)
	}
	r, err := v.Open(a.ID, a.Key)
	if !bytes.Equal(whole(t, r, err), plain) {
		t.Error("reads differently while it arrives")
	}
	for range 2 { // the tidy job may keep it as well
		if err := v.Keep(a.ID); err != nil {
			t.Fatal(err)
		}
	}
	r, err = v.Open(a.ID, a.Key)
	if !bytes.Equal(whole(t, r, err), plain) {
		t.Error("reads differently once kept")
	}
	for _, path := range files(t, dir) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", path, info.Mode(), err)
		}
		raw, err := os.ReadFile(path)
		if err != nil || bytes.Contains(raw, []byte("Testova")) {
			t.Errorf("%s holds the text in clear, %v", path, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "kept"))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v, %v", info.Mode(), err)
	}
	if err := v.Remove(a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(a.ID, a.Key); !errors.Is(err, ErrMissing) {
		t.Errorf("after removal: %v", err)
	}
	if err := v.Keep(a.ID); !errors.Is(err, ErrMissing) {
		t.Errorf("keeping what is not there: %v", err)
	}
}

func TestReceive_leavesNothingOfWhatItRefuses(t *testing.T) {
	t.Parallel()
	v, dir := opened(t)
	for name, test := range map[string]struct {
		from io.Reader
		want error
	}{
		"one byte too many": {bytes.NewReader(make([]byte, 1001)), ErrTooLarge},
		"without end":       {endless{}, ErrTooLarge},
		"cut off":           {iotest.TimeoutReader(bytes.NewReader(make([]byte, 900))), iotest.ErrTimeout},
	} {
		if _, err := v.Receive(uuid.NewString(), test.from, 1000); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a, err := v.Receive(uuid.NewString(), bytes.NewReader(make([]byte, 1000)), 1000); err != nil || a.Drop() != nil {
		t.Errorf("exactly the limit: %v", err)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestNamesAreIdsOnly(t *testing.T) {
	t.Parallel()
	v, dir := opened(t)
	for _, id := range []string{"", "..", "../../etc/passwd", "urn:uuid:" + uuid.NewString(), strings.ToUpper(uuid.NewString()) + "x", "{" + uuid.NewString() + "}"} {
		if _, err := v.Receive(id, strings.NewReader("x"), 10); err == nil {
			t.Errorf("received as %q", id)
		}
		if v.Keep(id) == nil || v.Remove(id) == nil {
			t.Errorf("%q is taken for a file", id)
		}
	}
	if left := files(t, filepath.Dir(dir)); len(left) > 0 {
		t.Errorf("written: %v", left)
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	v, _ := opened(t)
	plain := make([]byte, 100_000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range plain {
		plain[i] = byte(random.Uint32())
	}
	at := received(t, v, plain).At()
	defer at.Close()
	for range 200 {
		off, n := random.Int64N(100_000), random.IntN(5000)
		got, want := make([]byte, n), make([]byte, n)
		gotN, gotErr := at.ReadAt(got, off)
		wantN, wantErr := bytes.NewReader(plain).ReadAt(want, off)
		if gotN != wantN || (gotErr == nil) != (wantErr == nil) || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes at %d: %d, %v; want %d, %v", n, off, gotN, gotErr, wantN, wantErr)
		}
	}
	if _, err := at.ReadAt(make([]byte, 1), 100_001); !errors.Is(err, io.EOF) {
		t.Errorf("beyond the end: %v", err)
	}
}

func TestOpen_noticesAChangeOnTheDisk(t *testing.T) {
	t.Parallel()
	v, dir := opened(t)
	a, b := received(t, v, []byte("the sheet of one")), received(t, v, []byte("the sheet of two"))
	for _, x := range []*Arrival{a, b} {
		if err := v.Keep(x.ID); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(x *Arrival) string { return filepath.Join(dir, "kept", x.ID[len(x.ID)-2:], x.ID) }
	raw, err := os.ReadFile(kept(a))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept(b), raw, 0o600); err != nil { // one file in the place of another
		t.Fatal(err)
	}
	for name, key := range map[string]*secret.FileKey{"its own key": b.Key, "the key of the other": a.Key} {
		r, err := v.Open(b.ID, key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); !errors.Is(err, secret.ErrUnreadable) {
			t.Errorf("with %s: %v", name, err)
		}
		r.Close()
	}
}

func TestLeftovers(t *testing.T) {
	t.Parallel()
	v, dir := opened(t)
	old, fresh, kept := received(t, v, []byte("a")), received(t, v, []byte("b")), received(t, v, []byte("c"))
	yesterday := time.Now().Add(-25 * time.Hour)
	for _, id := range []string{old.ID, kept.ID} {
		if err := os.Chtimes(filepath.Join(dir, "incoming", id), yesterday, yesterday); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "incoming", "README"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := v.Keep(kept.ID); err != nil {
		t.Fatal(err)
	}
	ids, err := v.Leftovers(time.Now().Add(-24 * time.Hour))
	if err != nil || len(ids) != 1 || ids[0] != old.ID {
		t.Errorf("leftovers %v, %v; want %s and not %s", ids, err, old.ID, fresh.ID)
	}
	if err := v.Keep(fresh.ID); err != nil {
		t.Fatal(err)
	}
	var seen []string
	if err := v.EachKept(time.Now().Add(-24*time.Hour), func(ids []string) error { seen = append(seen, ids...); return nil }); err != nil || len(seen) != 1 || seen[0] != kept.ID {
		t.Errorf("kept since yesterday: %v, %v; want %s and not %s", seen, err, kept.ID, fresh.ID)
	}
}
