package journeys

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestAfterSending plays what follows a referral: a draft is begun in the
// official form, the referral goes, an answer is amended with before and after
// beside each other and a second person's yes, the authority asks for more,
// late evidence goes, and the letter is answered.
func TestAfterSending(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Approved(t, ref)
	worker, boss := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Supervisor, true)
	at := "/cases/" + string(ref) + "/referral"

	worker.Open(at + "/pack")
	worker.Press("Record that a draft was begun or saved in the official service, to be told before it is deleted")
	worker.SeesHeading("Draft in the official online form")
	worker.Press("Record it")
	worker.SeesText("Select what happened to the draft", "Enter the day")
	worker.Choose("A draft was begun there")
	worker.fillDay("Which day was it?", sample.Today)
	worker.Press("Record it")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesText("The Home Office deletes the draft of the referral", "15 June 2026")
	worker.recordSent(ref, sample.Today, "NRM-2026-000123")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesNo("Record what became of the draft")

	worker.Open(at)
	worker.Press("After sending: amendments, late evidence, contact, questions of the authority")
	worker.SeesText("Nothing has been recorded since the referral was sent.")
	worker.Press("Amend an answer")
	worker.Press("Amend “How it began”")
	worker.Fill("How did it begin?", "A neighbour offered the work.\nThat was in May 2024.")
	worker.Press("Show before and after")
	worker.SeesText("Enter the reason", "Select whether the authority has been told")
	worker.Fill("Why is it amended?", "The client remembered who it was.")
	worker.Choose("Not yet")
	worker.Press("Show before and after")
	worker.SeesText("Nothing is saved yet.", "Before and after", "The client said so on the day of the interview.", "That was in May 2024.")
	worker.Press("Record the amendment")
	worker.SeesText("A second person has to approve it.", "1. Amendment", "Waits for a second person")

	boss.Open("/review")
	boss.SeesText("Amendments of sent referrals")
	boss.Press(string(ref) + " amendment 1")
	boss.SeesText("Recorded by Casey Caseworker", "A neighbour offered the work.", "The client remembered who it was.")
	boss.Choose("Approve it as it stands")
	boss.Press("Record the review")
	boss.SeesText("The amendment is approved and takes its place in the referral.", "Authority not told yet")

	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesText("Tell the authority what has changed since the referral")
	worker.Open(at + "/updates/1")
	worker.Press("Record that the authority was told")
	worker.Choose("By email")
	worker.Press("Record it")
	worker.SeesText("Enter to whom it went")
	worker.Fill("To whom did it go?", "Duty mailbox")
	worker.Press("Record it")
	worker.SeesText("It is recorded that the authority was told.", "On 18 May 2026, by email")
	worker.Open(at + "/pack")
	worker.SeesText("What was sent stands first, as it was sent.", "Amendment 1, 18 May 2026", "A neighbour offered the work.", "Download the amendments as data")

	worker.Open("/cases/" + string(ref) + "/events/new")
	worker.Choose("The authority asks for more information")
	worker.Press("Continue")
	worker.SeesHeading("The authority asks for more information")
	worker.fillDay("Date on the letter or message", sample.Today)
	worker.fillDay("When did you receive it?", sample.Today)
	worker.Fill("What is asked?", "Wage slips, and who paid the rent.")
	worker.fillDay("By which day does it want the answer?", calendar.NewDate(2026, time.June, 1))
	worker.Press("Record what is asked")
	worker.SeesText("It stays open until you record the reply.", "Reply by 1 June 2026")

	s.Added(t, ref, "Wage slip.pdf", papers.PDF("wages"))
	worker.Press("Record late evidence")
	worker.Tick("Document 1: Wage slip.pdf")
	worker.Fill("Why does it come late?", "The employer sent it only now.")
	worker.fillDay("When did it go to the authority?", sample.Today)
	worker.Choose("By secure file transfer")
	worker.Fill("To whom did it go?", "Evidence team")
	worker.Press("Record the late evidence")
	worker.SeesText("The late evidence is recorded.", "3. Late evidence", "On 18 May 2026, by secure file transfer")

	worker.Press("2. More information asked for")
	worker.Press("Record the reply")
	worker.SeesText("Wage slips, and who paid the rent.")
	worker.Fill("What was answered?", "The exploiter paid the rent. The slip is attached.")
	worker.Tick("Document 1: Wage slip.pdf")
	worker.fillDay("When did it go to the authority?", sample.Today)
	worker.Choose("By email")
	worker.Fill("To whom did it go?", "Single Competent Authority")
	worker.Press("Record the reply")
	worker.SeesText("The reply is recorded.", "Answered")
	worker.SeesNo("Not answered yet")
	worker.Open("/cases/" + string(ref) + "/timeline")
	worker.SeesText("The sent referral was amended", "Amendment 1 approved by a second person", "The authority asks for more information", "Late evidence sent to the authority", "The authority’s question was answered")
}
