package referral_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/referral"
)

// changed says which answers an amendment alters, before and after.
func changed(changes []referral.Change) []string {
	lines := []string{}
	for _, c := range changes {
		lines = append(lines, c.Field+": "+strings.Join(c.Before, ";")+" → "+strings.Join(c.After, ";"))
	}
	return lines
}

func TestAmended_showsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	live := draft(facts(referral.Adult), referral.Answers{
		"how_it_began": {"A friend."}, "has_crime_reference": {"yes"}, "crime_reference": {"42/1"}, "gender": {"female"},
	})
	sent := live.Snapshot()
	for name, tc := range map[string]struct {
		answers referral.Answers
		want    []string
	}{
		"nothing":                      {referral.Answers{}, []string{}},
		"a text":                       {referral.Answers{"how_it_began": {"A neighbour."}}, []string{"how_it_began: A friend. → A neighbour."}},
		"an answer that was not given": {referral.Answers{"treatment": {"Locked in."}}, []string{"treatment:  → Locked in."}},
		"an answer that closes another": {
			referral.Answers{"has_crime_reference": {"no"}},
			[]string{"has_crime_reference: yes → no", "crime_reference: 42/1 → "},
		},
		"an answer out of route": {referral.Answers{"refusal_reason": {"Afraid"}}, []string{}},
	} {
		now := sent.Amended(live)
		got := now.ChangesTo(now.With(tc.answers))
		slices.SortFunc(got, func(a, b referral.Change) int { return strings.Compare(b.Field[:1], a.Field[:1]) })
		want := slices.Clone(tc.want)
		slices.SortFunc(want, func(a, b string) int { return strings.Compare(b[:1], a[:1]) })
		if diff := gocmp.Diff(want, changed(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	now := sent.Amended(live)
	changes := now.ChangesTo(now.With(referral.Answers{"how_it_began": {"A neighbour."}}))
	if got := sent.Amended(live, changes...).Text("how_it_began"); got != "A neighbour." {
		t.Errorf("amended it reads %q", got)
	}
	if got := sent.Amended(live, changes[0], changes[0].Back()).Text("how_it_began"); got != "A friend." {
		t.Errorf("taken back it reads %q", got)
	}
}

func TestAmendable(t *testing.T) {
	t.Parallel()
	form := referral.Published()
	for name, tc := range map[string]struct {
		facts referral.Facts
		field string
		want  bool
	}{
		"an account":                      {facts(referral.Adult), "how_it_began", true},
		"the age decides the route":       {facts(referral.Adult), referral.FieldAgeStatus, false},
		"so does the yes to the referral": {facts(referral.Adult), referral.FieldConsentToNRM, false},
		"a question of another route":     {facts(referral.Adult), "refusal_reason", false},
		"a name in a report without one":  {facts(referral.DtN), "first_name", false},
		"a name the client agreed to":     {named(referral.DtN), "first_name", true},
	} {
		live := draft(tc.facts, referral.Answers{"will_help_authorities": {"yes"}})
		if got := live.Snapshot().Amended(live).Amendable(form.Field(tc.field)); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheckAmendment(t *testing.T) {
	t.Parallel()
	live := draft(facts(referral.Adult), referral.Answers{"how_it_began": {"A friend."}, "first_name": {"Ana"}, "date_of_birth": {"1990-02-01"}})
	now := live.Snapshot().Amended(live)
	for name, tc := range map[string]struct {
		field, value, want string
	}{
		"another text":               {"how_it_began", "A neighbour.", ""},
		"a text too long":            {"how_it_began", strings.Repeat("x", 15001), "how_it_began: too_long"},
		"nothing where it is needed": {"how_it_began", "", "how_it_began: required"},
		"a day that never was":       {"date_of_birth", "1990-02-31", "date_of_birth: not_a_real_date"},
		"a child's birthday":         {"date_of_birth", "2015-02-01", "date_of_birth: does_not_fit"},
	} {
		answers := referral.Answers{tc.field: nil}
		if tc.value != "" {
			answers[tc.field] = []string{tc.value}
		}
		var got []string
		for _, p := range now.With(answers).CheckAmendment(now, []*referral.Field{now.Form.Field(tc.field)}) {
			got = append(got, p.Field+": "+p.Code)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %q", name, got, tc.want)
		}
	}
}

// TestAmended_neverNamesWhoIsNotToBeNamed amends random reports of a refusal
// at random: whatever is typed, no identifying answer is ever among the changes
// of one that was sent without a name, nor of one whose client takes that yes
// back.
func TestAmended_neverNamesWhoIsNotToBeNamed(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2026, 11))
	form := referral.Published()
	seen := 0
	for n := range 3000 {
		f, answers, _ := randomAnswers(rng, form)
		f.Known[referral.FieldAgeStatus] = referral.Fact{Values: []string{"adult"}}
		f.Known[referral.FieldConsentToNRM] = referral.Fact{Values: []string{"no"}}
		sent := referral.NewDraft(form, f, answers, today).Snapshot()
		f.MayBeNamed = sent.Nameless // whatever they say now
		live := referral.NewDraft(form, f, answers, today)
		now := sent.Amended(live)
		_, other, _ := randomAnswers(rng, form)
		for range rng.IntN(4) {
			turn(rng, form, other)
		}
		for _, c := range now.ChangesTo(now.With(other)) {
			seen++
			if field := form.Field(c.Field); field.Identifying && len(c.After) > 0 {
				t.Fatalf("report %d: an amendment would send %s", n, c.Field)
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d changes were looked at", seen)
	}
}

func TestTraces_ofATextBesideTheForm(t *testing.T) {
	t.Parallel()
	answers := referral.Answers{"first_name": {"Bartholomea"}, "client_phone": {"07700 900123"}}
	live := draft(facts(referral.DtN), answers)
	now := live.Snapshot().Amended(live)
	for text, want := range map[string]string{"Bartholomea rang": "name", "rings from 07700 900123": "phone", "a woman of twenty": ""} {
		var got []string
		for _, trace := range now.Traces(text) {
			got = append(got, string(trace))
			if trace.Words() == "" {
				t.Errorf("no words for %s", trace)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	if found := draft(named(referral.DtN), answers).Traces("Bartholomea rang"); len(found) > 0 {
		t.Errorf("a report that names the client finds %v", found)
	}
}
