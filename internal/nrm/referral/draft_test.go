package referral_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

var today = calendar.NewDate(2026, time.May, 12)

// facts are what the case knows on each route.
func facts(route referral.Route) referral.Facts {
	known := map[string]referral.Fact{
		"work_email":    {Values: []string{"worker@refuge.example"}, Source: "your account"},
		"own_reference": {Values: []string{"ND-7Q4K-29"}, Source: "the case"},
		"report_nation": {Values: []string{"wales"}, Source: "the case"},
	}
	age := map[referral.Route]string{referral.Adult: "adult", referral.DtN: "adult", referral.Child: "under_18"}[route]
	known[referral.FieldAgeStatus] = referral.Fact{Values: []string{age}, Source: "the age band on the case"}
	consent := map[referral.Route]string{referral.Adult: "yes", referral.DtN: "no"}[route]
	if consent != "" {
		known[referral.FieldConsentToNRM] = referral.Fact{Values: []string{consent}, Source: "the consent recorded on 12 May 2026"}
	}
	return referral.Facts{Known: known}
}

func named(route referral.Route) referral.Facts {
	f := facts(route)
	f.MayBeNamed = true
	return f
}

func draft(f referral.Facts, a referral.Answers) *referral.Draft {
	return referral.NewDraft(referral.Published(), f, a, today)
}

func TestRoute(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		age, consent string
		want         referral.Route
	}{
		"adult who agrees":                     {"adult", "yes", referral.Adult},
		"adult who declines":                   {"adult", "no", referral.DtN},
		"adult not yet asked":                  {"adult", "", referral.Undecided},
		"child":                                {"under_18", "", referral.Child},
		"child, with a stray consent answer":   {"under_18", "no", referral.Child},
		"age not known is treated as a child":  {"unknown", "", referral.Child},
		"age unsure, with a stray consent yes": {"unknown", "yes", referral.Child},
		"nothing known":                        {"", "", referral.Undecided},
		"consent alone decides nothing":        {"", "yes", referral.Undecided},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draft(referral.Facts{}, referral.Answers{referral.FieldAgeStatus: {tt.age}, referral.FieldConsentToNRM: {tt.consent}})
			if got := d.Route(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestInPlay(t *testing.T) {
	t.Parallel()
	type A = referral.Answers
	tests := map[string]struct {
		facts   referral.Facts
		answers A
		field   string
		want    bool
	}{
		"local authority for a child":                {facts(referral.Child), nil, "la_name", true},
		"no local authority for an adult":            {facts(referral.Adult), nil, "la_name", false},
		"no consent question for a child":            {facts(referral.Child), nil, "consent_to_nrm", false},
		"exploited as a child, asked of an adult":    {facts(referral.Adult), nil, "under_18_when_exploited", true},
		"exploited as a child, not asked of a child": {facts(referral.Child), nil, "under_18_when_exploited", false},
		"one date box while situations are open":     {facts(referral.Adult), nil, "exploitation_dates", false},
		"one date box for one situation":             {facts(referral.Adult), A{"several_situations": {"no"}}, "exploitation_dates", true},
		"one date box when not known":                {facts(referral.Adult), A{"several_situations": {"unknown"}}, "exploitation_dates", true},
		"several date boxes":                         {facts(referral.Adult), A{"several_situations": {"yes"}}, "exploitation_dates_by_situation", true},
		"what holds them":                            {facts(referral.Adult), A{"still_exploited": {"yes"}}, "what_holds_them", true},
		"how they left, while still there":           {facts(referral.Adult), A{"still_exploited": {"yes"}}, "how_they_left", false},
		"why not sooner":                             {facts(referral.DtN), A{"reported_before": {"no"}}, "delay_reason", true},
		"earlier report, not sure":                   {facts(referral.DtN), A{"reported_before": {"not_sure"}}, "earlier_report_details", true},
		"UK towns":                                   {facts(referral.Child), A{"exploitation_place": {"uk_and_overseas"}}, "uk_towns", true},
		"no UK towns when all was overseas":          {facts(referral.Child), A{"exploitation_place": {"overseas"}}, "uk_towns", false},
		"other form among several":                   {facts(referral.Adult), A{"exploitation_forms": {"domestic_work", "other"}}, "other_form", true},
		"no other form":                              {facts(referral.Adult), A{"exploitation_forms": {"domestic_work"}}, "other_form", false},
		"support only for adults who agree":          {facts(referral.Child), nil, "wants_support", false},
		"phone on the way to it":                     {facts(referral.Adult), A{"wants_support": {"yes"}, "support_contact_route": {"own_phone"}}, "client_phone", true},
		"phone left behind when support is declined": {facts(referral.Adult), A{"wants_support": {"no"}, "support_contact_route": {"own_phone"}}, "client_phone", false},
		"letter to the client":                       {facts(referral.Adult), A{"decision_recipient": {"client"}, "client_contact_methods": {"post"}}, "client_street", true},
		"letter box left behind":                     {facts(referral.Adult), A{"decision_recipient": {"someone_else"}, "client_contact_methods": {"post"}}, "client_street", false},
		"chosen person's permission":                 {facts(referral.Adult), A{"decision_recipient": {"someone_else"}}, "recipient_permission", true},
		"refusal reason":                             {facts(referral.DtN), nil, "refusal_reason", true},
		"referrer's name in a DtN":                   {facts(referral.DtN), nil, "responder_first_name", false},
		"name in a DtN, helps but C6 no":             {facts(referral.DtN), A{"will_help_authorities": {"yes"}}, "first_name", false},
		"name in a DtN, C6 yes but no help":          {named(referral.DtN), A{"will_help_authorities": {"no"}}, "first_name", false},
		"name in a DtN, C6 yes and helps":            {named(referral.DtN), A{"will_help_authorities": {"yes"}}, "first_name", true},
		"C6 changes nothing for a referral":          {facts(referral.Adult), nil, "first_name", true},
		"birth date in a named DtN":                  {named(referral.DtN), A{"will_help_authorities": {"yes"}}, "date_of_birth", false},
		"evidence text without a file":               {facts(referral.Adult), nil, "evidence_description", false},
		"evidence text with a file":                  {facts(referral.Adult), A{"evidence_files": {"letter.pdf"}}, "evidence_description", true},
		"consent is asked of an adult first":         {referral.Facts{}, A{"age_status": {"adult"}}, "consent_to_nrm", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draft(tt.facts, tt.answers)
			if got := d.InPlay(d.Form.Field(tt.field)); got != tt.want {
				t.Errorf("%s in play: got %v, want %v", tt.field, got, tt.want)
			}
		})
	}
}

func TestDemanded_optionalFields(t *testing.T) {
	t.Parallel()
	d := draft(facts(referral.DtN), referral.Answers{"reported_before": {"yes"}, "other_victims": {"yes"}, "will_help_authorities": {"yes"}})
	var got []string
	for _, f := range d.Form.Fields {
		if d.InPlay(f) && !d.Demanded(f) {
			got = append(got, f.Name)
		}
	}
	want := []string{"last_contact_details", "earlier_report_details", "other_victims_details", "help_details", "refusal_reason", "second_nationality"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFacts_winOverAnswersAndAreNotAsked(t *testing.T) {
	t.Parallel()
	f := facts(referral.Adult)
	f.Known["wants_support"] = referral.Fact{Values: []string{"no"}, Source: "the consent recorded on 12 May 2026"}
	d := draft(f, referral.Answers{"wants_support": {"yes"}, referral.FieldConsentToNRM: {"no"}})
	if d.Route() != referral.Adult || d.Text("wants_support") != "no" {
		t.Errorf("route %q, support %q: a typed answer beat the case", d.Route(), d.Text("wants_support"))
	}
	page := d.Form.Task("support").Page("wanted")
	if asked := d.Asked(page); len(asked) != 0 {
		t.Errorf("asked again: %s", asked[0].Name)
	}
	if shown := d.FromCase(page); len(shown) != 1 || shown[0].Name != "wants_support" {
		t.Errorf("the known answer is not shown: %v", shown)
	}
}

func TestFacts_withoutAValueAreAsked(t *testing.T) {
	t.Parallel()
	f := facts(referral.Adult)
	f.Known["first_name"] = referral.Fact{Values: []string{" "}, Source: "the case"}
	d := draft(f, referral.Answers{"first_name": {"Ardita"}})
	if d.Text("first_name") != "Ardita" {
		t.Errorf("got %q", d.Text("first_name"))
	}
	if asked := d.Asked(d.Form.Task("about_client").Page("name")); len(asked) != 3 {
		t.Errorf("%d boxes are asked, want 3", len(asked))
	}
}
