package referral_test

import (
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
