package server

import "nrmdesk/internal/nrm/referral"

// findings are the sentences for answers that do not fit together.
var findings = map[string]string{
	"adult_with_childs_birth_date":         "The date of birth is that of somebody under 18, but the case says adult",
	"child_with_adults_birth_date":         "The date of birth is that of an adult, but the case says under 18",
	"age_unknown_with_adults_birth_date":   "The date of birth is that of an adult, but the case says the age is not known. Check it with the local authority.",
	"child_form_but_never_a_child":         "Sexual exploitation as a child is ticked, but the client was never under 18 at the time.",
	"still_exploited_without_contact":      "The client is still being exploited, but the last contact was more than 6 months ago.",
	"has_children_but_none":                "The client has children, but their number is 0.",
	"same_nationality_twice":               "Both nationalities are the same.",
	"covers_for_oneself":                   "The colleague who answers for you has your own email address.",
	"reference_in_nameless_report":         "The report is to be without a name, but a crime reference can lead to the client.",
	"named_but_official_form_has_no_place": "The client may be named, but the official form has no place for it when they do not help an investigation.",
	"web_address":                          "An answer holds a web address. The official form refuses those.",
}

// referralWords call each question by its short name.
var referralWords = wordsOfForm(referral.Published())

func wordsOfForm(f *referral.Form) words {
	w := words{
		fields: map[string]string{
			"sent_on": "the date it was sent", "sent_at": "the time it was sent", "sent_how": "how it was sent",
			"home_office_number": "the Home Office reference",
			"review_outcome":     "what you decide", "review_comment": "a comment",
			"completed": "whether you have completed this section",
		},
		messages: map[string]string{
			"sent_on/before":                        "The date it was sent must be on or after the day it was approved, {0}",
			"home_office_number/required":           "Enter the Home Office reference, or tick that it has not come yet",
			"home_office_number/number_and_awaited": "Either enter the reference, or tick that it has not come yet",
			"review_comment/required":               "Enter a comment that says what to change",
		},
	}
	for _, field := range f.Fields {
		if field.Page != nil { // what the case knows is never typed here
			w.fields[field.Name] = lowerFirst(field.Short)
		}
	}
	return w
}
