package deadline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	limit, period := &Rule{ID: "L-1", Clock: "limit", Label: "Limit", Category: Limit}, &Rule{ID: "P-1", Clock: "period", Label: "Period", Category: Period}
	renamed := &Rule{ID: "L-2", Clock: "limit", Label: "Limit", Category: Limit}
	nameOnly := &Rule{ID: "L-1", Label: "L-1"}
	dated := func(r *Rule, on string, s Status, source string) Deadline {
		return Deadline{Rule: r, Trigger: Event{Kind: RGPositive, Source: source}, Due: day(t, on), Status: s}
	}
	open := func(r *Rule, on string) Deadline { return dated(r, on, Open, "a") }
	met := func(r *Rule, on string) Deadline { return dated(r, on, Met, "a") }
	for name, tc := range map[string]struct {
		before, after []Deadline
		want          []string
	}{
		"nothing moved":                         {[]Deadline{open(limit, "2026-05-20")}, []Deadline{open(limit, "2026-05-20")}, nil},
		"a new version, the same day":           {[]Deadline{open(limit, "2026-05-20")}, []Deadline{open(renamed, "2026-05-20")}, nil},
		"a new version, another day":            {[]Deadline{open(limit, "2026-05-20")}, []Deadline{open(renamed, "2026-05-21")}, []string{"Limit 2026-05-20 2026-05-21"}},
		"a limit that falls overdue":            {[]Deadline{open(limit, "2026-05-20")}, []Deadline{open(limit, "2026-05-15")}, []string{"Limit 2026-05-20 2026-05-15 overdue"}},
		"a limit that was overdue already":      {[]Deadline{open(limit, "2026-05-14")}, []Deadline{open(limit, "2026-05-15")}, []string{"Limit 2026-05-14 2026-05-15"}},
		"due today is not overdue":              {[]Deadline{open(limit, "2026-05-20")}, []Deadline{open(limit, "2026-05-18")}, []string{"Limit 2026-05-20 2026-05-18"}},
		"a period cannot be missed":             {[]Deadline{open(period, "2026-05-20")}, []Deadline{open(period, "2026-05-15")}, []string{"Period 2026-05-20 2026-05-15"}},
		"a clock that is new":                   {nil, []Deadline{open(limit, "2026-05-15")}, []string{"Limit  2026-05-15 overdue"}},
		"a clock that is gone":                  {[]Deadline{open(limit, "2026-05-20")}, nil, []string{"Limit 2026-05-20 "}},
		"a clock that no longer runs":           {[]Deadline{open(limit, "2026-05-20")}, []Deadline{met(limit, "2026-05-20")}, []string{"Limit 2026-05-20 "}},
		"a clock that runs again":               {[]Deadline{met(limit, "2026-05-20")}, []Deadline{open(limit, "2026-05-20")}, []string{"Limit  2026-05-20"}},
		"a date that is over moves":             {[]Deadline{met(limit, "2026-05-11")}, []Deadline{met(limit, "2026-05-12")}, []string{"Limit 2026-05-11 2026-05-12 over"}},
		"a date that is over, the same":         {[]Deadline{met(limit, "2026-05-11")}, []Deadline{met(limit, "2026-05-11")}, nil},
		"the clocks of two records stay two":    {[]Deadline{open(limit, "2026-05-20"), dated(limit, "2026-05-27", Open, "b")}, []Deadline{dated(limit, "2026-05-28", Open, "b"), open(limit, "2026-05-20")}, []string{"Limit 2026-05-27 2026-05-28"}},
		"a rule of which only the name is left": {[]Deadline{open(nameOnly, "2026-05-20")}, []Deadline{open(limit, "2026-05-21")}, []string{"Limit 2026-05-20 2026-05-21"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range Compare(tc.before, tc.after) {
				line := m.Label() + " " + m.From().String() + " " + m.To().String()
				if m.FallsOverdue(day(t, "2026-05-18")) {
					line += " overdue"
				}
				if m.Over() {
					line += " over"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompare_sameCountTwice(t *testing.T) {
	t.Parallel()
	events := []Event{{Kind: ReferralSubmitted, On: day(t, "2026-05-01"), Source: "c"}, {Kind: RGPositive, On: day(t, "2026-05-08"), Source: "d"}}
	once := Published().Recalculate(calendar.Scotland, events)
	if moves := Compare(once, Published().Recalculate(calendar.Scotland, events)); len(moves) > 0 {
		t.Errorf("nothing changed and yet %d moves", len(moves))
	}
	if moves := Compare(nil, once); len(moves) != len(once) {
		t.Errorf("%d moves for %d new dates", len(moves), len(once))
	}
}
