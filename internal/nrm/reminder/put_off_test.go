package reminder

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func TestCheckPutOff(t *testing.T) {
	t.Parallel()
	wrong := func(code string, args ...string) fault.Problems {
		return fault.Problems{{Field: "back_on", Code: code, Args: args}}
	}
	for name, tc := range map[string]struct {
		category deadline.Category
		until    string // the date due is 1 April; today is 20 March
		want     fault.Problems
	}{
		"a limit, until before its date":        {deadline.Limit, "2026-03-30", nil},
		"a limit, until its date":               {deadline.Limit, "2026-04-01", nil},
		"a limit, until the day after":          {deadline.Limit, "2026-04-02", wrong("after", "1 April 2026")},
		"a period, until after its end":         {deadline.Period, "2026-04-20", nil},
		"until today":                           {deadline.Period, "2026-03-20", wrong("in_past")},
		"until a day that has passed":           {deadline.Practice, "2026-03-01", wrong("in_past")},
		"until a slip in the year":              {deadline.Practice, "2062-03-25", wrong("after", "21 March 2027")},
		"no day":                                {deadline.Practice, "", wrong("required")},
		"safety is never put off":               {deadline.Safety, "2026-03-25", wrong("cannot_put_off")},
		"safety without a day is not either":    {deadline.Safety, "", wrong("cannot_put_off")},
		"a practice date may be put off beyond": {deadline.Practice, "2026-05-01", nil},
	} {
		step := Step{DaysBefore: 10, On: day(t, "2026-03-22"), Category: tc.category}
		until := calendar.Date{}
		if tc.until != "" {
			until = day(t, tc.until)
		}
		if diff := cmp.Diff(tc.want, CheckPutOff(step, until, day(t, "2026-03-20"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	last := Step{DaysBefore: 0, On: day(t, "2026-04-01"), Category: deadline.Limit}
	if last.PuttableOff(day(t, "2026-04-01")) || !last.PuttableOff(day(t, "2026-03-31")) {
		t.Error("a limit can be put off on its last day, or not on the day before")
	}
}
