package server_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/server"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
	"nrmdesk/web"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt anew")

// TestMatrix walks every address as everybody: what each may open is the table
// in testdata/matrix.txt. A new address without a line there fails. Beyond the
// table some things hold for every line, whatever the table says.
func TestMatrix(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	fill := placesOf(t, s)
	people := []struct {
		name  string
		actor staff.Actor
	}{
		{"visitor", staff.Actor{}}, {"caseworker", s.Caseworker}, {"colleague", s.Colleague}, {"supervisor", s.Supervisor},
		{"auditor", s.Auditor}, {"admin", s.Admin}, {"other team", s.OtherTeam}, {"stranger", s.Stranger},
	}
	visitors := make([]*site.Visitor, len(people))
	for i, p := range people {
		if visitors[i] = s.Visitor(t); p.actor.UserID != "" {
			visitors[i] = s.SignedIn(t, p.actor)
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-62s", "")
	for _, p := range people {
		fmt.Fprintf(&table, "%-11s", p.name)
	}
	for _, r := range server.RouteTable() {
		if slices.Contains([]string{"/sign-out", "/exit", "/sign-in"}, r.Path) {
			continue // they change who is asking
		}
		fmt.Fprintf(&table, "\n%-62s", r.Method+" "+r.Path)
		for i, p := range people {
			page := visitors[i].Get(fill(r.Path))
			if r.Method == http.MethodPost {
				page = visitors[i].Post(fill(r.Path), url.Values{})
			}
			fmt.Fprintf(&table, "%-11d", page.Status)
			always(t, r, p.name, p.actor, page)
		}
	}
	got := trimmed(table.String())
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("who may open what has changed (-want +got):\n%s", diff)
	}
}

// always holds for every address and person.
func always(t *testing.T, r server.RouteLine, name string, who staff.Actor, page site.Page) {
	t.Helper()
	what := fmt.Sprintf("%s %s as %s: %d", r.Method, r.Path, name, page.Status)
	if page.Status >= http.StatusInternalServerError {
		t.Errorf("%s\n%s", what, page.Text())
	}
	if who.UserID == "" && !r.Open && !strings.HasPrefix(page.To, "/sign-in") && page.Status != http.StatusUnauthorized {
		t.Errorf("%s: a visitor gets past the sign-in", what)
	}
	outside := slices.Contains([]string{"auditor", "admin", "other team", "stranger"}, name)
	checks := r.Path == "/cases/:ref/access" && (name == "auditor" || name == "admin") // who looked, without the client
	if strings.HasPrefix(r.Path, "/cases/:ref") && outside && !checks && page.Status != http.StatusNotFound && page.Status != http.StatusForbidden {
		t.Errorf("%s: somebody outside the team reaches the case", what)
	}
	if outside && strings.Contains(page.HTML, "Testova") {
		t.Errorf("%s: the client's name is shown", what)
	}
	if kind := page.Header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") && page.Status < 300 {
		for _, problem := range htmlcheck.Lint(page.HTML) {
			t.Errorf("%s: %s", what, problem)
		}
		if title, _, _ := strings.Cut(page.HTML, "</title>"); strings.Contains(title, "Testova") {
			t.Errorf("%s: the title holds the client's name", what)
		}
	}
	if page.Header.Get("Content-Security-Policy") == "" || page.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: security headers are missing", what)
	}
	if !strings.HasPrefix(r.Path, "/static/") && page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: may be kept by a cache", what)
	}
}

// placesOf sets up a case with everything an address can name and returns how
// to fill the addresses in.
func placesOf(t *testing.T, s *site.Site) func(path string) string {
	t.Helper()
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.Amended(t, ref, "how_it_began", "A neighbour offered the work.")
	s.HandedOver(t, ref)
	received := receivedBy(t, s, ref, s.Colleague)
	draft, err := s.Desk.KeepHandoffDraft(t.Context(), s.Caseworker, ref, "", "purpose=half")
	if err != nil {
		t.Fatal(err)
	}
	told := s.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	waiting := s.Recorded(t, ref, decision.CG, decision.Positive, sample.Today)
	s.Added(t, ref, "Testova.pdf", papers.PDF("x"))
	ctx := t.Context()
	dates, err := s.Desk.CaseDates(ctx, s.Caseworker, ref)
	if err != nil || len(dates.Open) == 0 {
		t.Fatal("the case has no dates", err)
	}
	one := func(suits func(k desk.KeptDate) bool) string {
		return dates.Open[slices.IndexFunc(dates.Open, suits)].ID
	}
	extendable := one(func(k desk.KeptDate) bool { return k.Deadline.Rule.Extendable() })
	doable := one(func(k desk.KeptDate) bool { return len(desk.DoneKinds(k.Deadline)) > 0 })
	said := consentPlaces(t, s, ref)
	kept, err := s.DB.ConsentRecords(ctx, s.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	rehearsal, err := s.Desk.RehearseBook(ctx, s.Admin, desk.BookChoice{
		Holidays: append(calendar.Published().Text(), '\n'), // the same days in another file
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Desk.SealAudit(ctx, machine)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.DrawSample(ctx, s.Auditor, auditing.Design{
		Kind: auditing.RandomSample, From: sample.Today.AddDays(-30), To: sample.Today.AddDays(30), Confidence: auditing.Confidence95, ErrorPercent: 5,
	}, 1, "a-token"); err != nil {
		t.Fatal(err)
	}
	assets, err := render.ReadManifest(web.Static())
	if err != nil {
		t.Fatal(err)
	}
	return func(path string) string {
		decisionID := waiting
		if strings.HasSuffix(path, "/told") {
			decisionID = told
		}
		dateID := doable
		if strings.HasSuffix(path, "/extend") {
			dateID = extendable
		}
		replace := []string{
			":received", received, ":document", "1", ":draft", draft,
			"/decisions/:id", "/decisions/" + decisionID, "/dates/:id", "/dates/" + dateID, "/correct/:kind/:id", "/correct/decision/" + told, "/people/:id", "/people/" + s.Colleague.UserID,
			":rule", "EW-RECOVERY-30", "/rehearsals/:id", "/rehearsals/" + rehearsal, "/mail/:id", "/mail/none", ":reference", kept[0].Reference, ":ref", string(ref), ":size", strconv.FormatInt(sealed.Size, 10), ":number", "1", ":entry", "DIR-010", ":task", "about_client",
			"/corrections/:id", "/corrections/" + said.correction, "/receipts/:id", "/receipts/" + said.receipt, "/edit/:id", "/edit/" + said.sheet,
			"/preview/:id", "/preview/" + said.sheet, "/publish/:id", "/publish/" + said.sheet, "/drop/:id", "/drop/" + said.sheet, ":lang", "en", ":version", "1",
			"amend/:field", "amend/how_it_began", ":page", referral.Published().Task("about_client").Pages[0].ID, ":step", "check", ":key", "a-key", ":act", "accept", ":file", assets["favicon.svg"].File,
		}
		return strings.NewReplacer(replace...).Replace(path)
	}
}

// receivedBy is a handoff of the case in a colleague's inbox.
func receivedBy(t *testing.T, s *site.Site, ref casefile.Ref, who staff.Actor) string {
	t.Helper()
	number := s.HandedToColleague(t, ref, who.UserID)
	f, err := s.Desk.Handoff(t.Context(), s.Caseworker, ref, number)
	if err != nil {
		t.Fatal(err)
	}
	return f.Handoff.ID
}

// consentPlaces makes what the addresses about consent can name on a case: a
// receipt, a request to share without consent, a notice of a withdrawal of one
// thing, a correction of it that waits, and a sheet that is being written.
func consentPlaces(t *testing.T, s *site.Site, ref casefile.Ref) (named struct{ correction, receipt, sheet string }) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	named.receipt, err = s.Desk.GiveReceipt(ctx, s.Caseworker, s.Edit(t, ref), 1, "yes")
	must(err)
	must(s.Desk.WithdrawConsent(ctx, s.Caseworker, s.Edit(t, ref), consent.Record{
		GivenOn: sample.Today, Withdrawn: []consent.Purpose{consent.SharePolice}, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
	}))
	_, err = s.Desk.AskOverride(ctx, s.Caseworker, s.Edit(t, ref), desk.OverrideRequest{
		To: handoff.Recipient{Class: handoff.Police, Name: "Eastmoor Police"}, Items: []handoff.Item{handoff.NameToUse}, Reason: "Somebody waits outside",
	})
	must(err)
	must(s.Desk.CorrectConsent(ctx, s.Caseworker, s.Edit(t, ref), consent.Correction{Number: 2, Reason: "On the wrong case"}))
	f, err := s.Desk.Consent(ctx, s.Caseworker, ref)
	must(err)
	for _, waiting := range f.Corrections {
		named.correction = waiting[0].ID
	}
	named.sheet, err = s.Desk.WriteSheet(ctx, s.Admin, desk.SheetEdit{Sheet: sample.Sheet("cy")})
	must(err)
	return named
}

func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n") + "\n"
}

// TestMatrix_nonsense types nonsense where an address holds an id: the answer
// is a page that says there is no such thing, never an error of ours.
func TestMatrix_nonsense(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := string(s.Case(t, sample.Adult(calendar.England)))
	visitors := []*site.Visitor{s.SignedIn(t, s.Supervisor), s.SignedIn(t, s.Auditor), s.SignedIn(t, s.Admin)}
	part := regexp.MustCompile(`:[a-z]+`)
	for _, nonsense := range []string{"nonsense", "0", "-1", "99999999999999999999", "%00", "%F0%9F%99%82", "..%2F..%2Fetc", "ND-ZZZZ-ZZ", "' OR 1=1 --"} {
		for _, r := range server.RouteTable() {
			if !strings.Contains(r.Path, ":") || r.Path == "/drafts/:key" {
				continue
			}
			typed := strings.ReplaceAll(nonsense, " ", "%20")
			all := part.ReplaceAllString(r.Path, typed)
			inside := part.ReplaceAllString(strings.Replace(r.Path, ":ref", ref, 1), typed)
			for _, path := range []string{all, inside} {
				for _, v := range visitors {
					page := v.Get(path)
					if r.Method == http.MethodPost {
						page = v.Post(path, url.Values{})
					}
					if page.Status >= http.StatusInternalServerError {
						t.Errorf("%s %s: %d", r.Method, path, page.Status)
					}
				}
			}
		}
	}
}

// BenchmarkHiddenCase compares somebody else's case with one that is not
// there: the two figures must be alike, or the time would tell them apart.
func BenchmarkHiddenCase(b *testing.B) {
	s := site.New(b)
	v := s.SignedIn(b, s.Stranger)
	for name, ref := range map[string]casefile.Ref{"hidden": s.Case(b, sample.Adult(calendar.England)), "none": casefile.NewRef()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				v.Get("/cases/" + string(ref))
			}
		})
	}
}
