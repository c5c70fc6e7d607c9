// Package proofpack makes and checks proof packs: a ZIP file with the whole
// trail of some cases, proof that its rows are under a signed seal of the
// audit log, and a page to read. It is checked with the public key alone, far
// from the database it came from. What goes into a pack, and who may have one,
// is decided at the desk.
package proofpack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/audit"
)

// Pack is what a proof pack holds.
type Pack struct {
	Format    string    `json:"format"`
	MadeAt    time.Time `json:"made_at"`
	Redacted  bool      `json:"redacted"` // staff appear as roles, not by name
	PublicKey string    `json:"public_key"`
	Seal      string    `json:"seal"` // the signed head that the proofs lead to
	Cases     []Case    `json:"cases"`
	People    []Person  `json:"people"`
}

// Case is one case with its whole trail.
type Case struct {
	Reference string `json:"reference"`
	Chain     string `json:"chain"`
	Rows      int64  `json:"rows"`
	InLog     int64  `json:"rows_in_log"` // rows after these are in no seal yet
	Trail     []Row  `json:"-"`           // in the file trail.jsonl
}

// Row is an entry and its place in the log, -1 while it is in no seal. Proof
// is there for everything that was done to the case, and for the last row in
// the log, which vouches for all before it.
type Row struct {
	audit.Entry
	Index int64
	Proof []audit.Hash
	Done  bool // something was done, not only looked at
}

// Person says how somebody on the staff is called in the pack.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Words put the codes of the trail into words.
type Words struct {
	Action func(action string) string
	Facts  func(facts []audit.Pair) []string
}

// The files of a pack, in their order.
const (
	pageFile     = "proof.html"
	packFile     = "pack.json"
	trailFile    = "trail.jsonl"
	readmeFile   = "README.txt"
	manifestFile = "manifest.txt"
)

// members are the files in the order in which they are packed.
var members = []string{pageFile, packFile, trailFile, readmeFile, manifestFile}

const (
	format        = "nrmdesk proof pack 1"
	manifestFirst = format + "\n"
)

// Build makes the ZIP file of a pack and signs what is in it.
func Build(p Pack, key *audit.SealKey, words Words) ([]byte, error) {
	p.Format, p.PublicKey, p.MadeAt = format, key.Public().Newest(), p.MadeAt.UTC().Truncate(time.Second)
	page, err := renderPage(p, words)
	if err != nil {
		return nil, err
	}
	described, err := describe(p)
	if err != nil {
		return nil, err
	}
	files := []file{{pageFile, page}, {packFile, described}, {trailFile, trail(p)}, {readmeFile, []byte(readme)}}
	var manifest strings.Builder
	manifest.WriteString(manifestFirst)
	for _, f := range files {
		fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(f.content), f.name)
	}
	return pack(append(files, file{manifestFile, []byte(key.Sign(manifest.String()))}), p.MadeAt)
}

func describe(p Pack) ([]byte, error) {
	b, err := json.MarshalIndent(p, "", "  ")
	return append(b, '\n'), err
}

// trail is every row, each followed by its proof where it has one.
func trail(p Pack) []byte {
	b := audit.AppendHeader(nil)
	for _, c := range p.Cases {
		for _, r := range c.Trail {
			b = audit.Line{Entry: &audit.Row{Entry: r.Entry}, Index: r.Index}.Append(b)
			if r.Proof != nil {
				b = audit.Line{Proof: r.Proof, Index: r.Index}.Append(b)
			}
		}
	}
	return b
}

type file struct {
	name    string
	content []byte
}

// pack writes a ZIP file that the same files at the same time always give, to
// the byte: nothing is compressed. A test holds on to the bytes, should the
// library ever write them otherwise.
func pack(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store, Modified: at})
		if err != nil {
			return nil, fmt.Errorf("write proof pack: %w", err)
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, fmt.Errorf("write proof pack: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write proof pack: %w", err)
	}
	return b.Bytes(), nil
}

// MaxSize is the largest pack that is looked at. What is in a pack is never
// larger than the pack, so no file takes more memory than a few times this.
const MaxSize = 256 << 20

var errNoPack = errors.New("it is not a proof pack of NRM Desk")

// unpack reads the files of a pack. Every byte of the ZIP file counts: it must
// be the one that pack writes of what is in it. Nothing is unpacked that is
// compressed, or that says it is larger than the ZIP file.
func unpack(b []byte) (map[string][]byte, error) {
	if len(b) > MaxSize {
		return nil, fmt.Errorf("it is larger than %d MB, more than any proof pack", MaxSize>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errors.New("it is no whole ZIP file")
	}
	for _, name := range members {
		if !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name }) {
			return nil, fmt.Errorf("the file %s is missing from it", name)
		}
	}
	var files []file
	byName := map[string][]byte{}
	for i, f := range z.File {
		if i >= len(members) || f.Name != members[i] {
			return nil, errors.New("it holds files that are not part of a proof pack, or in another order")
		}
		if f.Method != zip.Store || f.UncompressedSize64 > uint64(len(b)) {
			return nil, fmt.Errorf("the file %s in it is compressed, as in no proof pack, and was not opened", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("the file %s in it was changed", f.Name)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("the file %s in it was changed", f.Name)
		}
		files = append(files, file{f.Name, content})
		byName[f.Name] = content
	}
	var p Pack
	if err := json.Unmarshal(byName[packFile], &p); err != nil {
		return nil, errNoPack
	}
	again, err := pack(files, p.MadeAt)
	if err != nil || !bytes.Equal(again, b) {
		return nil, errors.New("the ZIP file was changed after it was made")
	}
	return byName, nil
}

// Is says whether the file that begins like this is a proof pack.
func Is(beginning []byte) bool { return bytes.HasPrefix(beginning, []byte("PK\x03\x04")) }
