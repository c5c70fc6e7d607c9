package referral_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

func TestChronology_ordersWhatIsRemembered(t *testing.T) {
	t.Parallel()
	form := referral.Published()
	entries := []referral.Happening{
		{Text: "no date, told first"},
		{When: referral.When{Year: 2024, Month: 5, Day: 12}, Text: "to the day", Part: "how_it_began"},
		{When: referral.When{Year: 2024}, Text: "the year"},
		{When: referral.When{Year: 2024, Month: 5}, Text: "the month"},
		{When: referral.When{Year: 2019, Month: 11, About: true}, Text: "a guess", Part: "journey"},
		{When: referral.When{Year: 2024, Month: 5, Day: 12}, Text: "the same day, told later"},
		{Text: "no date, told later"},
	}
	want := "About November 2019: a guess\n\n2024: the year\n\nMay 2024: the month\n\n12 May 2024: to the day\n\n" +
		"12 May 2024: the same day, told later\n\nDate not known: no date, told first\n\nDate not known: no date, told later"
	if got := referral.Account(form.Field("exploitation_dates"), entries); got != want {
		t.Errorf("all of it:\n%s\nwant\n%s", got, want)
	}
	if got := referral.Account(form.Field("how_it_began"), entries); got != "12 May 2024: to the day" {
		t.Errorf("how it began: %q", got)
	}
	if got := referral.Account(form.Field("birthplace"), entries); got != "" {
		t.Errorf("the birthplace takes %q", got)
	}
}

func TestHappening_check(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, 5, 18)
	for name, tc := range map[string]struct {
		entry referral.Happening
		want  string
	}{
		"no date at all":         {referral.Happening{Text: "x"}, ""},
		"a year":                 {referral.Happening{When: referral.When{Year: 2024}, Text: "x"}, ""},
		"this month":             {referral.Happening{When: referral.When{Year: 2026, Month: 5}, Text: "x"}, ""},
		"today":                  {referral.Happening{When: referral.When{Year: 2026, Month: 5, Day: 18}, Text: "x"}, ""},
		"tomorrow":               {referral.Happening{When: referral.When{Year: 2026, Month: 5, Day: 19}, Text: "x"}, "happened_when in_future"},
		"next year":              {referral.Happening{When: referral.When{Year: 2027}, Text: "x"}, "happened_when in_future"},
		"a day without a month":  {referral.Happening{When: referral.When{Year: 2024, Day: 3}, Text: "x"}, "happened_when date_needs_month"},
		"a month without a year": {referral.Happening{When: referral.When{Month: 3}, Text: "x"}, "happened_when date_needs_year"},
		"31 February":            {referral.Happening{When: referral.When{Year: 2024, Month: 2, Day: 31}, Text: "x"}, "happened_when not_a_real_date"},
		"1899":                   {referral.Happening{When: referral.When{Year: 1899}, Text: "x"}, "happened_when not_a_real_date"},
		"month 13":               {referral.Happening{When: referral.When{Year: 2024, Month: 13}, Text: "x"}, "happened_when not_a_real_date"},
		"nothing said":           {referral.Happening{Text: " \n"}, "happened_what required"},
		"as much as fits":        {referral.Happening{Text: strings.Repeat("é", 5000)}, ""},
		"one more":               {referral.Happening{Text: strings.Repeat("é", 5001)}, "happened_what too_long"},
		"a part there is":        {referral.Happening{Text: "x", Part: "journey"}, ""},
		"a part there is not":    {referral.Happening{Text: "x", Part: "gender"}, "happened_part not_in_list"},
	} {
		got := ""
		for _, p := range tc.entry.Check(referral.Published(), today) {
			got = strings.TrimSpace(got + " " + p.Field + " " + p.Code)
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestIndicators_becomeText(t *testing.T) {
	t.Parallel()
	list := referral.Indicators()
	n := 0
	for _, g := range list.Groups {
		n += len(g.Indicators)
	}
	if n != 159 {
		t.Errorf("%d signs, want 159", n)
	}
	signs := referral.Signs{Ticked: []string{"GEN-05", "GEN-01"}, Where: map[string]string{"general": "At the car wash.\n12 May", "forced_labour": "nothing ticked"}}
	want := "General signs:\n- Thinks there is no choice about working\n- Scared, tense or on edge\nSeen: At the car wash.\n12 May"
	if got := list.Account(signs); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := list.Account(referral.Signs{}); got != "" {
		t.Errorf("nothing ticked says %q", got)
	}
	if p := list.Check(signs); len(p) > 0 {
		t.Errorf("good ticks: %v", p)
	}
	if p := list.Check(referral.Signs{Ticked: []string{"GEN-99"}}); len(p) != 1 || p[0].Code != "not_in_list" {
		t.Errorf("a sign that is not on the list: %v", p)
	}
	if p := list.Check(referral.Signs{Where: map[string]string{"general": strings.Repeat("x", 2001)}}); len(p) != 1 || p[0].Field != "general" {
		t.Errorf("too much: %v", p)
	}
}

// TestIndicators_ofChildren: the signs in children are asked about children,
// and about adults who were children at the time or may have been.
func TestIndicators_ofChildren(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, 5, 18)
	for name, tc := range map[string]struct {
		age, then string
		groups    int
	}{
		"an adult":                      {"adult", "no", 7},
		"an adult, not asked yet":       {"adult", "", 7},
		"an adult exploited as a child": {"adult", "yes", 10},
		"an adult, not sure":            {"adult", "not_sure", 10},
		"a child":                       {"under_18", "", 10},
		"age not known":                 {"unknown", "", 10},
	} {
		facts := referral.Facts{Known: map[string]referral.Fact{"age_status": {Values: []string{tc.age}}, "consent_to_nrm": {Values: []string{"yes"}}}}
		d := referral.NewDraft(referral.Published(), facts, referral.Answers{"under_18_when_exploited": {tc.then}}, today)
		if got := len(referral.Indicators().For(d)); got != tc.groups {
			t.Errorf("%s: %d groups, want %d", name, got, tc.groups)
		}
	}
}
