package consent

import "nrmdesk/internal/nrm/casefile"

// Outcome is the state the case is in once the record is made (domain guide,
// section 10). A case waiting at 18 follows AtEighteen instead.
func Outcome(state casefile.State, r Record) casefile.State {
	path := Path(state, r)
	if len(path) == 0 {
		return state
	}
	return path[len(path)-1]
}

// Path lists the moves the record causes, each of them in the move table: a
// client who first refused and now says yes passes through consent_pending. A
// withdrawal that leaves the referral alone moves nothing.
func Path(state casefile.State, r Record) []casefile.State {
	writing := state == casefile.Draft || state == casefile.Review
	switch r.Kind {
	case Withdrawal:
		switch {
		case !r.TakesBack(ReferToNRM):
			return nil
		case writing:
			return []casefile.State{casefile.Refused}
		case state.Sent() && state != casefile.Withdrawn:
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

// AtEighteen gives the state that follows the answer of somebody who was
// referred, or written about, as a child: the case waits in consent_pending
// with the state it was in kept. False means that it goes on waiting.
func AtEighteen(kept casefile.State, r Record) (to casefile.State, answered bool, err error) {
	if r.Kind != Answers || r.ReferToNRM != Yes && r.ReferToNRM != No {
		return "", false, nil
	}
	to, err = casefile.AnswerAtEighteen(kept, r.ReferToNRM == Yes)
	return to, err == nil, err
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
