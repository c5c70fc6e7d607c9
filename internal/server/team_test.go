package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func TestTeam_reassignThroughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Supervisor)
	team := v.Get("/team")
	lintPage(t, team)
	shows(t, team, "Cases of your team", string(ref), "Casey Caseworker", "Reassign")
	if p := v.Get("/team?owner=" + s.Colleague.UserID); strings.Contains(p.Text(), string(ref)) || !strings.Contains(p.Text(), "Held by: Colin Colleague") {
		t.Errorf("the list is not narrowed to one holder:\n%s", p.Text())
	}
	p := v.Get("/cases/" + string(ref) + "/reassign")
	lintPage(t, p)
	shows(t, v.Submit(p, nil), "Select who takes it over", "Enter the reason")
	shows(t, v.Follow(v.Submit(p, url.Values{"owner": {s.Colleague.UserID}, "reason": {"On leave"}})), "The case has a new holder", "Colin Colleague")
	shows(t, v.Get("/cases/"+string(ref)+"/timeline"), "Case given to somebody else", "From Casey Caseworker to Colin Colleague.")
	shows(t, v.Get("/cases/"+string(ref)+"/notes"), "Reason for giving the case to somebody else", "On leave")
	for _, path := range []string{"/team", "/cases/" + string(ref) + "/reassign", "/cases/" + string(ref) + "/close"} {
		if p := s.SignedIn(t, s.Caseworker).Get(path); p.Status != http.StatusForbidden {
			t.Errorf("a caseworker at %s: %d", path, p.Status)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Colleague)
	p := v.Get("/search")
	lintPage(t, p)
	empty := v.Submit(p, nil)
	lintPage(t, empty)
	shows(t, empty, "Enter a reference or a name")
	for typed, want := range map[string]string{
		string(ref): "1 case found", "testova": "1 case found", "Nobody": "No case found",
		"ND-7Q4K-28": "Check the reference", "<script>alert(1)</script>": "No case found",
	} {
		found := v.Submit(p, url.Values{"q": {typed}})
		lintPage(t, found)
		shows(t, found, want)
		if found.Status != http.StatusOK || strings.Contains(found.HTML, "<script>alert") {
			t.Errorf("%q: %d", typed, found.Status)
		}
	}
	found := v.Submit(p, url.Values{"q": {"Testova"}})
	if title, _, _ := strings.Cut(found.HTML, "</title>"); strings.Contains(title, "Testova") {
		t.Error("the name stands in the title")
	}
	if p := s.SignedIn(t, s.OtherTeam).Submit(p, url.Values{"q": {string(ref)}}); strings.Contains(p.Text(), "Ana") {
		t.Error("another team finds the case")
	}
}

func TestNotes_keepWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	address := "/cases/" + string(ref) + "/notes"
	v, w := s.SignedIn(t, s.Caseworker), s.SignedIn(t, s.Colleague)
	p, other := v.Get(address), w.Get(address)
	lintPage(t, p)
	shows(t, p, "There are no notes yet.")
	shows(t, v.Submit(p, nil), "Enter the note")
	shows(t, w.Follow(w.Submit(other, url.Values{"note": {"Colleague was first"}})), "The note is added.", "Colleague was first")
	late := v.Submit(p, url.Values{"note": {"Rang at 10.\nNo answer 😀"}})
	if late.Status != http.StatusConflict || !strings.Contains(late.HTML, "No answer 😀") {
		t.Fatalf("%d: what was typed is lost", late.Status)
	}
	lintPage(t, late)
	done := v.Follow(v.Submit(late, nil))
	shows(t, done, "Rang at 10.", "Colleague was first")
	v.Submit(done, url.Values{"note": {"half a sent"}, "later": {"yes"}})
	if p := v.Get(address); !strings.Contains(p.HTML, "half a sent") {
		t.Error("the draft is lost")
	}
	if p := w.Get(address); strings.Contains(p.HTML, "half a sent") {
		t.Error("a draft is shown to somebody else")
	}
}

func TestCloseAndReopen_throughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Supervisor)
	early := v.Get(base + "/close")
	lintPage(t, early)
	shows(t, early, "cannot be closed yet")
	s.Consented(t, ref)
	s.HandedOver(t, ref)
	s.Refused(t, ref, consent.No)
	p := v.Get(base + "/close")
	lintPage(t, p)
	shows(t, p, "Handoff to The Salvation Army")
	blocked := v.Submit(p, url.Values{"reason": {"Done"}, "waive": {"yes"}})
	lintPage(t, blocked)
	shows(t, blocked, "Still open: 1 handoff without an answer")
	v.Submit(v.Get(noticeOf(t, s, ref, consent.NoticeHandoff)), toldToday("Rang"))
	v.Submit(v.Get(base+"/handoffs/1/close"), url.Values{"outcome": {"taken_back"}})
	silent := v.Submit(v.Get(base+"/close"), url.Values{"reason": {"Nothing left"}, "waive": {"yes"}})
	lintPage(t, silent)
	shows(t, silent, "Select why the case is closed", "Nothing left")
	shows(t, v.Follow(v.Submit(v.Get(base+"/close"), url.Values{"closed_why": {"refused_referral"}, "reason": {"Nothing left"}, "waive": {"yes"}})), "The case is closed.")
	if p := v.Get(base + "/close"); p.To != base+"/reopen" {
		t.Errorf("closing a closed case leads to %q", p.To)
	}
	again := v.Get(base + "/reopen")
	lintPage(t, again)
	shows(t, again, "goes back to where it stood: Referral declined")
	shows(t, v.Follow(v.Submit(again, url.Values{"reason": {"They came back"}})), "The case is open again.")
	line := v.Get(base + "/timeline")
	lintPage(t, line)
	shows(t, line, "Case opened again", "Case closed", "Handoff closed", "A recipient was told of the withdrawal", "Consent recorded", "Case started", "NRM Desk")
}

// Tick, choose, see what moves, change one case, confirm; one that somebody
// changed meanwhile stays and can be sent again.
func TestTeam_reassignManyThroughThePages(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	var refs []string
	for range 3 {
		refs = append(refs, string(s.Case(t, sample.Adult(calendar.England))))
	}
	v := s.SignedIn(t, s.Supervisor)
	all := v.Get("/team?tick=all")
	lintPage(t, all)
	shows(t, all, "Tick none", "Give ticked cases to somebody else")
	if n := strings.Count(all.HTML, " checked>"); n != 3 {
		t.Errorf("%d boxes are ticked", n)
	}
	shows(t, v.Follow(v.Get("/team/reassign?case=nonsense")), "Tick the cases first")
	address := "/team/reassign?" + url.Values{"case": refs}.Encode()
	ask := v.Get(address)
	lintPage(t, ask)
	shows(t, ask, "Give 3 cases to somebody else", "Nothing moves yet", "Colin Colleague", "0 cases, 0 limits passed")
	shows(t, v.Submit(ask, nil), "Select who takes the cases over")
	preview := v.Submit(ask, url.Values{"holder": {s.Colleague.UserID}, "holder_note": {"Casey leaves on Friday"}})
	lintPage(t, preview)
	shows(t, preview, "Check what moves with 3 cases", "Load before and after", "3 → 0", "0 → 3", "Casey leaves on Friday", "running date")
	again := v.Submit(preview, url.Values{"holder-" + refs[0]: {s.Deputy.UserID}, "stage": {"give", "preview"}})
	shows(t, again, "0 → 2", "0 → 1")
	shows(t, v.Submit(preview, url.Values{"note-" + refs[1]: {""}}), "Enter a note for "+refs[1], "Casey leaves on Friday")
	if err := s.Desk.AddNote(t.Context(), s.Caseworker, s.Edit(t, casefile.Ref(refs[2])), "Rang"); err != nil {
		t.Fatal(err)
	}
	late := v.Submit(again, nil)
	lintPage(t, late)
	shows(t, late, "1 case not given away", "The others have their new holder: 2 cases.", refs[2]+": Somebody else changed", "Casey leaves on Friday")
	if late.Status != http.StatusConflict || strings.Contains(late.Text(), "New holder of "+refs[0]) {
		t.Errorf("%d: cases that moved are asked for again", late.Status)
	}
	shows(t, v.Follow(v.Submit(late, nil)), "1 case given to somebody else")
	for ref, holder := range map[string]string{refs[0]: "Deputy Dan", refs[1]: "Colin Colleague", refs[2]: "Colin Colleague"} {
		shows(t, v.Get("/cases/"+ref+"/timeline"), "From Casey Caseworker to "+holder)
	}
	shows(t, v.Get("/team/workload"), "Handoffs without an answer", "Due in 3 working days")
	if p := s.SignedIn(t, s.Caseworker).Get(address); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker: %d", p.Status)
	}
	if p := s.SignedIn(t, s.Stranger).Get(address); p.Status != http.StatusNotFound {
		t.Errorf("another organisation: %d", p.Status)
	}
}
