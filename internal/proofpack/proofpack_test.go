package proofpack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/audit"
)

var morning = time.Date(2026, 5, 18, 8, 30, 0, 0, time.UTC)

var plain = Words{
	Action: func(a string) string { return "Action " + a },
	Facts: func(facts []audit.Pair) (lines []string) {
		for _, f := range facts {
			lines = append(lines, f.Key+": "+f.Value)
		}
		return lines
	},
}

const (
	one = "01a20155-c446-7317-80d9-6b3dd1b8ec9a"
	two = "01a20155-d3a8-752a-9a47-44d702d25f32"
)

// sample is a pack of two cases; the last row of the second is in no seal yet.
func sample(t testing.TB, key *audit.SealKey) Pack {
	t.Helper()
	p := Pack{MadeAt: morning, Redacted: true, People: []Person{{"worker", "Caseworker 1"}}}
	var leaves []audit.Hash
	var tree audit.Tree
	for i, chain := range []string{one, two} {
		c := Case{Reference: fmt.Sprint("ND-", i), Chain: chain}
		head := audit.Head{ChainID: chain}
		for n := range 5 {
			e := audit.Next(head, audit.Entry{
				OrganisationID: "org", At: morning.Add(time.Duration(n) * time.Minute), ActorID: "worker", Action: "consent.record",
				Detail: []audit.Pair{{Key: "status", Value: "given"}, {Key: "owner_after", Value: "worker"}},
			})
			head = e.Head()
			r := Row{Entry: e, Index: int64(len(leaves)), Done: n%2 == 0}
			if chain == two && n == 4 {
				r.Index = -1
			} else {
				c.InLog++
				leaves = append(leaves, audit.Leaf(e.Hash))
				tree.Append(audit.Leaf(e.Hash), nil)
			}
			c.Rows++
			c.Trail = append(c.Trail, r)
		}
		p.Cases = append(p.Cases, c)
	}
	p.Seal = key.Seal(audit.Seal{Size: tree.Size(), Root: tree.Root(), At: morning}).Note
	fetch := audit.Fetch(func(_ int, spans []audit.Span) (out []audit.Hash, err error) {
		for _, s := range spans {
			out = append(out, leaves[s.From:s.To]...)
		}
		return out, nil
	})
	for _, c := range p.Cases {
		for i := range c.Trail {
			r := &c.Trail[i]
			if r.Index < 0 || !r.Done && r.Seq != c.InLog {
				continue
			}
			path, err := audit.Prove(tree.Size(), r.Index, fetch)
			if err != nil {
				t.Fatal(err)
			}
			r.Proof = path
		}
	}
	return p
}

func sealKey(t testing.TB) *audit.SealKey {
	t.Helper()
	k, err := audit.NewSealKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func built(t testing.TB, p Pack, key *audit.SealKey) []byte {
	t.Helper()
	b, err := Build(p, key, plain)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVerify_good(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	r := Verify(built(t, sample(t, key), key), key.Public())
	if !r.Good() || len(r.Pack.Cases) != 2 || len(r.Pack.Cases[0].Trail) != 5 || r.Proofs != 6 || r.Seal.Size != 9 {
		t.Errorf("%v, %d proofs, %d cases", r.Findings, r.Proofs, len(r.Pack.Cases))
	}
	if !Is(built(t, sample(t, key), key)) {
		t.Error("a pack is not known for one")
	}
}

func TestVerify_nothingSealedYet(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	p := sample(t, key)
	p.Seal = ""
	for i := range p.Cases {
		p.Cases[i].InLog = 0
		for j := range p.Cases[i].Trail {
			p.Cases[i].Trail[j].Index, p.Cases[i].Trail[j].Proof = -1, nil
		}
	}
	if r := Verify(built(t, p, key), key.Public()); !r.Good() || r.Proofs != 0 {
		t.Errorf("%v", r.Findings)
	}
}

// Whatever bit of the file is changed, the check says so.
func TestVerify_everyBitCounts(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	good := built(t, sample(t, key), key)
	r := rand.New(rand.NewPCG(5, 6))
	bits := r.Perm(len(good) * 8)
	for _, bit := range bits[:3000] {
		bad := bytes.Clone(good)
		bad[bit/8] ^= 1 << (bit % 8)
		if report := Verify(bad, key.Public()); report.Good() {
			t.Fatalf("bit %d of byte %d can be changed", bit%8, bit/8)
		}
	}
}

// Whatever is done to the file, the sentence says what is wrong with it.
func TestVerify_saysWhatIsWrongWithTheFile(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	good := built(t, sample(t, key), key)
	files := unzipped(t, good)
	tests := map[string]struct {
		bad  []byte
		want string
	}{
		"nothing":       {nil, "no whole ZIP file"},
		"no ZIP file":   {[]byte("no"), "no whole ZIP file"},
		"cut":           {good[:len(good)-1], "no whole ZIP file"},
		"a byte more":   {append(bytes.Clone(good), 0), "changed after it was made"},
		"another ZIP":   {packed(t, file{"a.txt", []byte("a")}), "proof.html is missing"},
		"a file more":   {packed(t, append(slices.Clone(files), file{"a.txt", nil})...), "not part of a proof pack"},
		"a file twice":  {packed(t, append(slices.Clone(files), files[0])...), "not part of a proof pack"},
		"a byte before": {append([]byte{0}, good...), "changed after it was made"},
		"a bomb":        {bomb(t, files), "compressed, as in no proof pack"},
		"too large":     {make([]byte, MaxSize+1), "larger than 256 MB"},
	}
	for i, f := range files {
		changed := slices.Clone(files)
		flipped := bytes.Clone(f.content)
		flipped[len(flipped)/2] ^= 1
		changed[i].content = flipped
		at := bytes.Index(good, f.content)
		bad := bytes.Clone(good)
		bad[at+len(f.content)/2] ^= 1
		signed := f.name + " is not the one that was signed"
		if f.name == manifestFile {
			signed = "The list of files in the pack cannot be trusted"
		}
		for name, tc := range map[string]struct {
			bad  []byte
			want string
		}{
			"a bit changed in " + f.name:               {bad, "the file " + f.name + " in it was changed"},
			"a bit changed and packed anew, " + f.name: {packed(t, changed...), signed},
			"missing " + f.name:                        {packed(t, slices.Delete(slices.Clone(files), i, i+1)...), "the file " + f.name + " is missing"},
		} {
			tests[name] = tc
		}
	}
	for name, tc := range tests {
		r := Verify(tc.bad, key.Public())
		if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Sentence, tc.want) {
			t.Errorf("%s: %v, want %q", name, r.Findings, tc.want)
		}
	}
}

// unzipped are the files of a pack in their order.
func unzipped(t *testing.T, b []byte) (files []file) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file{f.Name, content})
	}
	return files
}

func packed(t *testing.T, files ...file) []byte {
	t.Helper()
	b, err := pack(files, morning)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bomb is a pack whose trail is a hundred megabytes of nothing, in a hundred
// kilobytes.
func bomb(t *testing.T, files []file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: morning})
		if err != nil {
			t.Fatal(err)
		}
		if f.name == trailFile {
			f.content = make([]byte, 100<<20)
		}
		if _, err := w.Write(f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestVerify_keyThatDoesNotMatch(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	r := Verify(built(t, sample(t, key), key), sealKey(t).Public())
	if len(r.Findings) != 1 || r.Findings[0].Kind != audit.SealBad || !strings.Contains(r.Findings[0].Sentence, "key") {
		t.Errorf("%v", r.Findings)
	}
}

// A pack that was made by somebody with the key, but with another trail in it
// than the one that was sealed.
func TestVerify_whatTheProofsShow(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	for name, tc := range map[string]struct {
		change func(p *Pack)
		kind   audit.Kind
		chain  string
		row    int64
	}{
		"a row changed":             {func(p *Pack) { p.Cases[0].Trail[1].ActorID = "nobody" }, audit.Changed, one, 2},
		"a row left out":            {func(p *Pack) { p.Cases[0].Trail = slices.Delete(p.Cases[0].Trail, 1, 2) }, audit.Missing, one, 2},
		"the end left out":          {func(p *Pack) { p.Cases[1].Trail = p.Cases[1].Trail[:4] }, audit.Cut, two, 5},
		"the trail of another case": {func(p *Pack) { p.Cases[0].Chain, p.Cases[1].Chain = two, one }, audit.WrongChain, two, 1},
		"a proof of another row":    {func(p *Pack) { p.Cases[0].Trail[0].Proof = p.Cases[0].Trail[2].Proof }, audit.LogChanged, one, 1},
		"no proof of the last row":  {func(p *Pack) { p.Cases[0].Trail[4].Proof = nil }, audit.NotInLog, one, 5},
		"an unsealed row as sealed": {func(p *Pack) { p.Cases[1].Trail[4].Index = 9 }, audit.NotInLog, two, 5},
		"rewritten, with fitting hashes": {func(p *Pack) {
			head := p.Cases[0].Trail[0].Head()
			for i := 1; i < 5; i++ {
				r := &p.Cases[0].Trail[i]
				r.ActorID = "nobody"
				r.Entry = audit.Next(head, r.Entry)
				head = r.Head()
			}
		}, audit.LogChanged, one, 3},
	} {
		p := sample(t, key)
		tc.change(&p)
		r := Verify(built(t, p, key), key.Public())
		if len(r.Findings) != 1 || r.Findings[0].Kind != tc.kind || r.Findings[0].ChainID != tc.chain || r.Findings[0].Seq != tc.row {
			t.Errorf("%s: %+v, want %s at row %d of %s", name, r.Findings, tc.kind, tc.row, tc.chain)
		}
	}
}

func TestBuild_pageIsReadableAndHasNoScripts(t *testing.T) {
	t.Parallel()
	key := sealKey(t)
	p := sample(t, key)
	p.Cases[0].Reference = "ND-<b>"
	b := built(t, p, key)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Action consent.record", "status: given", "owner_after: Caseworker 1", "Caseworker 1", "18 May 2026, 09:30:00", "In no seal yet", "ND-&lt;b&gt;"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, not := range []string{"<script", "<b>", "http:", "src=", ">worker<"} {
		if strings.Contains(string(page), not) {
			t.Errorf("the page has %q", not)
		}
	}
}

// Old packs are checked by making their ZIP file again, so the bytes of one
// may never change.
func TestPack_bytesNeverChange(t *testing.T) {
	t.Parallel()
	b, err := pack([]file{{"a.txt", []byte("one\n")}, {"b.txt", nil}}, morning)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	const want = "4d1b4014d1f870d10be4b5979bcb7aa5c76a5f251b18f2871d0912f6dd413339"
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
