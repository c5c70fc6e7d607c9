package server_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/clamav"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/clamd"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

var signedSheet = url.Values{"document_kind": {"consent_sheet"}}

func TestEvidence_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.WithConsent(t, ref, func(r *consent.Record) { r.AnsweredHow = consent.SignedSheet })
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get(base+"/documents"), "There are no documents yet")
	sound(t, v.Get(base+"/consent"), "Attach the signed sheet")
	form := sound(t, v.Get(base+"/add-document?for=consent-1"), "Signed consent sheet", "Remove location and camera details")
	if !strings.Contains(form.HTML, `enctype="multipart/form-data"`) || !strings.Contains(form.HTML, `value="consent-1" selected`) {
		t.Errorf("the form does not come from the record:\n%s", form.HTML)
	}
	content := papers.PDF("I agree. Ana Testova")
	to := v.SubmitFile(form, nil, `../../Ana "Testova" sheet.pdf`, content)
	if to.To != base+"/documents" {
		t.Fatalf("%d %q %s", to.Status, to.To, to.Text())
	}
	list := sound(t, v.Follow(to), "The document is added.", `Ana "Testova" sheet.pdf`, "PDF, 601 bytes", "Signed consent sheet", "consent record 1 of 18 May 2026", "By Casey Caseworker", "Not scanned for viruses")
	if strings.Contains(list.HTML, "..") {
		t.Error("the path stayed in the name")
	}
	sound(t, v.Get(base+"/consent"), "Document 1", `Ana "Testova" sheet.pdf`, "Download document 1")
	file := v.Get(base + "/documents/1/file")
	want := map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="` + string(ref) + `-document-1.pdf"`,
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	}
	for name, value := range want {
		if got := file.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if file.Status != http.StatusOK || file.HTML != string(content) {
		t.Errorf("%d, %d bytes of %d", file.Status, len(file.HTML), len(content))
	}
	sound(t, v.Get(base+"/timeline"), "Document 1 added: Signed consent sheet")
	trail := sound(t, s.SignedIn(t, s.Auditor).Get("/audit/cases/"+string(ref)), "Opened a document", "Added a document", "SHA-256 of the file")
	if strings.Contains(trail.Text(), "Testova") {
		t.Error("the trail names the document")
	}
}

func TestEvidence_attachedToADecisionAndAHandoff(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.HandedOver(t, ref)
	id := s.Recorded(t, ref, decision.RG, decision.Positive, sample.Today)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Supervisor)
	p := sound(t, v.Get(base+"/decisions"), "Attach the letter")
	if !strings.Contains(p.HTML, base+"/add-document?for=decision-"+id) {
		t.Fatal("the link does not name the decision")
	}
	form := sound(t, v.Get(base+"/add-document?for=decision-"+id))
	v.SubmitFile(form, nil, "letter.jpg", papers.JPEG())
	sound(t, v.Get(base+"/decisions"), "letter.jpg", "Decision letter", "Download document 1")
	sound(t, v.Get(base+"/decisions/"+id+"/confirm"), "Check this decision against the letter", "letter.jpg", "Download document 1")
	form = sound(t, v.Get(base+"/add-document?for=handoff-1"))
	v.SubmitFile(form, url.Values{"document_kind": {"other_letter"}}, "answer.docx", papers.DOCX("x"))
	sound(t, v.Get(base+"/handoffs/1"), "answer.docx", "Download document 2")
	sound(t, v.Get(base+"/documents"), "RG decision", "handoff 1 to")
}

func TestEvidence_badInputKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := sound(t, v.Get(base+"/add-document"))
	chosen := url.Values{"document_kind": {"identity_document"}, "clean": {"yes"}}
	for name, test := range map[string]struct {
		fields  url.Values
		file    string
		content []byte
		says    string
	}{
		"no file":                   {chosen, "", nil, "Choose a file"},
		"nothing chosen":            {nil, "a.pdf", papers.PDF("x"), "Select what the document is"},
		"a file that lies":          {chosen, "a.pdf", papers.JPEG(), "ends in .pdf, but inside it is a JPG photograph"},
		"another kind":              {chosen, "a.svg", []byte("<svg onload=alert(1)>"), "must be a PDF, JPG, PNG, HEIC, DOC or DOCX"},
		"a bomb":                    {chosen, "a.docx", papers.BombDOCX(), "unpacks to far more than it should"},
		"details of a PDF":          {chosen, "a.pdf", papers.PDF("x"), "from JPG and PNG photographs only"},
		"26 MB":                     {chosen, "a.pdf", papers.BigPDF(26 << 20), "The file is larger than 25 MB"},
		"26 MB, announced as 27":    {chosen, "a.pdf", papers.BigPDF(27 << 20), "The file is larger than 25 MB"},
		"a record of somebody else": {url.Values{"document_kind": {"other"}, "belongs_to": {"consent-9"}}, "a.pdf", papers.PDF("x"), "Choose what the document belongs to from the list"},
	} {
		p := v.SubmitFile(form, test.fields, test.file, test.content)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), test.says) || !strings.Contains(p.Text(), "Choose the file again") {
			t.Errorf("%s: %d %s", name, p.Status, p.Text())
		}
		if test.fields != nil && test.fields.Get("clean") == "yes" && (!strings.Contains(p.HTML, `value="identity_document" checked`) || !strings.Contains(p.HTML, `value="yes" checked`)) {
			t.Errorf("%s: what was chosen is lost", name)
		}
		p.Status = http.StatusOK
		sound(t, p)
	}
	sound(t, v.Get(base+"/documents"), "There are no documents yet")
}

// A body without end is cut off: the program neither stores nor waits for it.
func TestEvidence_endlessBody(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	head := "--xxxx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4\n"
	v := s.SignedIn(t, s.Caseworker)
	sent := &counted{from: io.MultiReader(strings.NewReader(head), endless{})}
	v.Stream("/cases/"+string(ref)+"/add-document", "multipart/form-data; boundary=xxxx", sent)
	if sent.n > 200<<20 {
		t.Errorf("%d MB were read", sent.n>>20)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type counted struct {
	from io.Reader
	n    int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

func TestEvidence_photographCleanedOnRequest(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get(base + "/add-document")
	v.SubmitFile(form, url.Values{"document_kind": {"photograph"}, "clean": {"yes"}}, "IMG_1.JPG", papers.JPEG())
	sound(t, v.Get(base+"/documents"), "Location and camera details were removed.")
	got := v.Get(base + "/documents/1/file")
	if strings.Contains(got.HTML, papers.Place) || !bytes.HasPrefix([]byte(got.HTML), []byte{0xFF, 0xD8, 0xFF}) {
		t.Error("the photograph still tells where it was taken, or is none")
	}
}

func TestEvidence_virusScanner(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	daemon := clamd.Start(t)
	var err error
	if s.Desk.Files.Scanner, err = clamav.New(daemon.Address); err != nil {
		t.Fatal(err)
	}
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v, admin := s.SignedIn(t, s.Caseworker), s.SignedIn(t, s.Admin)
	form := v.Get(base + "/add-document")
	if p := v.SubmitFile(form, signedSheet, "a.pdf", papers.InfectedPDF()); !strings.Contains(p.Text(), "A virus was found in the file, so it was not taken") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
	sound(t, v.Get(base+"/documents"), "There are no documents yet")
	sound(t, admin.Get("/admin/health"), "On, and it answers", "Everything is in order.")
	daemon.Fall()
	sound(t, v.Follow(v.SubmitFile(form, signedSheet, "a.pdf", papers.PDF("x"))), "It is held until the virus scanner", "Held")
	if p := v.Get(base + "/documents/1/file"); p.Status != http.StatusConflict || !strings.Contains(p.Text(), "held until the virus scanner has looked at it") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
	sound(t, admin.Get("/admin/health"), "it does not answer", "Something needs the person who runs this service.")
	s.Desk.Files.Scanner = nil
	sound(t, admin.Get("/admin/health"), "Off. Documents are stored and opened without being scanned for viruses")
}

func TestEvidence_recordedInError(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Added(t, ref, "wrong.pdf", papers.PDF("x"))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := sound(t, v.Get(base+"/documents/1/mark-as-error"), "Mark as recorded in error", "Another letter of the Home Office")
	if p := v.Submit(form, url.Values{"reason": {""}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("%d", p.Status)
	}
	sound(t, v.Follow(v.Submit(form, url.Values{"reason": {"It belongs to <b>another</b> case"}})), "Recorded in error", "It belongs to <b>another</b> case")
	if p := v.Get(base + "/documents/1/file"); p.Status != http.StatusConflict {
		t.Errorf("a caseworker opens it: %d", p.Status)
	}
	if p := s.SignedIn(t, s.Supervisor).Get(base + "/documents/1/file"); p.Status != http.StatusOK {
		t.Errorf("a supervisor does not: %d", p.Status)
	}
	if p := v.Get(base + "/documents/1/mark-as-error"); p.To != base+"/documents" {
		t.Errorf("a second mark: %d", p.Status)
	}
}

func TestEvidence_auditorSeesNoNames(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get("/cases/" + string(ref) + "/add-document?for=consent-1")
	v.SubmitFile(form, nil, "Ana Testova.pdf", papers.PDF("x"))
	auditor := s.SignedIn(t, s.Auditor)
	records, err := s.DB.ConsentRecords(t.Context(), s.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		"/audit/cases/" + string(ref):                "Documents of this case, without names",
		"/audit/cases/" + string(ref) + "/documents": "Belongs to a consent record",
		"/audit/consent/" + records[0].Reference:     "Signed consent sheet",
	} {
		if p := sound(t, auditor.Get(path), says); strings.Contains(p.Text(), "Testova") {
			t.Errorf("%s tells the name", path)
		}
	}
	if p := auditor.Get("/cases/" + string(ref) + "/documents/1/file"); p.Status != http.StatusForbidden {
		t.Errorf("an auditor opens it: %d", p.Status)
	}
}

// The sign-in ended while the form was open: what was chosen is kept, and the
// page says that the file has to be chosen again.
func TestEvidence_sessionEndedMeanwhile(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get(base + "/add-document")
	v.Post("/sign-out", url.Values{})
	again := v.SubmitFile(form, url.Values{"document_kind": {"photograph"}}, "a.jpg", papers.JPEG())
	if again.Status != http.StatusUnauthorized {
		t.Fatalf("%d %s", again.Status, again.Text())
	}
	in := v.Submit(again, url.Values{"email": {"casey.caseworker@example.org"}, "password": {sample.Password}})
	back := sound(t, v.Follow(in))
	if in.To != base+"/add-document" || !strings.Contains(back.HTML, `value="photograph" checked`) {
		t.Errorf("what was chosen is lost: %s %s", in.To, back.Text())
	}
}

func TestEvidence_fullCase(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	s.Desk.Files.PerCase = 1
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get(base + "/add-document")
	s.Added(t, ref, "a.pdf", papers.PDF("x"))
	if p := v.SubmitFile(form, signedSheet, "b.pdf", papers.PDF("y")); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "which is the most it may have") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
	p := sound(t, v.Get(base+"/documents"), "This case has 1 document, which is the most it may have")
	if strings.Contains(p.Text(), "Add a document") {
		t.Error("a full case offers to add")
	}
	if p := v.Get(base + "/add-document"); p.To != base+"/documents" {
		t.Errorf("the form: %d", p.Status)
	}
}
