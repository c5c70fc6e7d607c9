// Package audit says what an audit entry is and how one entry holds the next:
// the exact bytes that are hashed, the chain of hashes, and the check that
// finds what somebody changed afterwards (S22, S23). Each case has its own
// chain, and so has each person for what belongs to no case. Entries hold ids,
// states, dates, rule ids and keyed digests, never a name or free text about a
// person.
//
// All chains together are the leaves of one log: a Merkle tree whose heads are
// signed and kept outside the database (tree.go, seal.go).
//
// It is pure: package postgres stores entries and heads, package desk decides
// what is worth one.
package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Entry is one thing done or seen. Hash covers every other field, and PrevHash
// makes each entry vouch for all before it.
type Entry struct {
	Version        int
	OrganisationID string
	ChainID        string
	Seq            int64
	At             time.Time
	ActorID        string
	SessionID      string
	Action         string // "consent.record"
	Subject        string // the id of the row it was done to, or ""
	Address        string // keyed digest of where the request came from; "" for the program itself
	Reason         string // "notes/id": the row that holds the reason that was asked for
	Detail         []Pair
	PrevHash       []byte
	Hash           []byte
}

// Pair is one fact of an entry that identifies nobody: a state before or
// after, a date, a rule id, a version number.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Head is the last entry of a chain, stored apart from the entries: a chain
// alone cannot show that its end is gone.
type Head struct {
	ChainID string
	Seq     int64
	Hash    []byte
}

// Next places an entry at the end of a chain. The head of a chain without
// entries has Seq 0. What it returns is what the database will give back:
// UTC to the microsecond, valid text, pairs in order.
func Next(h Head, e Entry) Entry {
	e.Version = version
	e.ChainID = storable(h.ChainID)
	e.Seq = h.Seq + 1
	e.PrevHash = before(h)
	e.At = e.At.UTC().Truncate(time.Microsecond)
	for _, text := range []*string{&e.OrganisationID, &e.ActorID, &e.SessionID, &e.Action, &e.Subject, &e.Address, &e.Reason} {
		*text = storable(*text)
	}
	e.Detail = ordered(e.Detail)
	e.Hash = fingerprint(e)
	return e
}

// Head is the head of the chain once the entry is its end.
func (e Entry) Head() Head { return Head{ChainID: e.ChainID, Seq: e.Seq, Hash: e.Hash} }

// before is what the entry after the head carries as PrevHash.
func before(h Head) []byte {
	if h.Seq == 0 {
		return make([]byte, hashSize)
	}
	return h.Hash
}

func ordered(pairs []Pair) []Pair {
	out := make([]Pair, len(pairs))
	for i, p := range pairs {
		out[i] = Pair{storable(p.Key), storable(p.Value)}
	}
	slices.SortFunc(out, comparePairs)
	return out
}

func comparePairs(a, b Pair) int {
	return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Value, b.Value))
}

// storable drops what PostgreSQL text cannot hold, so that the hash is of the
// text that comes back and not of the text that went in.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
