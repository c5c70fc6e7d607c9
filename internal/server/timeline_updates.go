package server

import (
	"strconv"

	"nrmdesk/internal/nrm/referral"
)

// countOf is a number the trail holds, or nothing.
func countOf(f facts, key string) (int, bool) {
	n, err := strconv.Atoi(f[key])
	return n, err == nil && n > 0
}

func amendTitle(f facts) string {
	if n, ok := countOf(f, "takes_back"); ok {
		return "Amendment " + number(n) + " of the referral taken back"
	}
	return "The sent referral was amended"
}

func amendmentReviewTitle(f facts) string {
	title := "Amendment"
	if n, ok := countOf(f, "update_number"); ok {
		title += " " + number(n)
	}
	switch referral.Outcome(f["outcome"]) {
	case referral.Approved:
		return title + " approved by a second person"
	case referral.Returned:
		return title + " returned with comments"
	default:
		return title + " reviewed"
	}
}

// updateEventTitle tells what followed the referral, or that the authority was
// told of it afterwards.
func updateEventTitle(f facts) string {
	kind := referral.UpdateKind(f["update"])
	switch {
	case f["told"] == "yes" && kind == referral.MoreInformation:
		return "The authority’s question was answered"
	case f["told"] == "yes":
		return "The authority was told what has changed since the referral"
	case kind == referral.MoreInformation:
		return "The authority asks for more information"
	case kind == referral.LateEvidence:
		return "Late evidence sent to the authority"
	case kind == referral.ContactChange:
		return "Change of address or contact recorded"
	default:
		return "Something was recorded about the sent referral"
	}
}

func updateText(f facts) []string {
	lines := []string{on("Letter of ", f["letter_on"]), on("Reply by ", f["reply_by"]), on("Passed to the authority on ", f["passed_on"])}
	if n, ok := countOf(f, "changes"); ok {
		lines = append(lines, plural(n, "answer")+" altered.")
	}
	if n, ok := countOf(f, "documents"); ok {
		lines = append(lines, plural(n, "document")+".")
	}
	return lines
}
