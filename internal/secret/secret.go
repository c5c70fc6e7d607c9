// Package secret seals what identifies a person before it reaches the
// database (S17) and makes the keyed hashes by which exact search still works
// (S18). The keys live in one file or configuration value, never in the
// database. Which columns are sealed is decided in package postgres.
package secret

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"nrmdesk/internal/fold"
)

// ErrUnreadable means a sealed value cannot be opened: it was changed, moved
// to another place, or sealed with a key this program does not hold.
var ErrUnreadable = errors.New("sealed value cannot be opened here with these keys")

// Keys seal, open and hash. They are safe for use by many goroutines.
type Keys struct {
	values tink.AEAD
	search *prf.Set
	sets   keysets
}

// keysets are the handles the primitives were made from, kept for rotation.
type keysets struct{ values, search *keyset.Handle }

// Place is where a sealed value belongs. A value moved to another table,
// column or row cannot be opened there.
type Place struct{ Table, Column, Row string }

// Seal encrypts the text for its place with the newest key.
func (k *Keys) Seal(p Place, text []byte) ([]byte, error) {
	sealed, err := k.values.Encrypt(text, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s of %s: %w", p.Table, p.Column, p.Row, err)
	}
	return sealed, nil
}

// Unseal opens what Seal made for the same place, with any key still held.
// The error is ErrUnreadable and never says more than the place.
func (k *Keys) Unseal(p Place, sealed []byte) ([]byte, error) {
	text, err := k.values.Decrypt(sealed, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("unseal %s.%s of %s: %w", p.Table, p.Column, p.Row, ErrUnreadable)
	}
	return text, nil
}

// SearchHash is the number under which a text of this kind ("surname",
// "home_office_reference") is found again, whatever its case, accents and
// spaces. Different kinds of the same text have unrelated numbers.
func (k *Keys) SearchHash(kind, text string) int64 {
	sum, err := k.search.ComputePrimaryPRF(prefixed(kind, fold.Text(text)), 8)
	if err != nil {
		// Only a key too short for eight bytes can fail, and newKeys tried one.
		panic("secret: " + err.Error())
	}
	return int64(binary.BigEndian.Uint64(sum))
}

// Digest stands for texts that must not be kept: equal texts of one kind have
// equal digests, and without the key nobody can try which text it was. What a
// digest is salted with comes among the texts.
func (k *Keys) Digest(kind string, texts ...string) string {
	sum, err := k.search.ComputePrimaryPRF(append([]byte("digest\x00"), prefixed(append([]string{kind}, texts...)...)...), 16)
	if err != nil {
		panic("secret: " + err.Error()) // as in SearchHash
	}
	return hex.EncodeToString(sum)
}

// Format keeps key material out of logs, whichever verb is used.
func (*Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }

// bytes is the associated data of the place; the first byte is its version.
func (p Place) bytes() []byte {
	return append([]byte{1}, prefixed(p.Table, p.Column, p.Row)...)
}

// prefixed joins texts with their lengths, so that no two lists share bytes.
func prefixed(texts ...string) []byte {
	var b []byte
	for _, t := range texts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(t)))
		b = append(b, t...)
	}
	return b
}

func newKeys(sets keysets) (*Keys, error) {
	values, err := aead.New(sets.values)
	if err != nil {
		return nil, fmt.Errorf("keys for values: %w", err)
	}
	search, err := prf.NewPRFSet(sets.search)
	if err != nil {
		return nil, fmt.Errorf("keys for search: %w", err)
	}
	if _, err := search.ComputePrimaryPRF(nil, 8); err != nil {
		return nil, fmt.Errorf("keys for search: %w", err)
	}
	return &Keys{values: values, search: search, sets: sets}, nil
}
