package server

import (
	"fmt"
	"strings"

	"nrmdesk/internal/fault"
)

// sentence is what a person reads about a problem: the words of the field if
// there are any, otherwise those of the code.
func sentence(p fault.Problem) string {
	name := ""
	for _, w := range pageWords {
		if whole, ok := w.messages[p.Field+"/"+p.Code]; ok {
			return fill(whole, p.Args)
		}
		if name == "" {
			name = w.fields[p.Field]
		}
	}
	if name == "" {
		name = "this answer"
	}
	words, ok := codeMessages[p.Code]
	if !ok {
		words = "Check {field}"
	}
	return capital(fill(strings.ReplaceAll(words, "{field}", name), p.Args))
}

func fill(words string, args []string) string {
	for i, a := range args {
		words = strings.ReplaceAll(words, fmt.Sprintf("{%d}", i), a)
	}
	return words
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// codeMessages are sentences for any field. {field} is its name, {0} the first
// detail of the problem.
var codeMessages = map[string]string{
	"required":               "Enter {field}",
	"select_one":             "Select {field}",
	"select_at_least_one":    "Select {field}",
	"not_in_list":            "Choose {field} from the list",
	"too_long":               "{field} must be {0} characters or fewer",
	"not_allowed_character":  "{field} holds a character that cannot be stored. It may have come with copied text: delete and type it again",
	"not_a_date":             "{field} must be a date, like 12 5 2026",
	"not_a_real_date":        "{field} must be a date that exists",
	"date_needs_day":         "{field} must include a day",
	"date_needs_month":       "{field} must include a month",
	"date_needs_year":        "{field} must include a year",
	"year_needs_four_digits": "{field} must have a year with 4 numbers, like 2026",
	"in_future":              "{field} must be today or in the past",
	"in_past":                "{field} must be in the future",
	"too_early":              "{field} must be later than {0}",
	"too_old":                "{field} is too long ago. Check the year",
	"before":                 "{field} must be on or after {0}",
	"after":                  "{field} must be on or before {0}",
	"between":                "{field} must be between {0} and {1}",
	"not_a_time":             "{field} must be a time, like 9:30am",
	"not_a_number":           "{field} must be a number",
	"not_an_email":           "{field} must be an email address, like name@example.org",
	"not_a_phone":            "{field} must be a phone number, like 020 7946 0000",
	"taken":                  "{field} is already in use",
	"none_and_others":        "Choose either the ways, or that there is none",
	"nothing_like_it":        "Nothing on the official list is like this. Try other letters for {field}",
	"choose_from_found":      "Choose {field} from what was found on the official list",
	"too_many":               "{field} may hold {0} at most",
	"unreadable_text":        "Character {0} of {field} cannot be stored or shown. It may have come with copied text: delete it and type it again",
	"mismatch":               "{field} does not match",
	"not_changed":            "Change {field}, or go back: it is what stands there already",
	"does_not_fit":           "{0}",
	"leads_to_client":        "{field} holds {0}. The report is to be without a name: write it another way",
	"no_holder":              "Select who takes {0} over",
	"holds_it_already":       "Select somebody else for {0}: they hold it already",
	"hidden_from_holder":     "Select somebody else for {0}: it is hidden from them",
	"note_required":          "Enter a note for {0}",
	"note_too_long":          "The note for {0} must be {1} characters or fewer",
}

// words are what the fields of a group of pages are called in the middle of a
// sentence, and whole sentences ("field/code") where the general ones would be
// clumsy. Each group keeps its own beside its pages.
type words struct{ fields, messages map[string]string }

// pageWords are the words of every group of pages.
var pageWords = []words{
	startWords,
	signInWords,
	consentWords,
	sheetWords,
	referralWords,
	updateWords,
	formWords,
	auditWords,
	adminWords,
	handoffWords,
	linkWords,
	searchWords,
	closeWords,
	matchWords,
	importWords,
	decisionWords,
	taskWords, giveTaskWords,
	restrictWords,
	needsWords,
	reassignWords,
	directoryWords,
	bookWords,
	evidenceWords,
	correctionWords,
	moveWords,
	nationWords,
	reminderWords,
	leaveWords,
	clientContactWords,
}
