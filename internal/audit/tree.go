package audit

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash of the log's tree.
type Hash = tlog.Hash

// Stride is how many levels of the tree lie between those that are stored.
// Whatever lies between is made again from at most 2^Stride hashes.
const Stride = 8

// Node is the hash of a whole subtree: Level says how many leaves it covers
// (2^Level), Place which of the subtrees of that level it is.
type Node struct {
	Level int
	Place int64
	Hash  Hash
}

// Tree is the log's Merkle tree (RFC 6962) as it grows. It holds no leaves,
// only the roots of the whole subtrees that its size is made of.
type Tree struct {
	size  int64
	peaks []Hash // the largest subtree first
}

// Leaf is the leaf of an entry: only its hash goes into the log, so a proof
// shows nothing of other entries.
func Leaf(entryHash []byte) Hash {
	return sha256.Sum256(append(make([]byte, 1, 1+hashSize), entryHash...)) // tlog.RecordHash, without its detours
}

// Append adds a leaf and gives each subtree that becomes whole, at the levels
// that are stored, to keep.
func (t *Tree) Append(leaf Hash, keep func(Node)) {
	for level, place := 0, t.size; place&1 == 1; {
		last := len(t.peaks) - 1
		leaf = tlog.NodeHash(t.peaks[last], leaf)
		t.peaks = t.peaks[:last]
		level, place = level+1, place>>1
		if level%Stride == 0 && keep != nil {
			keep(Node{level, place, leaf})
		}
	}
	t.peaks = append(t.peaks, leaf)
	t.size++
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Root is the hash that stands for all leaves and their order.
func (t *Tree) Root() Hash {
	if len(t.peaks) == 0 {
		return sha256.Sum256(nil)
	}
	root := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		root = tlog.NodeHash(t.peaks[i], root)
	}
	return root
}

// Span is a run of places of one level: From up to, not including, To.
type Span struct{ From, To int64 }

// Fetch reads stored hashes of one level: level 0 is the leaves. What it
// returns are the hashes of the spans, in their order.
type Fetch func(level int, spans []Span) ([]Hash, error)

// OpenTree is the tree of the first size leaves, ready to grow.
func OpenTree(size int64, fetch Fetch) (*Tree, error) {
	var need []int64
	offset := int64(0)
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size&(1<<level) != 0 {
			need = append(need, tlog.StoredHashIndex(level, offset>>level))
			offset += 1 << level
		}
	}
	peaks, err := fetch.ReadHashes(need)
	return &Tree{size: size, peaks: peaks}, err
}

// ReadHashes implements tlog.HashReader: a hash between the stored levels is
// made from those of the stored level below it.
func (f Fetch) ReadHashes(indexes []int64) ([]Hash, error) {
	spans := map[int][]Span{}
	for _, index := range indexes {
		level, place := tlog.SplitStoredHashIndex(index)
		up := level % Stride
		spans[level-up] = append(spans[level-up], Span{place << up, (place + 1) << up})
	}
	stored := map[int][]Hash{}
	for level, list := range spans {
		hashes, err := f(level, list)
		if err != nil {
			return nil, err
		}
		want := int64(0)
		for _, s := range list {
			want += s.To - s.From
		}
		if int64(len(hashes)) != want {
			return nil, fmt.Errorf("the log lacks hashes of level %d: %d of %d are there", level, len(hashes), want)
		}
		stored[level] = hashes
	}
	out := make([]Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		up := level % Stride
		out[i] = subtree(stored[level-up][:1<<up])
		stored[level-up] = stored[level-up][1<<up:]
	}
	return out, nil
}

// subtree is the root over a power of two of hashes.
func subtree(hashes []Hash) Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}

// Prove shows that the leaf at the index is in the tree of that size: with the
// leaf, the proof's hashes give the root.
func Prove(size, index int64, fetch Fetch) ([]Hash, error) {
	return tlog.ProveRecord(size, index, fetch)
}

// ProveAll is Prove for many leaves of one tree, with one reading for all.
func ProveAll(size int64, indexes []int64, fetch Fetch) ([][]Hash, error) {
	var needed asked
	for _, index := range indexes {
		if _, err := tlog.ProveRecord(size, index, &needed); err != nil {
			return nil, err
		}
	}
	slices.Sort(needed)
	needed = slices.Compact(needed)
	hashes, err := fetch.ReadHashes(needed)
	if err != nil {
		return nil, err
	}
	read := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			at, _ := slices.BinarySearch(needed, index)
			out[i] = hashes[at]
		}
		return out, nil
	})
	proofs := make([][]Hash, len(indexes))
	for i, index := range indexes {
		if proofs[i], err = tlog.ProveRecord(size, index, read); err != nil {
			return nil, err
		}
	}
	return proofs, nil
}

// asked is a reader that only notes which hashes are wanted of it.
type asked []int64

// ReadHashes implements tlog.HashReader.
func (a *asked) ReadHashes(indexes []int64) ([]Hash, error) {
	*a = append(*a, indexes...)
	return make([]Hash, len(indexes)), nil
}

// CheckProof says whether an entry's hash is in the tree of the size and root.
func CheckProof(proof []Hash, size int64, root Hash, index int64, entryHash []byte) bool {
	return index >= 0 && index < size && tlog.CheckRecord(proof, size, root, index, Leaf(entryHash)) == nil
}
