package secret

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ReadFile reads a file with a key in it. It refuses one that other accounts
// can read.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s can be read by other accounts (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return b, nil
}

// CreateFile writes a key file that must not be there yet; otherwise the error
// is fs.ErrExist and nothing is touched.
func CreateFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return writeFile(path, content, os.Link) // a link, unlike a rename, never replaces
}

// ReplaceFile writes a key file in the place of another.
func ReplaceFile(path string, content []byte) error { return writeFile(path, content, os.Rename) }

// writeFile puts the content beside the path first, so that the file there is
// whole or not there, then moves it in with place.
func writeFile(path string, content []byte, place func(from, to string) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already after a rename
	_, err = tmp.Write(content)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := place(tmp.Name(), path); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return nil
}
