package journeys

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/pdf"
	"nrmdesk/internal/server"
	"nrmdesk/internal/testkit/pdftext"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestReview plays a referral that is not clear at first: the second person
// says beside one answer what is missing and returns it, its writer mends that
// answer, and what is approved then is copied into the official service.
func TestReview(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chromium, err := pdf.Find("")
			if err != nil {
				t.Fatal(err)
			}
			s := site.New(t, func(o *server.Options) { o.PDF = chromium })
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			s.WriteReferral(t, ref)
			worker, boss := signedIn(t, s, s.Caseworker, scripts), signedIn(t, s, s.Supervisor, scripts)
			at := "/cases/" + string(ref) + "/referral"
			worker.sendToReview(ref)
			worker.Open("/cases/" + string(ref) + "/review")
			worker.SeesNo("What do you decide?", "Comment on")

			boss.Open("/review")
			boss.Press(string(ref))
			boss.SeesText("Written by Casey Caseworker", "Everything explained", "How it began")
			boss.Choose("Return it to be changed")
			boss.Press("Record the review")
			boss.SeesText("Enter a comment that says what to change")
			boss.Press("Comment on “How it began”")
			boss.SeesHeading("Comment on “How it began”")
			boss.Fill("Your comment", "Who offered the work,\nand when?")
			boss.Press("Keep the comment")
			boss.SeesText("Your comment on it", "Who offered the work,", "Change comment")
			worker.Open(at)
			worker.SeesNo("Who offered the work")
			boss.Choose("Return it to be changed")
			boss.Press("Record the review")
			boss.SeesText("The referral is returned with your comment.")
			boss.SeesNo(string(ref))

			worker.Open(at)
			worker.SeesText("Returned by Sue Supervisor", "Who offered the work,")
			worker.Press("Open this page “How it began”")
			worker.SeesText("Sue Supervisor on “how it began”: Who offered the work,")
			const mended = "A neighbour offered it.\nThat was in May 2024."
			worker.Fill("How did it begin?", mended)
			worker.Press("Save and continue")
			worker.SeesHeading("Check the answers")
			worker.SeesText("That was in May 2024.")
			worker.Press("Send to review")
			worker.SeesText("waits for a second person to review it")

			boss.Open("/review")
			boss.Press(string(ref))
			boss.SeesText("That was in May 2024.", "Earlier reviews", "Who offered the work,")
			boss.SeesNo("Your comment on it")
			boss.Choose("Approve it as it stands")
			boss.Press("Record the review")
			boss.SeesText("The referral is approved and can be sent.")

			worker.Open("/cases/" + string(ref))
			worker.Press("Prepare and record as sent")
			worker.SeesText("This is not sent from here", "That was in May 2024.", "0 of ")
			worker.copyAcross("How it began")
			worker.Open(at + "/pack")
			worker.SeesText("1 of ")
			if file, pack := worker.Download("Download to read and print (PDF)"); file != string(ref)+"-referral.pdf" || !strings.Contains(strings.Join(pdftext.Of(t, pack), ""), "That was in May 2024.") {
				t.Errorf("the PDF %s does not hold what was written", file)
			}
		})
	}
}

// copyAcross copies an answer of the pack: by the button, which ticks it and
// keeps the tick, and without scripts by hand.
func (u *user) copyAcross(label string) {
	u.t.Helper()
	if u.scripts {
		u.Click("Copy " + label)
		u.SeesText("Copy "+label+" Copied Copied across", "Draft saved at")
		return
	}
	u.Tick("Copied across: " + label)
	u.Press("Keep what is ticked")
	u.SeesText("What you ticked is kept.")
}
