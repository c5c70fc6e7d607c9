package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestDirectory: an administrator adds a service and checks an old one, a
// caseworker finds out who can help a client and why, hands over to it, and a
// visitor prints a card.
func TestDirectory(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)

			admin := signedIn(t, s, s.Admin, scripts)
			admin.Open("/admin/directory")
			admin.Fits(320)
			admin.Press("Add a service")
			admin.Fill("Organisation", "Harbour Aid")
			admin.Fill("Service", "Safe house")
			admin.Tick("A safe place to stay")
			admin.Select("Kind of recipient", "Support provider")
			admin.Tick("England")
			admin.Fill("Phone numbers (optional)", "call me")
			admin.Fill("When somebody answers (optional)", "always")
			admin.Fill("Who says so", "Phone call with the manager")
			admin.fillDay("When was it last checked? (optional)", sample.Today)
			admin.Press("Keep this entry")
			admin.SeesText("Enter phone numbers as digits, one on each line")
			admin.Fill("Phone numbers (optional)", "01632 960 001")
			admin.Fits(320)
			admin.IsAccessible()
			admin.Press("Keep this entry")
			admin.SeesText("The entry is kept.", "Harbour Aid, Safe house")
			admin.Press("British Red Cross, Post-NRM and reception work")
			admin.SeesText("Not checked", "With the program")
			admin.Press("I checked it today and it is right")
			admin.SeesText("Checked today.", "Last checked 18 May 2026", "As it comes")
			admin.Fits(320)

			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.Open("/cases/" + string(ref) + "/handoffs")
			worker.Press("Who can help now?")
			worker.Select("What is needed", "A safe place to stay")
			worker.Press("Look for services")
			worker.SeesText("These fit", "Harbour Aid, Safe house", "Fits: Offers: a safe place to stay.", "Fits: Answers now.", "Ask: Takes only women and girls. The client’s gender is not recorded.")
			worker.Fits(320)
			worker.IsAccessible()
			worker.Press("Hand over to Harbour Aid, Safe house")
			worker.SeesHeading("What is it for?")

			reader := visitor(t, s, scripts)
			reader.Open("/support-directory")
			reader.SeesNo("Harbour Aid") // it is not public
			reader.Fits(320)
			reader.Press("See who can make a referral (first responders)")
			reader.SeesText("Kent Police", "Must report a refusal: listed in section 52")
			reader.Fits(320)
			reader.IsAccessible()
			reader.Open("/support-directory")
			reader.Press("Make a card to print")
			reader.Choose("Scotland")
			reader.Press("Continue")
			reader.Tick("TARA, Trafficking Awareness Raising Alliance")
			reader.Tick("ChildLine, Counselling line")
			reader.Press("Change the card")
			reader.SeesText("0141 276 7724", "Not on the card yet")
			reader.TickIn("I have checked on their own website or by phone that these are right", "ChildLine, Counselling line")
			reader.Press("Change the card")
			reader.SeesNo("Not on the card yet")
			reader.Fits(320)
			reader.IsAccessible()
			reader.OnPaper(func() {
				reader.SeesText("999", "0141 276 7724", "0800 1111")
				reader.SeesNo("NRM Desk", "Make a card to print", "Quick exit")
			})
		})
	}
}
