package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The forms of the canonical bytes. A later form gets the next number; entries
// keep the number they were written with for ever. The second form also covers
// the address and the reason.
const (
	firstVersion = 1
	version      = 2 // written today
)

const hashSize = sha256.Size

var errNotCanonical = errors.New("not the canonical bytes of an audit entry")

// Canonical is the exact bytes the hash covers: every field but Hash, each
// text with its length before it, so that no two entries share their bytes.
func (e Entry) Canonical() []byte { return e.appendCanonical(nil) }

func (e Entry) appendCanonical(b []byte) []byte {
	b = append(b, byte(e.Version))
	b = appendText(b, e.OrganisationID)
	b = appendText(b, e.ChainID)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	for _, text := range []string{e.ActorID, e.SessionID, e.Action, e.Subject} {
		b = appendText(b, text)
	}
	if e.Version > firstVersion {
		b = appendText(b, e.Address)
		b = appendText(b, e.Reason)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Detail)))
	for _, p := range e.Detail {
		b = appendText(b, p.Key)
		b = appendText(b, p.Value)
	}
	return appendText(b, string(e.PrevHash))
}

// known says whether this program can read entries of the version.
func known(v int) bool { return v == firstVersion || v == version }

func fingerprint(e Entry) []byte {
	var room [1 << 10]byte // enough for nearly all, and no garbage
	sum := sha256.Sum256(e.appendCanonical(room[:0]))
	return sum[:]
}

func appendText(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

// Decode reads canonical bytes back and gives the entry its hash. It accepts
// nothing that Canonical would not have written.
func Decode(b []byte) (Entry, error) {
	r := reader{rest: b}
	e := Entry{Version: int(r.take(1)[0])}
	if !known(e.Version) {
		return Entry{}, fmt.Errorf("audit entry of version %d: %w", e.Version, errNotCanonical)
	}
	e.OrganisationID = r.text()
	e.ChainID = r.text()
	e.Seq = int64(binary.BigEndian.Uint64(r.take(8)))
	e.At = time.UnixMicro(int64(binary.BigEndian.Uint64(r.take(8)))).UTC()
	e.ActorID, e.SessionID, e.Action, e.Subject = r.text(), r.text(), r.text(), r.text()
	if e.Version > firstVersion {
		e.Address, e.Reason = r.text(), r.text()
	}
	e.Detail = []Pair{}
	for n := r.length(); n > 0 && !r.bad; n-- {
		e.Detail = append(e.Detail, Pair{r.text(), r.text()})
	}
	e.PrevHash = []byte(r.text())
	if r.bad || len(r.rest) > 0 || !slices.IsSortedFunc(e.Detail, comparePairs) {
		return Entry{}, errNotCanonical
	}
	e.Hash = fingerprint(e)
	return e, nil
}

// reader takes fields off the front; after the first short read it gives
// zeros and stays bad, so that Decode needs one check at the end.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.rest) {
		r.bad = true
		return make([]byte, 8)
	}
	field := r.rest[:n]
	r.rest = r.rest[n:]
	return field
}

func (r *reader) length() uint32 { return binary.BigEndian.Uint32(r.take(4)) }

func (r *reader) text() string {
	n := r.length()
	if r.bad || uint64(n) > uint64(len(r.rest)) {
		r.bad = true
		return ""
	}
	return string(r.take(int(n)))
}
