package consent

import "nrmdesk/internal/nrm/casefile"

// Outcome is the state the case is in once the record is made (domain guide,
// section 10). A case waiting at 18 follows AtEighteen instead.
func Outcome(state casefile.State, r Record) casefile.State {
	for _, h := range Path(state, r) {
		if m, ok := (casefile.Place{State: state}).Find(h); ok {
			state = m.To
		}
	}
	return state
}

// Path lists what the record makes happen to the case, in order: a client who
// first refused and now says yes changes their mind before they consent. A
// withdrawal that leaves the referral alone moves nothing.
func Path(state casefile.State, r Record) []casefile.Happening {
	writing := state == casefile.Draft || state == casefile.Review
	switch r.Kind {
	case Withdrawal:
		switch {
		case !r.TakesBack(ReferToNRM):
			return nil
		case writing:
			return []casefile.Happening{casefile.ReferralTakenBack}
		case state.Sent() && state != casefile.Withdrawn:
			return []casefile.Happening{casefile.WithdrawnByClient}
		}
		return nil
	case NotRequired:
		if state == casefile.Enquiry || state == casefile.ConsentPending {
			return []casefile.Happening{casefile.ChildReferralBegun}
		}
		return nil
	}
	var path []casefile.Happening
	switch {
	case writing && r.ReferToNRM == No:
		return []casefile.Happening{casefile.ReferralTakenBack}
	case state == casefile.Enquiry:
		path = append(path, casefile.ConsentBegun)
	case (state == casefile.Refused || state == casefile.DTNSent) && r.ReferToNRM != No:
		path = append(path, casefile.ChangedMind)
	case state != casefile.ConsentPending:
		return nil
	}
	switch {
	case r.ReferToNRM == No:
		path = append(path, casefile.ConsentDeclined)
	case r.ReferToNRM == Yes && r.Explanation.Complete() && r.FormAnswered():
		path = append(path, casefile.ConsentGiven)
	}
	return path
}

// AtEighteen is the answer of somebody who was referred, or written about, as a
// child: the case waits in consent_pending with the state it was in kept. False
// means that it goes on waiting.
func AtEighteen(r Record) (answer casefile.Happening, answered bool) {
	switch {
	case r.Kind != Answers:
		return "", false
	case r.ReferToNRM == Yes:
		return casefile.ChoseToStay, true
	case r.ReferToNRM == No:
		return casefile.ChoseToLeave, true
	default:
		return "", false
	}
}

// FormAnswered says whether C2 to C5 have the yes or no that the official form
// wants. "Needs more time" keeps the case where it is.
func (r Record) FormAnswered() bool {
	settled := func(a Answer) bool { return a == Yes || a == No }
	for _, ch := range Channels {
		if !settled(r.ContactBy[ch]) {
			return false
		}
	}
	return settled(r.WantsSupport) && settled(r.HelpAuthorities) && settled(r.DecisionToOther)
}
