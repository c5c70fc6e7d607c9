package audit

import (
	"bytes"
	"fmt"
)

// Kind says what is wrong with a chain.
type Kind string

// What a check can find.
const (
	Changed      Kind = "changed"       // the content no longer gives its hash
	Missing      Kind = "missing"       // a row between two others is gone
	Reordered    Kind = "reordered"     // a row stands where another was written
	Duplicate    Kind = "duplicate"     // the same place twice
	Unlinked     Kind = "unlinked"      // a row does not follow the one before it
	Cut          Kind = "cut"           // rows at the end are gone
	Surplus      Kind = "surplus"       // rows after the recorded end
	HeadMissing  Kind = "head_missing"  // rows, but no recorded end
	HeadChanged  Kind = "head_changed"  // the recorded end is not the last row
	WrongChain   Kind = "wrong_chain"   // a row of another chain
	WrongVersion Kind = "wrong_version" // written in a form this program does not know
)

// Finding is the first bad row of a chain, with a sentence for the auditor.
type Finding struct {
	ChainID  string
	Seq      int64
	Kind     Kind
	Sentence string
}

func (f Finding) String() string { return fmt.Sprintf("chain %s: %s", f.ChainID, f.Sentence) }

// Checker follows one chain from its first row. It is a plain value: a copy
// goes on from the same row.
type Checker struct {
	head Head
	last Head
}

// NewChecker starts at the beginning of the chain whose recorded end is head.
func NewChecker(head Head) Checker {
	return Checker{head: head, last: Head{ChainID: head.ChainID}}
}

// Add checks the next row and returns what is wrong with it, or nil. After a
// finding the rest of the chain proves nothing; stop there.
func (c *Checker) Add(e Entry) *Finding {
	want := c.last.Seq + 1
	switch {
	case e.ChainID != c.head.ChainID:
		return c.found(e.Seq, WrongChain, "Row %d belongs to chain %s.", e.Seq, e.ChainID)
	case e.Seq == c.last.Seq && want > 1:
		return c.found(e.Seq, Duplicate, "Row %d is there twice.", e.Seq)
	case e.Seq < want:
		return c.found(e.Seq, Reordered, "Row %d comes after row %d.", e.Seq, c.last.Seq)
	case e.Seq > want:
		return c.found(want, Missing, "Row %d is missing: row %d comes next.", want, e.Seq)
	case !known(e.Version):
		return c.found(e.Seq, WrongVersion, "Row %d has version %d, which this program does not know.", e.Seq, e.Version)
	case e.Version == firstVersion && e.Address+e.Reason != "": // fields its hash does not cover
		return c.found(e.Seq, Changed, "Row %d was changed after it was written.", e.Seq)
	case !bytes.Equal(e.Hash, fingerprint(e)):
		if place := c.writtenAs(e); place > 0 {
			return c.found(e.Seq, Reordered, "Row %d holds what was written as row %d.", e.Seq, place)
		}
		return c.found(e.Seq, Changed, "Row %d was changed after it was written.", e.Seq)
	case !bytes.Equal(e.PrevHash, before(c.last)):
		return c.found(e.Seq, Unlinked, "Row %d does not follow the row before it: one of the two was replaced.", e.Seq)
	case e.Seq > c.head.Seq:
		return c.found(e.Seq, Surplus, "Row %d comes after the recorded end, row %d.", e.Seq, c.head.Seq)
	}
	c.last = e.Head()
	return nil
}

// End compares the last row with the recorded end.
func (c *Checker) End() *Finding {
	switch {
	case c.last.Seq < c.head.Seq:
		return c.found(c.last.Seq+1, Cut, "Rows %d to %d are missing from the end.", c.last.Seq+1, c.head.Seq)
	case c.head.Seq > 0 && !bytes.Equal(c.last.Hash, c.head.Hash):
		return c.found(c.last.Seq, HeadChanged, "Row %d is not the one that was recorded as the end.", c.last.Seq)
	}
	return nil
}

// searchPlaces bounds how far writtenAs looks, so that one bad row in a very
// long chain does not hold up the check of all the others.
const searchPlaces = 100_000

// writtenAs is the place at which a row's content gives its hash: rows that
// changed places give themselves away like that. Zero when there is none; a
// row that still follows the one before it has not moved.
func (c *Checker) writtenAs(e Entry) int64 {
	if bytes.Equal(e.PrevHash, before(c.last)) {
		return 0
	}
	for place := int64(1); place <= min(c.head.Seq, searchPlaces); place++ {
		moved := e
		moved.Seq = place
		if bytes.Equal(e.Hash, fingerprint(moved)) {
			return place
		}
	}
	return 0
}

func (c *Checker) found(seq int64, kind Kind, sentence string, args ...any) *Finding {
	return &Finding{ChainID: c.head.ChainID, Seq: seq, Kind: kind, Sentence: fmt.Sprintf(sentence, args...)}
}
