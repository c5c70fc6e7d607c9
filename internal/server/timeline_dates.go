package server

import (
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func happenedTitle(f facts) string {
	if label := deadline.EventKind(f["event"]).Label(); label != "" {
		return label
	}
	return "Something happened in the case"
}

func happenedText(f facts) []string {
	return []string{on("On ", f["happened_on"]), on("Letter of ", f["known_from"])}
}

// correctedNames are what the dates that can be corrected are called.
var correctedNames = []struct{ field, name string }{
	{"decided_on", "Date on the letter"}, {"received_on", "Received"}, {"told_on", "Client told"}, {"requested_on", "Requested"},
	{"submitted_on", "Referral sent"}, {"happened_on", "Happened"}, {"known_from", "Date of the letter"},
}

func correctedTitle(f facts) string {
	switch {
	case f["never"] == "yes":
		return "Recorded in error: " + lowerFirst(happenedTitle(f))
	case f["record"] == "birth":
		return "Date of birth corrected"
	case f["event"] != "":
		return "Date corrected: " + lowerFirst(happenedTitle(f))
	default:
		return "Date corrected"
	}
}

func correctedText(f facts) []string {
	var lines []string
	for _, n := range correctedNames {
		before, err := calendar.ParseDate(f[n.field+"_before"])
		if err != nil {
			continue
		}
		if after, err := calendar.ParseDate(f[n.field+"_after"]); err == nil {
			lines = append(lines, n.name+": "+after.Long()+", not "+before.Long()+".")
		}
	}
	return lines
}

func movedTitle(f facts) string {
	switch f["adjustment"] {
	case "extension":
		return "Date extended"
	case "taken_back":
		return "Change of a date taken back"
	default:
		return "Date set by the letter"
	}
}

func movedText(f facts) []string {
	return []string{on("It was ", f["day_before"]), on("It is now ", f["day"])}
}

func nationText(f facts) []string {
	before, after := calendar.Nation(f["nation_before"]).Name(), calendar.Nation(f["nation"]).Name()
	how := map[string]string{"yes": "The client moved.", "no": "It was recorded wrongly."}[f["moved"]]
	return []string{sentenceOf("From "+before+" to "+after, before, after), how}
}
