package journeys

import (
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// onPhone signs somebody in on a small telephone without scripts.
func onPhone(t *testing.T, s *site.Site, who staff.Actor) *user {
	t.Helper()
	u := signedIn(t, s, who, false)
	u.Resize(phoneWidth)
	return u
}

// TestInboxHandoff: the sender packs an envelope, sees it as the recipient will
// and sends it to the inbox of another organisation; the recipient reads it on a
// telephone without scripts, asks, gets an answer, accepts and reports first
// contact; the sender sees all of it.
func TestInboxHandoff(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	s.Added(t, ref, "passport of Ana.pdf", papers.PDF("x"))
	s.TakesHandoffs(t, s.Stranger)
	s.CouncilIsListed(t)
	worker := signedIn(t, s, s.Caseworker, true)
	worker.Open("/cases/" + string(ref) + "/handoffs")
	worker.Press("Hand over to support")
	worker.Choose("A service in the support directory")
	worker.Fill("Words to look for in the directory (optional)", "survivor")
	worker.goOn()
	worker.Choose("Westmoor Council, Survivor support")
	worker.goOn()
	worker.Fill("Purpose", "A safe place to stay and a support worker.")
	worker.goOn()
	worker.SeesText("Cannot be shared", "No consent: the client said no on 18 May 2026.")
	worker.Tick(handoff.NameToUse.Label())
	worker.Tick(handoff.SupportWanted.Label())
	worker.goOn()
	worker.goOn()
	worker.Fill(handoff.SupportWanted.Label(), "A bed tonight")
	worker.goOn()
	worker.Fill("Note on safe contact (optional)", "Text first.")
	worker.Choose("To their inbox in NRM Desk")
	worker.goOn()
	worker.SeesHeading("Check what the recipient will see")
	worker.SeesText("You stay responsible until they accept.", "Shared (2)", "A bed tonight", "You did not choose this.", "To their inbox in NRM Desk")
	worker.Fits(phoneWidth)
	worker.IsAccessible()
	worker.Press("Send to their inbox")
	worker.SeesText("The handoff is in their inbox.", "Sent, waiting for an answer", "Your team is still responsible")

	them := onPhone(t, s, s.Stranger)
	them.Open("/handoffs/inbox")
	them.SeesText("Northside Refuge", "Due by 19 May 2026 at 9:30am", "Handoffs (1)")
	them.SeesNo("Testova", string(ref))
	them.Fits(phoneWidth)
	them.Resize(phoneWidth)
	them.Press("Northside Refuge")
	them.SeesHeading("Handoff from Northside Refuge")
	them.SeesText("Ana Testova", "A bed tonight", "Text first.", "Northside Refuge stays responsible until you accept.")
	them.SeesNo(string(ref), "You did not choose this.", "Police reference", "passport", "Documents (")
	them.IsAccessible()
	them.Fits(phoneWidth)
	them.Resize(phoneWidth)
	them.Press("Answer")
	them.Resize(phoneWidth)
	them.Choose("We have a question first")
	them.Press("Send answer")
	them.SeesText("There is a problem")
	them.Fill("Your question, reason or note", "Does she have children with her?")
	them.Press("Send answer")
	them.SeesText("Your answer is sent.", "Question asked")

	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.SeesText("Does she have children with her?", "Strangford Council, Westmoor Council")
	worker.Press("Answer their question")
	worker.Choose("We answered or sent it again, and wait for them")
	worker.Fill("What was said?", "No, she is alone.")
	worker.Press("Record answer")

	them.Open("/handoffs/inbox")
	them.Press("Northside Refuge")
	them.SeesText("The sender answered", "No, she is alone.")
	them.Press("Answer")
	them.Choose("We accept")
	them.Press("Send answer")
	them.SeesText("You have accepted this.")
	them.Press("Answer")
	them.Choose("We have spoken to the client")
	them.Press("Send answer")
	them.SeesText("First contact made")

	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.SeesText("First contact made", "Accepted", "No, she is alone.", "in their inbox")
	worker.SeesNo("still responsible", "Spoke to Strangford")
	worker.Press("Close this handoff")
	worker.Choose("Support started")
	worker.Press("Close handoff")
	worker.SeesText("The handoff is closed.")
}

// TestPhoneHandoff: a handoff passed on by phone keeps who took it and when to
// ask again, and the asking is logged.
func TestPhoneHandoff(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.Wales))
	s.Consented(t, ref)
	worker := onPhone(t, s, s.Caseworker)
	worker.Open("/cases/" + string(ref) + "/send-handoff")
	worker.Choose("Somebody else")
	worker.goOn()
	worker.Fill("Organisation", "Harbour House")
	worker.Select("What are they?", "Support provider")
	worker.goOn()
	worker.Fill("Purpose", "A safe place to stay.")
	worker.goOn()
	worker.Tick(handoff.NameToUse.Label())
	worker.goOn()
	worker.Choose("By phone")
	worker.goOn()
	worker.SeesHeading("Who has it, and when do you ask again?")
	worker.Fits(phoneWidth)
	worker.Resize(phoneWidth)
	worker.goOn()
	worker.SeesText("Enter who takes it at the other end")
	worker.Fill("Who takes it at the other end?", "Jo Worker, duty desk")
	worker.fillDay("When will you ask again if they have not answered?", sample.Today.AddDays(1))
	worker.goOn()
	worker.SeesText("Jo Worker, duty desk", "19 May 2026")
	worker.Press("Record handoff as sent")
	worker.SeesText("The handoff is recorded as sent.", "Passed on", "By phone, to Jo Worker, duty desk.", "Ask again on 19 May 2026.")
	worker.Fits(phoneWidth)
	worker.Resize(phoneWidth)

	s.Move(sample.Now.Add(25 * time.Hour))
	worker = onPhone(t, s, s.Caseworker)
	worker.Open("/handoffs")
	worker.SeesText("Harbour House", "Overdue since 19 May 2026 at 9:30am")
	worker.Fits(phoneWidth)
	worker.Resize(phoneWidth)
	worker.Press(string(ref))
	worker.Press("Ask again")
	worker.SeesText("I am calling from Northside Refuge")
	worker.SeesNo("is it about Ana")
	worker.Fits(phoneWidth)
	worker.Resize(phoneWidth)
	worker.Choose("By phone")
	worker.Fill("Who did you speak to, or try to reach?", "Reception")
	worker.Fill("What was said?", "They call back tomorrow")
	worker.fillDay("When will you ask next?", sample.Today.AddDays(3))
	worker.Press("Record that you asked")
	worker.SeesText("It is recorded that you asked.", "Asked again", "By phone, to Reception.", "They call back tomorrow", "Ask again on 21 May 2026.")
	worker.Open("/cases/" + string(ref) + "/dates")
	worker.SeesText("Ask about the handoff again, as agreed")
}

// TestWithdrawalInFlight: the client takes consent back while a handoff waits
// for an answer; the recipient sees nothing of it any more and cannot accept.
func TestWithdrawalInFlight(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.TakesHandoffs(t, s.Stranger)
	s.HandedToCouncil(t, ref)
	them := onPhone(t, s, s.Stranger)
	them.Open("/handoffs/inbox")
	them.Press("Northside Refuge")
	them.SeesText("Ana Testova")
	them.Press("Answer")
	them.Choose("We accept")
	them.Fill("Your question, reason or note", "We come at six")

	worker := signedIn(t, s, s.Caseworker, false)
	worker.withdrawAll(s, ref)
	worker.Open("/cases/" + string(ref) + "/handoffs")
	worker.SeesText("Taken back", "Tell them")

	them.Press("Send answer")
	them.SeesText("This is not recorded", "This handoff was taken back, so it cannot be answered any more", "What you wrote", "We come at six")
	them.SeesNo("Testova", "Send answer")
	them.Resize(phoneWidth)
	them.Press("Back to the handoff")
	them.SeesText("This was taken back. Stop using what you saw of it", "Taken back", "Nothing is asked of you any more.")
	them.SeesNo("Testova", "until you accept", "safe place to stay", "Text first", "Answer a")
	them.IsAccessible()
	them.Fits(phoneWidth)
	them.Open("/handoffs/inbox")
	them.SeesText("Northside Refuge", "Taken back")
	worker.Open("/cases/" + string(ref) + "/handoffs/1")
	worker.SeesNo("Accepted", "We come at six")
}

// withdrawAll records that the client takes everything back.
func (u *user) withdrawAll(s *site.Site, ref casefile.Ref) {
	u.t.Helper()
	u.Open("/cases/" + string(ref) + "/withdraw-consent")
	u.Tick("Everything")
	u.goOn()
	u.fillDay("When did the client withdraw?", s.Desk.Today())
	u.Choose("The client signed the form")
	u.Choose("There is no support provider")
	u.goOn()
	u.Press("Record the withdrawal")
	u.SeesText("The withdrawal is recorded.")
}
