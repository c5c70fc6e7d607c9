package journeys

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestDocuments attaches the signed sheet as a photograph and a letter as a
// PDF, with and without scripts, and takes them out again.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			s.Submitted(t, ref, sample.Today)
			s.Recorded(t, ref, decision.RG, decision.Positive, sample.Today)
			folder := t.TempDir()
			photo, letter, wrong := filepath.Join(folder, "IMG_0001.JPG"), filepath.Join(folder, "letter.pdf"), filepath.Join(folder, "scan.pdf")
			huge := filepath.Join(folder, "huge.pdf")
			for path, content := range map[string][]byte{photo: papers.JPEG(), letter: papers.PDF("Reasonable grounds: yes"), wrong: papers.PNG(), huge: papers.BigPDF(26 << 20)} {
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			u := signedIn(t, s, s.Caseworker, scripts)
			const file = "Choose a file, or take a photograph"

			u.Open("/cases/" + string(ref) + "/consent")
			u.Press("Attach the signed sheet")
			u.Tick("Remove location and camera details from the photograph")
			u.Press("Add the document")
			u.SeesText("Choose a file", "Choose the file again")
			u.Upload(file, wrong)
			u.Press("Add the document")
			u.SeesText("ends in .pdf, but inside it is a PNG picture")
			if scripts {
				u.Upload(file, huge)
				u.SeesText("The file is larger than 25 MB")
			}
			u.Upload(file, photo)
			u.SeesNo("The file is larger than 25 MB")
			u.Press("Add the document")
			u.SeesHeading("Documents")
			u.SeesText("The document is added.", "IMG_0001.JPG", "Signed consent sheet", "consent record 1", "Location and camera details were removed.")

			u.Open("/cases/" + string(ref) + "/decisions")
			u.Press("Attach the letter")
			u.Upload(file, letter)
			u.Press("Add the document")
			u.SeesText("letter.pdf", "Decision letter", "RG decision")

			saved, content := u.Download("letter.pdf (download document 2)")
			if saved != string(ref)+"-document-2.pdf" || !bytes.Equal(content, papers.PDF("Reasonable grounds: yes")) {
				t.Errorf("downloaded as %s, %d bytes", saved, len(content))
			}
			if _, content := u.Download("IMG_0001.JPG (download document 1)"); bytes.Contains(content, []byte(papers.Place)) {
				t.Error("the photograph still tells where it was taken")
			}
			u.Open("/cases/" + string(ref) + "/consent")
			u.SeesText("IMG_0001.JPG")

			u.Open("/cases/" + string(ref) + "/documents")
			u.PressIn("IMG_0001.JPG", "Mark as recorded in error")
			u.Fill("What is wrong with it?", "It is the sheet of another client")
			u.Press("Mark as recorded in error")
			u.SeesText("Recorded in error", "It is the sheet of another client")
		})
	}
}
