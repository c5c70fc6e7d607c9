package journeys

import (
	"strconv"
	"strings"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// fillDay types a date below a legend.
func (u *user) fillDay(legend string, d calendar.Date) {
	u.t.Helper()
	u.FillDate(legend, strconv.Itoa(d.Day()), strconv.Itoa(int(d.Month())), strconv.Itoa(d.Year()))
}

// startCase starts a case from the list, safety first, and gives its reference.
func (u *user) startCase(nation calendar.Nation, age string) casefile.Ref {
	u.t.Helper()
	u.answerStart(nation, age)
	u.SeesText("Check the answers", clientName, clientPhone, nation.Name())
	return u.started()
}

// answerStart answers the questions that begin a case, up to the name.
func (u *user) answerStart(nation calendar.Nation, age string) {
	u.t.Helper()
	u.Open("/cases")
	u.Press("Start a case")
	u.ChooseIn("Are you in a private place?", "Yes")
	u.ChooseIn("Does the client say it is safe to talk now?", "Yes")
	u.ChooseIn("Is an interpreter needed?", "Yes")
	u.goOn()
	u.Choose(nation.Name())
	u.goOn()
	u.Choose(age)
	u.goOn()
	if u.Heading() == "Safeguarding" {
		u.Fill("Who at the local authority was told", "Duty social worker, Westmoor, told today")
		u.Fill("What is the age based on?", "Says they are 15")
		u.goOn()
	}
	u.Tick("Phone call")
	u.Fill("Number, address or worker", clientPhone)
	u.Fill("Anything else about the time (optional)", "Weekdays after 10am")
	u.ChooseIn("If you call, may you leave a voicemail?", "No")
	u.goOn()
	u.Fill("Name to use", clientName)
	u.Fill("Language", "Albanian")
	u.goOn()
}

// started starts the case whose answers are on the page.
func (u *user) started() casefile.Ref {
	u.t.Helper()
	u.Press("Start the case")
	u.SeesText("is started", "Do not leave a voicemail")
	ref, err := casefile.ParseRef(u.Path()[strings.LastIndex(u.Path(), "/")+1:])
	if err != nil {
		u.t.Fatalf("the case started is at %s: %v", u.Path(), err)
	}
	return ref
}

// explain goes through the pages that tell what was explained, and how.
func (u *user) explain(on calendar.Date) {
	u.t.Helper()
	u.SeesText("There is no sheet in Albanian.")
	u.Select("Explanation sheet", "English, version 1, of 22 November 2026")
	u.Choose("An interpreter read it aloud")
	u.Fill("Version of the privacy information notice", "April 2026")
	u.goOn()
	for _, p := range consent.Points {
		u.Tick(p.Text)
	}
	u.goOn()
	u.fillDay("When was the conversation?", on)
	u.Choose("In person")
	u.Choose("Professional interpreter")
	u.Choose("Wished for a woman, and it was a woman")
	u.Fill("Interpreter’s reference", "LINE-4471")
	u.goOn()
	u.SeesHeading("Who was there?")
	u.Tick("The interpreter")
	u.goOn()
}

// mayDecide says that nobody doubts that the client can decide.
func (u *user) mayDecide() {
	u.t.Helper()
	u.SeesHeading("Can the client decide this?")
	u.Choose("No reason to doubt it")
	u.goOn()
}

// mayTell answers for each class of recipient by itself.
func (u *user) mayTell(answers map[consent.Purpose]string) {
	u.t.Helper()
	u.SeesHeading("Who may be told?")
	for _, p := range consent.Sharing {
		u.ChooseIn(p.Label(), answers[p])
	}
	u.goOn()
}

// agree records a sitting in which an adult said yes, step by step.
func (u *user) agree(ref casefile.Ref, on calendar.Date) {
	u.t.Helper()
	u.Open("/cases/" + string(ref))
	u.Press("Record consent")
	u.explain(on)
	u.mayDecide()
	u.ChooseIn(consent.ReferToNRM.Label(), "Yes")
	u.Fill("What did they say, in their own words?", "I want to be safe")
	u.goOn()
	u.mayTell(map[consent.Purpose]string{
		consent.ShareSupport: "Yes", consent.ShareLocalAuthority: "Yes", consent.SharePolice: "No", consent.ShareLegal: "Yes", consent.ShareFeedback: "No",
	})
	u.ChooseIn(consent.WantsSupport.Label(), "Yes")
	u.ChooseIn(consent.HelpAuthorities.Label(), "No")
	u.goOn()
	u.Fill("A safe way to reach them", "Text to "+clientPhone)
	u.goOn()
	u.ChooseIn(consent.DecisionToOther.Label(), "No")
	for way, answer := range map[string]string{"letter": "No", "email": "No", "phone call": "Yes", "text message": "Yes"} {
		u.ChooseIn("May they be contacted about the referral by "+way+"?", answer)
	}
	u.goOn()
	u.Choose("Signed sheet")
	u.goOn()
	u.SeesHeading("Did anything worry you?")
	u.goOn()
	u.SeesHeading("How long does this hold?")
	u.Choose("Until the client takes it back")
	u.goOn()
	u.SeesHeading("When will you ask again?")
	u.goOn()
	u.SeesText("Check the answers", "Signed sheet", "Text to "+clientPhone)
	u.Press("Record the answers")
	u.SeesText("Recorded: Partly given.", "The client said yes to a referral on "+on.Long())
}

// writeReferral answers every question that must be answered, page by page
// and section by section.
func (u *user) writeReferral(s *site.Site, ref casefile.Ref) {
	u.t.Helper()
	at := "/cases/" + string(ref) + "/referral"
	for _, task := range referral.Published().Tasks {
		if len(s.Referral(u.t, ref).Draft.Pages(task)) == 0 {
			continue
		}
		u.Open(at)
		u.Press(task.Title)
		for strings.HasPrefix(u.Path(), at+"/"+task.ID+"/") {
			before := u.Path()
			u.answerPage(s, ref, task.Page(before[strings.LastIndex(before, "/")+1:]))
			u.Press("Save and continue")
			if u.Path() == before {
				u.t.Fatalf("%s was not saved:\n%s", before, u.Text())
			}
		}
		u.Choose("Yes, I’ve completed this section")
		u.Press("Save and continue")
		u.SeesHeading("Referral")
	}
}

func (u *user) answerPage(s *site.Site, ref casefile.Ref, page *referral.Page) {
	u.t.Helper()
	draft := s.Referral(u.t, ref).Draft
	for _, field := range draft.Asked(page) {
		if !draft.Demanded(field) || len(draft.Values(field)) > 0 {
			continue
		}
		u.answerField(draft.Form, field)
	}
}

// answerField answers a question by what stands beside it on the page.
func (u *user) answerField(form *referral.Form, field *referral.Field) {
	u.t.Helper()
	value := sample.Answer(form, field)
	switch field.Type {
	case referral.Choice:
		u.ChooseIn(field.Label, optionLabel(field, value))
	case referral.MultiChoice:
		u.TickIn(field.Label, optionLabel(field, value))
	case referral.Confirm:
		u.Tick(field.Label)
	case referral.DateType:
		day, err := calendar.ParseDate(value)
		if err != nil {
			u.t.Fatal(err)
		}
		u.fillDay(field.Label, day)
	default: // values of official lists are typed too
		u.Fill(field.Label, value)
	}
}

func optionLabel(field *referral.Field, value string) string {
	for _, o := range field.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// sendToReview sends the referral from its check page.
func (u *user) sendToReview(ref casefile.Ref) {
	u.t.Helper()
	u.Open("/cases/" + string(ref) + "/referral")
	u.Press("Check the answers")
	u.SeesText("This is what a second person will review")
	u.Press("Send to review")
	u.SeesText("waits for a second person to review it")
}

// approve reviews a referral from the queue.
func (u *user) approve(ref casefile.Ref) {
	u.t.Helper()
	u.Open("/review")
	u.SeesText("Referral to review")
	u.Press(string(ref))
	u.SeesText("Written by Casey Caseworker", "Everything explained")
	u.Choose("Approve it as it stands")
	u.Press("Record the review")
	u.SeesText("The referral is approved and can be sent.")
}

// recordSent records the referral as sent, from the pack.
func (u *user) recordSent(ref casefile.Ref, on calendar.Date, number string) {
	u.t.Helper()
	u.Open("/cases/" + string(ref))
	u.Press("Prepare and record as sent")
	u.SeesText("This is not sent from here")
	u.Press("Record that it was sent")
	u.fillDay("When was it sent?", on)
	u.Fill("At what time?", "9:30am")
	u.Choose("In the official online service")
	u.Fill("What reference did the Home Office give?", number)
	u.Press("Record as sent")
	u.SeesHeading("Referral recorded as sent")
	u.SeesText("Home Office reference: " + number)
}

// recordLetter fills in the pages about a decision, as far as the preview of
// the dates it starts.
func (u *user) recordLetter(ref casefile.Ref, decision string, on calendar.Date) {
	u.t.Helper()
	u.Open("/cases/" + string(ref))
	u.Press("Record a decision")
	u.Choose(decision)
	u.goOn()
	u.fillDay("Date on the letter", on)
	u.fillDay("Date you received it", on)
	u.Choose("Single Competent Authority")
	u.Fill("Where is the letter kept?", "Locked cabinet 2")
	u.Choose("Yes, the name is this client’s")
	u.goOn()
}

// told answers that the client knows, and how they were told.
func (u *user) told(on calendar.Date) {
	u.t.Helper()
	u.Choose("Yes")
	u.goOn()
	u.fillDay("When was the client told?", on)
	u.ChooseIn("In person, by phone or another way?", "In person")
	u.Fill("Who told the client?", "Casey Caseworker")
	u.Fill("In which language?", "Albanian, with an interpreter")
	u.Fill("How was it done safely?", "In person at the office, nobody else there")
	u.goOn()
}

// confirmDecision compares the record with the letter, from the queue.
func (u *user) confirmDecision(ref casefile.Ref) {
	u.t.Helper()
	u.Open("/review")
	u.Press(string(ref))
	u.SeesText("Check this decision against the letter", "Recorded by Casey Caseworker")
	u.Choose("Yes, confirm the decision")
	u.Press("Record your answer")
	u.SeesText("The decision is confirmed. Its dates run now.")
}
