package server_test

import (
	"archive/zip"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/server"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// writing is a site with an adult's case in draft and its caseworker.
func writing(t *testing.T, options ...func(*server.Options)) (*site.Site, *site.Visitor, casefile.Ref, string) {
	t.Helper()
	s := site.New(t, options...)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	return s, s.SignedIn(t, s.Caseworker), ref, "/cases/" + string(ref) + "/referral"
}

func good(t *testing.T, p site.Page) site.Page {
	t.Helper()
	if p.Status != http.StatusOK {
		t.Fatalf("answered %d: %s", p.Status, p.Text())
	}
	if problems := htmlcheck.Lint(p.HTML); len(problems) > 0 {
		t.Errorf("%v\n%s", problems, p.Text())
	}
	return p
}

func says(t *testing.T, p site.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			t.Errorf("the page does not say %q: %s", text, p.Text())
		}
	}
}

func TestReferral_everyPageIsSound(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	good(t, v.Get(at))
	for _, task := range referral.Published().Tasks {
		for _, page := range task.Pages {
			f := s.Referral(t, ref)
			p := v.Get(at + "/" + task.ID + "/" + page.ID)
			if len(f.Draft.Asked(page))+len(f.Draft.FromCase(page)) == 0 {
				if p.Status != http.StatusNotFound {
					t.Errorf("%s/%s is not asked and answers %d", task.ID, page.ID, p.Status)
				}
				continue
			}
			good(t, p)
		}
	}
	s.WriteReferral(t, ref)
	for _, task := range referral.Published().Tasks {
		f := s.Referral(t, ref)
		if len(f.Draft.Pages(task)) > 0 {
			good(t, v.Get(at+"/"+task.ID))
		}
	}
	good(t, v.Get(at+"/check"))
}

func TestReferral_throughThePages(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	p := good(t, v.Get(at))
	says(t, p, "0 of ", "About this report", "Not started")
	p = good(t, v.Get(at+"/check"))
	says(t, p, "Before it can go to review")
	s.WriteReferral(t, ref)
	p = good(t, v.Get(at+"/check"))
	sent := v.Submit(p, nil)
	says(t, good(t, v.Follow(sent)), "A second person is reviewing")
	if says(t, v.Submit(p, nil), ""); s.Read(t, ref).State != casefile.Review {
		t.Error("a second press moved the case")
	}

	boss := s.SignedIn(t, s.Supervisor)
	says(t, good(t, boss.Get("/review")), string(ref), "Referral to review", "Casey Caseworker")
	review := good(t, boss.Get("/cases/"+string(ref)+"/review"))
	says(t, review, "Consent", "Everything explained", "Written by Casey Caseworker")
	empty := boss.Submit(review, nil)
	if empty.Status != http.StatusUnprocessableEntity {
		t.Errorf("an empty review: %d", empty.Status)
	}
	says(t, empty, "Select what you decide")
	thin := boss.Submit(review, url.Values{"review_outcome": {"returned"}})
	says(t, thin, "Enter a comment that says what to change")
	boss.Submit(review, url.Values{"review_outcome": {"returned"}, "review_comment": {"Say when\nit <b>began</b>."}})
	p = good(t, v.Get(at))
	says(t, p, "Returned by Sue Supervisor", "it <b>began</b>.")

	v.Submit(v.Get(at+"/check"), nil)
	if done := boss.Submit(boss.Get("/cases/"+string(ref)+"/review"), url.Values{"review_outcome": {"approved"}}); done.To != "/review" {
		t.Fatalf("approval: %d %s", done.Status, done.Text())
	}
	says(t, good(t, v.Get(at+"/pack")), "This is not sent from here", "First responder organisation")

	form := good(t, v.Get(at+"/sent"))
	wrong := v.Submit(form, url.Values{"sent_on-day": {"31"}, "sent_on-month": {"2"}, "sent_on-year": {"2026"}, "sent_at": {"late"}})
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("31 February: %d", wrong.Status)
	}
	says(t, wrong, "The date it was sent must be a date that exists", "The time it was sent must be a time", "Enter the Home Office reference, or tick")
	recorded := v.Submit(form, url.Values{
		"sent_on-day": {"18"}, "sent_on-month": {"5"}, "sent_on-year": {"2026"}, "sent_at": {"9:15am"},
		"sent_how": {"online_service"}, "reference_awaited": {"yes"},
	})
	p = good(t, v.Follow(recorded))
	says(t, p, "Referral recorded as sent", "not received yet", "is expected by 26 May 2026")
	p = good(t, v.Get(at))
	says(t, p, "This is what was sent", "18 May 2026 at 9:15am")
	v.Submit(v.Get(at+"/reference"), url.Values{"home_office_number": {"NRM-77"}})
	says(t, good(t, v.Get(at)), "NRM-77")
	says(t, good(t, v.Get(at+"/pack")), "Recorded as sent")
}

func TestReferralPage_badInputIsKeptAndExplained(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	page := at + "/about_client/date_of_birth"
	wrong := v.Submit(good(t, v.Get(page)), url.Values{"date_of_birth-day": {"31"}, "date_of_birth-month": {"2"}, "date_of_birth-year": {"1990"}})
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("31 February: %d", wrong.Status)
	}
	says(t, wrong, "Date of birth must be a date that exists")
	again := good(t, v.Get(page))
	says(t, again, "It is not part of the referral until you save it")
	if !strings.Contains(again.HTML, `value="31"`) {
		t.Error("what was typed is gone")
	}
	v.Post(page, url.Values{"discard": {"yes"}})
	if p := good(t, v.Get(page)); strings.Contains(p.HTML, `value="31"`) {
		t.Error("the draft is still there")
	}

	page = at + "/what_happened/beginning"
	for name, text := range map[string]string{
		"HTML and emoji": "<script>alert(1)</script> 👩🏽‍⚕️ مرحبا",
		"14 KB":          strings.Repeat("She was told so. ", 850),
	} {
		if saved := v.Submit(v.Get(page), url.Values{"how_it_began": {text}}); saved.Status != http.StatusSeeOther {
			t.Errorf("%s: %d", name, saved.Status)
		}
		if got := s.Referral(t, ref).Draft.Text("how_it_began"); got != text {
			t.Errorf("%s: kept %q", name, got)
		}
	}
	long := v.Submit(v.Get(page), url.Values{"how_it_began": {strings.Repeat("x", 20_000)}})
	says(t, long, "must be 15000 characters or fewer")
}

func TestReferralPage_longListsWithoutScripts(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	v.Submit(v.Get(at+"/places/where"), url.Values{"exploitation_place": {"uk"}})
	page := at + "/places/uk"
	found := v.Submit(good(t, v.Get(page)), url.Values{"uk_towns-add": {"birmin"}})
	if found.Status != http.StatusUnprocessableEntity {
		t.Fatalf("an unfinished name: %d", found.Status)
	}
	says(t, found, "Birmingham", "from what was found")
	added := v.Submit(found, url.Values{"uk_towns": {"Birmingham"}, "add": {"yes"}})
	if added.To != page {
		t.Fatalf("adding led to %q (%d): %s", added.To, added.Status, added.Text())
	}
	exact := v.Submit(good(t, v.Follow(added)), url.Values{"uk_towns-add": {"leeds"}})
	if exact.Status != http.StatusSeeOther {
		t.Fatalf("a name in full: %d %s", exact.Status, exact.Text())
	}
	if got := s.Referral(t, ref).Draft; len(got.Values(got.Form.Field("uk_towns"))) != 2 {
		t.Errorf("kept %v", got.Values(got.Form.Field("uk_towns")))
	}
	cleared := v.Submit(good(t, v.Get(page)), url.Values{"uk_towns": {""}})
	if got := s.Referral(t, ref).Draft; cleared.Status != http.StatusSeeOther || len(got.Values(got.Form.Field("uk_towns"))) != 0 {
		t.Errorf("clearing all: %d, kept %v", cleared.Status, got.Values(got.Form.Field("uk_towns")))
	}

	page = at + "/places/now"
	one := v.Submit(v.Get(page), url.Values{"current_town": {"birmin"}})
	says(t, one, "Birmingham")
	if picked := v.Submit(one, url.Values{"current_town-pick": {"Birmingham"}}); picked.Status != http.StatusSeeOther {
		t.Errorf("picked: %d %s", picked.Status, picked.Text())
	}
	none := v.Submit(v.Get(page), url.Values{"current_town": {"Xyzzy"}})
	says(t, none, "Nothing on the official list is like this")
}

func TestReferralPage_quickAnswers(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	page := at + "/what_happened/beginning"
	v.Submit(v.Get(page), url.Values{"how_it_began-quick": {"Not asked, so as not to press the client."}})
	if got := s.Referral(t, ref).Draft.Text("how_it_began"); got != "Not asked, so as not to press the client." {
		t.Errorf("kept %q", got)
	}
	p := good(t, v.Get(page))
	v.Submit(p, url.Values{"how_it_began": {"A friend offered work."}})
	if got := s.Referral(t, ref).Draft.Text("how_it_began"); got != "A friend offered work." {
		t.Errorf("what is written counts first; kept %q", got)
	}
}

func TestReferralPage_twoWriters(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	page := at + "/what_happened/beginning"
	mine := v.Get(page)
	other := s.SignedIn(t, s.Colleague)
	other.Submit(other.Get(page), url.Values{"how_it_began": {"Their words"}})
	clash := v.Submit(mine, url.Values{"how_it_began": {"My words"}})
	if clash.Status != http.StatusConflict {
		t.Fatalf("second writer: %d", clash.Status)
	}
	says(t, clash, "Their words", "My words", "Colin Colleague saved other answers")
	if problems := htmlcheck.Lint(clash.HTML); len(problems) > 0 {
		t.Error(problems)
	}
	if saved := v.Submit(clash, nil); saved.Status != http.StatusSeeOther {
		t.Errorf("after seeing both: %d", saved.Status)
	}
	if got := s.Referral(t, ref).Draft.Text("how_it_began"); got != "My words" {
		t.Errorf("kept %q", got)
	}
}

func TestReferral_laterAndElsewhere(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	half := v.Submit(v.Get(at+"/about_report/your_details"), url.Values{"responder_first_name": {"Casey"}, "later": {"yes"}})
	says(t, good(t, v.Follow(half)), "Your answers are saved.", "In progress")
	bad := v.Submit(v.Get(at+"/about_report/cover"), url.Values{"responder_backup_email": {"duty@"}, "later": {"yes"}})
	says(t, good(t, v.Follow(bad)), "kept for you as a draft")
	for _, path := range []string{at, at + "/about_report/cover", at + "/check", "/cases/" + string(ref) + "/review"} {
		if p := s.SignedIn(t, s.Stranger).Get(path); p.Status != http.StatusNotFound {
			t.Errorf("another organisation: %s answers %d", path, p.Status)
		}
		if p := s.SignedIn(t, s.Auditor).Get(path); p.Status != http.StatusForbidden {
			t.Errorf("an auditor: %s answers %d", path, p.Status)
		}
	}
	for _, path := range []string{"/nothing", "/nothing/at-all", "/about_report/nothing", "/support/phone"} {
		if p := v.Get(at + path); p.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, p.Status)
		}
	}
}

// TestReferral_showsWhereTheWritingStopped: whoever opens the referral again
// reads the last words first, saved or not.
func TestReferral_showsWhereTheWritingStopped(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	if p := good(t, v.Get(at)); strings.Contains(p.Text(), "Go on from there") {
		t.Error("nobody wrote, and there is something to go on from")
	}
	v.Submit(v.Get(at+"/what_happened/beginning"), url.Values{"how_it_began": {strings.Repeat("Before. ", 100) + "Then they took her phone."}, "later": {"yes"}})
	p := good(t, v.Get(at))
	says(t, p, "You saved last at “How it began”", "… ", "Then they took her phone.")
	says(t, good(t, s.SignedIn(t, s.Colleague).Get(at)), "Casey Caseworker saved last at “How it began”")

	v.Post("/drafts/referral:"+string(ref)+":what_happened:work", url.Values{"tasks_and_hours": {"She cooked and"}})
	v.Post("/drafts/referral:"+string(ref)+":what_happened:treatment", url.Values{"treatment": {"Nobody was"}})
	p = good(t, v.Get(at))
	says(t, p, "You stopped at “How they were treated”", "It is not saved in the referral yet.", "Nobody was", "Save what you typed at “What they had to do”")
	other := good(t, s.SignedIn(t, s.Colleague).Get(at))
	if strings.Contains(other.Text(), "Nobody was") {
		t.Error("a colleague reads what is not saved")
	}
}

func TestReferral_earlierWordings(t *testing.T) {
	t.Parallel()
	s, v, _, at := writing(t)
	page := at + "/what_happened/beginning"
	if p := good(t, v.Get(page)); strings.Contains(p.Text(), "earlier wordings") {
		t.Error("nothing is written, and there are earlier wordings")
	}
	says(t, good(t, v.Get(page+"/earlier")), "Nothing on this page has been changed yet.")
	v.Submit(v.Get(page), url.Values{"how_it_began": {"[sic] ~ A|B <tag>"}})
	other := s.SignedIn(t, s.Colleague)
	other.Submit(other.Get(page), url.Values{"how_it_began": {"Other words"}})
	says(t, good(t, v.Get(page)), "See earlier wordings of this page")
	says(t, good(t, v.Get(page+"/earlier")), "[sic] ~ A|B <tag>", "until Colin Colleague changed it")
	if p := s.SignedIn(t, s.Stranger).Get(page + "/earlier"); p.Status != http.StatusNotFound {
		t.Errorf("another organisation: %d", p.Status)
	}
}

// TestReferral_textStaysAsTyped: what is typed is the same in the box, on the
// check page, to the reviewer and in the pack; each space and line end shows.
func TestReferral_textStaysAsTyped(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	s.WriteReferral(t, ref)
	const typed = "  [sic] ~ A|B <tag> && \"q\" 'p'\n\n\tmáma  🙂 \u202eabc\u202c  "
	page := at + "/what_happened/beginning"
	if saved := v.Submit(v.Get(page), url.Values{"how_it_began": {strings.ReplaceAll(typed, "\n", "\r\n")}}); saved.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", saved.Status, saved.Text())
	}
	shown := template.HTMLEscapeString(typed)
	holds := func(where, page string) {
		t.Helper()
		if !strings.Contains(page, "app-typed\">"+shown+"<") {
			t.Errorf("%s does not show the text as it was typed", where)
		}
	}
	if !strings.Contains(v.Get(page).HTML, ">\n"+shown+"</textarea>") {
		t.Error("the box does not hold the text as it was typed")
	}
	holds("the section", v.Get(at+"/what_happened").HTML)
	holds("the check page", v.Get(at+"/check").HTML)
	s.Approved(t, ref)
	holds("the review", s.SignedIn(t, s.Supervisor).Get("/cases/"+string(ref)+"/review").HTML)
	if pack := v.Get(at + "/pack").HTML; !strings.Contains(pack, `id="answer-how_it_began">`+shown+"</dd>") {
		t.Error("the pack does not hold the text as it was typed")
	}
}

// TestReferralReview_commentsOnAnswers: the reviewer says of single answers
// what to change, and its writers read it beside the answer.
func TestReferralReview_commentsOnAnswers(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	s.InReview(t, ref)
	review := "/cases/" + string(ref) + "/review"
	boss := s.SignedIn(t, s.Supervisor)
	says(t, good(t, boss.Get(review)), "The account is short.", "The dates of the exploitation name no year.")
	form := good(t, boss.Get(review+"/comment/how_it_began"))
	says(t, form, "Comment on “How it began”", "The client said so on the day")
	long := boss.Submit(form, url.Values{"answer_comment": {strings.Repeat("x", 5001)}})
	if long.Status != http.StatusUnprocessableEntity {
		t.Errorf("too long a comment: %d", long.Status)
	}
	says(t, long, "Your comment must be 5000 characters or fewer")
	if kept := boss.Submit(form, url.Values{"answer_comment": {"Who was <b>he</b>?\nAnd when?"}}); kept.To != review {
		t.Fatalf("keep a comment: %d %s", kept.Status, kept.Text())
	}
	p := good(t, boss.Get(review))
	says(t, p, "Your comment on it", "Who was <b>he</b>?", "Change comment")
	if other := v.Get(at); strings.Contains(other.Text(), "Who was") {
		t.Error("a comment is seen before the review is recorded")
	}
	if done := boss.Submit(p, url.Values{"review_outcome": {"returned"}}); done.To != "/review" {
		t.Fatalf("return with a comment on an answer alone: %d %s", done.Status, done.Text())
	}
	says(t, good(t, v.Get(at)), "Returned by Sue Supervisor", "How it began: Who was <b>he</b>?", "Open this page")
	says(t, good(t, v.Get(at+"/what_happened/beginning")), "Sue Supervisor on “how it began”: Who was <b>he</b>?")
	v.Submit(v.Get(at+"/what_happened/beginning"), url.Values{"how_it_began": {"He was a neighbour. May 2024."}})
	v.Submit(v.Get(at+"/check"), nil)
	again := good(t, boss.Get(review))
	says(t, again, "Earlier reviews", "How it began: Who was <b>he</b>?")
	if strings.Contains(again.Text(), "Your comment on it") {
		t.Error("the comment is still to be sent")
	}
	for _, who := range []*site.Visitor{v, s.SignedIn(t, s.Colleague)} {
		if p := who.Get(review + "/comment/how_it_began"); p.Status != http.StatusConflict {
			t.Errorf("somebody who may not review: %d", p.Status)
		}
	}
	if p := boss.Get(review + "/comment/nothing"); p.Status != http.StatusNotFound {
		t.Errorf("an answer that is not there: %d", p.Status)
	}
}

// TestReferral_unsavedStopsTheReview: nothing is sent to review while its
// writer has typed something that is not in it.
func TestReferral_unsavedStopsTheReview(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	s.WriteReferral(t, ref)
	v.Post("/drafts/referral:"+string(ref)+":what_happened:work", url.Values{"tasks_and_hours": {"And more"}})
	p := good(t, v.Get(at+"/check"))
	says(t, p, "Save what you typed at “What they had to do”")
	if strings.Contains(p.Text(), "Send to review") {
		t.Error("it can be sent without what was typed")
	}
}

// TestReferralPack_copiedAndTakenOut: the ticks of who copies are kept, and
// what is downloaded is what the SHA-256 is of.
func TestReferralPack_copiedAndTakenOut(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	for _, file := range []string{"/pack", "/pack.json", "/pack.zip", "/pack.pdf"} {
		if p := v.Get(at + file); p.Status != http.StatusConflict {
			t.Errorf("%s before approval: %d", file, p.Status)
		}
	}
	s.Approved(t, ref)
	p := good(t, v.Get(at+"/pack"))
	says(t, p, "0 of ", "Names the client.", "Official form as of 2026-04-21", "SHA-256")
	kept := v.Submit(p, url.Values{"copied": {"first_name", "gender"}})
	says(t, good(t, v.Follow(kept)), "2 of ")
	if p := v.Get(at + "/pack").HTML; !strings.Contains(p, `value="gender" checked`) || strings.Contains(p, `value="last_name" checked`) {
		t.Error("the ticks are not kept")
	}
	says(t, good(t, v.Follow(v.Submit(v.Get(at+"/pack"), url.Values{"copied": {""}}))), "0 of ")

	data := v.Get(at + "/pack.json")
	sum := referral.Digest([]byte(data.HTML))
	says(t, v.Get(at+"/pack"), sum)
	if snapshot, err := referral.ReadSnapshot([]byte(data.HTML)); err != nil || snapshot.Route != referral.Adult || len(snapshot.Entries) < 30 {
		t.Errorf("as data: %v, %+v", err, snapshot)
	}
	archive := v.Get(at + "/pack.zip")
	z, err := zip.NewReader(strings.NewReader(archive.HTML), int64(len(archive.HTML)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"referral.json", "referral.txt"}; !slices.Equal(names, want) {
		t.Errorf("in the ZIP: %v, want %v", names, want)
	}
	text, err := fs.ReadFile(z, "referral.txt")
	if err != nil || !strings.Contains(string(text), sum) || !strings.Contains(string(text), "First name\nAna\n") {
		t.Errorf("the text: %v\n%.400s", err, text)
	}
	for who, want := range map[*site.Visitor]int{s.SignedIn(t, s.Stranger): http.StatusNotFound, s.SignedIn(t, s.Auditor): http.StatusForbidden} {
		for _, file := range []string{"/pack", "/pack.json", "/pack.zip", "/pack.pdf"} {
			if p := who.Get(at + file); p.Status != want {
				t.Errorf("%s: %d, want %d", file, p.Status, want)
			}
		}
		if p := who.Post(at+"/pack", url.Values{"copied": {"gender"}}); p.Status != want {
			t.Errorf("ticking: %d, want %d", p.Status, want)
		}
	}
}
