package secret

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// FileKey encrypts one file as it streams by. Each file has a key of its own,
// which is kept sealed like any other value: rotating the keys touches no
// file, and destroying a file's key destroys the file in every copy of it.
type FileKey struct {
	handle *keyset.Handle
	stream tink.StreamingAEAD
}

// NewFileKey makes the key of a new file.
func NewFileKey() (*FileKey, error) {
	handle, err := keyset.NewHandle(streamingaead.AES256GCMHKDF4KBKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make file key: %w", err)
	}
	return newFileKey(handle)
}

func newFileKey(handle *keyset.Handle) (*FileKey, error) {
	stream, err := streamingaead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("file key: %w", err)
	}
	return &FileKey{handle: handle, stream: stream}, nil
}

// SealFileKey encrypts a file's key for its place with the newest key.
func (k *Keys) SealFileKey(p Place, f *FileKey) ([]byte, error) {
	var b bytes.Buffer
	if err := f.handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), k.values, p.bytes()); err != nil {
		return nil, fmt.Errorf("seal %s.%s of %s: %w", p.Table, p.Column, p.Row, err)
	}
	return b.Bytes(), nil
}

// UnsealFileKey opens what SealFileKey made for the same place, with any key
// still held. The error is ErrUnreadable.
func (k *Keys) UnsealFileKey(p Place, sealed []byte) (*FileKey, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(sealed)), k.values, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("unseal %s.%s of %s: %w", p.Table, p.Column, p.Row, ErrUnreadable)
	}
	return newFileKey(handle)
}

// Encrypt returns a writer of the file that belongs to the place. Without its
// Close the file is cut off and cannot be read.
func (f *FileKey) Encrypt(p Place, to io.Writer) (io.WriteCloser, error) {
	w, err := f.stream.NewEncryptingWriter(to, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("encrypt file: %w", err)
	}
	return w, nil
}

// Decrypt reads what Encrypt wrote for the same place. A file that was
// changed, cut off or moved ends in ErrUnreadable; only what was read before a
// clean end is the file.
func (f *FileKey) Decrypt(p Place, from io.Reader) (io.Reader, error) {
	r, err := f.stream.NewDecryptingReader(from, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("decrypt file: %w", err)
	}
	return &fileReader{r}, nil
}

type fileReader struct{ r io.Reader }

func (f *fileReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("decrypt file: %w", ErrUnreadable)
	}
	return n, err
}

// Format keeps key material out of logs, whichever verb is used.
func (*FileKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[file key]") }
