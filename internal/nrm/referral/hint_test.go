package referral_test

import (
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

// TestHints: each hint appears when it should and goes when it is dealt with.
func TestHints(t *testing.T) {
	t.Parallel()
	const unknown = "Not known when this was written."
	long := strings.Repeat("She worked from six until midnight. ", 20)
	good := referral.Answers{
		"several_situations": {"no"}, "exploitation_dates": {"From May 2024 to 2025."}, "how_it_began": {long}, "tasks_and_hours": {long},
		"living_conditions": {long}, "treatment": {long}, "credibility_concern": {"no"}, "professional_opinion": {long},
		"re_exploitation_risk": {"no"}, "responder_backup_email": {"cover@example.org"},
	}
	for name, tc := range map[string]struct {
		change referral.Answers
		want   []string
	}{
		"nothing to ask about":             {nil, nil},
		"hardly any account":               {referral.Answers{"how_it_began": {"x"}, "tasks_and_hours": {"x"}, "living_conditions": {"x"}, "treatment": {"x"}}, []string{"thin_account"}},
		"short in one place is fine":       {referral.Answers{"how_it_began": {"A friend."}}, nil},
		"dates without a year":             {referral.Answers{"exploitation_dates": {"In winter"}}, []string{"no_dates"}},
		"dates of each, without a year":    {referral.Answers{"several_situations": {"yes"}, "exploitation_dates_by_situation": {"A while"}}, []string{"no_dates"}},
		"a telephone number is no year":    {referral.Answers{"exploitation_dates": {"0720241"}}, []string{"no_dates"}},
		"a doubt without grounds":          {referral.Answers{"credibility_concern": {"yes"}, "credibility_evidence": {"It sounds odd."}}, []string{"doubt_without_grounds"}},
		"a doubt with grounds":             {referral.Answers{"credibility_concern": {"yes"}, "credibility_evidence": {long}}, nil},
		"nobody answers for an absence":    {referral.Answers{"responder_backup_email": nil}, []string{"no_absence_contact"}},
		"a risk without reasons":           {referral.Answers{"re_exploitation_risk": {"yes"}, "re_exploitation_reasons": {"Yes."}}, []string{"risk_without_reasons"}},
		"a view of a word":                 {referral.Answers{"professional_opinion": {"Likely."}}, []string{"thin_opinion"}},
		"ready answers are no account":     {referral.Answers{"how_it_began": {unknown}, "tasks_and_hours": {unknown}, "living_conditions": {unknown}, "treatment": {unknown}}, []string{"thin_account", "mostly_not_known"}},
		"three ready answers are not many": {referral.Answers{"birthplace": {unknown}, "family_background": {unknown}, "earlier_work": {unknown}}, nil},
	} {
		answers := referral.Answers{}
		for _, from := range []referral.Answers{good, tc.change} {
			for field, values := range from {
				answers[field] = values
			}
		}
		facts := referral.Facts{Known: map[string]referral.Fact{"age_status": {Values: []string{"adult"}}, "consent_to_nrm": {Values: []string{"yes"}}}}
		var got []string
		for _, h := range referral.NewDraft(referral.Published(), facts, answers, calendar.NewDate(2026, 5, 18)).Hints() {
			if h.Says == "" || h.Source == "" || h.Field == nil {
				t.Errorf("%s: %+v", name, h)
			}
			got = append(got, h.Code)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// TestHints_ofARefusal: a report without a name has no cover contact, so
// nobody is asked for one.
func TestHints_ofARefusal(t *testing.T) {
	t.Parallel()
	facts := referral.Facts{Known: map[string]referral.Fact{"age_status": {Values: []string{"adult"}}, "consent_to_nrm": {Values: []string{"no"}}}}
	for _, h := range referral.NewDraft(referral.Published(), facts, nil, calendar.NewDate(2026, 5, 18)).Hints() {
		if h.Code == "no_absence_contact" {
			t.Error("a report of a refusal is asked for a cover contact")
		}
	}
}
