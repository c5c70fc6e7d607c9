package secret

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

var ofFile = Place{Table: "evidence", Column: "file", Row: "one"}

func encrypted(t *testing.T, k *FileKey, p Place, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := k.Encrypt(p, &b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decrypted(k *FileKey, p Place, sealed []byte) ([]byte, error) {
	r, err := k.Decrypt(p, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestFileKey(t *testing.T) {
	t.Parallel()
	k, err := NewFileKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 4095, 4096, 4097, 300_000} {
		plain := bytes.Repeat([]byte("Amara "), size/6+1)[:size]
		sealed := encrypted(t, k, ofFile, plain)
		if bytes.Contains(sealed, []byte("Amara")) {
			t.Error("the text can be read in the file")
		}
		if got, err := decrypted(k, ofFile, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes come back as %d, %v", size, len(got), err)
		}
	}
}

func TestFileKey_noticesEveryChange(t *testing.T) {
	t.Parallel()
	k, err := NewFileKey()
	if err != nil {
		t.Fatal(err)
	}
	whole := encrypted(t, k, ofFile, bytes.Repeat([]byte("x"), 20_000))
	changed := bytes.Clone(whole)
	changed[10_000] ^= 1
	other, err := NewFileKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		key    *FileKey
		place  Place
		sealed []byte
	}{
		"a bit":                  {k, ofFile, changed},
		"cut at a segment":       {k, ofFile, whole[:3*4096]},
		"cut anywhere":           {k, ofFile, whole[:len(whole)-1]},
		"something added":        {k, ofFile, append(bytes.Clone(whole), 0)},
		"nothing left":           {k, ofFile, nil},
		"moved to another row":   {k, Place{"evidence", "file", "two"}, whole},
		"the key of another one": {other, ofFile, whole},
	} {
		if _, err := decrypted(test.key, test.place, test.sealed); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The wrapped key of a file stays readable when the keys are rotated, and the
// file itself needs no touching.
func TestFileKey_survivesRotation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	before, err := OpenOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewFileKey()
	if err != nil {
		t.Fatal(err)
	}
	file := encrypted(t, k, ofFile, []byte("a signed sheet"))
	wrapped, err := before.SealFileKey(here, k)
	if err != nil {
		t.Fatal(err)
	}
	after, err := Rotate(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := after.UnsealFileKey(here, wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := decrypted(again, ofFile, file); err != nil || string(text) != "a signed sheet" {
		t.Errorf("after rotating: %q, %v", text, err)
	}
	rewrapped, err := after.SealFileKey(here, again)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.UnsealFileKey(here, rewrapped); !errors.Is(err, ErrUnreadable) {
		t.Errorf("the old keys open what the new key wrapped: %v", err)
	}
	elsewhere := here
	elsewhere.Row = "another"
	if _, err := after.UnsealFileKey(elsewhere, wrapped); !errors.Is(err, ErrUnreadable) {
		t.Errorf("a key moved to another row opens: %v", err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); text != strings.TrimSpace(strings.Repeat("[file key] ", 4)) {
		t.Errorf("a key in a log: %s", text)
	}
}
