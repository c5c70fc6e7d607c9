package journeys

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// On a phone: a call to an exploiter's number is stopped, one to the client is
// checked and made, and a wrong code word reaches the supervisors.
func TestContact_isCheckedBeforeTheCall(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	start := sample.Adult(calendar.England)
	start.Contact.From, start.Contact.Until = "09:00", "12:00"
	start.Contact.CodeWord, start.Contact.Dangerous = "Blue parcel", []string{"07700 900666, his brother’s"}
	ref := s.Case(t, start)
	u := signedIn(t, s, s.Caseworker, false)
	u.Open("/cases/" + string(ref))
	u.SeesNo("Blue parcel")
	u.Press("Contact the client")
	u.SeesHeading("Contact the client")
	u.SeesText("Blue parcel", "Every day, 9am to 12pm", "Now is within these hours.")
	u.Fits(320)
	ask := func(number string) {
		t.Helper()
		u.ChooseIn("How?", "Phone call")
		u.Fill("Which number or address, or through whom?", number)
		u.Select("What for?", "A safe check-in")
		u.ChooseIn("If nobody answers a call, will you leave a voicemail?", "No")
		u.ChooseIn("Might somebody else answer?", "No")
		u.ChooseIn("Who will interpret?", "A professional interpreter")
		u.Press("Check whether it is safe")
	}
	ask("+44 7700 900 666")
	u.SeesHeading("Do not make this contact")
	u.SeesText("It is never used.")
	u.Fits(320)
	u.Press("Go back to contacting the client")
	ask("07700 900123")
	u.SeesHeading("You can make this contact, with care")
	u.SeesText("Ask for the code word before you say anything else.")
	u.Fits(320)
	u.ChooseIn("What came of it?", "The code word was wrong, or it was not safe to talk")
	u.Fill("What happened? (optional when it went well)", "Another word, and a voice behind")
	u.Press("Record what came of it")
	u.SeesText("End the call now", "Tell your supervisor at once")
	u.Fits(320)

	boss := signedIn(t, s, s.Supervisor, false)
	boss.Open("/tasks")
	boss.SeesText("Agree with the caseworker how to learn whether the client is well")
	boss.Open("/cases/" + string(ref) + "/timeline")
	boss.SeesText("A contact with the client was stopped", "Contact with the client recorded")
	boss.SeesNo("900666")
}
