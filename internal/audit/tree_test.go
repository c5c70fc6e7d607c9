package audit

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// grown is a log of n leaves with what a database would keep of it.
func grown(n int) (t *Tree, leaves []Hash, fetch Fetch) {
	t = &Tree{}
	nodes := map[int][]Hash{}
	for i := range n {
		leaf := Leaf(entryHash(i))
		leaves = append(leaves, leaf)
		t.Append(leaf, func(n Node) {
			if int(n.Place) != len(nodes[n.Level]) {
				panic("a node out of its place")
			}
			nodes[n.Level] = append(nodes[n.Level], n.Hash)
		})
	}
	return t, leaves, func(level int, spans []Span) (out []Hash, err error) {
		have := nodes[level]
		if level == 0 {
			have = leaves
		}
		for _, s := range spans {
			if s.To > int64(len(have)) {
				return nil, fmt.Errorf("level %d has no place %d", level, s.To-1)
			}
			out = append(out, have[s.From:s.To]...)
		}
		return out, nil
	}
}

func entryHash(i int) []byte {
	sum := sha256.Sum256(fmt.Append(nil, i))
	return sum[:]
}

// The tree is the one of RFC 6962, as x/mod computes it.
func TestTree_isTheStandardsTree(t *testing.T) {
	t.Parallel()
	var stored []Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			out[i] = stored[index]
		}
		return out, nil
	})
	var tree Tree
	for n := range 1100 {
		want, err := tlog.TreeHash(int64(n), read)
		if err != nil || tree.Root() != want || tree.Size() != int64(n) {
			t.Fatalf("root of %d leaves: %v, want %v (%v)", n, tree.Root(), want, err)
		}
		more, err := tlog.StoredHashes(int64(n), entryHash(n), read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
		tree.Append(Leaf(entryHash(n)), nil)
	}
}

func TestTree_opensWhereItWasLeft(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 255, 256, 257, 1000, 65536, 70001} {
		want, _, fetch := grown(n)
		got, err := OpenTree(int64(n), fetch)
		if err != nil || got.Root() != want.Root() {
			t.Errorf("%d leaves: %v", n, err)
			continue
		}
		for i := range 300 {
			want.Append(Leaf(entryHash(i)), nil)
			got.Append(Leaf(entryHash(i)), nil)
		}
		if got.Root() != want.Root() {
			t.Errorf("%d leaves and 300 more: other roots", n)
		}
	}
}

func TestProve(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 256, 257, 1023, 66000} {
		tree, _, fetch := grown(n)
		root, size := tree.Root(), tree.Size()
		for range 20 {
			i := rand.Int64N(size)
			proof, err := Prove(size, i, fetch)
			if err != nil || !CheckProof(proof, size, root, i, entryHash(int(i))) {
				t.Fatalf("entry %d of %d: %v", i, n, err)
			}
			if CheckProof(proof, size, root, i, entryHash(n+1)) {
				t.Errorf("the proof of entry %d of %d proves another", i, n)
			}
			if n > 1 && CheckProof(proof, size, root, (i+1)%size, entryHash(int(i))) {
				t.Errorf("the proof of entry %d of %d proves another place", i, n)
			}
		}
		if _, err := Prove(size, size, fetch); err == nil {
			t.Errorf("an entry beyond %d was proved", n)
		}
		if CheckProof(nil, size, root, -1, nil) || CheckProof(nil, size, root, size, nil) {
			t.Error("nonsense is proved")
		}
	}
}

func TestProveAll_isProveForEach(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{1, 300, 66000} {
		_, _, fetch := grown(int(n))
		var indexes []int64
		for range 30 {
			indexes = append(indexes, rand.Int64N(n))
		}
		readings := 0
		all, err := ProveAll(n, indexes, func(level int, spans []Span) ([]Hash, error) {
			readings++
			return fetch(level, spans)
		})
		if err != nil || len(all) != len(indexes) || readings > 3 {
			t.Fatalf("of %d: %v, %d proofs in %d readings", n, err, len(all), readings)
		}
		for i, index := range indexes {
			if one, err := Prove(n, index, fetch); err != nil || !slices.Equal(one, all[i]) {
				t.Errorf("entry %d of %d: %v", index, n, err)
			}
		}
	}
	_, _, fetch := grown(3)
	if _, err := ProveAll(3, []int64{0, 3}, fetch); err == nil {
		t.Error("an entry beyond the log was proved")
	}
	if none, err := ProveAll(0, nil, fetch); err != nil || len(none) > 0 {
		t.Errorf("nothing to prove: %v, %v", none, err)
	}
}

func TestFetch_missingHashesAreAnError(t *testing.T) {
	t.Parallel()
	_, _, fetch := grown(1000)
	holey := Fetch(func(level int, spans []Span) ([]Hash, error) {
		hashes, err := fetch(level, spans)
		return hashes[:max(0, len(hashes)-1)], err
	})
	if _, err := Prove(1000, 3, holey); err == nil {
		t.Error("a proof from missing hashes")
	}
}

func BenchmarkTree(b *testing.B) {
	var tree Tree
	hash := entryHash(1)
	for b.Loop() {
		tree.Append(Leaf(hash), nil)
	}
}
