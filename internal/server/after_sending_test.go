package server_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// sentCase is a case whose referral was sent today, and the address of what is
// recorded about it afterwards.
func sentCase(t *testing.T, s *site.Site) (casefile.Ref, string) {
	t.Helper()
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	return ref, "/cases/" + string(ref) + "/referral/updates"
}

func TestAfterSending_thePackHoldsWhatWasSentAndTheAmendments(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref, at := sentCase(t, s)
	v := s.SignedIn(t, s.Caseworker)
	pack := "/cases/" + string(ref) + "/referral/pack"
	before := v.Get(pack + ".json").HTML
	const typed = "Held by <b>\"A|B\"</b> ~ [sic]\n  twice"
	s.Amended(t, ref, "how_it_began", typed)
	if p := sound(t, v.Get(pack), "Amendments that wait for a second person are not in the pack."); strings.Contains(p.Text(), "[sic]") {
		t.Error("an amendment that nobody approved is in the pack")
	}
	if p := v.Get("/cases/" + string(ref) + "/referral/amendments.json"); p.Status != http.StatusNotFound {
		t.Errorf("amendments that wait can be had: %d", p.Status)
	}
	if err := s.Desk.ReviewAmendment(t.Context(), s.Supervisor, s.Edit(t, ref), 1, referral.Review{Outcome: referral.Approved}); err != nil {
		t.Fatal(err)
	}
	sound(t, v.Get(pack), "What was sent stands first, as it was sent. 1 amendment since then", "Amendment 1, 18 May 2026", "The client said so on the day of the interview.", "~ [sic]")
	sound(t, v.Get("/cases/"+string(ref)+"/referral"), "1 amendment since then", "After sending: amendments, late evidence, contact, questions of the authority (1)")
	if after := v.Get(pack + ".json").HTML; after != before {
		t.Error("the data of what was sent has changed")
	}
	var file struct {
		Amendments []struct {
			SHA256    string
			Amendment json.RawMessage
		}
	}
	data := v.Get("/cases/" + string(ref) + "/referral/amendments.json").HTML
	if err := json.Unmarshal([]byte(data), &file); err != nil || len(file.Amendments) != 1 {
		t.Fatalf("%v in %s", err, data)
	}
	var kept referral.Update
	if err := json.Unmarshal(file.Amendments[0].Amendment, &kept); err != nil || kept.Changes[0].After[0] != typed || kept.SentSHA != referral.Digest([]byte(before)) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if canonical, err := kept.Canonical(); err != nil || referral.Digest(canonical) != file.Amendments[0].SHA256 {
		t.Errorf("the digest is not that of the amendment: %v", err)
	}
	sound(t, v.Get(at+"/1"), file.Amendments[0].SHA256, "~ [sic]")
	archive := v.Get(pack + ".zip").HTML
	z, err := zip.NewReader(bytes.NewReader([]byte(archive)), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	if files["referral.json"] != before || files["amendments.json"] != data || !strings.Contains(files["referral.txt"], "After: "+typed) {
		t.Errorf("the archive holds %v", files)
	}
}

func TestAmend_keepsWhatWasTypedAndTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref, at := sentCase(t, s)
	v := s.SignedIn(t, s.Caseworker)
	form := sound(t, v.Get(at+"/amend/nationality"), "main nationality", "Has the authority been told of this already?")
	wrong := v.Submit(form, url.Values{"nationality": {"Atlantean"}, "update_reason": {"She showed\na passport"}})
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown nationality: %d", wrong.Status)
	}
	for _, want := range []string{"She showed\na passport", "Select whether the authority has been told", "There is a problem"} {
		if !strings.Contains(wrong.HTML, want) {
			t.Errorf("%q is not on the page again", want)
		}
	}
	same := v.Submit(form, url.Values{"update_reason": {"Nothing new"}, "authority_told": {"no"}})
	if !strings.Contains(same.Text(), "or go back: it is what stands there already") {
		t.Errorf("nothing altered: %s", same.Text())
	}
	typed := url.Values{"nationality": {"Albanian"}, "update_reason": {"She showed a passport"}, "authority_told": {"yes"}, "passed_on-day": {"31"}, "passed_on-month": {"2"}, "passed_on-year": {"2026"}, "passed_way": {"email"}, "passed_to": {"Duty mailbox"}}
	if p := v.Submit(form, typed); !strings.Contains(p.Text(), "The day it was passed on must be a date that exists") {
		t.Errorf("31 February: %s", p.Text())
	}
	for name, part := range map[string]string{"passed_on-day": "18", "passed_on-month": "5"} {
		typed.Set(name, part)
	}
	shown := sound(t, v.Submit(form, typed), "Nothing is saved yet.", "Before and after", "Albanian")
	s.Added(t, ref, "Letter.pdf", papers.PDF("x")) // somebody else works on the case
	stale := v.Submit(shown, nil)
	if stale.Status != http.StatusConflict || !strings.Contains(stale.HTML, "She showed a passport") {
		t.Errorf("an older page: %d", stale.Status)
	}
	shown = sound(t, v.Submit(stale, nil), "Before and after")
	for range 2 { // the same form pressed twice
		sound(t, v.Follow(v.Submit(shown, nil)), "The amendment is recorded. A second person has to approve it.")
	}
	sound(t, v.Get(at+"/1"), "The authority was told before a second person had looked at this amendment.", "Duty mailbox")
	if p := v.Get(at + "/2"); p.Status != http.StatusNotFound {
		t.Errorf("a second press was kept: %d", p.Status)
	}
}

func TestAfterSending_whatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref, at := sentCase(t, s)
	v := s.SignedIn(t, s.Caseworker)
	for path, want := range map[string][]string{
		"/late-evidence":    {"Select at least one document", "Enter the reason", "Enter the day it was passed on", "Select how it was passed on", "Enter to whom it went"},
		"/contact":          {"Select whose address or contact has changed", "Enter what has changed", "Enter the day it changed", "Select whether the support provider has been told", "Select whether the authority has been told"},
		"/more-information": {"Enter the date on the letter", "Enter the day you received it", "Enter what is asked", "Enter the last day for the answer, or tick that the letter gives none"},
	} {
		p := v.Submit(v.Get(at+path), nil)
		if p.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s with nothing filled in: %d", path, p.Status)
		}
		for _, w := range want {
			if !strings.Contains(p.Text(), w) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
	}
	if p := sound(t, v.Get(at+"/contact"), "The safe contact on the case is not passed on from here."); strings.Contains(p.HTML[strings.Index(p.HTML, `action="`+at):], "07700 900123") {
		t.Error("the safe contact is offered to the authority")
	}
	if p := v.Get("/cases/" + string(ref) + "/referral/official-draft"); p.Status != http.StatusConflict {
		t.Errorf("a draft of a referral that was sent: %d", p.Status)
	}
}
