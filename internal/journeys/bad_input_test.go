package journeys

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// awkward is text that a careless page spoils: mark-up, a smile made of two
// code points, and letters that run the other way.
const awkward = `<b>Zo</b> & "x" 👩‍💻 مريم`

// TestBadInput_whenACaseIsStarted: every page says what is missing and keeps
// what was typed, with and without scripts.
func TestBadInput_whenACaseIsStarted(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			u := signedIn(t, s, s.Caseworker, scripts)
			u.Press("Start a case")
			u.goOn()
			u.SeesText("There is a problem", "Select whether you are in a private place", "Select whether an interpreter is needed")
			if !strings.HasPrefix(u.Title(), "Error: ") {
				t.Errorf("the title %q does not say that something is wrong", u.Title())
			}
			u.ChooseIn("Are you in a private place?", "Yes")
			u.ChooseIn("Does the client say it is safe to talk now?", "No")
			u.ChooseIn("Is an interpreter needed?", "No")
			u.goOn()
			u.SeesHeading("Stop and keep the client safe")
			u.goOn()
			u.goOn()
			u.SeesText("Select where the client is")
			u.Choose("Scotland")
			u.goOn()
			u.goOn()
			u.SeesText("Select whether the client is under 18")
			u.Choose("18 or over")
			u.goOn()

			long := strings.Repeat("No safe number. ", 1300) // 20 KB
			u.Tick("Text message")
			u.Fill("Number, address or worker", long)
			u.Fill("Code word", awkward)
			u.goOn()
			u.SeesText("The number, address or worker to use must be 2000 characters or fewer")
			if got := len(u.Value("Number, address or worker")); got != len(long) {
				t.Errorf("%d of %d characters are kept", got, len(long))
			}
			if got := u.Value("Code word"); got != awkward {
				t.Errorf("the code word became %q", got)
			}
			u.Fill("Number, address or worker", "Text only")
			u.goOn()
			u.Fill("Name to use", awkward)
			u.goOn()
			u.SeesHeading("Check the answers")
			u.SeesText(awkward)
			u.Press("Start the case")
			u.SeesText("is started", awkward)
		})
	}
}

// TestBadInput_dates: a date that does not exist, has not come yet or is from
// another age gets a sentence of its own and stays in the boxes.
func TestBadInput_dates(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	u := signedIn(t, s, s.Caseworker, true)
	u.Open("/cases/" + string(ref))
	u.Press("Record the RG decision")
	u.Choose("Positive reasonable grounds (RG) decision")
	u.goOn()
	u.Choose("Single Competent Authority")
	u.Fill("Where is the letter kept?", awkward)
	u.fillDay("Date you received it", sample.Today)
	for _, test := range []struct{ day, month, year, says string }{
		{"", "", "", "Enter the date on the letter"},
		{"31", "2", "2026", "The date on the letter must be a date that exists"},
		{"18", "5", "2027", "The date on the letter must be today or in the past"},
		{"1", "1", "0001", "The date on the letter"},
		{"18", "May", "", "The date on the letter must include a year"},
		{"x", "5", "2026", "The date on the letter must"},
	} {
		u.FillDate("Date on the letter", test.day, test.month, test.year)
		u.goOn()
		u.SeesHeading("About the letter")
		u.SeesText("There is a problem", test.says)
		u.SeesNo("Something went wrong")
		if got := u.Value("Where is the letter kept?"); got != awkward {
			t.Fatalf("the place of the letter became %q", got)
		}
	}
	if c := s.Read(t, ref); c.State != casefile.Submitted {
		t.Errorf("the case moved to %s", c.State)
	}
}

// TestStaleVersion: of two people who change the same thing the second sees
// that they were second, and loses nothing.
func TestStaleVersion(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	first, second := signedIn(t, s, s.Caseworker, true), signedIn(t, s, s.Colleague, false)

	for _, u := range []*user{first, second} {
		u.Open("/cases/" + string(ref) + "/contact")
	}
	first.Fill("Number, address or worker", "Only through Casey")
	first.Press("Change safe contact")
	first.SeesText("The safe contact is changed.")
	second.Fill("Number, address or worker", awkward)
	second.Press("Change safe contact")
	second.SeesText("This is not saved yet", "What you typed is still here.")
	if got := second.Value("Number, address or worker"); got != awkward {
		t.Errorf("the second person's text became %q", got)
	}
	second.Press("Change safe contact")
	second.SeesText("The safe contact is changed.", awkward)

	page := "/cases/" + string(ref) + "/referral/" + firstTextPage(t, s, ref)
	label := textLabel(t, page)
	first.Open(page)
	second.Open(page)
	first.Fill(label, "What the first one heard")
	first.Press("Save and come back later")
	second.Fill(label, "What the second one heard")
	second.Press("Save and come back later")
	second.SeesText("This page is not saved yet", "What the first one heard")
	if got := second.Value(label); got != "What the second one heard" {
		t.Errorf("the second writer's text became %q", got)
	}
}

// TestDoublePress: a form sent twice by an impatient hand counts once.
func TestDoublePress(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			u := signedIn(t, s, s.Caseworker, scripts)
			u.Open("/cases/" + string(ref) + "/notes")
			u.Fill("Write a note", "Called twice, no answer")
			u.PressTwice("Add note")
			u.SeesHeading("Notes")
			u.Open("/cases/" + string(ref) + "/notes")
			if got := strings.Count(u.Text(), "Called twice, no answer"); got != 1 {
				t.Errorf("the note stands there %d times:\n%s", got, u.Text())
			}
		})
	}
}

// TestSignedOutMidSentence: when the sign-in ended while somebody was typing,
// what they typed is there again after they have signed in.
func TestSignedOutMidSentence(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := s.Case(t, sample.Adult(calendar.England))
			s.Consented(t, ref)
			at := "/cases/" + string(ref)
			u := signedIn(t, s, s.Caseworker, scripts)
			referralPage := at + "/referral/" + firstTextPage(t, s, ref)
			u.comesBackTo(s, s.Caseworker, at+"/notes", "Write a note", "Add note")
			u.comesBackTo(s, s.Caseworker, at+"/contact", "Code word", "Change safe contact")
			u.comesBackTo(s, s.Caseworker, "/cases/new/contact", "Code word", "Continue")
			u.comesBackTo(s, s.Caseworker, referralPage, textLabel(t, referralPage), "Save and continue")

			s.InReview(t, ref)
			boss := signedIn(t, s, s.Supervisor, scripts)
			boss.comesBackTo(s, s.Supervisor, at+"/review", "Comment", "Record the review")
		})
	}
}

// comesBackTo types something, is signed out before sending it, and signs in
// again.
func (u *user) comesBackTo(s *site.Site, who staff.Actor, path, label, button string) {
	u.t.Helper()
	u.Open(path)
	u.Fill(label, awkward)
	if err := s.DB.EndSessionsOf(u.t.Context(), who.OrganisationID, who.UserID); err != nil {
		u.t.Fatal(err)
	}
	u.Press(button)
	u.SeesText("What you had just typed is kept: sign in to go on.")
	u.SeesNo(awkward)
	u.signIn(who)
	u.SeesText("What you had typed is kept.")
	if got := u.Path(); got != path {
		u.t.Errorf("signed in again at %s, not %s", got, path)
	}
	if got := u.Value(label); got != awkward {
		u.t.Errorf("at %s the text became %q", path, got)
	}
}

// TestStrangersCase: the reference of another organisation's or another
// team's case answers exactly like one that was never given out.
func TestStrangersCase(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	read := func(u *user, r casefile.Ref, path string) string {
		u.Browser.Open("/cases/" + string(r) + path) // not looked at: that changes the window's width
		u.SeesHeading("Page not found")
		return u.Title() + "\n" + u.Text()
	}
	for _, who := range []*user{signedIn(t, s, s.Stranger, true), signedIn(t, s, s.OtherTeam, false)} {
		for _, path := range []string{"", "/consent", "/contact", "/send-handoff", "/referral/check"} {
			theirs, nobodys := read(who, ref, path), read(who, casefile.NewRef(), path)
			if theirs != nobodys {
				t.Errorf("%s tells that the case exists:\n%s\nand not\n%s", path, theirs, nobodys)
			}
		}
		who.look()
	}
}
