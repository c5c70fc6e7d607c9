package proofpack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nrmdesk/internal/audit"
)

// Report is what checking a pack came to. Findings say what is wrong, the
// first bad row of each case among them.
type Report struct {
	Pack     Pack
	Seal     audit.Seal
	Proofs   int
	Findings []audit.Finding
}

// Good says whether nothing was found.
func (r Report) Good() bool { return len(r.Findings) == 0 }

// Verify checks a pack with public keys that come from somewhere else: that
// no byte of it was changed, that it was signed by the key, that the rows of
// each case follow each other from the first to the last, and that every proof
// leads to the signed head of the log.
func Verify(b []byte, keys audit.PublicKeys) Report {
	var r Report
	files, err := unpack(b)
	if err != nil {
		return r.with(audit.BadLine, "This file cannot be trusted: %v.", err)
	}
	if err := checkManifest(files, keys); err != nil {
		return r.with(audit.SealBad, "The list of files in the pack cannot be trusted: %v.", err)
	}
	if err := json.Unmarshal(files[packFile], &r.Pack); err != nil {
		return r.with(audit.BadLine, "The file %s cannot be read.", packFile)
	}
	if again, err := describe(r.Pack); err != nil || !bytes.Equal(again, files[packFile]) || r.Pack.Format != format {
		return r.with(audit.BadLine, "The file %s is not as a pack of this form has it.", packFile)
	}
	if r.Pack.Seal != "" {
		if r.Seal, err = keys.OpenSeal(r.Pack.Seal); err != nil {
			return r.with(audit.SealBad, "The seal in the pack cannot be trusted: %v.", err)
		}
	}
	return r.checkTrail(files[trailFile])
}

func (r Report) with(kind audit.Kind, sentence string, args ...any) Report {
	r.Findings = append(r.Findings, audit.Finding{Kind: kind, Sentence: fmt.Sprintf(sentence, args...)})
	return r
}

// checkManifest compares every file with the signed list.
func checkManifest(files map[string][]byte, keys audit.PublicKeys) error {
	text, err := keys.Open(string(files[manifestFile]))
	if err != nil {
		return err
	}
	var want strings.Builder
	want.WriteString(manifestFirst)
	for _, name := range members[:len(members)-1] {
		sum := sha256.Sum256(files[name])
		line := fmt.Sprintf("%s  %s\n", hex.EncodeToString(sum[:]), name)
		if !strings.Contains(text, line) {
			return fmt.Errorf("the file %s is not the one that was signed", name)
		}
		want.WriteString(line)
	}
	if text != want.String() {
		return errors.New("what was signed is not the list of a proof pack")
	}
	return nil
}

// checkTrail follows the rows of each case and tries every proof.
func (r Report) checkTrail(text []byte) Report {
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines) < 2 || !bytes.Equal(lines[0], audit.AppendHeader(nil)) || len(lines[len(lines)-1]) > 0 {
		return r.with(audit.BadLine, "The file %s does not begin and end as it should.", trailFile)
	}
	lines = lines[1 : len(lines)-1]
	for i := range r.Pack.Cases {
		c := &r.Pack.Cases[i]
		n, finding := r.checkCase(c, lines)
		if finding != nil {
			r.Findings = append(r.Findings, *finding)
			return r
		}
		lines = lines[n:]
	}
	if len(lines) > 0 {
		return r.with(audit.BadLine, "There are rows of no case at the end of %s.", trailFile)
	}
	return r
}

// checkCase takes the rows of one case off the front and says how many lines
// they were.
func (r *Report) checkCase(c *Case, lines [][]byte) (n int, f *audit.Finding) {
	checker := audit.Resume(audit.Head{ChainID: c.Chain})
	bad := func(seq int64, kind audit.Kind, sentence string, args ...any) (int, *audit.Finding) {
		return n, &audit.Finding{ChainID: c.Chain, Seq: seq, Kind: kind, Sentence: "Case " + c.Reference + ": " + fmt.Sprintf(sentence, args...)}
	}
	proved := int64(0)
	for int64(len(c.Trail)) < c.Rows && n < len(lines) {
		l, ok := audit.ParseLine(lines[n])
		if !ok || l.Entry == nil {
			return bad(checker.Last().Seq+1, audit.BadLine, "Row %d cannot be read.", checker.Last().Seq+1)
		}
		n++
		row := Row{Entry: l.Entry.Entry, Index: l.Index}
		if f := checker.Add(*l.Entry); f != nil {
			return bad(f.Seq, f.Kind, "%s", f.Sentence)
		}
		if row.Index >= 0 != (row.Seq <= c.InLog) {
			return bad(row.Seq, audit.NotInLog, "Row %d is not where the log has it.", row.Seq)
		}
		if n < len(lines) {
			if p, ok := audit.ParseLine(lines[n]); ok && p.Proof != nil {
				n++
				if p.Index != row.Index || !audit.CheckProof(p.Proof, r.Seal.Size, r.Seal.Root, row.Index, row.Hash) {
					return bad(row.Seq, audit.LogChanged, "The proof of row %d does not lead to the seal: that row, or one before it, is not the one that was sealed.", row.Seq)
				}
				row.Proof, proved = p.Proof, row.Seq
				r.Proofs++
			}
		}
		c.Trail = append(c.Trail, row)
	}
	if f := checker.EndAt(c.Rows); f != nil {
		return bad(f.Seq, f.Kind, "%s", f.Sentence)
	}
	if proved != c.InLog {
		return bad(c.InLog, audit.NotInLog, "There is no proof of row %d, the last in the log.", c.InLog)
	}
	return n, nil
}

// Name is how somebody is called in the pack; the program itself when there is
// nobody of that id.
func (p Pack) Name(id string) string {
	if i := slices.IndexFunc(p.People, func(o Person) bool { return o.ID == id }); i >= 0 {
		return p.People[i].Name
	}
	return "NRM Desk itself"
}
