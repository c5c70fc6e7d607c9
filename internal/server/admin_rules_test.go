package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// shorterTarget are the published rules with a target of so many working days.
func shorterTarget(days string) []byte {
	return bytes.Replace(deadline.Published().Text(), []byte("working_days,5,day_after"), []byte("working_days,"+days+",day_after"), 1)
}

func TestAdminRules_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	if err := s.Desk.TakePublished(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.MoveDays(7)
	v := s.SignedIn(t, s.Admin)
	sound(t, v.Get("/admin/rules"), "Known until 31 December 2028", "By NRM Desk itself", "Nothing: the first ones", "In use")

	form := sound(t, v.Get("/admin/rules/load"), "Choose a file")
	rehearsal := v.SubmitFile(form, nil, "rules.csv", shorterTarget("3"))
	page := sound(t, v.Follow(rehearsal), "What would move", string(ref), "26 May 2026", "21 May 2026", "4 days late", "How many", "What the rules say differently")
	if strings.Contains(page.HTML, "Testova") || strings.Contains(page.HTML, "/cases/") {
		t.Error("the rehearsal shows or leads to what is in the case")
	}
	again := v.Submit(page, url.Values{"book_reason": {" "}})
	if again.Status != http.StatusUnprocessableEntity || !strings.Contains(again.Text(), "Enter why they are taken into use") {
		t.Fatalf("without a reason: %d %s", again.Status, again.Text())
	}
	taken := v.Submit(again, url.Values{"book_reason": {"The guidance changed"}})
	sound(t, v.Follow(taken), "What moved", "In use from now on", "4 days late")
	if second := v.Submit(again, url.Values{"book_reason": {"The guidance changed"}}); second.To != taken.To {
		t.Errorf("a second press: %d %s", second.Status, second.Text())
	}
	history := sound(t, v.Get("/admin/rules"), "The guidance changed", "By Adam Admin", "Rehearse these again", "Rehearse the rules this release carries")
	if strings.Contains(history.Text(), "carries newer rules") {
		t.Error("rules that were replaced knowingly are offered as newer")
	}
	sound(t, s.SignedIn(t, s.Supervisor).Get("/rules/UK-RG-TARGET-5WD"), "3 working days after: referral sent.")

	back := sound(t, v.Get("/admin/rules/rehearse?rules="+deadline.Published().Version()), "Version "+deadline.Published().Version(), "As they are now")
	sound(t, v.Follow(v.Submit(back, nil)), "What would move", "21 May 2026", "26 May 2026")
}

func TestAdminRules_badFilesAreKept(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	load := func(name string, content []byte) site.Page {
		t.Helper()
		return v.SubmitFile(v.Get("/admin/rules/load"), url.Values{"book_text": {""}}, name, content)
	}
	bad := string(shorterTarget("three")) + "X,uk\n"
	for name, tc := range map[string]struct {
		content []byte
		says    []string
		kept    string
	}{
		"two rows that are wrong": {[]byte(bad), []string{"2 things to put right", "“three” is not a number", "The row has 2 cells"}, "working_days,three"},
		"a spreadsheet":           {[]byte("PK\x03\x04\x00\xff"), []string{"Save it as CSV"}, ""},
		"nothing inside":          {[]byte("  \n"), []string{"Choose a file, or paste its text"}, ""},
		"too large":               {make([]byte, 3<<20), []string{"larger than 1 MB"}, ""},
		"in use already":          {deadline.Published().Text(), []string{"in use already"}, ""},
	} {
		page := load("rules.csv", tc.content)
		if page.Status != http.StatusUnprocessableEntity && page.Status != http.StatusConflict {
			t.Errorf("%s: %d", name, page.Status)
		}
		for _, part := range tc.says {
			if !strings.Contains(page.Text(), part) {
				t.Errorf("%s: does not say %q:\n%s", name, part, page.Text())
			}
		}
		if !strings.Contains(page.HTML, tc.kept) {
			t.Errorf("%s: what was loaded is gone", name)
		}
	}
	load("rules.csv", []byte(bad))
	kept := sound(t, v.Get("/admin/rules/load"), "what you loaded last", "working_days,three")
	sound(t, v.Get("/admin/rules/load?empty=yes"), "Choose a file")
	corrected := strings.NewReplacer("working_days,three", "working_days,4", "X,uk\n", "").Replace(bad)
	sound(t, v.Follow(v.SubmitFile(kept, url.Values{"book_text": {corrected}}, "", nil)), "What would move", "No date of an open case moves.")
	if p := v.Get("/admin/rules/load"); strings.Contains(p.Text(), "what you loaded last") {
		t.Error("what was put right is still offered")
	}
}

func TestAdminRules_twoAdmins(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	mine, theirs := s.SignedIn(t, s.Admin), s.SignedIn(t, s.Admin)
	load := func(v *site.Visitor, days string) site.Page {
		return v.Follow(v.SubmitFile(v.Get("/admin/rules/load"), nil, "rules.csv", shorterTarget(days)))
	}
	first := load(mine, "3")
	id, err := s.Desk.RehearseBook(t.Context(), s.Admin, desk.BookChoice{Rules: shorterTarget("2")}, "")
	if err != nil {
		t.Fatal(err)
	}
	taken := theirs.Submit(sound(t, theirs.Get("/admin/rules/rehearsals/"+id), "What would move"), url.Values{"book_reason": {"x"}})
	sound(t, theirs.Follow(taken), "What moved")
	if late := mine.Submit(first, url.Values{"book_reason": {"y"}}); late.Status != http.StatusConflict || !strings.Contains(late.Text(), "Rehearse again") {
		t.Errorf("%d %s", late.Status, late.Text())
	}
}

func TestAdminRules_longListOfMoves(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	for range 26 { // two dates each
		ref := s.Case(t, sample.Adult(calendar.England))
		c := s.Read(t, ref)
		c.SubmittedOn = sample.Today
		if err := s.DB.SaveCase(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	id, err := s.Desk.RehearseBook(t.Context(), s.Admin, desk.BookChoice{Rules: shorterTarget("3")}, "")
	if err != nil {
		t.Fatal(err)
	}
	v := s.SignedIn(t, s.Admin)
	base := "/admin/rules/rehearsals/" + id
	first := sound(t, v.Get(base), "Next page", "Show 1000 on a page, to print")
	if n := strings.Count(first.HTML, `scope="row"`); n < 50 {
		t.Errorf("%d rows on the first page", n)
	}
	second := sound(t, v.Get(base+"?after=50"), "First page")
	if strings.Contains(second.Text(), "Next page") {
		t.Error("a page after the last")
	}
	sound(t, v.Get(base+"?rows=1000"), "What would move")
	for _, nonsense := range []string{"99999999999", "-5", "x"} {
		sound(t, v.Get(base+"?after="+nonsense), "Next page")
	}
	sound(t, v.Get(base+"?late=1"), "None becomes overdue.", "Show every date that moves")
}

func TestHealth_saysWhenHolidaysEnd(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Admin)
	sound(t, v.Get("/admin/health"), "Bank holidays are known until 31 December 2028")
	if p := v.Get("/healthz"); p.HTML != "ok\n" {
		t.Errorf("healthz: %q", p.HTML)
	}
	s.Move(time.Date(2028, time.May, 1, 9, 0, 0, 0, calendar.London()))
	v = s.SignedIn(t, s.Admin)
	for _, path := range []string{"/admin/health", "/admin/rules"} {
		sound(t, v.Get(path), "Load the list that GOV.UK publishes")
	}
	if p := v.Get("/healthz"); p.Status != http.StatusOK || !strings.Contains(p.HTML, "bank holidays are known until 31 December 2028 only") {
		t.Errorf("healthz: %d %q", p.Status, p.HTML)
	}
}

func TestRules_files(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	for path, want := range map[string][]byte{"/rules/deadline-rules.csv": deadline.Published().Text(), "/rules/bank-holidays.json": calendar.Published().Text()} {
		p := v.Get(path)
		name := path[strings.LastIndex(path, "/")+1:]
		if p.HTML != string(want) || p.Header.Get("Content-Disposition") != fmt.Sprintf("attachment; filename=%q", name) {
			t.Errorf("%s: %d bytes of %d, %s", path, len(p.HTML), len(want), p.Header.Get("Content-Disposition"))
		}
	}
	for _, r := range deadline.Published().Rules() {
		sound(t, v.Get("/rules/"+r.ID), r.Label, r.ID)
	}
	if p := v.Get("/rules/NO-SUCH-RULE"); p.Status != http.StatusNotFound {
		t.Errorf("a rule that is not there: %d", p.Status)
	}
}
