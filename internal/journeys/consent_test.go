package journeys

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestWithdrawal: everything that rests on consent stands on one page, what a
// withdrawal does is shown before it is recorded, and it travels until everybody
// who holds something was told and has acknowledged it.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := recovering(t, s)
	s.HandedOver(t, ref)
	worker, boss := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Supervisor, true)
	worker.Open("/cases/" + string(ref))
	worker.Press("Consent")
	worker.Press("Record a withdrawal")
	worker.SeesText("What rests on it now", "With the Home Office", "The Salvation Army")
	worker.goOn()
	worker.SeesText("There is a problem", "Select what the client takes back")
	worker.Tick("Everything")
	worker.goOn()
	worker.goOn()
	worker.SeesText("There is a problem", "Enter the date")
	worker.fillDay("When did the client withdraw?", s.Desk.Today())
	worker.Choose("The client signed the form")
	worker.Choose("Not yet")
	worker.goOn()
	worker.SeesHeading("Check what the withdrawal does")
	worker.SeesText("Support paid for by the Home Office ends.", "The Salvation Army", "Home Office, the competent authority", "Nothing is deleted.")
	worker.Press("Record the withdrawal")
	worker.SeesText("The withdrawal is recorded.", "The client withdrew on 18 May 2026. Stop sharing.", "To do after the withdrawal")

	worker.Press("Overview")
	worker.SeesText("The client took consent back. Stop sharing.", "recipients still to be told.")
	worker.Press("Record who was told")
	worker.tellAll(s, ref)
	worker.SeesNo("to stop")
	worker.Open("/cases/" + string(ref) + "/handoffs")
	worker.SeesText("Taken back")
	worker.Press("Dates")
	worker.SeesText("Dates that are over", "Minimum recovery period ends", "withdraw")

	boss.Open("/review")
	boss.SeesText("The supervisor has to see what the client took back")
	boss.Open(noticeAt(t, s, ref, consent.NoticeSupervisor))
	boss.Tick("I have seen this")
	boss.Press("Record")
	boss.SeesText("It is recorded.")
	boss.SeesNo("The supervisor has to see")

	// Once more: kindly.
	worker.Open("/cases/" + string(ref) + "/withdraw-consent")
	worker.SeesText("Nothing is left to withdraw", "everything was taken back on 18 May 2026")
}

// tellAll records of every recipient that they were told and have acknowledged.
func (u *user) tellAll(s *site.Site, ref casefile.Ref) {
	u.t.Helper()
	base := "/cases/" + string(ref)
	for _, step := range []string{"told", "acknowledged"} {
		for _, n := range s.Notices(u.t, ref) {
			if n.Kind == consent.NoticeSupervisor {
				continue
			}
			u.Open(base + "/notices/" + strconv.Itoa(n.Number))
			u.fillDay(map[string]string{"told": "When were they told?", "acknowledged": "When did they acknowledge it?"}[step], s.Desk.Today())
			u.Choose("By phone")
			u.Fill("Whom did you speak or write to?", "Duty manager")
			u.Press("Record")
			u.SeesText("It is recorded.")
		}
	}
}

func noticeAt(t *testing.T, s *site.Site, ref casefile.Ref, kind consent.NoticeKind) string {
	t.Helper()
	for _, n := range s.Notices(t, ref) {
		if n.Kind == kind {
			return "/cases/" + string(ref) + "/notices/" + strconv.Itoa(n.Number)
		}
	}
	t.Fatalf("no notice of the kind %s", kind)
	return ""
}

// TestPartialWithdrawal: one thing is taken back, the rest goes on.
func TestPartialWithdrawal(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	worker := signedIn(t, s, s.Caseworker, false)
	worker.Open("/cases/" + string(ref) + "/withdraw-consent")
	worker.Tick(consent.SharePolice.Label())
	worker.goOn()
	worker.fillDay("When did the client withdraw?", s.Desk.Today())
	worker.Choose("The client told a first responder")
	worker.Choose("There is no support provider")
	worker.goOn()
	worker.SeesText("Stays at “Draft”", "Goes on as it is.", "Nobody outside holds anything that rests on it.")
	worker.Press("Record the withdrawal")
	worker.SeesText("The client said yes to a referral", "No consent: withdrawn on 18 May 2026.")
	worker.toPolice(ref)
	worker.SeesText("Nothing can be shared with this recipient yet", "No consent: withdrawn on 18 May 2026.")
}

// toPolice writes a handoff to the police as far as what they may see.
func (u *user) toPolice(ref casefile.Ref) {
	u.t.Helper()
	u.Open("/cases/" + string(ref) + "/send-handoff")
	u.Choose("Somebody else")
	u.goOn()
	u.Fill("Organisation", "Eastmoor Police")
	u.Select("What are they?", "Police")
	u.goOn()
	u.Fill("Purpose", "A statement")
	u.goOn()
}

// TestReceipt: it is made only when it is safe, says what was agreed to and what
// was taken back since, prints nothing else, and comes as a file too.
func TestReceipt(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.Wales))
	worker := signedIn(t, s, s.Caseworker, true)
	worker.agree(ref, sample.Today)
	worker.Press("Receipt for the client")
	worker.Press("Make the receipt")
	worker.SeesText("There is a problem", "Select whether it is safe")
	worker.Choose("No")
	worker.Press("Make the receipt")
	worker.SeesText("Then no receipt is made.")
	worker.Choose("Yes")
	worker.Press("Make the receipt")
	worker.SeesHeading("Your answers")
	worker.SeesText("You agreed that we may:", "send your details to the Home Office", "We may not:", "tell the police what you told us", "You can change any answer, at any time.")
	worker.Fits(320)
	worker.OnPaper(func() { worker.SeesNo("NRM Desk", "Quick exit", "Download", clientName) })
	receipt := worker.Path()
	name, content := worker.Download("Download it as a file (JSON)")
	var file struct {
		Schema string `json:"schema_version"`
		Record struct {
			ID         string `json:"record_id"`
			Processing struct {
				Purposes []struct {
					Purpose string
					Events  []struct {
						State string `json:"event_state"`
					}
				}
			} `json:"pii_processing"`
		} `json:"consent_record"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	if file.Schema != consent.ReceiptSchema || name != "receipt-"+file.Record.ID+".json" || strings.Contains(string(content), clientName) {
		t.Errorf("%s: %s", name, content)
	}
	for _, p := range file.Record.Processing.Purposes {
		if want := map[string]string{"refer_to_nrm": "consent_given", "share_police": "consent_refused"}[p.Purpose]; want != "" && p.Events[0].State != want {
			t.Errorf("%s: %+v", p.Purpose, p.Events)
		}
	}
	worker.Open("/cases/" + string(ref) + "/withdraw-consent")
	worker.SeesText("Receipt for the client", "Taken out on 18 May 2026")
	worker.Tick(consent.ShareLegal.Label())
	worker.goOn()
	worker.fillDay("When did the client withdraw?", s.Desk.Today())
	worker.Choose("The client told a first responder")
	worker.Choose("There is no support provider")
	worker.goOn()
	worker.Press("Record the withdrawal")
	worker.Open(receipt)
	worker.SeesText("You changed your mind", "We may no longer:", "since 18 May 2026")
}

// TestSheetPublishedAndUsed: an administrator adds a language, everybody can
// read and print it, and the next sitting is recorded with it.
func TestSheetPublishedAndUsed(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	admin := signedIn(t, s, s.Admin, true)
	admin.Open("/admin/sheets")
	admin.Press("Write a sheet")
	words := sample.Sheet("ar")
	admin.Fill("Language, in English", words.Language)
	admin.Fill("The language’s own name", words.OwnName)
	admin.Fill("Language tag", words.Tag)
	admin.Choose("From right to left")
	admin.Fill("Title", words.Title)
	admin.Press("Save and preview")
	admin.SeesText("This sheet cannot be published yet", words.Title)
	admin.Press("Go on writing")
	admin.Fill("Beginning", words.Opening)
	english := consent.Shipped()[0]
	for _, p := range consent.Points {
		admin.Fill("Heading: "+english.Section(p.ID).Heading, words.Section(p.ID).Heading)
		admin.Fill("Text: "+english.Section(p.ID).Heading, words.Section(p.ID).Text)
	}
	admin.Fill("Who wrote or translated it?", words.Translator)
	admin.fillDay("When?", sample.Today)
	admin.Press("Save and preview")
	admin.SeesNo("cannot be published yet")
	admin.Press("Publish this sheet")
	admin.SeesText("Published: Arabic, version 1.")

	reader := visitor(t, s, true)
	reader.Open("/sheets")
	reader.Press(words.OwnName)
	reader.SeesText(words.Title, words.Opening, words.Translator)
	reader.Fits(320)
	reader.OnPaper(func() { reader.SeesNo("NRM Desk", "Quick exit", "Leave this page quickly") })
	reader.Key("Escape")
	if reader.Path() == "/sheets/ar/1" {
		t.Error("Escape does not leave the sheet")
	}

	start := sample.Adult(calendar.England)
	start.Language = "Arabic"
	ref := s.Case(t, start)
	worker := signedIn(t, s, s.Caseworker, true)
	worker.Open("/cases/" + string(ref) + "/ask-consent")
	worker.SeesNo("There is no sheet in Arabic")
	worker.Select("Explanation sheet", words.OwnName+": Arabic, version 1, of 18 May 2026")
	worker.Choose("The client read it")
	worker.Fill("Version of the privacy information notice", "April 2026")
	worker.goOn()
	worker.SeesHeading("What did you explain?")
}

// TestRecordedInError: a wrong record stays to be read, does not count, and is
// looked at by a second person before more is allowed than it allowed.
func TestRecordedInError(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.WithConsent(t, ref, func(r *consent.Record) { r.ShareSupport = consent.No })
	worker, boss := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Supervisor, false)
	worker.Open("/cases/" + string(ref) + "/consent/2/mark-as-error")
	worker.Fill("What is wrong with it?", "This was another client")
	worker.Press("Mark as recorded in error")
	worker.SeesText("The record is marked. It stays to be read.", "Said to be wrong", "This was another client", "Waits for a supervisor.")
	boss.Open("/review")
	boss.SeesText("Consent records said to be wrong")
	boss.PressIn("Consent records said to be wrong", string(ref))
	boss.Choose("Yes, it was recorded in error")
	boss.Fill("What did you look at?", "The signed sheet of the other client")
	boss.Press("Record your answer")
	boss.SeesText("Your answer is recorded.")
	boss.SeesNo("Consent records said to be wrong")
	worker.Open("/cases/" + string(ref) + "/consent")
	worker.SeesText("Recorded in error", "Confirmed by Sue Supervisor", "Record 2", "Record what is right")
}

// TestChildTurnsEighteen: on the birthday nothing carries over; the case waits
// for the client's own answer and goes on where it was after a yes.
func TestChildTurnsEighteen(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Child(calendar.England))
	s.ConsentNotRequired(t, ref)
	s.Submitted(t, ref, sample.Today)
	worker := signedIn(t, s, s.Caseworker, true)
	worker.Open("/cases/" + string(ref))
	worker.Press("Record an age assessment")
	worker.Choose("Under 18")
	worker.fillDay("When was it assessed?", sample.Today)
	worker.Fill("Who assessed it?", "Social worker, Westmoor Council")
	worker.Fill("What does it rest on?", "Birth certificate")
	worker.fillDay("Date of birth, if one was found", sample.Today.AddMonths(-12*18).AddDays(20))
	worker.Press("Record the assessment")
	worker.SeesText("Recorded: under 18. Consent is not asked.")
	s.MoveDays(21)
	if n, err := s.Desk.TurnEighteen(t.Context(), sample.System); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	worker = signedIn(t, s, s.Caseworker, true)
	worker.Open("/cases/" + string(ref))
	worker.SeesText("The client is an adult now. Ask for their own consent.", "Until they answer, the case stays where it was", "Waiting for consent", "Consent: Not asked yet")
	worker.toPolice(ref)
	worker.SeesText("Nothing can be shared with this recipient yet", "No consent: the client has not been asked.")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesText("18th birthday: choice to stay in the NRM needed")
	worker.Open("/cases/" + string(ref) + "/consent")
	worker.SeesText("The client is an adult now and has not been asked yet.", "It was at “"+casefile.Submitted.Label()+"”, and goes on there if they say yes.", "Record 1: Not required")
	worker.agree(ref, s.Desk.Today())
	worker.Press("Overview")
	worker.SeesText(casefile.Submitted.Label())
	worker.SeesNo("The client is an adult now")
}

// TestOverride: two people, a reason, one sharing.
func TestOverride(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	worker, boss := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Supervisor, true)
	worker.Open("/cases/" + string(ref) + "/consent")
	worker.Press("Ask to share something without consent")
	worker.Fill("Or the organisation and team", "Eastmoor Police")
	worker.Select("What are they?", "Police")
	worker.Tick(handoff.NameToUse.Label())
	worker.Fill("Why can this not wait for the client’s yes?", "Somebody waits outside the school")
	worker.Press("Ask a supervisor")
	worker.SeesText("Waits for a second person", "You asked for this.")
	boss.Open("/review")
	boss.PressIn("Requests to share without consent", string(ref))
	boss.SeesText("No consent: the client said no on 18 May 2026.")
	boss.Choose("I agree: it may be shared once")
	boss.Fill("Why?", "Danger to a child")
	boss.Press("Record your answer")
	boss.SeesText("Approved, not used yet")
	worker.Open("/cases/" + string(ref) + "/send-handoff")
	worker.Choose("Somebody else")
	worker.goOn()
	worker.Fill("Organisation", "Eastmoor Police")
	worker.Select("What are they?", "Police")
	worker.goOn()
	worker.Fill("Purpose", "Danger")
	worker.goOn()
	worker.SeesText("Without consent: an override")
	worker.Tick(handoff.NameToUse.Label())
	worker.goOn()
	worker.Choose("By phone")
	worker.goOn()
	worker.Fill("Who takes it at the other end?", "Duty desk")
	worker.goOn()
	worker.Press("Record handoff as sent")
	worker.SeesText("Handoff to Eastmoor Police")
	worker.Open("/cases/" + string(ref) + "/overrides/1")
	worker.SeesText("Used")
	auditor := signedIn(t, s, s.Auditor, true)
	auditor.Open("/audit/overrides")
	auditor.SeesText(string(ref), "Used")
	auditor.SeesNo("Eastmoor", "outside the school")
}
