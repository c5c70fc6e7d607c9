package vault

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"nrmdesk/internal/secret"
)

// Arrival is a file that has come in whole and belongs to nothing yet. Its key
// is in memory only, so that what is dropped can never be read again.
type Arrival struct {
	ID     string
	Key    *secret.FileKey
	Size   int64
	SHA256 [sha256.Size]byte // of the content, not of what lies on the disk
	vault  *Vault
}

// Receive writes what comes to the disk, encrypted as it streams by, under an
// id that is a UUID. Nothing is left of a file that could not be received.
//
// Error: ErrTooLarge when more than limit bytes come.
func (v *Vault) Receive(id string, from io.Reader, limit int64) (*Arrival, error) {
	if err := known(id); err != nil {
		return nil, err
	}
	key, err := secret.NewFileKey()
	if err != nil {
		return nil, err
	}
	a := &Arrival{ID: id, Key: key, vault: v}
	if err := a.write(from, limit); err != nil {
		return nil, errors.Join(err, v.Remove(id))
	}
	return a, nil
}

func (a *Arrival) write(from io.Reader, limit int64) (err error) {
	f, err := os.OpenFile(a.vault.arriving(a.ID), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("receive file: %w", err)
	}
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("receive file: %w", closing)
		}
	}()
	to := bufio.NewWriterSize(f, 64<<10)
	sealing, err := a.Key.Encrypt(placeOf(a.ID), to)
	if err != nil {
		return err
	}
	sum := sha256.New()
	a.Size, err = io.Copy(io.MultiWriter(sum, sealing), io.LimitReader(from, limit+1))
	if err == nil && a.Size > limit {
		err = ErrTooLarge
	}
	if err != nil {
		return err
	}
	if err := errors.Join(sealing.Close(), to.Flush()); err != nil {
		return fmt.Errorf("receive file: %w", err)
	}
	sum.Sum(a.SHA256[:0])
	return nil
}

// Open reads the file from its beginning.
func (a *Arrival) Open() (io.ReadCloser, error) { return a.vault.Open(a.ID, a.Key) }

// Settle puts the file on the disk for good: from here on a power cut does not
// lose it. Only then may a row name it.
func (a *Arrival) Settle() error {
	for _, path := range []string{a.vault.arriving(a.ID), a.vault.incoming, filepath.Dir(a.vault.incoming)} {
		if err := sync(path); err != nil {
			return fmt.Errorf("settle file: %w", err)
		}
	}
	return nil
}

func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Drop takes the file away again.
func (a *Arrival) Drop() error { return a.vault.Remove(a.ID) }

// At returns a reader of any part of the file, for content whose order is not
// that of its bytes. Going back far costs reading again from the beginning, so
// go forward. It is for one goroutine; close it.
func (a *Arrival) At() *At { return &At{arrival: a} }

const (
	windowChunk = 64 << 10
	windowSize  = 4 // chunks: how far back is free
)

// At reads parts of a file; see Arrival.At. It remembers the last chunks,
// because readers of archives step back a little before each entry.
type At struct {
	arrival *Arrival
	from    io.ReadCloser
	next    int64 // number of the chunk that comes next from there
	window  [windowSize][]byte
}

// ReadAt implements io.ReaderAt.
func (r *At) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at >= r.arrival.Size {
			return n, io.EOF
		}
		chunk, err := r.chunk(at / windowChunk)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], chunk[at%windowChunk:])
	}
	return n, nil
}

// chunk gives one chunk, which is whole unless it is the last of the file.
func (r *At) chunk(number int64) ([]byte, error) {
	if r.from == nil || number < r.next-windowSize {
		if err := r.Close(); err != nil {
			return nil, err
		}
		from, err := r.arrival.Open()
		if err != nil {
			return nil, err
		}
		r.from, r.next = from, 0
	}
	for ; number >= r.next; r.next++ {
		chunk := r.window[r.next%windowSize]
		if chunk == nil {
			chunk = make([]byte, windowChunk)
		}
		length := min(windowChunk, r.arrival.Size-r.next*windowChunk)
		r.window[r.next%windowSize] = chunk[:length]
		if _, err := io.ReadFull(r.from, chunk[:length]); err != nil {
			r.next = 0
			return nil, errors.Join(fmt.Errorf("read file: %w", err), r.Close())
		}
	}
	return r.window[number%windowSize], nil
}

// Close ends the reading.
func (r *At) Close() error {
	if r.from == nil {
		return nil
	}
	from := r.from
	r.from = nil
	return from.Close()
}
