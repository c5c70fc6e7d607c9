package server

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
)

func TestDayList_namesEachMonthOnce(t *testing.T) {
	t.Parallel()
	for want, days := range map[string][]string{
		"":                       nil,
		"8 June 2026":            {"2026-06-08"},
		"8 and 13 June 2026":     {"2026-06-08", "2026-06-13"},
		"8, 13 and 18 June 2026": {"2026-06-08", "2026-06-13", "2026-06-18"},
		"30 June 2026, 1 and 4 July 2026, 4 July 2027": {"2026-06-30", "2026-07-01", "2026-07-04", "2027-07-04"},
	} {
		var list []calendar.Date
		for _, iso := range days {
			d, err := calendar.ParseDate(iso)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, d)
		}
		if got := dayList(list); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
