package server_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/pdf"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/server"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/pdftext"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// printing gives a site the Chromium of this machine.
func printing(t *testing.T) func(*server.Options) {
	t.Helper()
	p, err := pdf.Find("")
	if err != nil || p == nil {
		t.Fatalf("no Chromium: %v", err)
	}
	return func(o *server.Options) { o.PDF = p }
}

// TestReferralPack_asPDF: the PDF is tagged, says which referral it is on each
// sheet, holds what was typed, and is in the trail like every look at the pack.
func TestReferralPack_asPDF(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t, printing(t))
	s.WriteReferral(t, ref)
	const typed = "[sic] ~ A|B <tag>"
	v.Submit(v.Get(at+"/what_happened/beginning"), url.Values{"how_it_began": {typed}})
	s.Approved(t, ref)
	says(t, good(t, v.Get(at+"/pack")), "Download to read and print (PDF)")
	looks := func() int {
		file := s.Read(t, ref)
		trail, err := s.DB.AuditTrail(t.Context(), file.OrganisationID, file.ID, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		return len(trail)
	}
	before := looks()
	p := v.Get(at + "/pack.pdf")
	if p.Status != http.StatusOK || p.Header.Get("Content-Type") != "application/pdf" || p.Header.Get("Content-Disposition") != `attachment; filename="`+string(ref)+`-referral.pdf"` {
		t.Fatalf("%d %v %s", p.Status, p.Header, p.Text())
	}
	if n := looks(); n != before+1 {
		t.Errorf("%d entries in the trail, want %d", n, before+1)
	}
	for _, part := range []string{"/StructTreeRoot", "/Type /Outlines", "/Lang (en-GB)"} {
		if !strings.Contains(p.HTML, part) {
			t.Errorf("the PDF has no %s", part)
		}
	}
	sheets := pdftext.Of(t, []byte(p.HTML))
	for i, sheet := range sheets {
		for _, mark := range []string{"Referral pack of " + string(ref) + ". Official form as of 2026-04-21. Approved, not recorded as sent.", "Official – sensitive. Names the client."} {
			if !strings.Contains(sheet, mark) {
				t.Errorf("sheet %d does not say %q:\n%s", i+1, mark, sheet)
			}
		}
	}
	all := strings.Join(sheets, "")
	for _, text := range []string{"Made by Casey Caseworker", typed, "First name", "Ana"} {
		if !strings.Contains(all, text) {
			t.Errorf("the PDF does not say %q:\n%s", text, all)
		}
	}
}

// TestReferralPack_withoutChromium: the page says how to print instead.
func TestReferralPack_withoutChromium(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	s.Approved(t, ref)
	p := good(t, v.Get(at+"/pack"))
	says(t, p, "use the print function of your browser")
	says(t, good(t, s.SignedIn(t, s.Admin).Get("/admin/health")), "Not made: no Chromium is in use.")
	if strings.Contains(p.Text(), "(PDF)") {
		t.Error("a PDF is offered")
	}
	if p := v.Get(at + "/pack.pdf"); p.Status != http.StatusConflict || !strings.Contains(p.Text(), "use the print function of your browser") {
		t.Errorf("%d %s", p.Status, p.Text())
	}
}

// TestReferralPack_zip: the documents come as they are; when one cannot be had
// on the way, what came is no ZIP.
func TestReferralPack_zip(t *testing.T) {
	t.Parallel()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := site.Of(t, sample.On(t, db, keys))
	ref := s.Case(t, sample.Adult(calendar.England))
	v, at := s.SignedIn(t, s.Caseworker), "/cases/"+string(ref)+"/referral"
	s.Consented(t, ref)
	s.Approved(t, ref)
	letter := papers.BigPDF(100_000)
	s.Added(t, ref, "Ana Testova.pdf", letter)
	second := s.Added(t, ref, "b.pdf", papers.PDF("x"))
	p := v.Get(at + "/pack.zip")
	z, err := zip.NewReader(strings.NewReader(p.HTML), int64(len(p.HTML)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"referral.json", "document-1.pdf", "document-2.pdf", "referral.txt"}; !slices.Equal(names, want) {
		t.Errorf("in the ZIP: %v, want %v", names, want)
	}
	if !strings.Contains(p.HTML, string(letter)) {
		t.Error("the document is not in it as it was added")
	}
	owner, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	if _, err := owner.ExecContext(t.Context(), `DELETE FROM evidence_keys WHERE evidence_id = $1`, second.ID); err != nil {
		t.Fatal(err)
	}
	came, cut := v.Cut(at + "/pack.zip")
	if !cut || !bytes.Contains(came, letter[:50_000]) {
		t.Errorf("cut: %t, %d bytes came", cut, len(came))
	}
	if _, err := zip.NewReader(bytes.NewReader(came), int64(len(came))); err == nil {
		t.Error("what came looks like a whole ZIP")
	}
}
