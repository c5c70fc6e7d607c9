package server

import (
	"strconv"

	"nrmdesk/internal/nrm/need"
)

// What the timeline says of needs, wishes and the move-on plan.

func needsCheckTitle(f facts) string {
	if f["finished"] == "no" {
		return "Needs check begun"
	}
	return "Needs check made"
}

func needsCheckText(f facts) []string {
	n, err := strconv.Atoi(f["asked"])
	if err != nil {
		return nil
	}
	return []string{"Asked about " + plural(n, "need") + "."}
}

func needTitle(f facts) string {
	if label := need.Code(f["need"]).Label(); label != "" {
		return "Need recorded: " + lowerFirst(label)
	}
	return "Need recorded"
}

func needText(f facts) []string {
	state := need.State(f["state"])
	if !state.Valid() {
		return nil
	}
	return []string{state.Label() + "."}
}

func wishesText(f facts) []string {
	n, err := strconv.Atoi(f["unsafe_places"])
	if err != nil || n == 0 {
		return nil
	}
	return []string{plural(n, "place") + " where it is unsafe to be sent."}
}

func threadText(f facts) []string {
	switch need.Holding(f["holding"]) {
	case need.HeldBySomebody:
		if f["agreed"] == "yes" {
			return []string{"Somebody holds a thread and agreed."}
		}
		return []string{"Somebody is to hold a thread and has not agreed yet."}
	case need.HeldByClient:
		return []string{"The client holds a thread."}
	case need.HeldByNobody:
		return []string{"Nothing is left to hold."}
	default:
		return nil
	}
}

var needsWords = words{
	fields: map[string]string{
		"need_state": "how it stands", "need_owner": "who sees to it", "need_note": "the note", "handoff_needs": "what the handoff is for",
		"wish_interviewer": "who should speak to the client", "wish_interpreter": "who should interpret", "wish_language": "what was said about interpreters",
		"wish_unsafe": "the places", "wish_access": "what makes it easier to come", "wish_sayer": "who said it", "wish_sayer_details": "who spoke for the client",
		"thread_holding": "who holds it", "thread_who": "the name of the person or organisation", "thread_contact": "how the client reaches them", "thread_note": "the note",
	},
	messages: map[string]string{
		"thread_note/required": "Enter why nothing is left to hold",
	},
}
