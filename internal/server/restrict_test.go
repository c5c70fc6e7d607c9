package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/server"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// beyondCases are pages that tell of the organisation as a whole, in totals no
// case can be read from, and what the test itself changes.
var beyondCases = map[string]string{
	"/audit/samples":      "a sample keeps how many records it was drawn from",
	"/audit/seals":        "every entry of the log is counted and checked, whatever it is about",
	"/audit/report":       "names the newest seal",
	"/healthz/audit":      "as above",
	"/admin/rules":        "lists the rehearsal this test made",
	"/admin/health":       "says when the jobs ran last",
	"/admin/sheets":       "lists the sheet this test is writing",
	"/admin/lawful-basis": "what this test set",
	"/audit/lawful-basis": "as above",
}

// TestRestrictedCase_isNotThere walks every address as each of the people a
// case is hidden from, of every role: a case they cannot see answers as one
// that never was, no page names it, and every list and count is what it was
// before the case began.
func TestRestrictedCase_isNotThere(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	named := []struct {
		role  string
		actor staff.Actor
		who   *site.Visitor
	}{{"colleague", s.Colleague, nil}, {"supervisor", s.Deputy, nil}, {"auditor", s.Auditor, nil}, {"admin", s.Admin, nil}}
	before := map[string]string{}
	for i, n := range named {
		named[i].who = s.SignedIn(t, n.actor)
		for _, r := range server.RouteTable() {
			if r.Method == http.MethodGet && !strings.Contains(r.Path, ":") && beyondCases[r.Path] == "" && !leaving(r.Path) {
				page := named[i].who.Get(r.Path)
				before[n.role+" "+r.Path] = page.Text()
				if page.To != "" {
					named[i].who.Get("/help") // takes a notice off
				}
			}
		}
	}
	fill := placesOf(t, s)
	ref := casefile.Ref(strings.TrimPrefix(fill("/cases/:ref"), "/cases/"))
	kept, err := s.DB.ConsentRecords(t.Context(), s.Read(t, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	s.MoveDays(40) // past several limits
	if _, err := s.Desk.SweepReminders(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
	sue := s.SignedIn(t, s.Supervisor)
	form := sue.Get("/cases/" + string(ref) + "/restrict")
	lintPage(t, form)
	everybody := url.Values{"why_closed": {"They know the client’s family."}}
	for _, n := range named {
		everybody.Add("closed_to", n.actor.UserID)
	}
	shows(t, sue.Follow(sue.Submit(form, everybody)), "The case is hidden from now on.", "Hidden from", "Colin Colleague", "Adam Admin", "They know the client’s family.")
	shows(t, sue.Get("/cases/"+string(ref)), "Restricted", "Case hidden from somebody")
	shows(t, sue.Get("/team"), string(ref)) // to others it stays where it was
	if _, err := s.Desk.SweepReminders(t.Context(), sample.System); err != nil {
		t.Fatal(err)
	}
	s.MoveDays(-40)

	client := s.Read(t, ref)
	secrets := []string{string(ref), client.ID, "Testova"}
	for _, r := range kept {
		secrets = append(secrets, r.Reference)
	}
	instead := func(text string) string {
		for i, secret := range secrets {
			text = strings.ReplaceAll(text, secret, []string{"ND-2222-22", "no-such-case", "Nobody", "C-2222"}[min(i, 3)])
		}
		return text
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, r := range server.RouteTable() {
			if leaving(r.Path) || r.Method != method {
				continue
			}
			for _, n := range named {
				ask := func(address string) site.Page {
					page := site.Page{}
					if method == http.MethodGet {
						page = n.who.Get(address)
					} else {
						page = n.who.Post(address, url.Values{})
					}
					if page.To != "" {
						n.who.Get("/help") // takes a notice off
					}
					return page
				}
				what, address := r.Method+" "+r.Path+" as "+n.role, fill(r.Path)
				page := ask(address)
				if about := instead(address); about != address { // it names the case
					nothing := ask(about)
					if page.Status != nothing.Status || instead(page.Text()) != nothing.Text() {
						t.Errorf("%s: %d, of a case that never was %d\n%s", what, page.Status, nothing.Status, cmp.Diff(nothing.Text(), page.Text()))
					}
				} else if instead(page.HTML) != page.HTML {
					t.Errorf("%s: tells of the case", what)
				}
				if was, listed := before[n.role+" "+r.Path]; listed && method == http.MethodGet && was != page.Text() {
					t.Errorf("%s: is not what it was before the case began:\n%s", what, cmp.Diff(was, page.Text()))
				}
			}
		}
	}
	for _, q := range []string{string(ref), "Testova", "Ana"} {
		for _, n := range named[:2] {
			found := n.who.Submit(n.who.Get("/search"), url.Values{"q": {q}})
			if !strings.Contains(found.Text(), "No case found") || strings.Contains(found.Text(), "may exist") {
				t.Errorf("%s searches %s:\n%s", n.role, q, found.Text())
			}
		}
	}
	trail := s.SignedIn(t, s.Supervisor).Get("/cases/" + string(ref) + "/access")
	shows(t, trail, "Colin Colleague") // that they tried is in the trail of the case

	lift := sue.Get("/cases/" + string(ref) + "/restrict/" + s.Colleague.UserID)
	lintPage(t, lift)
	shows(t, sue.Submit(lift, nil), "Enter why they may see the case now")
	shows(t, sue.Follow(sue.Submit(lift, url.Values{"why_opened": {"It was another family."}})), "was shown the case again", "It was another family.")
	if p := named[0].who.Get("/cases/" + string(ref)); p.Status != http.StatusOK {
		t.Errorf("let back in: %d", p.Status)
	}
	if p := named[1].who.Get("/cases/" + string(ref)); p.Status != http.StatusNotFound {
		t.Errorf("still hidden: %d", p.Status)
	}
}

func leaving(path string) bool {
	return slices.Contains([]string{"/sign-out", "/exit", "/sign-in", "/", "/calendar.ics"}, path) || strings.HasPrefix(path, "/static/")
}

func TestRestrict_badInput(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.Wales))
	v := s.SignedIn(t, s.Supervisor)
	address := "/cases/" + string(ref) + "/restrict"
	form := v.Get(address)
	shows(t, v.Submit(form, nil), "Select who must not see the case", "Enter why they must not see the case")
	shows(t, v.Submit(form, url.Values{"closed_to": {s.Caseworker.UserID}, "why_closed": {"She knows him"}}), "Give the case to somebody else before you hide it", "She knows him")
	shows(t, v.Submit(form, url.Values{"closed_to": {s.Supervisor.UserID}, "why_closed": {"x"}}), "Ask another supervisor to hide the case from you")
	if p := s.SignedIn(t, s.Caseworker).Get(address); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker: %d", p.Status)
	}
	if p := s.SignedIn(t, s.OtherTeam).Get(address); p.Status == http.StatusOK {
		t.Errorf("another team: %d", p.Status)
	}
}
