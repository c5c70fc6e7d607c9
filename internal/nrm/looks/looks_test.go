package looks

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

func at(day int, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-2 15:04", "2026-05-"+strconv.Itoa(day)+" "+clock, calendar.London())
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func opened(day int, clock string) Look {
	return Look{At: at(day, clock), CaseID: "case", Kind: Opened}
}

var (
	mine   = staff.Actor{UserID: "casey", TeamIDs: []string{"team"}, Roles: []staff.Role{staff.Caseworker}}
	other  = staff.Actor{UserID: "otto", TeamIDs: []string{"far"}, Roles: []staff.Role{staff.Caseworker}}
	audrey = staff.Actor{UserID: "audrey", Roles: []staff.Role{staff.Auditor}}
)

func TestJudge_asksAboutOddLooks(t *testing.T) {
	t.Parallel()
	given := Turn{At: at(10, "10:00"), From: "casey", To: "colin"}
	closed := Turn{At: at(10, "10:00"), Closed: true}
	tests := []struct {
		what string
		day  Day
		want []Pattern
	}{
		{"nothing was done", Day{Who: other}, nil},
		{"a member of the team by day", Day{Who: mine, Looks: []Look{opened(18, "09:30")}}, nil},
		{"somebody of another team", Day{Who: other, Looks: []Look{opened(18, "09:30")}}, []Pattern{OtherTeam}},
		{"somebody of another team who holds the case", Day{Who: staff.Actor{UserID: "owner"}, Looks: []Look{opened(18, "09:30")}}, nil},
		{"cover for a colleague on leave", Day{Who: other, Looks: []Look{{At: at(18, "09:30"), Kind: Opened, AsCover: true}}}, nil},
		{"an auditor belongs to no team", Day{Who: audrey, Looks: []Look{opened(18, "09:30")}}, nil},
		{"somebody of another team was refused", Day{Who: other, Looks: []Look{{At: at(18, "09:30"), Kind: Refused}}}, []Pattern{WasRefused}},
		{"refused at night", Day{Who: other, Looks: []Look{{At: at(18, "23:40"), Kind: Refused}}}, []Pattern{WasRefused, AtNight}},
		{"the last minute before the night", Day{Who: mine, Looks: []Look{opened(18, "21:59")}}, nil},
		{"the first minute of the night", Day{Who: mine, Looks: []Look{opened(18, "22:00")}}, []Pattern{AtNight}},
		{"the last minute of the night", Day{Who: mine, Looks: []Look{opened(18, "05:59")}}, []Pattern{AtNight}},
		{"the first minute of the day", Day{Who: mine, Looks: []Look{opened(18, "06:00")}}, nil},
		{"an auditor at night", Day{Who: audrey, Looks: []Look{opened(18, "03:00")}}, []Pattern{AtNight}},
		{"the week of handing over", Day{Who: mine, File: File{Turns: []Turn{given}}, Looks: []Look{opened(17, "10:00")}}, nil},
		{"after the week of handing over", Day{Who: mine, File: File{Turns: []Turn{given}}, Looks: []Look{opened(17, "10:01")}}, []Pattern{AfterHandover}},
		{"before the case was given away", Day{Who: mine, File: File{Turns: []Turn{given}}, Looks: []Look{opened(9, "10:00")}}, nil},
		{"somebody who never held it", Day{Who: audrey, File: File{Turns: []Turn{given}}, Looks: []Look{opened(28, "10:00")}}, nil},
		{"given back since", Day{Who: mine, File: File{Turns: []Turn{given, {At: at(11, "10:00"), From: "colin", To: "casey"}}}, Looks: []Look{opened(28, "10:00")}}, nil},
		{"the week of closing", Day{Who: mine, File: File{Turns: []Turn{closed}}, Looks: []Look{opened(17, "10:00")}}, nil},
		{"long after closing", Day{Who: mine, File: File{Turns: []Turn{closed}}, Looks: []Look{opened(28, "10:00")}}, []Pattern{AfterClosing}},
		{"opened again since", Day{Who: mine, File: File{Turns: []Turn{closed, {At: at(12, "10:00"), Reopened: true}}}, Looks: []Look{opened(28, "10:00")}}, nil},
		{"opening it again, itself", Day{Who: mine, File: File{Turns: []Turn{closed, {At: at(28, "10:00"), Reopened: true}}}, Looks: []Look{opened(28, "10:00")}}, nil},
		{"an auditor long after closing", Day{Who: audrey, File: File{Turns: []Turn{closed}}, Looks: []Look{opened(28, "10:00")}}, nil},
		{"identity shown", Day{Who: audrey, Looks: []Look{{At: at(18, "10:00"), Kind: Identity}}}, []Pattern{ShownIdentity}},
		{"taken out", Day{Who: audrey, Looks: []Look{{At: at(18, "10:00"), Kind: Taken}}}, []Pattern{TakenOut}},
	}
	for _, test := range tests {
		day := test.day
		day.File.TeamID, day.File.OwnerID = "team", "owner"
		var got []Pattern
		for _, odd := range Judge(day) {
			got = append(got, odd.Pattern)
			if odd.Sentence == "" || !strings.HasSuffix(odd.Sentence, ".") || strings.Contains(odd.Sentence, "%") || odd.Pattern.Label() == "" {
				t.Errorf("%s: %q is not told in a sentence: %q", test.what, odd.Pattern, odd.Sentence)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: odd as %v, want %v", test.what, got, test.want)
		}
	}
}

// TestJudge_countsCasesWithinAnHour has one person go through case after case.
func TestJudge_countsCasesWithinAnHour(t *testing.T) {
	t.Parallel()
	many := MeasuresOn(calendar.NewDate(2026, 5, 18)).ManyCases
	through := func(cases, minutesApart int) []Look {
		var list []Look
		for i := range cases {
			list = append(list, Look{At: at(18, "10:00").Add(time.Duration(i*minutesApart) * time.Minute), CaseID: strconv.Itoa(i), Kind: Opened})
		}
		return list
	}
	tests := []struct {
		what   string
		who    staff.Actor
		around []Look
		odd    bool
	}{
		{"as many as count", mine, through(many, 2), true},
		{"one fewer", mine, through(many-1, 2), false},
		{"as many, but not within an hour", mine, through(many, 5), false},
		{"an auditor going through a sample", audrey, through(many, 1), false},
		{"the same case again and again", mine, slices.Repeat(through(1, 1), many), false},
	}
	for _, test := range tests {
		looks := []Look{{At: at(18, "10:00"), CaseID: "0", Kind: Opened}}
		found := Judge(Day{Who: test.who, File: File{TeamID: "team"}, Looks: looks, Around: test.around})
		if got := len(found) == 1 && found[0].Pattern == ManyCases; got != test.odd {
			t.Errorf("%s: odd is %v: %v", test.what, got, found)
		}
	}
	late := []Look{{At: at(18, "15:00"), CaseID: "0", Kind: Opened}}
	if found := Judge(Day{Who: mine, File: File{TeamID: "team"}, Looks: late, Around: append(through(many, 2), late...)}); len(found) > 0 {
		t.Errorf("a look long after the hour is one of many: %v", found)
	}
}

func TestMeasures_refuseWhatCannotBe(t *testing.T) {
	t.Parallel()
	good := string(measuresCSV)
	for what, replace := range map[string][2]string{
		"a day that is none":     {"2026-01-01", "2026-13-01"},
		"no source":              {`"House practice: goes with the number of cases"`, ""},
		"a number that is none":  {"many_cases,15", "many_cases,some"},
		"no cases":               {"many_cases,15", "many_cases,0"},
		"an unknown measure":     {"many_cases", "many_houses"},
		"a measure missing":      {"night_until,06:00", "night_from,06:00"},
		"a night within one day": {"06:00", "23:00"},
	} {
		if _, err := parse(strings.NewReader(strings.Replace(good, replace[0], replace[1], 1))); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	later := good + "many_cases,20,2026-09-01,House practice,More\n"
	list, err := parse(strings.NewReader(later))
	if err != nil || len(list) != 2 || list[0].ManyCases != 15 || list[1].ManyCases != 20 || list[1].NightFrom != 22*time.Hour {
		t.Errorf("a later number does not replace the earlier from its day: %v, %v", list, err)
	}
}
