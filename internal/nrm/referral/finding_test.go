package referral_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/referral"
)

func TestFindings(t *testing.T) {
	t.Parallel()
	type A = referral.Answers
	unsure := facts(referral.Child)
	unsure.Known[referral.FieldAgeStatus] = referral.Fact{Values: []string{"unknown"}}
	tests := map[string]struct {
		facts   referral.Facts
		answers A
		want    []string
	}{
		"nothing answered":                   {facts(referral.Adult), nil, nil},
		"adult of nine":                      {facts(referral.Adult), A{"date_of_birth": {"2017-05-12"}}, []string{"refuse adult_with_childs_birth_date"}},
		"adult who turns 18 tomorrow":        {facts(referral.Adult), A{"date_of_birth": {"2008-05-13"}}, []string{"refuse adult_with_childs_birth_date"}},
		"adult who turned 18 today":          {facts(referral.Adult), A{"date_of_birth": {"2008-05-12"}}, nil},
		"child born in 1970":                 {facts(referral.Child), A{"date_of_birth": {"1970-01-01"}}, []string{"refuse child_with_adults_birth_date"}},
		"child of nine":                      {facts(referral.Child), A{"date_of_birth": {"2017-05-12"}}, nil},
		"age unsure, born in 1970":           {unsure, A{"date_of_birth": {"1970-01-01"}}, []string{"warn age_unknown_with_adults_birth_date"}},
		"age unsure, born in 2017":           {unsure, A{"date_of_birth": {"2017-01-01"}}, nil},
		"birth date out of play":             {facts(referral.DtN), A{"date_of_birth": {"2017-01-01"}}, nil},
		"child form, never a child":          {facts(referral.Adult), A{"exploitation_forms": {"child_sexual_exploitation"}, "under_18_when_exploited": {"no"}}, []string{"warn child_form_but_never_a_child"}},
		"child form, was a child":            {facts(referral.Adult), A{"exploitation_forms": {"child_sexual_exploitation"}, "under_18_when_exploited": {"yes"}}, nil},
		"still exploited, contact years ago": {facts(referral.Adult), A{"still_exploited": {"yes"}, "last_contact": {"over_a_year"}}, []string{"warn still_exploited_without_contact"}},
		"children, but none":                 {facts(referral.Adult), A{"has_children": {"yes"}, "children_count": {"0"}}, []string{"warn has_children_but_none"}},
		"ten children":                       {facts(referral.Adult), A{"has_children": {"yes"}, "children_count": {"10"}}, nil},
		"same nationality twice":             {facts(referral.Adult), A{"nationality": {"Albanian"}, "second_nationality": {"Albanian"}}, []string{"warn same_nationality_twice"}},
		"covers for oneself":                 {facts(referral.Adult), A{"responder_backup_email": {"Worker@refuge.example"}}, []string{"warn covers_for_oneself"}},
		"web address":                        {facts(referral.Adult), A{"last_contact_details": {"wrote on WWW.chat.example"}}, []string{"warn web_address"}},
		"crime reference in a nameless DtN":  {facts(referral.DtN), A{"has_crime_reference": {"yes"}, "crime_reference": {"CR/1"}}, []string{"warn reference_in_nameless_report"}},
		"crime reference in a named DtN":     {named(referral.DtN), A{"has_crime_reference": {"yes"}, "crime_reference": {"CR/1"}}, nil},
		"named, but will not help":           {named(referral.DtN), A{"will_help_authorities": {"no"}}, []string{"warn named_but_official_form_has_no_place"}},
		"born in 1901":                       {facts(referral.Adult), A{"date_of_birth": {"1901-05-12"}}, []string{"warn born_over_100_years_ago"}},
		"born 100 years ago today":           {facts(referral.Adult), A{"date_of_birth": {"1926-05-12"}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range draft(tt.facts, tt.answers).Findings() {
				got = append(got, string(f.Level)+" "+f.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReady_refusingFindingStopsAndWarningDoesNot(t *testing.T) {
	t.Parallel()
	stopped := fill(t, facts(referral.Adult), referral.Answers{"date_of_birth": {"2017-05-12"}})
	if stopped.Ready().OK() {
		t.Error("an adult of nine is ready")
	}
	warned := fill(t, facts(referral.Adult), referral.Answers{"last_contact_details": {"www.chat.example"}})
	if v := warned.Ready(); !v.OK() || len(v.Findings) != 1 {
		t.Errorf("got %+v", v)
	}
}

// Somebody born on 29 February is a child until 1 March: doubt counts as under 18.
func TestFindings_bornOnALeapDay(t *testing.T) {
	t.Parallel()
	answers := referral.Answers{"date_of_birth": {"2008-02-29"}}
	for day, want := range map[string]int{"2026-02-28": 1, "2026-03-01": 0} {
		d := referral.NewDraft(referral.Published(), facts(referral.Adult), answers, date(t, day))
		if got := len(d.Findings()); got != want {
			t.Errorf("on %s: %d findings, want %d", day, got, want)
		}
	}
}

// Dates of the chronology against the answers and against each other. Only
// dates that are no guess count, and a year or a month as the whole of it.
func TestFindings_theChronology(t *testing.T) {
	t.Parallel()
	type A = referral.Answers
	at := func(part string, year, month, day int) referral.Happening {
		return referral.Happening{Part: part, When: referral.When{Year: year, Month: month, Day: day}, Text: "x"}
	}
	guess := at("how_they_left", 2018, 0, 0)
	guess.When.About = true
	left := A{"still_exploited": {"no"}}
	for name, tt := range map[string]struct {
		told    []referral.Happening
		answers A
		want    string
	}{
		"nothing told":                     {nil, left, ""},
		"began, then got away":             {[]referral.Happening{at("how_it_began", 2019, 0, 0), at("how_they_left", 2021, 3, 0)}, left, ""},
		"got away before it began":         {[]referral.Happening{at("how_it_began", 2019, 4, 0), at("how_they_left", 2019, 3, 0)}, left, "got_away_before_it_began"},
		"got away in the year it began":    {[]referral.Happening{at("how_it_began", 2019, 4, 0), at("how_they_left", 2019, 0, 0)}, left, ""},
		"a guess":                          {[]referral.Happening{at("how_it_began", 2019, 4, 0), guess}, left, ""},
		"got away twice":                   {[]referral.Happening{at("how_it_began", 2017, 0, 0), at("how_it_began", 2020, 0, 0), at("how_they_left", 2018, 0, 0)}, left, ""},
		"got away, but still there":        {[]referral.Happening{at("how_they_left", 2021, 0, 0)}, A{"still_exploited": {"yes"}, "several_situations": {"no"}}, "got_away_but_still_exploited"},
		"got away once, and there again":   {[]referral.Happening{at("how_they_left", 2021, 0, 0)}, A{"still_exploited": {"yes"}, "several_situations": {"yes"}}, ""},
		"reported before it began":         {[]referral.Happening{at("how_it_began", 2022, 0, 0), at("earlier_report_details", 2021, 5, 3)}, A{"reported_before": {"yes"}}, "reported_before_it_began"},
		"before birth":                     {[]referral.Happening{at("journey", 1989, 12, 31)}, A{"date_of_birth": {"1990-01-01"}}, "told_before_birth"},
		"in the year of birth":             {[]referral.Happening{at("journey", 1990, 0, 0)}, A{"date_of_birth": {"1990-06-01"}}, ""},
		"began under 18, never a child":    {[]referral.Happening{at("how_it_began", 2007, 0, 0)}, A{"date_of_birth": {"1990-06-01"}, "under_18_when_exploited": {"no"}}, "began_as_child_but_never_a_child"},
		"began under 18, and says so":      {[]referral.Happening{at("how_it_began", 2007, 0, 0)}, A{"date_of_birth": {"1990-06-01"}, "under_18_when_exploited": {"yes"}}, ""},
		"began in the year they turned 18": {[]referral.Happening{at("how_it_began", 2008, 0, 0)}, A{"date_of_birth": {"1990-06-01"}, "under_18_when_exploited": {"no"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := facts(referral.Adult)
			f.Told = tt.told
			var got []string
			for _, f := range draft(f, tt.answers).Findings() {
				got = append(got, f.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A year in the text about the dates is held against today and the birth only
// where it can hardly be anything else.
func TestFindings_yearsInTheText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"From March 2019 until June 2024.":   "",
		"Since 2019, still there":            "",
		"It began in 2031 and has not ended": "names_a_year_to_come",
		"until May 2027":                     "names_a_year_to_come",
		"12.5.2062 to today":                 "names_a_year_to_come",
		"in 1985 when he was a child":        "names_a_year_before_birth",
		"since 1989.":                        "names_a_year_before_birth",
		"paid 2030 lei in 2019":              "",
		"in 2030 lei notes":                  "",
		"room 2050, from 2020":               "",
		"since 1990":                         "",
		"case 1984/2031, number 20312031":    "",
		"2031":                               "",
		"years ago":                          "",
		strings.Repeat("since 2019, ", 1000) + "until 2031.": "names_a_year_to_come",
		"žluťoučký kůň in 2031, Ω":                           "names_a_year_to_come",
	} {
		a := referral.Answers{"several_situations": {"no"}, "exploitation_dates": {text}, "date_of_birth": {"1990-02-01"}}
		var got []string
		for _, f := range draft(facts(referral.Adult), a).Findings() {
			got = append(got, f.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.40q: got %v, want %q", text, got, want)
		}
	}
}
