package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// noticeOf is the page of the newest notice of a kind on a case.
func noticeOf(t *testing.T, s *site.Site, ref casefile.Ref, kind consent.NoticeKind) string {
	t.Helper()
	for _, n := range s.Notices(t, ref) {
		if n.Kind == kind {
			return "/cases/" + string(ref) + "/notices/" + strconv.Itoa(n.Number)
		}
	}
	t.Fatalf("no notice of the kind %s", kind)
	return ""
}

func toldToday(said string) url.Values {
	return url.Values{
		"told_on-day": {"18"}, "told_on-month": {"5"}, "told_on-year": {"2026"}, "told_how": {"phone"}, "told_who": {"Duty manager"}, "told_said": {said},
	}
}

func lacks(t *testing.T, p site.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.Text(), text) {
			t.Errorf("the page says %q:\n%s", text, p.Text())
		}
	}
}

func TestWithdrawConsent_travels(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(*consent.Record) {})
	s.HandedOver(t, ref)
	base := "/cases/" + string(ref)
	v, boss := s.SignedIn(t, s.Caseworker), s.SignedIn(t, s.Supervisor)
	p := v.Follow(v.Get(base + "/withdraw-consent"))
	lintPage(t, p)
	shows(t, p, "What rests on it now", "Handoff to The Salvation Army", "Being written, not sent", "Everything", "Share details with the police", "None waits: NRM Desk sends no messages about a client")
	if strings.Contains(p.HTML, "checked") {
		t.Error("something is chosen beforehand")
	}
	empty := v.Submit(p, nil)
	shows(t, empty, "Select what the client takes back")
	odd := v.Submit(p, url.Values{"withdrawn": {"share_everything"}})
	if odd.Status != http.StatusUnprocessableEntity {
		t.Errorf("a made-up purpose passes: %d", odd.Status)
	}
	p = v.Follow(v.Submit(p, url.Values{"withdrawn": {"share_support", "share_police"}}))
	lintPage(t, p)
	wrong := v.Submit(p, nil)
	shows(t, wrong, "Enter the date", "Select how the client withdrew", "Select whether the support provider has been told")
	tomorrow := v.Submit(p, url.Values{"given_on-day": {"19"}, "given_on-month": {"5"}, "given_on-year": {"2026"}, "withdrawn_at": {"half past"}, "withdraw_reason": {"Typed with care"}})
	shows(t, tomorrow, "The date must be today or in the past", "The time must be a time, like 9:30am", "Typed with care")
	p = v.Follow(v.Submit(p, url.Values{
		"given_on-day": {"18"}, "given_on-month": {"5"}, "given_on-year": {"2026"}, "withdrawn_at": {"9.05am"}, "withdrawn_how": {"signed_form"}, "provider_told": {"no"},
	}))
	lintPage(t, p)
	shows(t, p, "Check what the withdrawal does", "Stays at “Draft”", "Goes on as it is.", "The Salvation Army, Adult support in England and Wales: stop using", "18 May 2026 at 09:05", "Nothing is deleted.")
	page := v.Follow(v.Submit(p, nil))
	lintPage(t, page)
	shows(t, page, "The withdrawal is recorded", "To do after the withdrawal", "Tell The Salvation Army, Adult support in England and Wales to stop",
		"No consent: withdrawn on 18 May 2026.", "The client said yes to a referral on 18 May 2026", "Record 2: Partly given")
	if fold := strings.Count(page.HTML, "<details class=\"govuk-details app-folded\""); fold != 0 {
		t.Errorf("%d of the records that count are folded", fold)
	}
	closing := boss.Get(base + "/close")
	lintPage(t, closing)
	shows(t, closing, "To be told to stop", "The Salvation Army, Adult support in England and Wales", "Record it")
	overview := v.Get(base)
	lintPage(t, overview)
	shows(t, overview, "Others hold what they may no longer use. Tell them to stop.", "1 recipient still to be told", "Tell The Salvation Army, Adult support in England and Wales to stop")

	queue := boss.Get("/review")
	lintPage(t, queue)
	shows(t, queue, "To do after a withdrawal", "The supervisor has to see what the client took back", "Casey Caseworker")
	seen := boss.Get(noticeOf(t, s, ref, consent.NoticeSupervisor))
	lintPage(t, seen)
	if p := boss.Submit(seen, nil); p.Status < 400 {
		t.Errorf("seen without saying so: %d", p.Status)
	}
	lacks(t, boss.Follow(boss.Submit(seen, url.Values{"seen": {"yes"}})), "The supervisor has to see")

	tell, second := v.Get(noticeOf(t, s, ref, consent.NoticeHandoff)), s.SignedIn(t, s.Colleague)
	late := second.Get(noticeOf(t, s, ref, consent.NoticeHandoff))
	lintPage(t, tell)
	shows(t, v.Submit(tell, nil), "Enter the date", "Select how", "Enter whom you spoke or wrote to")
	shows(t, v.Follow(v.Submit(tell, toldToday("They stop now"))), "Ask The Salvation Army, Adult support in England and Wales to acknowledge")
	if p := second.Submit(late, toldToday("Told twice")); p.Status != http.StatusConflict || !strings.Contains(p.HTML, "Told twice") {
		t.Errorf("two people at once: %d %s", p.Status, p.Text())
	}
	ack := v.Get(noticeOf(t, s, ref, consent.NoticeHandoff))
	shows(t, ack, "Has the recipient acknowledged it?", "They stop now")
	shows(t, v.Follow(v.Submit(ack, toldToday("All deleted"))), "It is recorded.")
	done := v.Get(noticeOf(t, s, ref, consent.NoticeHandoff))
	lintPage(t, done)
	shows(t, done, "Acknowledged", "All deleted", "Recorded by Casey Caseworker")
	lacks(t, boss.Get("/review"), "To do after a withdrawal")
}

func TestWithdrawConsent_twiceSaysSoKindly(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	address := "/cases/" + string(ref) + "/withdraw-consent"
	nothing := v.Get(address)
	if nothing.Status != http.StatusConflict {
		t.Errorf("nothing to withdraw: %d", nothing.Status)
	}
	shows(t, nothing, "Nothing is left to withdraw", "the client has not agreed to anything")
	s.Consented(t, ref)
	s.Withdrawn(t, ref)
	again := v.Get(address)
	lintPage(t, again)
	if again.Status != http.StatusConflict {
		t.Errorf("a second withdrawal: %d", again.Status)
	}
	shows(t, again, "The withdrawal is recorded already: everything was taken back on 18 May 2026.", "See the consent records")
	lacks(t, again, "could not be saved", "error")
}

func TestAskConsent_badDates(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	start := sample.Adult(calendar.England)
	ref := s.Case(t, start)
	v := s.SignedIn(t, s.Caseworker)
	p := walkThrough(t, v, v.Follow(v.Get("/cases/"+string(ref)+"/ask-consent")), sheet(), explained())
	for name, c := range map[string]struct{ day, month, year, says string }{
		"tomorrow":     {"19", "5", "2026", "The date must be today or in the past"},
		"before birth": {"18", "5", "1926", "The date must be on or after 18 May 2026"},
		"no such day":  {"31", "2", "2026", "The date must be a date that exists"},
		"words":        {"x", "y", "z", "The date must be a date"},
	} {
		wrong := v.Submit(p, with(how(), url.Values{"given_on-day": {c.day}, "given_on-month": {c.month}, "given_on-year": {c.year}}))
		if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Text(), c.says) || !strings.Contains(wrong.HTML, `value="`+c.day+`"`) {
			t.Errorf("%s: %d %s", name, wrong.Status, wrong.Text())
		}
	}
	shows(t, v.Submit(p, with(how(), url.Values{"interpreter": {"companion"}})), "Somebody who came with the client must not interpret")
	there := v.Follow(v.Submit(p, how()))
	shows(t, v.Submit(there, url.Values{"present": {"alone", "companion"}}), "Choose nobody else, or those who were there, not both")
	shows(t, v.Submit(there, url.Values{"present": {"companion"}}), "Enter who stayed, and why")
}

func TestAskConsent_chosenFromPublishedSheets(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	address := "/cases/" + string(ref) + "/ask-consent"
	p := v.Follow(v.Get(address))
	shows(t, p, "There is no sheet in Albanian.", "An interpreter can read the English one aloud", "English, version 1")
	invented := v.Submit(p, url.Values{"sheet": {"sq/7"}, "sheet_use": {"read_by_client"}, "language": {"Albanian"}, "notice_version": {"1"}})
	if invented.Status == http.StatusSeeOther {
		check := walkThrough(t, v, v.Follow(invented), explained(), how(), room(), able(), decided("needs_more_time"), url.Values{"answered_how": {"signed_sheet"}}, url.Values{}, moreTime())
		if done := v.Submit(check, nil); done.Status == http.StatusSeeOther && strings.HasSuffix(done.To, "/consent") {
			t.Error("a sheet that does not exist was recorded")
		}
	}
	s.Published(t, "sq")
	v.Follow(v.Get(address))
	p = v.Get(address + "/sheet")
	lintPage(t, p)
	lacks(t, p, "There is no sheet in Albanian.")
	shows(t, p, "Albanian, version 1")
	check := walkThrough(t, v, p, with(sheet(), url.Values{"sheet": {"sq/1"}, "sheet_use": {"read_by_client"}}), explained(), how(), room(), able(), decided("needs_more_time"),
		url.Values{"answered_how": {"signed_sheet"}}, url.Values{}, moreTime())
	page := v.Follow(v.Submit(check, nil))
	lintPage(t, page)
	shows(t, page, "The client asked for more time on 18 May 2026. Agreed to ask again on 1 June 2026.", "Albanian, version 1", "The client read it")
	if !strings.Contains(page.HTML, `href="/sheets/sq/1"`) {
		t.Error("the record does not lead to the sheet")
	}
	shows(t, v.Get("/cases/"+string(ref)+"/dates"), "1 June 2026") // the check-in
}

func moreTime() url.Values {
	return url.Values{"review_on-day": {"1"}, "review_on-month": {"6"}, "review_on-year": {"2026"}}
}

func TestConsent_recordedInError(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	base := "/cases/" + string(ref)
	s.Consented(t, ref)
	s.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	v, boss := s.SignedIn(t, s.Caseworker), s.SignedIn(t, s.Supervisor)
	form := v.Get(base + "/consent/2/mark-as-error")
	lintPage(t, form)
	shows(t, v.Submit(form, nil), "Enter what is wrong with the record")
	page := v.Follow(v.Submit(form, url.Values{"error_reason": {"It was <b>another</b> client"}}))
	lintPage(t, page)
	shows(t, page, "Said to be wrong", "It was <b>another</b> client", "Waits for a supervisor", "A record is said to be wrong and waits for a supervisor.")
	if p := v.Submit(v.Get(base+"/consent/2/mark-as-error"), url.Values{"error_reason": {"Again"}}); p.Status != http.StatusConflict {
		t.Errorf("marked twice: %d", p.Status)
	}
	queue := boss.Get("/review")
	lintPage(t, queue)
	shows(t, queue, "Consent records said to be wrong", "Leaving the record out would allow more than now")
	f, err := s.Desk.Consent(t.Context(), s.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	address := base + "/corrections/" + f.Corrections[f.Records[0].ID][0].ID
	if p := v.Get(address); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker gives the second look: %d", p.Status)
	}
	look := boss.Get(address)
	lintPage(t, look)
	shows(t, boss.Submit(look, nil), "Select your answer", "Enter what you looked at")
	lacks(t, boss.Follow(boss.Submit(look, url.Values{"correction_outcome": {"confirmed"}, "correction_comment": {"Asked Casey"}})), "Consent records said to be wrong")
	page = v.Get(base + "/consent")
	lintPage(t, page)
	shows(t, page, "Recorded in error", "Confirmed by Sue Supervisor", "Record what is right", "Record 2:", "Record 1:")
	lacks(t, page, "A record is said to be wrong")
	right := v.Follow(v.Get(base + "/ask-consent?corrects=2"))
	check := walkThrough(t, v, right, sheet(), explained(), how(), room(), able(), decided("needs_more_time"), url.Values{"answered_how": {"signed_sheet"}}, url.Values{}, moreTime())
	shows(t, v.Follow(v.Submit(check, nil)), "It puts record 2 right.")
	if p := v.Get(base + "/consent/9/mark-as-error"); p.Status != http.StatusNotFound {
		t.Errorf("a record that is not there: %d", p.Status)
	}
}

func TestReceipt_onlyWhenItIsSafe(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(r *consent.Record) { r.SharePolice = consent.No })
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get(base + "/consent/1/receipt")
	lintPage(t, form)
	if strings.Contains(form.HTML, "checked") {
		t.Error("that it is safe is chosen beforehand")
	}
	shows(t, v.Submit(form, nil), "Select whether it is safe")
	no := v.Submit(form, url.Values{"receipt_safe": {"no"}})
	shows(t, no, "Then no receipt is made")
	if exports, err := s.DB.Exports(t.Context(), s.Read(t, ref).ID); err != nil || len(exports) != 0 {
		t.Errorf("made all the same: %v, %v", exports, err)
	}
	made := v.Submit(form, url.Values{"receipt_safe": {"yes"}})
	page := v.Follow(made)
	lintPage(t, page)
	shows(t, page, "Your answers", "You talked with Northside Refuge on 18 May 2026.", "You said yes", "You said no", "You can change any answer, at any time.")
	article, _, _ := strings.Cut(page.HTML[strings.Index(page.HTML, "<article"):], "</article>")
	for _, personal := range []string{"Testova", "Casey", string(ref)} {
		if strings.Contains(article, personal) {
			t.Errorf("the paper holds %q", personal)
		}
	}
	file := v.Get(made.To + "/file")
	if !strings.HasPrefix(file.Header.Get("Content-Type"), "application/json") || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment; filename=\"receipt-") ||
		file.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", file.Header)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(file.HTML), &fields); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(file.HTML, "Testova") || strings.Contains(file.HTML, "Casey") {
		t.Errorf("the file names people: %s", file.HTML)
	}
	if other := s.SignedIn(t, s.OtherTeam).Get(made.To + "/file"); other.Status != http.StatusNotFound {
		t.Errorf("another team downloads it: %d", other.Status)
	}
	shows(t, v.Follow(v.Get(base+"/withdraw-consent")), "Receipt for the client", "Taken out on 18 May 2026")
	if err := s.Desk.WithdrawConsent(t.Context(), s.Caseworker, s.Edit(t, ref), consent.Record{
		GivenOn: sample.Today, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider, Withdrawn: []consent.Purpose{consent.ShareLegal},
	}); err != nil {
		t.Fatal(err)
	}
	later := v.Get(made.To)
	lintPage(t, later)
	shows(t, later, "You changed your mind", "We may no longer:", "compensation", "since 18 May 2026")
}

// TestReceipt_ofWhatWasDecidedForTheClient says so: nothing of it is put into
// the client's mouth.
func TestReceipt_ofWhatWasDecidedForTheClient(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(r *consent.Record) {
		r.Capacity = consent.Capacity{Finding: consent.FoundNot, AssessedOn: sample.Today, AssessedBy: "Doctor", DecisionMaker: "Deputy", Reason: "A safe bed"}
		r.AnsweredHow = consent.BestInterests
	})
	v := s.SignedIn(t, s.Caseworker)
	page := v.Get("/cases/" + string(ref) + "/consent")
	lintPage(t, page)
	shows(t, page, "It was decided for the client, who could not decide this, on 18 May 2026: yes to a referral.", "Under Mental Capacity Act 2005")
	lacks(t, page, "The client said yes")
	receipt := v.Follow(v.Submit(v.Get("/cases/"+string(ref)+"/consent/1/receipt"), url.Values{"receipt_safe": {"yes"}}))
	lintPage(t, receipt)
	shows(t, receipt, "What was decided for you", "Somebody else decided for you")
	lacks(t, receipt, "You said yes", "You agreed", "You said no")
	s.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	page = v.Get("/cases/" + string(ref) + "/consent")
	lintPage(t, page)
	shows(t, page, "Show what was recorded: Record 1: Given, 18 May 2026")
}

func TestConsent_runsOut(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(r *consent.Record) { r.Ends = consent.Ends{How: consent.EndsAfter, Months: 1} })
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	shows(t, v.Get(base+"/consent"), "It holds until 18 June 2026.", "For 1 month, until 18 June 2026")
	s.Move(sample.Now.Add(32 * 24 * time.Hour))
	v = s.SignedIn(t, s.Caseworker)
	page := v.Get(base + "/consent")
	lintPage(t, page)
	shows(t, page, "What the client agreed to held until 18 June 2026. Ask again.", "No consent any more: it was given until 18 June 2026.")
	p := v.Follow(v.Get(base + "/send-handoff"))
	for _, fields := range []url.Values{
		{"recipient": {"other"}}, {"recipient_name": {"Harbour"}, "recipient_class": {"support_provider"}}, {"purpose": {"A bed"}},
	} {
		p = v.Follow(v.Submit(p, fields))
	}
	shows(t, p, "Nothing can be shared with this recipient yet")
}

func TestAge_assessed(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Child(calendar.Scotland))
	s.ConsentNotRequired(t, ref)
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	form := v.Get(base + "/age")
	lintPage(t, form)
	shows(t, v.Submit(form, nil), "Select what the client was found to be", "Enter the date of the assessment", "Enter who assessed it", "Enter what the assessment rests on")
	young := v.Submit(form, url.Values{
		"assessed_band": {"adult"}, "assessed_on-day": {"18"}, "assessed_on-month": {"5"}, "assessed_on-year": {"2026"}, "assessed_by": {"Two social workers"},
		"assessed_basis": {"Interviews"}, "born_on-day": {"1"}, "born_on-month": {"1"}, "born_on-year": {"2012"},
	})
	shows(t, young, "Somebody born on that day is under 18")
	if !strings.Contains(young.HTML, "Two social workers") {
		t.Error("what was typed is not kept")
	}
	page := v.Follow(v.Submit(young, url.Values{"born_on-year": {"2006"}}))
	lintPage(t, page)
	shows(t, page, "Recorded: an adult. Ask for their own consent.", "The client is an adult now and has not been asked yet.", "It was at “Draft”", "found by Two social workers")
	shows(t, v.Get(base), "The client is an adult now. Ask for their own consent.")
	ask := v.Follow(v.Get(base + "/ask-consent"))
	check := walkThrough(t, v, ask, sheet(), explained(), how(), room(), able(), decided("yes"), sharing(),
		url.Values{"wants_support": {"no"}, "help_authorities": {"no"}},
		url.Values{"decision_to_other": {"no"}, "contact_letter": {"no"}, "contact_email": {"no"}, "contact_phone": {"yes"}, "contact_text": {"no"}},
		url.Values{"answered_how": {"signed_sheet"}}, url.Values{}, holds(), url.Values{})
	shows(t, v.Follow(v.Submit(check, nil)), "The client said yes to a referral")
	if c := s.Read(t, ref); c.State != casefile.Draft || c.Kept != "" {
		t.Errorf("the case is at %s, kept %q", c.State, c.Kept)
	}
}

func TestLawfulBasis_isNeverCalledConsent(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	admin, boss, auditor := s.SignedIn(t, s.Admin), s.SignedIn(t, s.Supervisor), s.SignedIn(t, s.Auditor)
	shows(t, auditor.Get("/audit/lawful-basis"), "Nobody has recorded one yet.")
	form := admin.Get("/admin/lawful-basis")
	lintPage(t, form)
	if main := mainOf(form); strings.Contains(strings.ToLower(main), "consent") {
		t.Errorf("the basis for holding is called consent:\n%s", main)
	}
	shows(t, admin.Submit(form, nil), "Select the basis for holding the records", "Enter how long the records are kept", "Enter who decided")
	set := url.Values{
		"lawful_basis": {"legitimate_interests"}, "special_condition": {"safeguarding"}, "offence_condition": {"none"}, "retention": {"7 years from closing"},
		"decided_by": {"DPO"}, "basis_on-day": {"1"}, "basis_on-month": {"5"}, "basis_on-year": {"2026"},
	}
	for name, values := range set {
		if choices := choicesOf(form, name); len(choices) > 0 {
			values[0] = choices[0]
		}
	}
	after := admin.Follow(admin.Submit(form, set))
	lintPage(t, after)
	shows(t, after, "The lawful basis is recorded.", "In force now", "7 years from closing")
	shows(t, auditor.Get("/audit/lawful-basis"), "In force now", "7 years from closing")
	shows(t, boss.Get("/cases/"+string(ref)+"/consent"), "Why this record may be held", "7 years from closing")
	own := boss.Get("/cases/" + string(ref) + "/lawful-basis")
	lintPage(t, own)
	shows(t, boss.Submit(own, set), "Enter why this case differs")
	shows(t, boss.Follow(boss.Submit(own, with(set, url.Values{"basis_reason": {"A court order"}}))), "A court order")
}

// mainOf is what the page itself says, without what stands around every page.
func mainOf(p site.Page) string {
	_, main, _ := strings.Cut(p.HTML, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return site.Page{HTML: "<main" + main}.Text()
}

// choicesOf are the values a page offers for a field.
func choicesOf(p site.Page, name string) []string {
	var values []string
	for _, part := range strings.Split(p.HTML, "<input")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		if strings.Contains(tag, `type="radio"`) && strings.Contains(tag, `name="`+name+`"`) {
			_, value, _ := strings.Cut(tag, `value="`)
			value, _, _ = strings.Cut(value, `"`)
			values = append(values, value)
		}
	}
	return values
}
