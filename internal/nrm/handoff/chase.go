package handoff

import (
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
)

// Chase is one time somebody passed the handoff on by hand, or asked about it
// again: which way, whom, what was said, and when to ask next.
type Chase struct {
	How     SentHow
	Contact string
	Said    string
	NextOn  calendar.Date
	By      string
	At      time.Time
}

// CheckChase checks that somebody asked again, in page order. Errors:
// *fault.Conflict when nobody has anything left to say, *fault.Invalid.
func CheckChase(s State, c Chase, today calendar.Date) error {
	if !s.Chased() {
		return fault.Conflictf("This handoff is at “%s”: there is nothing to ask about again.", s.Label())
	}
	var ps fault.Problems
	if !c.How.ByHand() {
		ps.Add("chase_how", "select_one")
	}
	required(&ps, "chase_contact", c.Contact)
	tooLong(&ps, "chase_contact", c.Contact, maxLine)
	required(&ps, "chase_said", c.Said)
	tooLong(&ps, "chase_said", c.Said, maxText)
	checkChaseDay(&ps, "chase_next", c.NextOn, today)
	return ps.Err()
}

// Chased says whether the recipient still owes something: an answer, or first
// contact with the client.
func (s State) Chased() bool { return s.Unanswered() || s == Accepted }

// Script is what to say when asking again, and which way to try.
type Script struct {
	Try  string
	Say  []string
	Else string // when this way leads nowhere
}

// ScriptFor writes the words for asking about a handoff again. It gives nobody
// at the other end anything about the client: who answers a phone is not known
// before they say so. The entry is that of the directory, if there is one.
func ScriptFor(r Record, sender string, e directory.Entry) Script {
	say := []string{
		"Ask for the person who takes handoffs, or whoever is in charge today. Ask for their name and write it down.",
		"“I am calling from " + sender + ". We sent you a handoff on " + calendar.LondonDay(r.SentAt).Long() + ". I cannot say who it is about before I know that you have it.”",
	}
	if r.State == Accepted {
		say = append(say, "“You accepted it. Have you spoken to the person yet? If not, when will you, and who will do it?”")
	} else {
		say = append(say, "“Can you accept it? Until somebody there does, we stay responsible, and we plan for tonight as if you had not.”",
			"“If you cannot, tell us now and why. That helps more than no answer.”")
	}
	say = append(say, "Agree when you will ask again. Leave no details of the client on a voicemail or with somebody who has no name.")
	way, last := nextWay(r, e)
	script := Script{Try: way, Say: say, Else: "If there is still no answer, tell your supervisor and ask another service: the client cannot wait for this one."}
	if last {
		script.Else = "Every way the directory knows has been tried. Tell your supervisor today and send the handoff to another service."
	}
	return script
}

// nextWay is how to try next: the first way nobody has tried since it was sent.
// Last says that every way has been tried.
func nextWay(r Record, e directory.Entry) (way string, last bool) {
	tried := []SentHow{}
	for _, c := range r.Chases {
		tried = append(tried, c.How)
	}
	phones := strings.Join(e.Phones, " or ")
	for _, w := range []struct {
		how  SentHow
		text string
	}{
		{ByPhone, "Call " + phones}, {BySecureEmail, "Write to " + e.Email + " by secure email"}, {InPerson, "Go there, or ask a partner who works with them"},
	} {
		known := w.how == InPerson || w.how == ByPhone && (phones != "" || e.ID == "") || w.how == BySecureEmail && e.Email != ""
		if !known || slices.Contains(tried, w.how) {
			continue
		}
		if w.how == ByPhone && phones == "" {
			return "Call them, on a number from their own website or from your own records", false
		}
		return w.text, false
	}
	return "Call once more", true
}
