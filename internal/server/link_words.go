package server

import "nrmdesk/internal/nrm/link"

func linkSentTitle(f facts) string {
	if f["replaced"] != "" {
		return "New one-time link sent for a handoff; the one before has ended"
	}
	return "One-time link sent for a handoff"
}

func linkOpenedTitle(f facts) string {
	switch link.Result(f["result"]) {
	case link.Opening:
		return "Handoff opened by its one-time link"
	case link.WrongCode:
		return "Wrong code entered for a one-time link"
	case link.Locking:
		return "One-time link locked after too many wrong codes"
	case link.TooLate:
		return "One-time link tried that opens nothing any more"
	default:
		return "Code entered for a locked one-time link"
	}
}

func linkReadTitle(f facts) string {
	if f["over"] != "" {
		return "Page of a one-time link refused: nothing is open any more"
	}
	return "Page read by one-time link"
}

func linkAnsweredTitle(f facts) string {
	if f["over"] != "" {
		return "Answer by one-time link refused: nothing is open any more"
	}
	return answeredTitle(f)
}
