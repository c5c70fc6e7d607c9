package server

import "nrmdesk/internal/nrm/referral"

// referralWords call each question by its short name.
var referralWords = wordsOfForm(referral.Published())

func wordsOfForm(f *referral.Form) words {
	w := words{
		fields: map[string]string{
			"sent_on": "the date it was sent", "sent_at": "the time it was sent", "sent_how": "how it was sent",
			"home_office_number": "the Home Office reference",
			"review_outcome":     "what you decide", "review_comment": "a comment", answerComment: "your comment",
			"happened_when": "the date it happened", "happened_what": "what happened", "happened_part": "the question it belongs to",
			"completed": "whether you have completed this section",
		},
		messages: map[string]string{
			"sent_on/before":                        "The date it was sent must be on or after the day it was approved, {0}",
			"home_office_number/required":           "Enter the Home Office reference, or tick that it has not come yet",
			"home_office_number/number_and_awaited": "Either enter the reference, or tick that it has not come yet",
			"review_comment/required":               "Enter a comment that says what to change",
		},
	}
	for _, g := range referral.Indicators().Groups {
		w.fields[whereName(g.ID)] = "where the signs under “" + lowerFirst(g.Title) + "” were seen"
	}
	for _, field := range f.Fields {
		if field.Page != nil { // what the case knows is never typed here
			w.fields[field.Name] = lowerFirst(field.Short)
			w.messages[field.Name+"/too_long"] = field.Short + " must be {0} characters or fewer: it has {1}"
		}
	}
	return w
}
