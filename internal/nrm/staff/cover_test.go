package staff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

func june(day int) calendar.Date { return calendar.NewDate(2026, 6, day) }

func TestCheckCover(t *testing.T) {
	t.Parallel()
	away := staff.User{ID: "away", Roles: []staff.Role{staff.Caseworker}}
	cover := staff.User{ID: "cover", Roles: []staff.Role{staff.Supervisor}}
	leave := func(who, by string, from, until int) staff.Cover {
		return staff.Cover{UserID: who, CoverID: by, From: june(from), Until: june(until)}
	}
	for name, tc := range map[string]struct {
		from, until calendar.Date
		cover       staff.User
		others      []staff.Cover
		want        fault.Problems
	}{
		"a week":                          {june(8), june(12), cover, nil, nil},
		"one day, today":                  {june(1), june(1), cover, nil, nil},
		"already away since last month":   {calendar.NewDate(2026, 5, 20), june(3), cover, nil, nil},
		"over before today":               {calendar.NewDate(2026, 5, 20), calendar.NewDate(2026, 5, 31), cover, nil, fault.Problems{{Field: "until", Code: "in_the_past"}}},
		"ends before it begins":           {june(8), june(7), cover, nil, fault.Problems{{Field: "until", Code: "before_start"}}},
		"a slip in the year":              {june(8), calendar.NewDate(2062, 6, 12), cover, nil, fault.Problems{{Field: "until", Code: "too_far"}}},
		"oneself":                         {june(8), june(12), away, nil, fault.Problems{{Field: "cover", Code: "yourself"}}},
		"an auditor":                      {june(8), june(12), staff.User{ID: "a", Roles: []staff.Role{staff.Auditor}}, nil, fault.Problems{{Field: "cover", Code: "cannot_hold_cases"}}},
		"somebody who left":               {june(8), june(12), staff.User{ID: "a", Roles: cover.Roles, Disabled: true}, nil, fault.Problems{{Field: "cover", Code: "cannot_hold_cases"}}},
		"the day after the last one ends": {june(8), june(12), cover, []staff.Cover{leave("away", "x", 1, 7)}, nil},
		"sharing one day with another": {june(8), june(12), cover, []staff.Cover{leave("away", "x", 12, 20)},
			fault.Problems{{Field: "from", Code: "overlap", Args: []string{"12 June 2026", "20 June 2026"}}}},
		"the cover is away then": {june(8), june(12), cover, []staff.Cover{leave("cover", "x", 10, 20)},
			fault.Problems{{Field: "cover", Code: "away_too", Args: []string{"10 June 2026", "20 June 2026"}}}},
		"the cover covers for others too": {june(8), june(12), cover, []staff.Cover{leave("x", "cover", 10, 20)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := staff.Cover{UserID: away.ID, CoverID: tc.cover.ID, From: tc.from, Until: tc.until}
			if diff := cmp.Diff(tc.want, staff.CheckCover(c, away, tc.cover, tc.others, june(1))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCover_beginsAndEndsByItself(t *testing.T) {
	t.Parallel()
	c := staff.Cover{From: june(8), Until: june(12)}
	for day, want := range map[int]bool{7: false, 8: true, 12: true, 13: false} {
		if c.On(june(day)) != want {
			t.Errorf("on 6/%d: %v", day, !want)
		}
	}
}

func TestActor_reachesWhatTheyCover(t *testing.T) {
	t.Parallel()
	a := staff.Actor{UserID: "me", TeamIDs: []string{"team"}, Covers: []string{"away"}}
	for name, tc := range map[string]struct {
		team, owner string
		want        bool
	}{
		"own team":                   {"team", "x", true},
		"own case":                   {"far", "me", true},
		"somebody they cover":        {"far", "away", true},
		"somebody else far away":     {"far", "x", false},
		"nobody holds it":            {"far", "", false},
		"a case of the far team too": {"far", "team", false},
	} {
		if got := a.Reaches(tc.team, tc.owner); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
