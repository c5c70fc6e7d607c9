package audit

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// chain writes n entries, one after the other, and gives them with their head.
func chain(id string, n int) ([]Entry, Head) {
	head := Head{ChainID: id}
	var entries []Entry
	for i := range n {
		e := sampleEntry()
		e.At = e.At.Add(time.Duration(i) * time.Minute)
		e.Subject = fmt.Sprint("row-", i)
		e = Next(head, e)
		entries, head = append(entries, e), e.Head()
	}
	return entries, head
}

func check(entries []Entry, head Head) *Finding {
	c := NewChecker(End{Head: head})
	for _, e := range entries {
		if f := c.Add(Row{Entry: e}); f != nil {
			return f
		}
	}
	return c.End()
}

func TestUntouchedChainIsGood(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 200} {
		if f := check(chain("c", n)); f != nil {
			t.Errorf("%d rows: %v", n, f)
		}
	}
}

// F12, the part a chain alone can show.
func TestFirstBadRowIsNamed(t *testing.T) {
	t.Parallel()
	rewrite := func(es []Entry, from int) {
		h := es[from-1].Head()
		for i := from; i < len(es); i++ {
			es[i] = Next(h, es[i])
			h = es[i].Head()
		}
	}
	tests := []struct {
		name   string
		tamper func(es []Entry, h *Head) []Entry
		kind   Kind
		seq    int64
	}{
		{"a field edited", func(es []Entry, _ *Head) []Entry { es[4].Action = "case.view"; return es }, Changed, 5},
		{"a fact edited", func(es []Entry, _ *Head) []Entry { es[4].Detail[1].Value = "refused"; return es }, Changed, 5},
		{"facts in another order", func(es []Entry, _ *Head) []Entry { slices.Reverse(es[4].Detail); return es }, Changed, 5},
		{"a field edited and hashed again", func(es []Entry, _ *Head) []Entry {
			es[4].ActorID = "nobody"
			es[4].Hash = fingerprint(es[4])
			return es
		}, Unlinked, 6},
		{"rewritten from a row onward", func(es []Entry, _ *Head) []Entry {
			es[4].ActorID = "nobody"
			rewrite(es, 4)
			return es
		}, HeadChanged, 10},
		{"a row gone", func(es []Entry, _ *Head) []Entry { return slices.Delete(es, 4, 5) }, Missing, 5},
		{"the first row gone", func(es []Entry, _ *Head) []Entry { return es[1:] }, Missing, 1},
		{"a row gone and the rest renumbered", func(es []Entry, _ *Head) []Entry {
			es = slices.Delete(es, 4, 5)
			for i := 4; i < len(es); i++ {
				es[i].Seq--
			}
			return es
		}, Reordered, 5},
		{"two rows handed over in the wrong order", func(es []Entry, _ *Head) []Entry {
			es[4], es[5] = es[5], es[4]
			return es
		}, Missing, 5},
		{"a row handed over again, later", func(es []Entry, _ *Head) []Entry { return append(es, es[2]) }, Reordered, 3},
		{"two rows with their numbers swapped", func(es []Entry, _ *Head) []Entry {
			es[4], es[7] = es[7], es[4]
			es[4].Seq, es[7].Seq = 5, 8
			return es
		}, Reordered, 5},
		{"a row twice", func(es []Entry, _ *Head) []Entry { return slices.Insert(es, 4, es[4]) }, Duplicate, 5},
		{"the end cut off", func(es []Entry, _ *Head) []Entry { return es[:7] }, Cut, 8},
		{"everything gone", func([]Entry, *Head) []Entry { return nil }, Cut, 1},
		{"a row added behind the head", func(es []Entry, h *Head) []Entry { return append(es, Next(*h, es[0])) }, Surplus, 11},
		{"the head set back", func(es []Entry, h *Head) []Entry { *h = es[7].Head(); return es }, Surplus, 9},
		{"the head's hash changed", func(es []Entry, h *Head) []Entry { h.Hash = es[0].Hash; return es }, HeadChanged, 10},
		{"a row of another chain", func(es []Entry, _ *Head) []Entry { es[4].ChainID = "d"; return es }, WrongChain, 5},
		{"an unknown version", func(es []Entry, _ *Head) []Entry { es[4].Version = 9; return es }, WrongVersion, 5},
		{"version 258, which is 2 in a byte", func(es []Entry, _ *Head) []Entry { es[4].Version = 258; return es }, WrongVersion, 5},
		{"the older form", func(es []Entry, _ *Head) []Entry { es[4].Version = firstVersion; return es }, Changed, 5},
		{"another address", func(es []Entry, _ *Head) []Entry { es[4].Address = "elsewhere"; return es }, Changed, 5},
		{"another reason", func(es []Entry, _ *Head) []Entry { es[4].Reason = ""; return es }, Changed, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			entries, head := chain("c", 10)
			f := check(tt.tamper(entries, &head), head)
			if f == nil {
				t.Fatal("nothing was found")
			}
			if f.Kind != tt.kind || f.Seq != tt.seq || f.ChainID != "c" || f.Sentence == "" {
				t.Errorf("found %s at row %d of chain %s (%q), want %s at row %d", f.Kind, f.Seq, f.ChainID, f.Sentence, tt.kind, tt.seq)
			}
		})
	}
}

// One hundred thousand chains, each with one random tampering. The checker
// starts at the tampered row, from the state it had there on the good chain,
// which is what a whole run would have reached; every hundredth is a whole run.
func TestEveryRandomTamperingIsFound(t *testing.T) {
	t.Parallel()
	const rows, rounds = 200, 100_000
	good, head := chain("c", rows)
	at := make([]Checker, rows+1)
	at[0] = NewChecker(End{Head: head})
	for i, e := range good {
		at[i+1] = at[i]
		if f := at[i+1].Add(Row{Entry: e}); f != nil {
			t.Fatal(f)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for round := range rounds {
		i := r.IntN(rows)
		rest, what := tamper(r, good, i)
		c := at[i]
		if round%100 == 0 {
			c, rest = at[0], slices.Insert(rest, 0, good[:i])
		}
		if !finds(&c, rest) {
			t.Fatalf("round %d: %s at row %d was not found", round, what, i+1)
		}
	}
}

func finds(c *Checker, parts [][]Entry) bool {
	for _, part := range parts {
		for _, e := range part {
			if c.Add(Row{Entry: e}) != nil {
				return true
			}
		}
	}
	return c.End() != nil
}

// tamper says what follows the good rows before row i, in parts, so that the
// good chain is never copied.
func tamper(r *rand.Rand, good []Entry, i int) (rest [][]Entry, what string) {
	e, after := good[i], good[i+1:]
	texts := []*string{&e.OrganisationID, &e.ChainID, &e.ActorID, &e.SessionID, &e.Action, &e.Subject, &e.Address, &e.Reason}
	text := texts[r.IntN(len(texts))]
	switch r.IntN(13) {
	case 0:
		*text, what = flip(r, []byte(*text)), "a letter changed"
	case 1:
		*text, what = *text+string(rune('a'+r.IntN(26))), "a letter added"
	case 2:
		a, b := texts[r.IntN(3)], texts[3+r.IntN(3)]
		*a, *b, what = *b, *a, "two fields swapped"
	case 3:
		e.At, what = e.At.Add(time.Duration(1+r.Int64N(1e9))*time.Microsecond), "time moved"
	case 4:
		e.Detail = slices.Clone(e.Detail)
		p := &e.Detail[r.IntN(len(e.Detail))]
		p.Value, what = flip(r, []byte(p.Value)), "a fact changed"
	case 5:
		e.Detail, what = e.Detail[:r.IntN(len(e.Detail))], "a fact removed"
	case 6:
		e.Hash, what = []byte(flip(r, bytes.Clone(e.Hash))), "hash changed"
	case 7:
		e.PrevHash, what = []byte(flip(r, bytes.Clone(e.PrevHash))), "link changed and hashed again"
		e.Hash = fingerprint(e)
	case 8:
		*text += "?"
		e.Hash, what = fingerprint(e), "rewritten and hashed again"
	case 9:
		return [][]Entry{after}, "row deleted"
	case 10:
		return nil, "end cut off"
	case 11:
		return [][]Entry{{e, e}, after}, "row doubled"
	default:
		if len(after) == 0 {
			return nil, "last row deleted"
		}
		j := r.IntN(len(after))
		later := after[j]
		if r.IntN(2) == 0 {
			e.Seq, later.Seq = later.Seq, e.Seq
		}
		return [][]Entry{{later}, after[:j], {e}, after[j+1:]}, "two rows swapped"
	}
	return [][]Entry{{e}, after}, what
}

func flip(r *rand.Rand, b []byte) string {
	b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
	return string(b)
}
