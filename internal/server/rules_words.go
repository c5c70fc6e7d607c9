package server

import "strconv"

// recountTitle says whose change moved the dates of a case.
func recountTitle(f facts) string {
	switch {
	case f["rules_before"] != "" && f["calendar_before"] != "":
		return "Dates counted again with new rules and bank holidays"
	case f["calendar_before"] != "":
		return "Dates counted again with new bank holidays"
	}
	return "Dates counted again with new rules"
}

func recountText(f facts) []string {
	n, err := strconv.Atoi(f["moved_dates"])
	if err != nil {
		return nil
	}
	return []string{plural(n, "date") + " moved. The earlier dates can still be read."}
}

// bookWords are the words of the pages about rules and bank holidays.
var bookWords = words{
	fields: map[string]string{"book_file": "the file", "book_text": "the text", "book_reason": "why they are taken into use"},
	messages: map[string]string{
		"book_file/required":  "Choose a file, or paste its text",
		"book_file/too_large": "The file is larger than {0} MB. Choose another one",
		"book_text/refused":   "The file cannot be used: {0} to put right. Nothing was changed",
	},
}

// columnNames are what the columns of a file of rules are called on a page.
var columnNames = map[string]string{
	"jurisdiction": "Where it holds", "trigger_event": "Counts from", "unit": "What is counted", "amount": "How many",
	"count_from": "First day counted", "due_inclusive": "Last day is inside the period", "effective_from": "In force from",
	"effective_to": "In force until", "gap_reason": "Why there is a gap before it", "statutory": "Law", "citation": "Source",
	"source_url": "Address of the source", "checked_on": "Last checked", "confidence": "Confidence", "calendar": "Bank holidays of",
	"category": "Kind of date", "clock": "Clock", "label": "Name of the date", "ends": "How it ends", "opens_if": "Only if",
	"met_by": "Met by", "floor_if": "Runs on only with", "ended_by": "Stopped by", "same_record": "Only of the same record",
	"remind": "Reminders", "ambiguity": "Not clear", "note": "Note",
}

func columnWords(column string) string {
	if name, ok := columnNames[column]; ok {
		return name
	}
	return capital(spaced(column))
}
