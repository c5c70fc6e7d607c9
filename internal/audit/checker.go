package audit

import (
	"bytes"
	"fmt"
	"math"
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

	Rewritten   Kind = "rewritten"    // not what went into the log
	NotInLog    Kind = "not_in_log"   // left out of the log, though later rows are in it
	LogCut      Kind = "log_cut"      // the log ends before its seals or the seal file do
	LogGap      Kind = "log_gap"      // a place of the log is empty
	LogChanged  Kind = "log_changed"  // the log does not give the root that was signed
	SealBad     Kind = "seal_bad"     // a seal that is none, or that does not follow the one before it
	SealMissing Kind = "seal_missing" // entries under no seal, or a seal that only the file has
	Forked      Kind = "forked"       // two seals for one log
	BadLine     Kind = "bad_line"     // a line that an export does not hold
)

// Finding is the first bad row of a chain, with a sentence for the auditor.
// What is wrong with the log as a whole names no chain; Seq is then the place
// in the log.
type Finding struct {
	ChainID  string
	Seq      int64
	Kind     Kind
	Sentence string
}

func (f Finding) String() string {
	if f.ChainID == "" {
		return "the log: " + f.Sentence
	}
	return fmt.Sprintf("chain %s: %s", f.ChainID, f.Sentence)
}

// Checker follows one chain from its first row. It is a plain value: a copy
// goes on from the same row.
type Checker struct {
	head     Head
	sealedTo int64
	last     Head
}

// NewChecker starts at the beginning of a chain, or where it is to go on.
func NewChecker(end End) Checker {
	return Checker{head: end.Head, sealedTo: end.SealedTo, last: Head{ChainID: end.ChainID, Seq: end.From.Seq, Hash: end.From.Hash}}
}

// Resume goes on from an entry that is known to be good; where the chain ends
// is not known.
func Resume(from Head) Checker {
	return Checker{head: Head{ChainID: from.ChainID, Seq: math.MaxInt64}, last: from}
}

// Last is the last good row.
func (c *Checker) Last() Head { return c.last }

// EndAt checks that the chain has got as far as a place.
func (c *Checker) EndAt(seq int64) *Finding {
	if c.last.Seq < seq {
		return c.found(c.last.Seq+1, Cut, "Rows %d to %d are missing from the end.", c.last.Seq+1, seq)
	}
	return nil
}

// Add checks the next row and returns what is wrong with it, or nil. After a
// finding the rest of the chain proves nothing; stop there.
func (c *Checker) Add(e Row) *Finding {
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
	case !e.fits && !bytes.Equal(e.Hash, fingerprint(e.Entry)):
		if place := c.writtenAs(e.Entry); place > 0 {
			return c.found(e.Seq, Reordered, "Row %d holds what was written as row %d.", e.Seq, place)
		}
		return c.found(e.Seq, Changed, "Row %d was changed after it was written.", e.Seq)
	case e.Sealed != nil && !bytes.Equal(e.Hash, e.Sealed):
		return c.found(e.Seq, Rewritten, "Row %d is not the one that went into the log: it was rewritten.", e.Seq)
	case e.Sealed == nil && e.Seq <= c.sealedTo:
		return c.found(e.Seq, NotInLog, "Row %d is not in the log, though later rows of the chain are.", e.Seq)
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
	if f := c.EndAt(max(c.head.Seq, c.sealedTo)); f != nil {
		return f
	}
	if c.head.Seq > 0 && !bytes.Equal(c.last.Hash, c.head.Hash) {
		return c.found(c.last.Seq, HeadChanged, "Row %d is not the one that was recorded as the end.", c.last.Seq)
	}
	return nil
}

// searchPlaces bounds how far writtenAs looks: a million bad chains must not
// take the check a day.
const searchPlaces = 1000

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
