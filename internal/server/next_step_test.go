package server

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
)

func TestReconsiderWords_neverTooLate(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, time.June, 12)
	for name, tc := range map[string]struct {
		by   calendar.Date
		want string
	}{
		"none is open":      {calendar.Date{}, ""},
		"there is time":     {calendar.NewDate(2026, time.June, 20), "Ask for a reconsideration by 20 June 2026 (in 8 days)."},
		"the last day":      {today, "Ask for a reconsideration by 12 June 2026 (today)."},
		"the day is passed": {calendar.NewDate(2026, time.June, 11), "The day to ask for a reconsideration by was 11 June 2026 (yesterday). A later request needs a reason: get legal advice now."},
	} {
		if got := reconsiderWords(tc.by, today); got != tc.want || strings.Contains(strings.ToLower(got), "too late") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
