package referral_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/referral"
)

func namesOf(list []referral.Left) string {
	var names []string
	for _, l := range list {
		names = append(names, l.Field.Name+"="+strings.Join(l.Values, "+"))
	}
	return strings.Join(names, " ")
}

// undecidedAdult is an adult whose own consent is not asked yet.
func undecidedAdult() referral.Facts {
	f := facts(referral.Adult)
	delete(f.Known, referral.FieldConsentToNRM)
	return f
}

// knows adds what the case knows besides.
func knows(f referral.Facts, field, value string) referral.Facts {
	f.Known[field] = referral.Fact{Values: []string{value}, Source: "the consent"}
	return f
}

// Every change that moves the route says what goes no more, and nothing else.
func TestLeaving(t *testing.T) {
	t.Parallel()
	written := referral.Answers{
		"la_name": {"Kent County Council"}, "under_18_when_exploited": {"no"}, "first_name": {"Ardita"}, "date_of_birth": {"1990-02-01"},
		"wants_support": {"yes"}, "support_contact_route": {"other_phone"}, "other_phone": {"+44 7700 900999"}, "no_phone_reason": {"none"},
		"will_help_authorities": {"yes"}, "refusal_reason": {"afraid"}, "treatment": {"kept indoors"}, "responder_role": {"Caseworker"},
	}
	for name, tt := range map[string]struct {
		before, after referral.Facts
		want          string
	}{
		"nothing changes": {facts(referral.Adult), facts(referral.Adult), ""},
		"adult who now says no": {facts(referral.Adult), facts(referral.DtN),
			"wants_support=yes support_contact_route=other_phone other_phone=+44 7700 900999 first_name=Ardita date_of_birth=1990-02-01 responder_role=Caseworker"},
		"adult who now says no and may be named": {facts(referral.Adult), named(referral.DtN),
			"wants_support=yes support_contact_route=other_phone other_phone=+44 7700 900999 date_of_birth=1990-02-01 responder_role=Caseworker"},
		"refusal that is no longer to be named": {named(referral.DtN), facts(referral.DtN), "first_name=Ardita"},
		"adult who turns out to be a child": {facts(referral.Adult), facts(referral.Child),
			"under_18_when_exploited=no wants_support=yes support_contact_route=other_phone other_phone=+44 7700 900999"},
		"child who turns out to be an adult": {facts(referral.Child), undecidedAdult(), "la_name=Kent County Council"},
		"refusal taken back":                 {facts(referral.DtN), facts(referral.Adult), "refusal_reason=afraid"},
		"the case answers it otherwise now": {facts(referral.Adult), knows(facts(referral.Adult), "wants_support", "no"),
			"wants_support=yes support_contact_route=other_phone other_phone=+44 7700 900999"},
		"the case answers it just so": {facts(referral.Adult), knows(facts(referral.Adult), "wants_support", "yes"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := draft(tt.before, written), draft(tt.after, written)
			if diff := cmp.Diff(tt.want, namesOf(before.Leaving(after))); diff != "" {
				t.Error(diff)
			}
			for _, l := range before.Leaving(after) {
				if !strings.Contains(namesOf(after.Kept()), l.Field.Name+"=") {
					t.Errorf("%s is not listed as kept", l.Field.Name)
				}
				if back := draft(tt.before, written); namesOf(back.Leaving(after)) != namesOf(before.Leaving(after)) {
					t.Error("changed back, it does not come back")
				}
			}
		})
	}
}

// An answer of the page itself opens and shuts other pages; what is typed anew
// there is no answer that leaves.
func TestLeaving_byAnAnswerOfTheForm(t *testing.T) {
	t.Parallel()
	before := referral.Answers{"has_children": {"yes"}, "children_count": {"3"}, "exploitation_place": {"uk_and_overseas"},
		"uk_towns": {"Acton"}, "overseas_countries": {"Albania"}}
	for name, tt := range map[string]struct {
		change referral.Answers
		want   string
	}{
		"no children":      {referral.Answers{"has_children": {"no"}}, "children_count=3"},
		"cleared":          {referral.Answers{"has_children": nil}, "children_count=3"},
		"more children":    {referral.Answers{"children_count": {"4"}}, ""},
		"the UK only":      {referral.Answers{"exploitation_place": {"uk"}}, "overseas_countries=Albania"},
		"nothing relevant": {referral.Answers{"treatment": {"x"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := referral.Answers{}
			for k, v := range before {
				after[k] = v
			}
			for k, v := range tt.change {
				after[k] = v
			}
			if diff := cmp.Diff(tt.want, namesOf(draft(facts(referral.Adult), before).Leaving(draft(facts(referral.Adult), after)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is kept and what goes are all that was written, and no answer is both.
func TestKept_andWhatGoesAreAllThatWasWritten(t *testing.T) {
	t.Parallel()
	written := referral.Answers{}
	for _, f := range referral.Published().Fields {
		written[f.Name] = []string{"x"}
	}
	for _, route := range []referral.Route{referral.Adult, referral.Child, referral.DtN} {
		d := draft(facts(route), written)
		kept := map[string]bool{}
		for _, l := range d.Kept() {
			kept[l.Field.Name] = true
		}
		for _, e := range d.Submission() {
			if _, known := d.Known(d.Form.Field(e.Field)); !known && kept[e.Field] {
				t.Errorf("%s: %s goes and is called kept", route, e.Field)
			}
		}
		for _, f := range d.Form.Fields {
			if !d.InPlay(f) && !kept[f.Name] {
				t.Errorf("%s: %s is out of play and not called kept", route, f.Name)
			}
		}
	}
}
