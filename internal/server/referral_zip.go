package server

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/media"
	"nrmdesk/internal/nrm/referral"
)

// getReferralZIP hands out the pack with the documents of the case, one after
// the other, so that no more than a piece of one is in memory. When one fails
// on the way the line is cut: the browser says that the download failed, and
// what it has is not a ZIP file, because the list at its end is missing.
func (s *Server) getReferralZIP(c *gin.Context) error {
	f, err := s.readPack(c)
	if err != nil {
		return err
	}
	documents, notes, err := s.packDocuments(c, f)
	if err != nil {
		return err
	}
	canonical, err := packBytes(f)
	if err != nil {
		return err
	}
	c.Header("Content-Type", "application/zip")
	c.Header("Content-Disposition", `attachment; filename="`+string(f.Case.Ref)+`-referral.zip"`)
	z := zip.NewWriter(c.Writer)
	err = s.writePack(c, z, f, canonical, documents, notes)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		ctx := c.Request.Context()
		s.log.WarnContext(ctx, "a download ended early", "request", RequestID(ctx), "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	return nil
}

// packDocuments are the documents that go with the pack, or why there are
// none. A report without a name carries none: the official form takes none,
// and a paper may name the client.
func (s *Server) packDocuments(c *gin.Context, f desk.ReferralFile) (documents []desk.EvidenceFile, notes []string, err error) {
	if snapshot := packed(f); snapshot.Nameless || snapshot.Route == referral.DtN {
		return nil, []string{"No documents: a report of a refusal carries none."}, nil
	}
	list, err := s.desk.Evidence(c.Request.Context(), me(c).Actor, f.Case.Ref)
	if err != nil {
		return nil, nil, err
	}
	for _, document := range list.List {
		if !document.Mistake.Marked() {
			documents = append(documents, document)
		}
	}
	slices.SortFunc(documents, func(a, b desk.EvidenceFile) int { return a.Number - b.Number })
	return documents, nil, nil
}

// writePack writes the answers as data, then each document, and last the text,
// which says what could not be had now.
func (s *Server) writePack(c *gin.Context, z *zip.Writer, f desk.ReferralFile, canonical []byte, documents []desk.EvidenceFile, notes []string) error {
	w, err := z.Create("referral.json")
	if err != nil {
		return err
	}
	if _, err := w.Write(canonical); err != nil {
		return err
	}
	amended, err := amendmentsJSON(f)
	if err != nil {
		return err
	}
	if amended != nil {
		if w, err = z.Create("amendments.json"); err != nil {
			return err
		}
		if _, err := w.Write(amended); err != nil {
			return err
		}
	}
	for _, document := range documents {
		takeTime(c)
		note, err := s.writeDocument(c, z, f, document)
		if err != nil {
			return err
		}
		notes = append(notes, note)
	}
	if w, err = z.Create("referral.txt"); err != nil {
		return err
	}
	_, err = io.WriteString(w, packText(f, packed(f), canonical, notes))
	return err
}

// writeDocument adds one document and says which it is, or why it is missing.
// It is stored as it is: photographs and PDFs are packed already.
func (s *Server) writeDocument(c *gin.Context, z *zip.Writer, f desk.ReferralFile, document desk.EvidenceFile) (string, error) {
	content, err := s.desk.OpenEvidence(c.Request.Context(), me(c).Actor, f.Case.Ref, document.Number)
	var conflict *fault.Conflict
	if errors.As(err, &conflict) {
		return fmt.Sprintf("Document %d is missing: %s", document.Number, conflict.Message), nil
	}
	if err != nil {
		return "", err
	}
	name := "document-" + number(document.Number) + "." + media.Type(content.Type).Extensions()[0]
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return "", err
	}
	if _, err := content.WriteTo(w); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: SHA-256 %s", name, document.SHA256), nil
}

// packText is the pack to read without a program.
func packText(f desk.ReferralFile, snapshot referral.Snapshot, canonical []byte, notes []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "OFFICIAL – SENSITIVE\nReferral pack of case %s. Not sent from here.\nOfficial form as of %s. %s\nSHA-256 of referral.json: %s\n",
		f.Case.Ref, snapshot.FormVersion, redaction(snapshot), referral.Digest(canonical))
	for _, section := range append(packSections(f.Draft.Form, snapshot.Entries, nil), amendedSections(f)...) {
		fmt.Fprintf(&b, "\n\n== %s ==\n", section.Title)
		for _, e := range section.Entries {
			fmt.Fprintf(&b, "\n%s\n%s\n", e.Label, e.Text)
		}
	}
	b.WriteString("\n\n== Documents ==\n\n" + strings.Join(notes, "\n") + "\n")
	return b.String()
}
