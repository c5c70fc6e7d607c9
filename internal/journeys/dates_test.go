package journeys

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func day(month time.Month, d int) calendar.Date { return calendar.NewDate(2026, month, d) }

// decided is a case whose referral was sent on 18 May 2026 and whose RG letter
// is dated 21 May, seen on Monday 25 May. The desk does what other journeys
// play.
func decided(t *testing.T, s *site.Site, nation calendar.Nation, outcome decision.Outcome) casefile.Ref {
	t.Helper()
	ref := s.Case(t, sample.Adult(nation))
	s.Consented(t, ref)
	s.Submitted(t, ref, sample.Today)
	s.MoveDays(7)
	s.Decided(t, ref, decision.RG, outcome, day(time.May, 21))
	return ref
}

// TestCorrectADate plays a letter whose date was misread: a caseworker finds
// it, a supervisor corrects it, and a second supervisor with an old page loses
// nothing they typed.
func TestCorrectADate(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			ref := decided(t, s, calendar.England, decision.Positive)
			worker, boss, deputy := signedIn(t, s, s.Caseworker, scripts), signedIn(t, s, s.Supervisor, scripts), signedIn(t, s, s.Deputy, scripts)
			why := "/cases/" + string(ref) + "/dates"

			worker.Open(why)
			worker.Press("Minimum recovery period ends")
			worker.SeesText("At least until 19 June 2026", "Thursday 21 May 2026", "You recorded this decision. Somebody else has to compare the dates with the letter and correct them.")
			worker.SeesNo("Correct the date it counts from")

			deputy.Open("/cases/" + string(ref) + "/decisions")
			deputy.Press("Correct the dates")

			boss.Open(why)
			boss.Press("Minimum recovery period ends")
			boss.Press("Correct the date it counts from")
			boss.SeesHeading("Correct a date")
			boss.fillDay("Date on the letter", day(time.May, 17))
			boss.Fill("What was wrong?", "The letter says 20 May, not 21 May")
			boss.Press("Show what moves")
			boss.SeesText("The date on the letter must be on or after the referral, 18 May 2026")
			boss.fillDay("Date on the letter", day(time.May, 20))
			boss.Press("Show what moves")
			boss.SeesText("Nothing is saved yet", "At least until 19 June 2026", "At least until 18 June 2026", "Reminders cancelled: 9, 14, 18 and 19 June 2026", "Reminders planned: 8, 13, 17 and 18 June 2026")
			boss.Fits(320)
			boss.Press("Correct the date")
			boss.SeesText("The date is corrected.", "Recorded as 21 May 2026, corrected to 20 May 2026 on 25 May 2026 by Sue Supervisor (The letter says 20 May, not 21 May).")

			deputy.fillDay("Date on the letter", day(time.May, 19))
			deputy.Fill("What was wrong?", "It is dated 19 May")
			deputy.Press("Show what moves")
			deputy.SeesText("Somebody else changed this case while you were working on it.", "What you typed is still here.")
			if got := deputy.Value("What was wrong?"); got != "It is dated 19 May" {
				t.Errorf("what the second one typed became %q", got)
			}

			worker.Open(why)
			worker.SeesText("At least until 18 June 2026", "Dates that were replaced")
			worker.PressIn("At least until 18 June 2026", "Minimum recovery period ends")
			worker.SeesText("Wednesday 20 May 2026", "Recorded as 21 May 2026, corrected to 20 May 2026", "What this date was before", "At least until 19 June 2026")
			worker.Press("At least until 19 June 2026")
			worker.SeesText("It no longer counts.", "Replaced by", "Cancelled")
			worker.Open("/cases/" + string(ref) + "/timeline")
			worker.SeesText("Date corrected", "Date on the letter: 20 May 2026, not 21 May 2026.")
		})
	}
}

// TestExtendADate plays more time for a reconsideration: never less, and taken
// back when it was recorded in error.
func TestExtendADate(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := decided(t, s, calendar.Scotland, decision.Negative)
	worker := signedIn(t, s, s.Caseworker, true)
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.Press("Reconsideration request due")
	worker.SeesText("20 June 2026", "26 days left")
	worker.Press("Record an extension")
	worker.SeesText("The date is now 20 June 2026.")
	worker.Press("Show what moves")
	worker.SeesText("Select who gave more time", "Enter the new date", "Enter where the letter or message is kept")
	worker.Choose("The authority that decides the case")
	worker.fillDay("The new date", day(time.June, 19))
	worker.Fill("Why was it extended?", "The interpreter was ill")
	worker.Fill("Where is the letter or message kept?", "Locked cabinet 2")
	worker.Press("Show what moves")
	worker.SeesText("The new date must be after 20 June 2026. An extension never makes a date earlier")
	worker.fillDay("The new date", day(time.July, 4))
	worker.Press("Show what moves")
	worker.SeesText("Nothing is saved yet", "20 June 2026", "4 July 2026", "Reminders planned: 24 and 29 June 2026")
	worker.Press("Record extension")
	worker.SeesText("The extension is recorded.", "4 July 2026", "Extended; as counted: 20 June 2026", "40 days left")
	worker.PressIn("Extended; as counted", "Reconsideration request due")
	worker.SeesText("What moved it", "Given by", "The interpreter was ill", "Locked cabinet 2", "What this date was before", "20 June 2026")
	worker.Fits(320)

	worker.Press("Take the change back")
	worker.Fill("Why is it taken back?", "It was another case")
	worker.Press("Show what moves")
	worker.SeesText("4 July 2026", "20 June 2026")
	worker.Press("Take it back")
	worker.SeesText("The change of the date is taken back.", "26 days left")
	worker.SeesNo("Extended; as counted")
	worker.Open("/cases/" + string(ref) + "/timeline")
	worker.SeesText("Date extended", "It is now 4 July 2026.", "Change of a date taken back")
}

// TestRecordWhatHappened plays what no other record says: a check-in in one
// step, a letter that asks for more information, and one recorded in error.
func TestRecordWhatHappened(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := decided(t, s, calendar.Wales, decision.Positive)
	worker := signedIn(t, s, s.Caseworker, false)
	dates := "/cases/" + string(ref) + "/dates"
	worker.Open(dates)
	worker.SeesText("Safe check-in with the client due", "28 May 2026", "Own practice: no law sets this date")
	worker.PressIn("Safe check-in with the client due", "Safe check-in done")
	worker.SeesHeading("Safe check-in done")
	worker.Fill("Anything to add?", "Well, and safe")
	worker.Press("Record it")
	worker.SeesText("It is recorded: safe check-in done.", "1 June 2026", "Done on 25 May 2026: safe check-in done", "Note: Well, and safe")

	worker.Press("Record that something happened")
	worker.SeesNo("Claim for criminal injuries compensation refused")
	worker.Choose("The authority asks for more information")
	worker.goOn()
	worker.SeesHeading("The authority asks for more information")
	worker.fillDay("Date on the letter or message", day(time.June, 9))
	worker.fillDay("When did you receive it?", day(time.May, 25))
	worker.Fill("What is asked?", "Where the client slept in 2024")
	worker.fillDay("By which day does it want the answer?", day(time.June, 8))
	worker.Press("Record what is asked")
	worker.SeesText("must be today or in the past")
	worker.fillDay("Date on the letter or message", day(time.May, 22))
	worker.Press("Record what is asked")
	worker.Open(dates)
	worker.SeesText("Answer to the request for more information due", "Letter of 22 May 2026", "8 June 2026", "14 days left")

	worker.PressIn("The authority asks for more information", "Correct")
	worker.Tick("It never happened")
	worker.Fill("What was wrong?", "The letter is about somebody else")
	worker.Press("Show what moves")
	worker.SeesText("No longer counts")
	worker.Press("Correct the date")
	worker.SeesText("The date is corrected.", "It never happened", "The letter is about somebody else")
	worker.SeesNo("14 days left")
}

// TestWhatIf asks about another day and another nation, and leaves the case
// alone; then the client really moves.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := decided(t, s, calendar.Scotland, decision.Positive)
	worker := signedIn(t, s, s.Caseworker, false)
	dates := "/cases/" + string(ref) + "/dates"
	worker.Open(dates)
	worker.Press("Support duty ends (Scotland)")
	worker.SeesText("18 August 2026")
	worker.fillDay("If it had counted from", day(time.May, 22))
	worker.Press("Show it")
	worker.SeesText("Counted from Friday 22 May 2026: 19 August 2026. Nothing in the case has changed.", "day 90 is Wednesday 19 August 2026")
	worker.Select("If the client were in", "England")
	worker.Press("Show it")
	worker.SeesText("This date would not run", "Minimum recovery period ends", "At least until 20 June 2026")
	worker.Open(dates)
	worker.SeesText("18 August 2026")
	worker.SeesNo("Minimum recovery period ends")

	worker.Press("Change the nation")
	worker.Choose("England")
	worker.Choose("The client has moved")
	worker.Fill("What do you know about it?", "Moved to a safe house in Leeds")
	worker.Press("Show what moves")
	worker.SeesText("Support duty ends (Scotland)", "No longer counts", "Minimum recovery period ends", "At least until 19 June 2026")
	worker.Press("Change the nation")
	worker.SeesText("The nation is changed.", "Minimum recovery period ends", "Dates that were replaced")
	worker.Open("/cases/" + string(ref) + "/timeline")
	worker.SeesText("From Scotland to England.", "The client moved.")
}
