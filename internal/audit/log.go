package audit

import (
	"fmt"
	"iter"
)

// LogChecker follows the log from its first entry and compares it with every
// seal on the way.
type LogChecker struct {
	keys   PublicKeys
	nodes  map[nodePlace]Hash // as stored, still to be met
	tree   Tree
	last   Seal
	seals  int
	broken bool // what follows proves nothing
	found  []Finding
}

type nodePlace struct {
	level int
	place int64
}

// NewLogChecker starts at the beginning of the log. Nodes are the stored
// hashes of subtrees; nil when there are none to compare.
func NewLogChecker(keys PublicKeys, nodes []Node) *LogChecker {
	l := &LogChecker{keys: keys}
	if nodes != nil {
		l.nodes = map[nodePlace]Hash{}
	}
	for _, n := range nodes {
		l.nodes[nodePlace{n.Level, n.Place}] = n.Hash
	}
	return l
}

// Size is how much of the log has been gone through.
func (l *LogChecker) Size() int64 { return l.tree.Size() }

// Leaf takes the next entry of the log.
func (l *LogChecker) Leaf(index int64, entryHash []byte) {
	if l.broken {
		return
	}
	if want := l.tree.Size(); index != want {
		l.stop(want, LogGap, "Entry %d of the log is missing: entry %d comes next.", want, index)
		return
	}
	l.tree.Append(Leaf(entryHash), func(n Node) {
		if l.nodes == nil {
			return
		}
		place := nodePlace{n.Level, n.Place}
		if stored, ok := l.nodes[place]; !ok || stored != n.Hash {
			l.stop(n.Place<<n.Level, LogChanged, "The stored hash of entries %d to %d of the log is not theirs: one of the two was changed.",
				n.Place<<n.Level, (n.Place+1)<<n.Level-1)
		}
		delete(l.nodes, place)
	})
}

// Seal takes a seal of the log as far as it has come. Size is what it was
// stored under.
func (l *LogChecker) Seal(size int64, note string) {
	if l.broken {
		return
	}
	s, err := l.keys.OpenSeal(note)
	switch {
	case err != nil:
		l.stop(l.last.Size, SealBad, "The seal of %d entries cannot be used: %v.", size, err)
	case s.Size != size || s.Size <= l.last.Size && l.seals > 0:
		l.stop(l.last.Size, SealBad, "A seal of %d entries stands where one of %d is due.", s.Size, size)
	case s.Before != l.last.Digest():
		l.stop(l.last.Size, SealBad, "The seal of %d entries does not follow the one before it, of %d: a seal was taken away or put in.", s.Size, l.last.Size)
	case s.Size != l.tree.Size():
		l.stop(l.tree.Size(), LogCut, "The log ends after %d entries; there is a seal of %d.", l.tree.Size(), s.Size)
	case s.Root != l.tree.Root():
		l.stop(l.last.Size, LogChanged, "The log does not give what was signed for its first %d entries: one of entries %d to %d is not the one that was sealed.",
			s.Size, l.last.Size, s.Size-1)
	default:
		l.last = s
		l.seals++
	}
}

// close says that no more entries of the log come, and whether all was well.
func (l *LogChecker) close() bool {
	if !l.broken && l.tree.Size() > l.last.Size {
		l.stop(l.last.Size, SealMissing, "Entries %d to %d of the log are under no seal.", l.last.Size, l.tree.Size()-1)
	}
	return !l.broken
}

// End says what came of it.
func (l *LogChecker) End() Report {
	l.close()
	if !l.broken && len(l.nodes) > 0 {
		l.stop(l.tree.Size(), LogChanged, "There are %d stored hashes that belong to no entries.", len(l.nodes))
	}
	return Report{Sealed: l.last.Size, Seals: l.seals, SealedAt: l.last.At, Findings: l.found}
}

func (l *LogChecker) stop(index int64, kind Kind, sentence string, args ...any) {
	l.broken = true
	l.found = append(l.found, Finding{Seq: index, Kind: kind, Sentence: fmt.Sprintf(sentence, args...)})
}

// CompareSeals holds the seals of a file or of letters against those of the
// database, both shortest log first. The file may lag behind: what it does not
// have yet is no finding, unless it goes on after that.
func CompareSeals(keys PublicKeys, outside, inside iter.Seq2[string, error]) ([]Finding, error) {
	next, stop := iter.Pull2(inside)
	defer stop()
	after := int64(0) // seals up to this many entries are the same on both sides
	last := ""
	for note, err := range outside {
		if err != nil {
			return nil, err
		}
		have, err, ok := next()
		if err != nil {
			return nil, err
		}
		if ok && have == note {
			last = note
			continue
		}
		if s, err := keys.OpenSeal(last); err == nil {
			after = s.Size
		}
		want, err := keys.OpenSeal(note)
		if err != nil {
			return one(after, SealBad, "After the seal of %d entries the seal file holds something that is no seal of this log: %v.", after, err), nil
		}
		if want.Size <= after {
			return one(after, SealBad, "The seal file holds a seal of %d entries after one of %d.", want.Size, after), nil
		}
		if !ok {
			return one(want.Size, LogCut, "The seal file holds a seal of %d entries, made %s, that the database lacks: the end of the log was cut off.",
				want.Size, want.At.Format("2 January 2006 at 15:04 MST")), nil
		}
		got, err := keys.OpenSeal(have)
		switch {
		case err != nil:
			return one(want.Size, SealBad, "Where the seal file holds a seal of %d entries the database holds one that cannot be used: %v.", want.Size, err), nil
		case got.Size == want.Size:
			return one(want.Size, Forked, "There are two seals of %d entries, one in the seal file and one in the database: the log was forked.", want.Size), nil
		case got.Size > want.Size:
			return one(want.Size, Forked, "The database lacks the seal of %d entries that the seal file holds: the log was forked.", want.Size), nil
		default:
			return one(got.Size, Forked, "The database holds a seal of %d entries that the seal file lacks, before one of %d: the log was forked.", got.Size, want.Size), nil
		}
	}
	return nil, nil
}

func one(index int64, kind Kind, sentence string, args ...any) []Finding {
	return []Finding{{Seq: index, Kind: kind, Sentence: fmt.Sprintf(sentence, args...)}}
}
