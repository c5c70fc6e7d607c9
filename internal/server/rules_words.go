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
