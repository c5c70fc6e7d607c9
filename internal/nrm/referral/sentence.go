package referral

import (
	"maps"
	"strings"
	"sync"
)

// findingSentences say what does not fit together, in the words staff read: the
// rows of the contradictions, and what a report without a name gives away.
var findingSentences = sync.OnceValue(func() map[string]string {
	sentences := maps.Clone(traceSentences)
	for _, c := range contradictions() {
		sentences[c.Code] = c.Say
	}
	return sentences
})

var traceSentences = map[string]string{
	"name_in_nameless_text":       "The report is to be without a name, but “{field}” seems to hold the client’s name or initials. Write it another way.",
	"relative_in_nameless_text":   "The report is to be without a name, but “{field}” seems to hold the name of somebody close to the client. Write it another way.",
	"phone_in_nameless_text":      "The report is to be without a name, but “{field}” holds a phone number of the client or of somebody who answers for them.",
	"email_in_nameless_text":      "The report is to be without a name, but “{field}” holds an email address that leads to the client.",
	"address_in_nameless_text":    "The report is to be without a name, but “{field}” holds an address of the client.",
	"birth_date_in_nameless_text": "The report is to be without a name, but “{field}” holds the client’s date of birth.",
	"reference_in_nameless_text":  "The report is to be without a name, but “{field}” holds a reference that leads to the client.",
}

// Sentence says in the words staff read what does not fit.
func (f Finding) Sentence() string {
	if s, ok := findingSentences()[f.Code]; ok {
		return strings.ReplaceAll(s, "{field}", f.Short)
	}
	return strings.ReplaceAll(f.Code, "_", " ")
}

// objectionSentences say what is wrong with one answer. {0} and {1} are the
// details of the problem.
var objectionSentences = map[string]string{
	"select_one":      "Give one answer only.",
	"too_many":        "Give {0} answers at most: there are {1}.",
	"too_long":        "Shorten the answer to {0} characters: it has {1}.",
	"unreadable_text": "Character {0} cannot be stored or shown. It may have come with copied text: delete it and type it again.",
	"not_in_list":     "Choose an answer from the list, spelled exactly as the list spells it.",
	"not_a_number":    "Enter a whole number of up to 3 digits.",
	"not_a_real_date": "Enter a date that exists, as YYYY-MM-DD.",
	"in_future":       "Enter a date that is not in the future.",
	"too_early":       "Enter a date after {0}.",
	"not_an_email":    "Enter an email address, like name@example.org.",
	"not_a_phone":     "Enter a phone number, like 020 7946 0000 or +44 7700 900123.",
	"wrong_type":      "Give the answer as {0}.",
	"unknown_field":   "The form of {0} has no field of this name.",
	"no_consent": "An adult is referred only with their informed consent, and they said no. " +
		"A Duty to Notify report (dtn_notification) can be sent instead; it does not name the client.",
	"consent_not_asked": "An adult is referred only with their informed consent, and no answer is recorded. " +
		"Ask first. If the answer is no, a Duty to Notify report (dtn_notification) can be sent instead; it does not name the client.",
	"consent_given":         "The client agrees to a referral (nrm_referral). A referral discharges the Duty to Notify: do not send both.",
	"child_is_not_notified": "A Duty to Notify report is about an adult who said no. Somebody who is or may be under 18 is referred (nrm_referral), and consent is not asked.",
}

func sentence(code string, args []string) string {
	s := objectionSentences[code]
	if s == "" {
		s = strings.ReplaceAll(code, "_", " ")
	}
	for i, a := range args {
		s = strings.ReplaceAll(s, "{"+string(rune('0'+i))+"}", a)
	}
	return s
}
