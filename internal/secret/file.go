package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// file is the key file: two Tink keysets, each with a primary key that writes
// and older ones that still read.
type file struct {
	Format int             `json:"format"`
	Values json.RawMessage `json:"values"`
	Search json.RawMessage `json:"search"`
}

const fileFormat = 1

// Open reads the key file. It refuses one that other accounts can read.
func Open(path string) (*Keys, error) {
	b, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	k, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return k, nil
}

// OpenOrCreate is Open for development: when there is no key file it makes
// one. Real services call Open or Parse, because new keys beside old data
// would look like a start and be a loss.
func OpenOrCreate(path string) (*Keys, error) {
	k, err := Open(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	// Of two programs starting at once one wins and both read the winner's keys.
	if err := Create(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return Open(path)
}

// Create makes new keys in a file that must not be there yet; otherwise the
// error is fs.ErrExist and nothing is touched.
func Create(path string) error {
	sets, err := fresh()
	if err != nil {
		return err
	}
	b, err := encode(sets)
	if err != nil {
		return err
	}
	return CreateFile(path, b)
}

// Parse reads keys from configuration: the key file in base64.
func Parse(text string) (*Keys, error) {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, errors.New("keys in configuration: not base64")
	}
	k, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("keys in configuration: %w", err)
	}
	return k, nil
}

// Rotate adds a new key for values to the key file and makes it the one that
// seals. The old keys stay and open what they sealed. The search key is not
// rotated: that would need every search hash to be made again.
func Rotate(path string) (*Keys, error) {
	old, err := Open(path)
	if err != nil {
		return nil, err
	}
	m := keyset.NewManagerFromHandle(old.sets.values)
	id, err := m.Add(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	values, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	b, err := encode(keysets{values: values, search: old.sets.search})
	if err != nil {
		return nil, err
	}
	if err := ReplaceFile(path, b); err != nil {
		return nil, err
	}
	return Open(path)
}

// fresh makes new keys. XChaCha, because its nonces can be random for ever.
func fresh() (keysets, error) {
	values, err := keyset.NewHandle(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		return keysets{}, fmt.Errorf("make keys: %w", err)
	}
	search, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return keysets{}, fmt.Errorf("make keys: %w", err)
	}
	return keysets{values: values, search: search}, nil
}

func encode(sets keysets) ([]byte, error) {
	values, err := encodeSet(sets.values)
	if err != nil {
		return nil, err
	}
	search, err := encodeSet(sets.search)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(file{Format: fileFormat, Values: values, Search: search}, "", "  ")
}

func encodeSet(h *keyset.Handle) ([]byte, error) {
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return b.Bytes(), nil
}

// parse keeps the reasons of the decoders to itself: they may quote the file.
func parse(b []byte) (*Keys, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, errors.New("not a key file of NRM Desk")
	}
	if f.Format != fileFormat {
		return nil, fmt.Errorf("format %d, this program knows %d", f.Format, fileFormat)
	}
	values, err := decodeSet(f.Values)
	if err != nil {
		return nil, errors.New("no usable keys for values in it")
	}
	search, err := decodeSet(f.Search)
	if err != nil {
		return nil, errors.New("no usable keys for search in it")
	}
	return newKeys(keysets{values: values, search: search})
}

func decodeSet(b []byte) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
}
