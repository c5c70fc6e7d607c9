package consent

import (
	"fmt"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
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
	StatusNotRequired   Status = "not_required"
)

// Statuses lists the statuses in the order of filters.
var Statuses = []Status{
	StatusNone, StatusGiven, StatusPartly, StatusNeedsMoreTime, StatusRefused, StatusWithdrawn, StatusNotRequired,
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
	case StatusNotRequired:
		return "Not required"
	default:
		return ""
	}
}

// Status is what this one record comes to. Given means that the client agreed
// to the referral and to both kinds of sharing.
func (r Record) Status() Status {
	switch {
	case r.Kind == Withdrawal:
		return StatusWithdrawn
	case r.Kind == NotRequired:
		return StatusNotRequired
	case r.ReferToNRM == No:
		return StatusRefused
	case r.ReferToNRM == NeedsMoreTime:
		return StatusNeedsMoreTime
	case r.ReferToNRM == Yes && r.ShareSupport == Yes && r.SharePolice == Yes:
		return StatusGiven
	case r.ReferToNRM == Yes:
		return StatusPartly
	default:
		return StatusNone
	}
}

// Standing is what holds on one day. It rests on a single record: a sitting
// is taken whole, so an old yes never shines through a later record that is
// silent about it.
type Standing struct {
	Status Status
	Record Record // the zero record when Status is StatusNone
}

// StandingOn says what holds on a day, from all records of a case. It is asked
// whenever something is read out or sent; nothing is kept up to date by a
// nightly job. A record that does not fit the age band (somebody turned 18, or
// turned out to be younger) carries nothing.
func StandingOn(band person.AgeBand, records []Record, on calendar.Date) Standing {
	var latest Record
	found := false
	for _, r := range records {
		if r.GivenOn.After(on) {
			continue
		}
		if !found || newer(r, latest) {
			latest, found = r, true
		}
	}
	if !found || band.TreatedAsChild() != (latest.Kind == NotRequired) {
		return Standing{Status: StatusNone}
	}
	return Standing{Status: latest.Status(), Record: latest}
}

// newer puts the order of recording last: a correction made on the same day,
// about the same day, is the one that counts.
func newer(a, b Record) bool {
	if c := a.GivenOn.Compare(b.GivenOn); c != 0 {
		return c > 0
	}
	return a.Number > b.Number
}

// Holds says whether the referral may be made or stay made: yes, or not
// required.
func (s Standing) Holds() bool {
	return s.Status == StatusNotRequired || s.Record.Kind == Answers && s.Record.ReferToNRM == Yes
}

// AskAgainOn is the day agreed with a client who needs more time.
func (s Standing) AskAgainOn() calendar.Date { return s.Record.ReviewOn }

// Allows says whether a purpose is covered, by which record, and why or why
// not in a sentence.
func (s Standing) Allows(p Purpose) (recordID string, ok bool, why string) {
	on := s.Record.GivenOn.Long()
	switch s.Status {
	case StatusNone:
		return "", false, "No consent: the client has not been asked."
	case StatusWithdrawn:
		return "", false, fmt.Sprintf("No consent: withdrawn on %s.", on)
	case StatusNotRequired:
		switch p {
		case ReferToNRM, ShareSupport, SharePolice:
			return s.Record.ID, true, "Consent is not required: safeguarding of a child or somebody who may be one."
		}
		return "", false, "A child is not asked about this."
	}
	switch s.Record.Answer(p) {
	case Yes:
		return s.Record.ID, true, fmt.Sprintf("Consent given on %s.", on)
	case No:
		return "", false, fmt.Sprintf("No consent: the client said no on %s.", on)
	case NeedsMoreTime:
		return "", false, fmt.Sprintf("No consent yet: the client asked for more time on %s.", on)
	default:
		return "", false, fmt.Sprintf("No consent: not asked on %s.", on)
	}
}

// Outcome is the state the case is in once the record is made (domain guide,
// section 10). A case waiting at 18 follows casefile.AnswerAtEighteen instead.
func Outcome(state casefile.State, r Record) casefile.State {
	path := Path(state, r)
	if len(path) == 0 {
		return state
	}
	return path[len(path)-1]
}

// Path lists the moves the record causes, each of them in the move table: a
// client who first refused and now says yes passes through consent_pending.
func Path(state casefile.State, r Record) []casefile.State {
	writing := state == casefile.Draft || state == casefile.Review
	switch r.Kind {
	case Withdrawal:
		if writing {
			return []casefile.State{casefile.Refused}
		}
		if state.Sent() && state != casefile.Withdrawn {
			return []casefile.State{casefile.Withdrawn}
		}
		return nil
	case NotRequired:
		if state == casefile.Enquiry || state == casefile.ConsentPending {
			return []casefile.State{casefile.Draft}
		}
		return nil
	}
	var path []casefile.State
	switch {
	case writing && r.ReferToNRM == No:
		return []casefile.State{casefile.Refused}
	case state == casefile.Enquiry,
		(state == casefile.Refused || state == casefile.DTNSent) && r.ReferToNRM != No:
		path = append(path, casefile.ConsentPending)
	case state != casefile.ConsentPending:
		return nil
	}
	switch {
	case r.ReferToNRM == No:
		path = append(path, casefile.Refused)
	case r.ReferToNRM == Yes && r.Explanation.Complete() && r.formAnswered():
		path = append(path, casefile.Draft)
	}
	return path
}

// formAnswered says whether C2 to C5 have the yes or no that the official form
// wants. "Needs more time" keeps the case where it is.
func (r Record) formAnswered() bool {
	settled := func(a Answer) bool { return a == Yes || a == No }
	for _, ch := range Channels {
		if !settled(r.ContactBy[ch]) {
			return false
		}
	}
	return settled(r.WantsSupport) && settled(r.HelpAuthorities) && settled(r.DecisionToOther)
}
