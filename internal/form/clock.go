package form

import "strings"

// ParseTime reads a time of day as people type it: "9:30am", "9.30 pm",
// "09:30", "9am", "midday". Without am or pm it is the 24-hour clock. Nothing
// typed is "required", anything else it cannot read "not_a_time".
func ParseTime(typed string) (hour, minute int, problem string) {
	s := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	switch s {
	case "":
		return 0, 0, "required"
	case "midnight":
		return 0, 0, ""
	case "midday", "noon", "12noon":
		return 12, 0, ""
	}
	clock, half := cutHalf(s)
	h, m, both := strings.Cut(strings.ReplaceAll(clock, ".", ":"), ":")
	if !both {
		m = "00"
	}
	hour, okHour := number(h)
	minute, okMinute := number(m)
	alone := !both && half == "" // "9" may be nine in the morning or a slip
	switch {
	case !okHour || !okMinute || len(h) > 2 || len(m) != 2 || alone,
		minute > 59, hour > 23,
		half != "" && (hour < 1 || hour > 12):
		return 0, 0, "not_a_time"
	case half == "am" && hour == 12:
		return 0, minute, ""
	case half == "pm" && hour < 12:
		return hour + 12, minute, ""
	}
	return hour, minute, ""
}

// cutHalf takes am, pm, a.m. or p.m. off the end.
func cutHalf(s string) (clock, half string) {
	for _, ending := range []string{"am", "pm", "a.m.", "p.m.", "a.m", "p.m"} {
		if rest, ok := strings.CutSuffix(s, ending); ok {
			return rest, ending[:1] + "m"
		}
	}
	return s, ""
}
