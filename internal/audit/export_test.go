package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

// exported is an export of n entries in a dozen chains, all of them sealed,
// with what it was made from.
type exported struct {
	key   *SealKey
	lines [][]byte
	good  []line // the same, parsed
	seals []string
}

func export(t testing.TB, n int) *exported {
	t.Helper()
	x := &exported{key: sealKey(t)}
	heads := make([]Head, 12)
	for i := range heads {
		heads[i].ChainID = chainKey{byte(i + 1)}.String()
	}
	var tree Tree
	var last Seal
	x.put(AppendHeader(nil))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range n {
		c := r.IntN(len(heads))
		e := sampleEntry()
		e.At = e.At.Add(time.Duration(i) * time.Minute)
		e.Subject = fmt.Sprint("row-", i)
		if i%7 == 0 {
			e.Detail = append(e.Detail, Pair{"note", `quoted "text", <b> & ü`})
		}
		e = Next(heads[c], e)
		heads[c] = e.Head()
		tree.Append(Leaf(e.Hash), nil)
		x.put(Line{Entry: &Row{Entry: e}, Index: int64(i)}.Append(nil))
		if i%(n/4+1) == n/4 || i == n-1 {
			last = x.key.Seal(Seal{Size: tree.Size(), Root: tree.Root(), At: e.At, Before: last.Digest()})
			x.seals = append(x.seals, last.Note)
			x.put(Line{Seal: last.Note}.Append(nil))
		}
	}
	chains := int64(0)
	for _, h := range heads {
		if h.Seq > 0 {
			chains++
			x.put(Line{End: &h}.Append(nil))
		}
	}
	x.put(Line{Done: &Counts{Entries: int64(n), Chains: chains, Log: int64(n)}}.Append(nil))
	return x
}

func (x *exported) put(text []byte) {
	x.lines = append(x.lines, text)
	x.good = append(x.good, parseLine(text))
}

func (x *exported) outside() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, s := range x.seals {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func TestVerifyExport_good(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 100, 5000} {
		x := export(t, n)
		for name, r := range map[string]io.Reader{
			"at once": bytes.NewReader(bytes.Join(x.lines, nil)), "byte by byte": iotest.OneByteReader(bytes.NewReader(bytes.Join(x.lines, nil))),
		} {
			report, err := VerifyExport(r, x.key.Public(), x.outside())
			if err != nil || !report.Good() || report.Entries != n || report.Sealed != int64(n) || report.Seals != len(x.seals) {
				t.Errorf("%d entries, read %s: %+v, %v", n, name, report, err)
			}
		}
	}
}

func TestVerifyExport_bad(t *testing.T) {
	t.Parallel()
	x := export(t, 100)
	for name, tc := range map[string]struct {
		file string
		keys PublicKeys
		kind Kind
	}{
		"nothing":                {"", x.key.Public(), LogCut},
		"something else":         {"a,b,c\n", x.key.Public(), BadLine},
		"one endless line":       {strings.Repeat("x", 2*blockSize), x.key.Public(), BadLine},
		"cut in a line":          {string(bytes.Join(x.lines, nil)[:5000]), x.key.Public(), BadLine},
		"cut after a line":       {string(bytes.Join(x.lines[:50], nil)), x.key.Public(), LogCut},
		"more after the end":     {string(bytes.Join(x.lines, nil)) + string(x.lines[len(x.lines)-1]), x.key.Public(), BadLine},
		"a line without its end": {strings.TrimSuffix(string(bytes.Join(x.lines, nil)), "\n"), x.key.Public(), BadLine},
		"a key that is not its":  {string(bytes.Join(x.lines, nil)), sealKey(t).Public(), SealBad},
	} {
		report, err := VerifyExport(strings.NewReader(tc.file), tc.keys, nil)
		if err != nil || len(report.Findings) == 0 || !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.Kind == tc.kind }) {
			t.Errorf("%s: %v, %v, want %s", name, report.Findings, err, tc.kind)
		}
	}
	broken := errors.New("disk gone")
	if _, err := VerifyExport(iotest.ErrReader(broken), x.key.Public(), nil); !errors.Is(err, broken) {
		t.Errorf("a reading error: %v", err)
	}
}

// Somebody drops the last seal, calls what it covered not sealed yet and makes
// up other rows: only the seals outside tell.
func TestVerifyExport_cutBackToAnEarlierSeal(t *testing.T) {
	t.Parallel()
	x, shorter := export(t, 100), &exported{}
	shorter.seals = x.seals[:len(x.seals)-1]
	var kept, loose [][]byte
	counts := Counts{Entries: 100}
	sealed := false
	for i, l := range x.good {
		switch {
		case l.Seal == x.seals[len(x.seals)-1]:
		case l.Entry != nil && sealed:
			loose = append(loose, Line{Entry: l.Entry, Index: NotSealed}.Append(nil))
		case l.End != nil:
			counts.Chains++
			loose = append(loose, x.lines[i])
		case l.Done != nil:
			counts.Log = 100 - int64(len(loose)) + counts.Chains
			loose = append(loose, Line{Done: &counts}.Append(nil))
		default:
			kept = append(kept, x.lines[i])
			sealed = l.Seal == shorter.seals[len(shorter.seals)-1]
		}
	}
	file := bytes.Join(append(kept, loose...), nil)
	if report, err := VerifyExport(bytes.NewReader(file), x.key.Public(), shorter.outside()); err != nil || !report.Good() {
		t.Fatalf("by itself it is a good export of an earlier day: %v, %v", report.Findings, err)
	}
	report, err := VerifyExport(bytes.NewReader(file), x.key.Public(), x.outside())
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Kind != LogCut {
		t.Errorf("%v, %v", report.Findings, err)
	}
}

// TestVerifyExport_everyRandomTampering tampers with an export of a thousand
// rows, again and again, in whatever way comes up, and asks that the check
// stops at the first line that is not as it was written. In the usual run it
// does so 20,000 times; NRMDESK_TEST_TAMPERINGS says how often otherwise.
func TestVerifyExport_everyRandomTampering(t *testing.T) {
	t.Parallel()
	rounds, seed := 20_000, uint64(20260518)
	if n, err := strconv.Atoi(os.Getenv("NRMDESK_TEST_TAMPERINGS")); err == nil {
		rounds, seed = n, uint64(time.Now().UnixNano())
	}
	t.Logf("%d tamperings, seed %d", rounds, seed)
	x := export(t, 1000)
	other := sealKey(t)
	after := x.stations()
	began := time.Now()
	var workers sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		workers.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(w)))
			for range rounds / n {
				lines, first, what := x.tamper(r, other)
				same := x.sameUpTo(lines)
				v := after[same].copy()
				for _, l := range lines[same:] {
					if !v.add(l) {
						break
					}
				}
				at := v.lines
				report, err := v.end(x.outside())
				if err != nil || report.Good() {
					t.Errorf("%s at line %d was not found (%v)", what, first, err)
					return
				}
				if at > first && !strings.HasSuffix(what, "onward") {
					t.Errorf("%s at line %d was found at line %d only: %v", what, first, at, report.Findings)
					return
				}
			}
		})
	}
	workers.Wait()
	t.Logf("all found in %s", time.Since(began).Round(time.Millisecond))
}

// stations are the checker after no line of the export, after the first, and so
// on: what comes before the harm need not be gone through a million times.
func (x *exported) stations() []*exportChecker {
	v := newExportChecker(x.key.Public())
	list := []*exportChecker{v.copy()}
	for _, l := range x.good {
		v.add(l)
		list = append(list, v.copy())
	}
	return list
}

func (v *exportChecker) copy() *exportChecker {
	c, log := *v, *v.log
	log.tree.peaks = slices.Clone(log.tree.peaks)
	c.log, c.chains, c.seals = &log, maps.Clone(v.chains), slices.Clone(v.seals)
	return &c
}

// sameUpTo is how many lines at the beginning are those of the export.
func (x *exported) sameUpTo(lines []line) int {
	for i, l := range lines {
		if i == len(x.good) {
			return i
		}
		g := x.good[i]
		if l.Entry != g.Entry || l.End != g.End || l.Done != g.Done || l.Seal != g.Seal || l.header != g.header || l.ok != g.ok {
			return i
		}
	}
	return len(lines)
}

// tamper gives the lines of the export after some harm was done to them, and
// the number of the first line that is not what it was.
func (x *exported) tamper(r *rand.Rand, other *SealKey) (lines []line, first int64, what string) {
	for {
		i := r.IntN(len(x.lines))
		text := slices.Clone(x.lines[i])
		lines = slices.Clone(x.good)
		changed := func(with ...line) ([]line, int64, string) {
			return slices.Replace(lines, i, i+1, with...), int64(i + 1), what
		}
		switch r.IntN(12) {
		case 0:
			what = "a bit flipped"
			text[r.IntN(len(text))] ^= 1 << r.IntN(8)
			return changed(parseBlock(text)...)
		case 1:
			what = "a byte replaced"
			at := r.IntN(len(text))
			with := byte(r.IntN(256))
			if with == text[at] {
				continue
			}
			text[at] = with
			return changed(parseBlock(text)...)
		case 2:
			what = "a byte taken out"
			at := r.IntN(len(text))
			return changed(parseBlock(slices.Delete(text, at, at+1))...)
		case 3:
			what = "a byte put in"
			lines, first, _ = changed(parseBlock(slices.Insert(text, r.IntN(len(text)), byte(r.IntN(256))))...)
			return lines, first + 1, what // a line break put before the one at the end makes another line
		case 4:
			what = "a line taken out"
			if x.good[i].End != nil || x.good[i].Seal != "" { // seen when all ends have come, or at the next seal
				lines, _, _ = changed()
				return lines, int64(len(x.lines)), what
			}
			return changed()
		case 5:
			what = "a line doubled"
			lines, _, _ = changed(x.good[i], x.good[i])
			return lines, int64(i + 2), what
		case 6:
			what = "two lines swapped"
			j := r.IntN(len(lines))
			ends := x.good[i].End != nil || x.good[j].End != nil
			if i == j || x.good[i].End != nil && x.good[j].End != nil {
				continue // the recorded ends may come in any order: each is checked for itself
			}
			lines[i], lines[j] = lines[j], lines[i]
			if first = int64(min(i, j) + 1); ends {
				first++ // an end whose rows have all come may stand there; what follows it may not
			}
			return lines, first, what
		case 7:
			what = "the end cut off"
			return lines[:i], int64(i + 1), what
		case 8:
			what = "the end cut off and counted anew"
			var counts Counts
			for _, l := range lines[:i] {
				if l.Entry != nil {
					counts.Entries++
					counts.Log++
				}
				if l.End != nil {
					counts.Chains++
				}
			}
			if i >= len(lines)-1 {
				continue
			}
			return append(lines[:i], parseLine(Line{Done: &counts}.Append(nil))), int64(i + 1), what
		case 9:
			if lines[i].Entry == nil {
				continue
			}
			what = "a field changed and hashed again"
			lines[i] = x.forged(r, lines[i], Head{})
			// The next row of the chain does not follow, or the seal does not fit.
			return lines, int64(len(lines)), what
		case 10:
			if lines[i].Entry == nil {
				continue
			}
			what = "a chain rewritten onward"
			x.rewriteOnward(r, lines, i)
			return lines, int64(i + 1), what
		default:
			if lines[i].Entry == nil {
				continue
			}
			what = "a chain rewritten and the log sealed by another, onward"
			x.rewriteOnward(r, lines, i)
			var tree Tree
			var last Seal
			for at, l := range lines {
				if l.Entry != nil {
					tree.Append(Leaf(l.Entry.Hash), nil)
				}
				if l.Seal != "" {
					last = other.Seal(Seal{Size: tree.Size(), Root: tree.Root(), At: morning, Before: last.Digest()})
					lines[at] = parseLine(Line{Seal: last.Note}.Append(nil))
				}
			}
			return lines, 1, what
		}
	}
}

// forged is a line with something changed and the hash made to fit. A head
// that is not zero is what it is to follow.
func (x *exported) forged(r *rand.Rand, l line, follow Head) line {
	e := l.Entry.Entry
	e.Detail = slices.Clone(e.Detail)
	for _, change := range []func(){
		func() { e.ActorID += "x" }, func() { e.Action = "case.view" }, func() { e.At = e.At.Add(time.Second) },
		func() { e.Detail[0].Value += "x" }, func() { e.Address = "" }, func() { e.Subject = "row" },
	}[r.IntN(6):][:1] {
		change()
	}
	if follow.Seq > 0 || follow.ChainID != "" {
		e = Next(follow, e)
	}
	e.Hash = fingerprint(e)
	return parseLine(Line{Entry: &Row{Entry: e}, Index: l.Index}.Append(nil))
}

// rewriteOnward forges a row and makes the rest of its chain, and the recorded
// end, follow it.
func (x *exported) rewriteOnward(r *rand.Rand, lines []line, i int) {
	lines[i] = x.forged(r, lines[i], Head{})
	head := lines[i].Entry.Head()
	for j := i + 1; j < len(lines); j++ {
		switch l := lines[j]; {
		case l.Entry != nil && l.Entry.ChainID == head.ChainID:
			e := Next(head, l.Entry.Entry)
			head = e.Head()
			lines[j] = parseLine(Line{Entry: &Row{Entry: e}, Index: l.Index}.Append(nil))
		case l.End != nil && l.End.ChainID == head.ChainID:
			lines[j] = parseLine(Line{End: &head}.Append(nil))
		}
	}
}

// What ParseLine takes is what Append writes, byte for byte.
func FuzzParseLine(f *testing.F) {
	x := export(f, 20)
	for _, l := range x.lines {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, ok := ParseLine(b)
		if !ok || string(b) == exportHeader {
			return
		}
		if again := l.Append(nil); !bytes.Equal(again, b) {
			t.Errorf("%q is read as a line that is written %q", b, again)
		}
	})
}

func BenchmarkVerifyExport(b *testing.B) {
	x := export(b, 100_000)
	file := bytes.Join(x.lines, nil)
	for b.Loop() {
		report, err := VerifyExport(bytes.NewReader(file), x.key.Public(), nil)
		if err != nil || !report.Good() {
			b.Fatal(report.Findings, err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}
