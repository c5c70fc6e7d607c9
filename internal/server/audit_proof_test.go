package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/proofpack"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

var machine = staff.Actor{UserID: "system", Roles: []staff.Role{staff.System}}

// provedIn checks a pack that was downloaded with the public key alone.
func provedIn(t *testing.T, s *site.Site, p site.Page, name string) proofpack.Report {
	t.Helper()
	if p.Status != http.StatusOK || p.Header.Get("Content-Type") != "application/zip" || p.Header.Get("Content-Disposition") != `attachment; filename="`+name+`"` {
		t.Fatalf("%d %v", p.Status, p.Header)
	}
	report := proofpack.Verify([]byte(p.HTML), s.Desk.Seals.Key.Public())
	if !report.Good() {
		t.Fatal(report.Findings)
	}
	return report
}

func TestProofPackOfACase(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	address := "/audit/cases/" + string(ref) + "/proof"
	boss, auditor := s.SignedIn(t, s.Supervisor), s.SignedIn(t, s.Auditor)
	sound(t, boss.Get("/cases/"+string(ref)), "Make a proof pack")
	sound(t, auditor.Get("/audit/cases/"+string(ref)), "Make a proof pack", "Seals of the audit log")
	sound(t, boss.Get(address), "Proof pack of "+string(ref), "By role", "How to check a proof pack")

	for _, v := range []*site.Visitor{boss, auditor} {
		report := provedIn(t, s, v.Post(address, url.Values{"pack_staff": {"roles"}}), string(ref)+"-proof-pack.zip")
		if !report.Pack.Redacted || len(report.Pack.Cases) != 1 || report.Pack.Cases[0].Reference != string(ref) {
			t.Errorf("%+v", report.Pack)
		}
	}
	sound(t, auditor.Get("/audit/cases/"+string(ref)), "Made a proof pack")

	for name, tc := range map[string]struct {
		typed url.Values
		want  string
	}{
		"nothing chosen":         {url.Values{}, "Select how members of staff should appear"},
		"something else chosen":  {url.Values{"pack_staff": {"clients"}}, "Select how members of staff should appear"},
		"names without a reason": {url.Values{"pack_staff": {"names"}, "why_names": {"  "}}, "Enter why the names need to be in it"},
		"a reason too long":      {url.Values{"pack_staff": {"names"}, "why_names": {strings.Repeat("y", 2001)}}, "must be 2000 characters or fewer"},
	} {
		p := boss.Post(address, tc.typed)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), tc.want) {
			t.Errorf("%s: %d, want %q", name, p.Status, tc.want)
		}
		if !strings.Contains(p.HTML, strings.Repeat("y", len(strings.TrimSpace(tc.typed.Get("why_names"))))) {
			t.Errorf("%s: what was typed is gone", name)
		}
	}
	report := provedIn(t, s, boss.Post(address, url.Values{"pack_staff": {"names"}, "why_names": {"A complaint."}}), string(ref)+"-proof-pack.zip")
	if report.Pack.Redacted {
		t.Error("the names are not in it")
	}
}

func TestProofPackOfASample(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for range 3 {
		s.Consented(t, s.Case(t, sample.Adult(calendar.England)))
	}
	number, err := s.Desk.DrawSample(t.Context(), s.Auditor, auditing.Design{
		Kind: auditing.RandomSample, From: sample.Today.AddDays(-30), To: sample.Today.AddDays(30), Confidence: auditing.Confidence95, ErrorPercent: 5,
	}, 2, "a-token")
	if err != nil {
		t.Fatal(err)
	}
	address := "/audit/samples/" + strconv.Itoa(number) + "/proof"
	v := s.SignedIn(t, s.Auditor)
	sound(t, v.Get("/audit/samples/"+strconv.Itoa(number)), "Make a proof pack")
	p := v.Get(address)
	sound(t, p, "Proof pack of Sample 1", "2 records")
	if strings.Contains(p.Text(), "Which part") {
		t.Error("a small sample is offered in parts")
	}
	report := provedIn(t, s, v.Post(address, url.Values{"pack_part": {"1"}}), "sample-1-proof-pack.zip")
	if len(report.Pack.Cases) != 2 {
		t.Errorf("%d cases", len(report.Pack.Cases))
	}
	for part, status := range map[string]int{"2": 404, "0": 404, "": 422, "all": 422} {
		if p := v.Post(address, url.Values{"pack_part": {part}}); p.Status != status {
			t.Errorf("part %q: %d, want %d", part, p.Status, status)
		}
	}
}

func TestSealsPage(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Auditor)
	sound(t, v.Get("/audit/seals"), "Nothing has been sealed yet", s.Desk.Seals.Key.Public().Fingerprint())
	var sealed desk.Sealed
	for range 27 {
		var err error
		if sealed, err = s.Desk.SealAudit(t.Context(), machine); err != nil {
			t.Fatal(err)
		}
		v.Get("/account") // something new to seal
	}
	p := v.Get("/audit/seals")
	sound(t, p, "Root of the tree", "Good", s.Desk.Seals.Key.Public().Newest(), s.Desk.Seals.File.Path, "Older seals", "Help: check a proof pack")
	note := v.Get("/audit/seals/" + strconv.FormatInt(sealed.Size, 10))
	seal, err := s.Desk.Seals.Key.Public().OpenSeal(note.HTML)
	if err != nil || seal.Size != sealed.Size || note.Header.Get("Content-Disposition") == "" || !strings.Contains(p.Text(), seal.Root.String()) {
		t.Errorf("%q, %v", note.HTML, err)
	}
	older := v.Get("/audit/seals?before=" + strconv.FormatInt(oldestOn(t, p), 10))
	sound(t, older, "Root of the tree")
	if strings.Contains(older.Text(), "Older seals") || strings.Contains(older.Text(), seal.Root.String()) {
		t.Error("the second page is not what is left")
	}
	for _, size := range []string{"0", "-1", "x", strconv.FormatInt(sealed.Size+1, 10)} {
		if p := v.Get("/audit/seals/" + size); p.Status != http.StatusNotFound {
			t.Errorf("a seal of %s entries: %d", size, p.Status)
		}
	}

	// Signed by somebody else.
	forged := sample.Seals(t).Key.Seal(audit.Seal{Size: sealed.Size + 5, At: sample.Now})
	if err := s.DB.AddSeal(t.Context(), forged); err != nil {
		t.Fatal(err)
	}
	sound(t, v.Get("/audit/seals"), "Unknown key", "A seal that cannot be used")
}

// oldestOn is the size of the last seal listed on a page.
func oldestOn(t *testing.T, p site.Page) int64 {
	t.Helper()
	_, after, found := strings.Cut(p.HTML, "/audit/seals?before=")
	end := strings.IndexFunc(after, func(r rune) bool { return r < '0' || r > '9' })
	if !found || end < 1 {
		t.Fatal("there is no older page")
	}
	size, err := strconv.ParseInt(after[:end], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return size
}

func TestAuditHealth(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v, admin := s.Visitor(t), s.SignedIn(t, s.Admin)
	if p := v.Get("/healthz/audit"); p.Status != http.StatusOK || !strings.Contains(p.HTML, "nothing is sealed yet") {
		t.Errorf("%d %q", p.Status, p.HTML)
	}
	s.Case(t, sample.Adult(calendar.England))
	if _, err := s.Desk.SealAudit(t.Context(), machine); err != nil {
		t.Fatal(err)
	}
	if p := v.Get("/healthz/audit"); p.Status != http.StatusOK || !strings.Contains(p.HTML, "last seal of the audit log at 2026-05-18T08:30:00Z") || !strings.Contains(p.HTML, "role") {
		t.Errorf("%d %q", p.Status, p.HTML)
	}
	sound(t, admin.Get("/admin/health"), "Database role", "See the seals", "Sealed 18 May 2026 at 9:30am")
	s.Move(sample.Now.Add(time.Hour))
	if p := v.Get("/healthz/audit"); p.Status != http.StatusServiceUnavailable || !strings.Contains(p.HTML, "wait for a seal since 2026-05-18T08:30:00Z") {
		t.Errorf("%d %q", p.Status, p.HTML)
	}
	sound(t, s.SignedIn(t, s.Admin).Get("/admin/health"), "sealing stands still", "Something needs the person who runs this service")
	if _, err := s.Desk.SealAudit(t.Context(), machine); err != nil {
		t.Fatal(err)
	}
	if p := v.Get("/healthz/audit"); p.Status != http.StatusOK {
		t.Errorf("sealed again: %d %q", p.Status, p.HTML)
	}
}

// Whoever is given a pack has no account here.
func TestProofHelp(t *testing.T) {
	t.Parallel()
	sound(t, site.New(t).Visitor(t).Get("/help/proof-packs"), "nrmdesk audit verify pack.zip --key key.txt", "audit fingerprint")
}
