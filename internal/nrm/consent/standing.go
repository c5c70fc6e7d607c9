package consent

import (
	"fmt"
	"slices"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Status is the whole of what holds, in one word for lists.
type Status string

// The statuses.
const (
	StatusNone          Status = "none"
	StatusGiven         Status = "given"
	StatusPartly        Status = "partly_given"
	StatusNeedsMoreTime Status = "needs_more_time"
	StatusRefused       Status = "refused"
	StatusWithdrawn     Status = "withdrawn"
	StatusExpired       Status = "expired"
	StatusNotRequired   Status = "not_required"
)

// Statuses lists the statuses in the order of filters.
var Statuses = []Status{
	StatusNone, StatusGiven, StatusPartly, StatusNeedsMoreTime, StatusRefused, StatusWithdrawn, StatusExpired, StatusNotRequired,
}

// Label is the status in the words staff read.
func (s Status) Label() string {
	switch s {
	case StatusNone:
		return "Not asked yet"
	case StatusGiven:
		return "Given"
	case StatusPartly:
		return "Partly given"
	case StatusNeedsMoreTime:
		return "Needs more time"
	case StatusRefused:
		return "Refused"
	case StatusWithdrawn:
		return "Withdrawn"
	case StatusExpired:
		return "Out of date"
	case StatusNotRequired:
		return "Not required"
	default:
		return ""
	}
}

// Status is what this one record comes to. Given means that the client agreed
// to the referral and to everybody who may have to be told; whether they may be
// asked for feedback is beside it.
func (r Record) Status() Status {
	switch {
	case r.TakesBack(ReferToNRM):
		return StatusWithdrawn
	case r.Kind == Withdrawal:
		return StatusPartly
	case r.Kind == NotRequired:
		return StatusNotRequired
	case r.ReferToNRM == No:
		return StatusRefused
	case r.ReferToNRM == NeedsMoreTime:
		return StatusNeedsMoreTime
	case r.ReferToNRM == Yes && r.sharesWithAll():
		return StatusGiven
	case r.ReferToNRM == Yes:
		return StatusPartly
	default:
		return StatusNone
	}
}

func (r Record) sharesWithAll() bool {
	return !slices.ContainsFunc(Sharing, func(p Purpose) bool { return p != ShareFeedback && r.Answer(p) != Yes })
}

// Standing is what holds on one day. It rests on a single sitting, taken
// whole, so an old yes never shines through a later record that is silent
// about it; what was taken back since is marked purpose by purpose.
type Standing struct {
	Status    Status
	Record    Record // the sitting; the zero record when Status is StatusNone
	TakenBack map[Purpose]calendar.Date
	LatestID  string // the newest record that counts, a partial withdrawal included
	Day       calendar.Date

	// Doubted is what would hold if a record that is said to be wrong were
	// left out, while a second person has not looked at it. Only what both
	// allow is allowed.
	Doubted *Standing
}

// StandingOn says what holds on a day, from all records of a case. It is asked
// whenever something is read out or sent; nothing is kept up to date by a
// nightly job. A record that does not fit the age band (somebody turned 18, or
// turned out to be younger) carries nothing.
func StandingOn(band person.AgeBand, records []Record, on calendar.Date) Standing {
	sorted := inOrder(records)
	left := func(doubted bool) []Record {
		return slices.DeleteFunc(slices.Clone(sorted), func(r Record) bool {
			return r.GivenOn.After(on) || r.Error == ErrorConfirmed || doubted && r.Error == ErrorWaiting
		})
	}
	s := standing(band, left(false), on)
	if slices.ContainsFunc(left(false), func(r Record) bool { return r.Error == ErrorWaiting }) {
		other := standing(band, left(true), on)
		s.Doubted = &other
	}
	return s
}

// inOrder puts records in the order in which they count, the newest last.
func inOrder(records []Record) []Record {
	return slices.SortedFunc(slices.Values(records), func(a, b Record) int {
		if newer(a, b) {
			return 1
		}
		return -1
	})
}

// standing reads records in their order, the newest last.
func standing(band person.AgeBand, records []Record, on calendar.Date) Standing {
	s := Standing{Status: StatusNone, Day: on}
	for _, r := range records {
		if r.Kind == Withdrawal && len(r.Withdrawn) > 0 {
			s.takeBack(r)
			continue
		}
		s = Standing{Record: r, LatestID: r.ID, Day: on}
	}
	if s.Record.Kind == "" || band.TreatedAsChild() != (s.Record.Kind == NotRequired) {
		return Standing{Status: StatusNone, Day: on}
	}
	s.Status = s.status()
	return s
}

// takeBack marks what a withdrawal of some purposes ends.
func (s *Standing) takeBack(r Record) {
	if s.Record.Kind != Answers {
		return
	}
	if s.TakenBack == nil {
		s.TakenBack = map[Purpose]calendar.Date{}
	}
	for _, p := range r.Withdrawn {
		if _, before := s.TakenBack[p]; !before {
			s.TakenBack[p] = r.GivenOn
		}
	}
	s.LatestID = r.ID
}

func (s Standing) status() Status {
	status := s.Record.Status()
	_, left := s.TakenBack[ReferToNRM]
	switch {
	case left:
		return StatusWithdrawn
	case s.Record.ReferToNRM == Yes && s.Over():
		return StatusExpired
	case status == StatusGiven && len(s.TakenBack) > 0:
		return StatusPartly
	default:
		return status
	}
}

// newer puts the order of recording last: a correction made on the same day,
// about the same day, is the one that counts.
func newer(a, b Record) bool {
	if c := a.GivenOn.Compare(b.GivenOn); c != 0 {
		return c > 0
	}
	return a.Number > b.Number
}

// Over says whether what the client agreed to has run out by the day.
func (s Standing) Over() bool { return s.Record.Ends.Over(s.Day) }

// Holds says whether the referral may be made or stay made: yes, or not
// required.
func (s Standing) Holds() bool {
	if s.Doubted != nil && !s.Doubted.Holds() {
		return false
	}
	if s.Status == StatusNotRequired {
		return true
	}
	return s.Record.Kind == Answers && s.Answer(ReferToNRM) == Yes && !s.Over()
}

// Answer is the answer that holds to one purpose. What was taken back is a no.
func (s Standing) Answer(p Purpose) Answer {
	if _, gone := s.TakenBack[p]; gone {
		return No
	}
	return s.Record.Answer(p)
}

// SafeChannels lists the channels on which the client may be contacted.
func (s Standing) SafeChannels() []Channel {
	if s.Answer(ContactClient) != Yes {
		return nil
	}
	return s.Record.SafeChannels()
}

// AskAgainOn is the day agreed with a client who needs more time.
func (s Standing) AskAgainOn() calendar.Date { return s.Record.ReviewOn }

// Permitted lists what the client has agreed to and has not taken back.
func (s Standing) Permitted() []Purpose {
	var list []Purpose
	for _, p := range Purposes {
		if s.Record.Kind == Answers && s.Answer(p) == Yes {
			list = append(list, p)
		}
	}
	return list
}

const notRequiredWhy = "Consent is not required: safeguarding of a child or somebody who may be one."

// Allows says whether a purpose is covered, by which record, and why or why
// not in a sentence.
func (s Standing) Allows(p Purpose) (recordID string, ok bool, why string) {
	if recordID, ok, why = s.allows(p); ok && s.Doubted != nil {
		if _, also, _ := s.Doubted.allows(p); !also {
			return "", false, "No consent for now: a record said to be wrong waits for a second person."
		}
	}
	return recordID, ok, why
}

func (s Standing) allows(p Purpose) (recordID string, ok bool, why string) {
	on := s.Record.GivenOn.Long()
	if when, gone := s.TakenBack[p]; gone {
		return "", false, fmt.Sprintf("No consent: withdrawn on %s.", when.Long())
	}
	switch s.Record.Kind {
	case "":
		return "", false, "No consent: the client has not been asked."
	case Withdrawal:
		return "", false, fmt.Sprintf("No consent: withdrawn on %s.", on)
	case NotRequired:
		switch p {
		case ReferToNRM, ShareSupport, ShareLocalAuthority, SharePolice, ShareLegal:
			return s.Record.ID, true, notRequiredWhy
		}
		return "", false, "A child is not asked about this."
	}
	decided := s.Record.DecidedForClient()
	switch s.Record.Answer(p) {
	case Yes:
		if s.Over() {
			return "", false, fmt.Sprintf("No consent any more: it was given until %s.", s.Record.Ends.On.Long())
		}
		if decided {
			return s.Record.ID, true, fmt.Sprintf("Decided for the client, who could not decide this, on %s.", on)
		}
		return s.Record.ID, true, fmt.Sprintf("Consent given on %s.", on)
	case No:
		if decided {
			return "", false, fmt.Sprintf("No consent: decided against for the client, who could not decide this, on %s.", on)
		}
		return "", false, fmt.Sprintf("No consent: the client said no on %s.", on)
	case NeedsMoreTime:
		return "", false, fmt.Sprintf("No consent yet: the client asked for more time on %s.", on)
	default:
		return "", false, fmt.Sprintf("No consent: not asked on %s.", on)
	}
}
