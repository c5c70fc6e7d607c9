// Package vault keeps files encrypted in a folder of their own, outside
// anything that is served: what evidence files are made of. A file arrives in
// incoming/, is moved to kept/ once the database has its row, and is read from
// either, so that a crash at any moment leaves at most a file without a row
// (docs/adr/0005-evidence-files.md). Who may read what is up to package desk;
// what may come in at all to package media.
package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/secret"
)

// ErrTooLarge means that more came than the limit allows.
var ErrTooLarge = errors.New("file is larger than allowed")

// ErrMissing means that a file which should be there is not.
var ErrMissing = errors.New("file is missing from the evidence folder")

// Vault is the folder.
type Vault struct{ incoming, kept string }

// Open makes the folder where it is not there yet. Only this account can look
// into it.
func Open(dir string) (*Vault, error) {
	v := &Vault{incoming: filepath.Join(dir, "incoming"), kept: filepath.Join(dir, "kept")}
	for _, d := range []string{v.incoming, v.kept} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("evidence folder: %w", err)
		}
	}
	return v, nil
}

// Keep moves a file to where it stays. It is for files whose row is in the
// database; one that was moved before is left alone.
func (v *Vault) Keep(id string) error {
	to, err := v.place(id)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	err = os.Rename(v.arriving(id), to)
	if errors.Is(err, fs.ErrNotExist) {
		if _, there := os.Stat(to); there == nil {
			return nil
		}
		return ErrMissing
	}
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return nil
}

// Open reads a file. Error: ErrMissing; secret.ErrUnreadable comes while
// reading, and only a clean end says that what was read is the file.
func (v *Vault) Open(id string, key *secret.FileKey) (io.ReadCloser, error) {
	to, err := v.place(id)
	if err != nil {
		return nil, err
	}
	// Of the two places the second is looked at last: the move may happen now.
	for _, path := range []string{v.arriving(id), to} {
		r, err := read(path, id, key)
		if !errors.Is(err, fs.ErrNotExist) {
			return r, err
		}
	}
	return nil, ErrMissing
}

// Remove takes a file away for good. One that is not there is no error.
func (v *Vault) Remove(id string) error {
	to, err := v.place(id)
	if err != nil {
		return err
	}
	for _, path := range []string{v.arriving(id), to} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove file: %w", err)
		}
	}
	return nil
}

// EachKept calls back with the files that were kept before a time, some at a
// time: one folder of the 256, so that a folder of any size can be gone through.
func (v *Vault) EachKept(before time.Time, some func(ids []string) error) error {
	folders, err := os.ReadDir(v.kept)
	if err != nil {
		return fmt.Errorf("read evidence folder: %w", err)
	}
	for _, folder := range folders {
		ids, err := olderThan(filepath.Join(v.kept, folder.Name()), before)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			continue
		}
		if err := some(ids); err != nil {
			return err
		}
	}
	return nil
}

// Leftovers are the files that arrived before a time and were neither kept nor
// dropped: a program ended in between. Their number is that of crashes, not of
// files.
func (v *Vault) Leftovers(before time.Time) ([]string, error) {
	return olderThan(v.incoming, before)
}

// olderThan lists the files of a folder that were written before a time.
func olderThan(folder string, before time.Time) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read evidence folder: %w", err)
	}
	var ids []string
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // kept or dropped meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("read evidence folder: %w", err)
		}
		if known(e.Name()) == nil && info.ModTime().Before(before) {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

func (v *Vault) arriving(id string) string { return filepath.Join(v.incoming, id) }

// place spreads the files over 256 folders by the random end of their ids.
func (v *Vault) place(id string) (string, error) {
	if err := known(id); err != nil {
		return "", err
	}
	return filepath.Join(v.kept, id[len(id)-2:], id), nil
}

// known refuses anything but an id as a file name, wherever it comes from.
func known(id string) error {
	if u, err := uuid.Parse(id); err != nil || u.String() != id {
		return errors.New("not the name of an evidence file")
	}
	return nil
}

func read(path, id string, key *secret.FileKey) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	plain, err := key.Decrypt(placeOf(id), f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &reading{Reader: plain, file: f}, nil
}

type reading struct {
	io.Reader
	file *os.File
}

func (r *reading) Close() error { return r.file.Close() }

// placeOf binds the content of a file to the row it belongs to.
func placeOf(id string) secret.Place {
	return secret.Place{Table: "evidence", Column: "file", Row: id}
}
