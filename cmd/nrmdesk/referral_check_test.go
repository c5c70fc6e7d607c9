package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
)

// said is what the command wrote.
type said struct {
	Outcome, Route  string
	Missing         []string
	InPlay          []string `json:"in_play"`
	Submission      map[string]any
	Problems        []struct{ Field, Code, Message, Level string }
	out, complaints string
	status          int
}

func (s said) problems() string {
	var list []string
	for _, p := range s.Problems {
		list = append(list, p.Field+" "+p.Code+" "+p.Level)
	}
	return strings.Join(list, "; ")
}

func check(t *testing.T, in string) said {
	t.Helper()
	var s said
	s.out, s.complaints, s.status = run(referralCommand(), in, "check")
	if s.status == 0 {
		if err := json.Unmarshal([]byte(s.out), &s); err != nil {
			t.Fatalf("%v: %s", err, s.out)
		}
	}
	return s
}

type given map[string]any

// ask puts answers to the command, with what follows them in the object.
func ask(t *testing.T, answers given, rest string) said {
	t.Helper()
	raw, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	s := check(t, `{"answers": `+string(raw)+rest+`}`)
	if s.status != 0 {
		t.Fatalf("could not be judged: %s", s.complaints)
	}
	return s
}

// whole answers every demanded question the given answers open.
func whole(t *testing.T, with given) given {
	t.Helper()
	form := referral.Published()
	answers := maps.Clone(with)
	answers["work_email"] = "worker@example.org"
	for {
		s := ask(t, answers, "")
		if len(s.Missing) == 0 {
			return answers
		}
		for _, name := range s.Missing {
			field := form.Field(name)
			answers[name] = sample.Answer(form, field)
			if many(field) {
				answers[name] = []string{sample.Answer(form, field)}
			}
			if field.Type == referral.Confirm {
				answers[name] = true
			}
			if field.Type == referral.Integer {
				answers[name] = 2
			}
		}
	}
}

var (
	adult    = given{"age_status": "adult", "consent_to_nrm": "yes"}
	child    = given{"age_status": "under_18"}
	unsure   = given{"age_status": "unknown"}
	declines = given{"age_status": "adult", "consent_to_nrm": "no"}
)

func with(base given, more given) given {
	all := maps.Clone(base)
	maps.Copy(all, more)
	return all
}

func TestReferralCheck_wholeReferrals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers                 given
		attempt, outcome, route string
		problems                string
		sent, kept              []string // must leave, may not leave
	}{
		"an adult who agrees":              {adult, "nrm_referral", "nrm_referral", "adult", "", []string{"first_name", "consent_to_nrm", "responder_role"}, []string{"la_name"}},
		"an adult who agrees, not said":    {adult, "", "nrm_referral", "adult", "", []string{"first_name"}, nil},
		"an adult who wants support":       {with(adult, given{"wants_support": "yes", "support_contact_route": "own_phone", "client_phone": "+44 7700 900123"}), "", "nrm_referral", "adult", "", []string{"client_phone"}, []string{"other_phone"}},
		"an adult without a phone":         {with(adult, given{"wants_support": "yes", "support_contact_route": "none"}), "", "nrm_referral", "adult", "", []string{"no_phone_reason"}, []string{"client_phone"}},
		"a decision by post":               {with(adult, given{"decision_recipient": "client", "client_contact_methods": []string{"post"}}), "", "nrm_referral", "adult", "", []string{"client_street", "client_post_safe"}, []string{"client_email"}},
		"a decision to somebody else":      {with(adult, given{"decision_recipient": "someone_else", "recipient_methods": []string{"email"}}), "", "nrm_referral", "adult", "", []string{"recipient_permission"}, []string{"client_email", "recipient_street"}},
		"a child needs no consent":         {child, "nrm_referral", "nrm_referral", "child", "", []string{"la_name", "first_name"}, []string{"consent_to_nrm", "wants_support", "under_18_when_exploited"}},
		"a child with a stray no":          {with(child, given{"consent_to_nrm": "no"}), "nrm_referral", "nrm_referral", "child", "", nil, []string{"consent_to_nrm"}},
		"somebody who may be a child":      {unsure, "", "nrm_referral", "child", "", []string{"la_name"}, []string{"consent_to_nrm"}},
		"an adult who declines":            {declines, "dtn_notification", "dtn_notification", "dtn", "", []string{"gender", "nationality"}, []string{"first_name", "responder_phone", "evidence_files"}},
		"an adult who declines, not said":  {declines, "", "dtn_notification", "dtn", "", nil, []string{"first_name"}},
		"helping the police names nobody":  {with(declines, given{"will_help_authorities": "yes", "first_name": "Ana", "client_email": "ana@example.org", "client_contact_methods": []string{"email"}}), "", "dtn_notification", "dtn", "", []string{"will_help_authorities"}, []string{"first_name", "last_name", "alias", "client_email", "client_contact_methods"}},
		"an adult who declines, referred":  {declines, "nrm_referral", "refused", "dtn", "consent_to_nrm no_consent refuse", nil, []string{"gender"}},
		"an adult not asked, referred":     {given{"age_status": "adult"}, "nrm_referral", "refused", "adult", "consent_to_nrm consent_not_asked refuse", nil, []string{"age_status"}},
		"a child, only notified":           {child, "dtn_notification", "refused", "child", "age_status child_is_not_notified refuse", nil, []string{"la_name"}},
		"an adult who agrees, notified":    {adult, "dtn_notification", "refused", "adult", "consent_to_nrm consent_given refuse", nil, []string{"first_name"}},
		"nobody of a child's birth date":   {with(adult, given{"date_of_birth": "2015-01-01"}), "", "refused", "adult", "date_of_birth adult_with_childs_birth_date refuse", nil, nil},
		"a child born in 1970":             {with(child, given{"date_of_birth": "1970-01-01"}), "", "refused", "child", "date_of_birth child_with_adults_birth_date refuse", nil, nil},
		"never a child, yet used as one":   {with(adult, given{"under_18_when_exploited": "no", "exploitation_forms": []string{"child_sexual_exploitation"}}), "", "nrm_referral", "adult", "exploitation_forms child_form_but_never_a_child warn", nil, nil},
		"a crime reference, nameless":      {with(declines, given{"has_crime_reference": "yes", "crime_reference": "13/4521/26"}), "", "dtn_notification", "dtn", "crime_reference reference_in_nameless_report warn", []string{"crime_reference"}, nil},
		"the name in a text, nameless":     {with(declines, given{"last_name": "O’Neill-Žižek", "treatment": "They called her ONEILL, zizek and worse."}), "", "dtn_notification", "dtn", "treatment name_in_nameless_text warn", []string{"treatment"}, []string{"last_name"}},
		"the name in a text of a referral": {with(adult, given{"last_name": "Žižek", "treatment": "They called her Zizek."}), "", "nrm_referral", "adult", "", []string{"treatment"}, nil},
		"a phone in a text, nameless":      {with(declines, given{"client_phone": "07700 900123", "journey": "x", "moved_by_exploiter": "yes", "help_details": "x", "refusal_reason": "Ring +44 (0)7700-900 123"}), "", "dtn_notification", "dtn", "refusal_reason phone_in_nameless_text warn", nil, []string{"client_phone", "help_details"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := tc.answers
			if len(answers) > 0 && !strings.Contains(tc.problems, "consent_not_asked") {
				answers = whole(t, tc.answers)
			}
			rest := ""
			if tc.attempt != "" {
				rest = `, "attempt": "` + tc.attempt + `"`
			}
			s := ask(t, answers, rest)
			if s.Outcome != tc.outcome || s.Route != tc.route || s.problems() != tc.problems {
				t.Errorf("%s on route %q, problems %q; want %s, %q, %q", s.Outcome, s.Route, s.problems(), tc.outcome, tc.route, tc.problems)
			}
			if s.Outcome == "refused" && len(s.Submission) > 0 {
				t.Errorf("refused, and yet %d answers would leave", len(s.Submission))
			}
			for _, f := range tc.sent {
				if _, ok := s.Submission[f]; !ok {
					t.Errorf("%s would not leave", f)
				}
			}
			for _, f := range tc.kept {
				if _, ok := s.Submission[f]; ok {
					t.Errorf("%s would leave", f)
				}
			}
			for f := range s.Submission {
				if !slices.Contains(s.InPlay, f) {
					t.Errorf("%s would leave and is not in play", f)
				}
			}
		})
	}
}

func TestReferralCheck_offersTheReport(t *testing.T) {
	t.Parallel()
	for _, answers := range []given{declines, {"age_status": "adult"}} {
		s := ask(t, answers, `, "attempt": "nrm_referral"`)
		if p := s.Problems; len(p) != 1 || p[0].Field != "consent_to_nrm" || !strings.Contains(p[0].Message, "Duty to Notify report") {
			t.Errorf("%v: %v", answers, p)
		}
	}
}

// Every choice that opens or closes questions, both ways: what is in play
// follows, and an answer left behind does not leave.
func TestReferralCheck_forks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		base       given
		field      string
		value      any
		in, out    string
		leftBehind string
	}{
		{adult, "several_situations", "yes", "exploitation_dates_by_situation", "exploitation_dates", "spring"},
		{adult, "several_situations", "no", "exploitation_dates", "exploitation_dates_by_situation", "spring"},
		{adult, "several_situations", "unknown", "exploitation_dates", "exploitation_dates_by_situation", "spring"},
		{child, "moved_by_exploiter", "yes", "journey", "", ""},
		{child, "moved_by_exploiter", "no", "", "journey", "by van"},
		{declines, "still_exploited", "yes", "what_holds_them", "how_they_left", "ran"},
		{declines, "still_exploited", "no", "how_they_left", "what_holds_them", "debt"},
		{adult, "reported_before", "yes", "earlier_report_details", "delay_reason", "fear"},
		{adult, "reported_before", "not_sure", "earlier_report_details", "delay_reason", "fear"},
		{adult, "reported_before", "no", "delay_reason", "earlier_report_details", "2024"},
		{adult, "indicators_seen", "no", "", "indicators_details", "bruises"},
		{adult, "credibility_concern", "yes", "credibility_evidence", "", ""},
		{adult, "other_professionals", "no", "", "other_professionals_details", "a nurse"},
		{adult, "exploitation_place", "uk", "uk_towns uk_place_details", "overseas_countries overseas_place_details", "x"},
		{adult, "exploitation_place", "overseas", "overseas_countries", "uk_towns uk_place_details", "x"},
		{adult, "exploitation_place", "uk_and_overseas", "uk_towns overseas_countries", "", ""},
		{adult, "exploiter_location_known", "no", "", "exploiters_in_uk exploiter_location_details", "x"},
		{adult, "exploitation_forms", []string{"other", "wages_taken"}, "other_form", "", ""},
		{adult, "exploitation_forms", []string{"wages_taken"}, "", "other_form", "begging"},
		{adult, "other_victims", "no", "", "other_victims_details", "x"},
		{adult, "re_exploitation_risk", "yes", "re_exploitation_reasons", "", ""},
		{adult, "has_crime_reference", "no", "", "police_force crime_reference", "x"},
		{adult, "will_help_authorities", "no", "", "help_details", "x"},
		{adult, "wants_support", "no", "", "support_contact_route client_phone", "own_phone"},
		{with(adult, given{"wants_support": "yes"}), "support_contact_route", "other_phone", "other_phone other_phone_relationship", "client_phone no_phone_reason", "07700 900123"},
		{child, "has_children", "yes", "children_count", "", ""},
		{child, "needs_interpreter", "no", "", "interpreter_language", "Twi"},
		{child, "needs_communication_aid", "yes", "communication_aid", "", ""},
		{child, "has_home_office_reference", "no", "", "home_office_reference", "A123"},
		{adult, "decision_recipient", "someone_else", "recipient_methods recipient_permission recipient_first_name", "client_contact_methods client_email", "x"},
		{with(adult, given{"decision_recipient": "client"}), "client_contact_methods", []string{"email"}, "client_email client_email_safe", "client_street client_postcode", "x"},
		{child, "evidence_files", []string{"letter.pdf"}, "evidence_description", "", ""},
	} {
		answers := with(tc.base, given{tc.field: tc.value})
		for _, f := range strings.Fields(tc.out) {
			answers[f] = tc.leftBehind
		}
		s := ask(t, answers, "")
		for _, f := range strings.Fields(tc.in) {
			if !slices.Contains(s.InPlay, f) {
				t.Errorf("%s = %v does not ask for %s", tc.field, tc.value, f)
			}
		}
		for _, f := range strings.Fields(tc.out) {
			if _, leaves := s.Submission[f]; leaves || slices.Contains(s.InPlay, f) || strings.Contains(s.problems(), f) {
				t.Errorf("%s = %v: %s is still in play", tc.field, tc.value, f)
			}
		}
	}
}

func TestReferralCheck_steps(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers  given
		steps    string
		route    string
		in, out  string
		outcome  string
		problems string
	}{
		"consent withdrawn on the last page": {whole(t, with(adult, given{"wants_support": "yes", "support_contact_route": "other_phone", "other_phone": "020 7946 0999"})),
			`[{"do":"change","field":"consent_to_nrm","to":"no"}]`, "dtn", "gender", "first_name last_name other_phone wants_support decision_recipient responder_role", "dtn_notification", ""},
		"consent withdrawn and given again": {whole(t, adult),
			`[{"do":"change","field":"consent_to_nrm","to":"no"},{"do":"change","field":"consent_to_nrm","to":"yes"}]`, "adult", "first_name responder_role", "la_name", "nrm_referral", ""},
		"an adult who turns out to be a child": {whole(t, adult),
			`[{"do":"change","field":"age_status","to":"under_18"}]`, "child", "first_name", "consent_to_nrm wants_support under_18_when_exploited", "incomplete", ""},
		"help to the police withdrawn after the name was typed": {whole(t, declines),
			`[{"do":"answer","field":"will_help_authorities","value":"yes"},{"do":"answer","field":"first_name","value":"Ana"},{"do":"change","field":"will_help_authorities","to":"no"}]`,
			"dtn", "will_help_authorities", "first_name", "dtn_notification", ""},
		"an answer taken back":       {whole(t, adult), `[{"do":"change","field":"gender","to":null}]`, "adult", "", "gender", "incomplete", ""},
		"an answer to no question":   {given{}, `[{"do":"answer","field":"shoe_size","value":"38"}]`, "adult", "", "shoe_size", "refused", "shoe_size unknown_field refuse"},
		"a later step puts it right": {whole(t, adult), `[{"do":"answer","field":"gender","value":7},{"do":"change","field":"gender","to":"male"}]`, "adult", "gender", "", "nrm_referral", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ask(t, tc.answers, `, "steps": `+tc.steps)
			if s.Outcome != tc.outcome || s.Route != tc.route || s.problems() != tc.problems {
				t.Errorf("%s on %q, %q, missing %v; want %s on %q, %q", s.Outcome, s.Route, s.problems(), s.Missing, tc.outcome, tc.route, tc.problems)
			}
			for _, f := range strings.Fields(tc.in) {
				if _, ok := s.Submission[f]; !ok {
					t.Errorf("%s would not leave", f)
				}
			}
			for _, f := range strings.Fields(tc.out) {
				if _, ok := s.Submission[f]; ok {
					t.Errorf("%s would leave", f)
				}
			}
		})
	}
}

func TestReferralCheck_oneAnswer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 15001)
	for name, tc := range map[string]struct{ json, want string }{
		"at the limit":                       {`"treatment": "` + long[1:] + `"`, ""},
		"15,001 characters":                  {`"treatment": "` + long + `"`, "treatment too_long refuse"},
		"NUL":                                {`"treatment": "a\u0000b"`, "treatment unreadable_text refuse"},
		"a bell":                             {`"treatment": "a\u0007b"`, "treatment unreadable_text refuse"},
		"half a letter":                      {`"treatment": "a\ud83dz"`, "treatment unreadable_text refuse"},
		"a letter in two halves":             {`"treatment": "\ud83d\ude42"`, ""},
		"two scripts":                        {`"treatment": "Аna أنا"`, ""},
		"a field of no form":                 {`"shoe_size": "38"`, "shoe_size unknown_field refuse"},
		"the name in capitals":               {`"Treatment": "x"`, "Treatment unknown_field refuse"},
		"a number for a text":                {`"first_name": 42`, "first_name wrong_type refuse"},
		"a truth for a choice":               {`"gender": true`, "gender wrong_type refuse"},
		"a list for a choice":                {`"gender": ["male"]`, "gender wrong_type refuse"},
		"an object":                          {`"treatment": {"text": "x"}`, "treatment wrong_type refuse"},
		"a list of numbers":                  {`"exploitation_forms": [1]`, "exploitation_forms wrong_type refuse"},
		"a list in a list":                   {`"exploitation_forms": [["other"]]`, "exploitation_forms wrong_type refuse"},
		"one text is a list of one":          {`"exploitation_forms": "wages_taken"`, ""},
		"an unknown option":                  {`"gender": "woman"`, "gender not_in_list refuse"},
		"an unknown option among others":     {`"exploitation_forms": ["wages_taken", "magic"]`, "exploitation_forms not_in_list refuse"},
		"an unknown nationality":             {`"nationality": "Martian"`, "nationality not_in_list refuse"},
		"a nationality in the wrong case":    {`"nationality": "albanian"`, "nationality not_in_list refuse"},
		"a date in 1899":                     {`"date_of_birth": "1899-12-31"`, "date_of_birth too_early refuse"},
		"a date in 2999":                     {`"date_of_birth": "2999-01-01"`, "date_of_birth in_future refuse"},
		"31 February":                        {`"date_of_birth": "1990-02-31"`, "date_of_birth not_a_real_date refuse"},
		"a date in words":                    {`"date_of_birth": "spring 1990"`, "date_of_birth not_a_real_date refuse"},
		"a date as a number":                 {`"date_of_birth": 19900228`, "date_of_birth wrong_type refuse"},
		"a date":                             {`"date_of_birth": "1990-02-28"`, ""},
		"a phone that says call me":          {`"wants_support": "yes", "support_contact_route": "own_phone", "client_phone": "call me"`, "client_phone not_a_phone refuse"},
		"an email without an at":             {`"work_email": "worker.example"`, "work_email not_an_email refuse"},
		"a number":                           {`"has_children": "yes", "children_count": 2`, ""},
		"figures":                            {`"has_children": "yes", "children_count": "2"`, ""},
		"half a child":                       {`"has_children": "yes", "children_count": 2.5`, "children_count not_a_number refuse"},
		"children and none":                  {`"has_children": "yes", "children_count": 0`, "children_count has_children_but_none warn"},
		"eleven towns":                       {`"exploitation_place": "uk", "uk_towns": ["Acton","Acton","Acton","Acton","Acton","Acton","Acton","Acton","Acton","Acton","Acton"]`, "uk_towns too_many refuse"},
		"101 files":                          {`"evidence_files": ["a.pdf"` + strings.Repeat(`,"a.pdf"`, 100) + `]`, "evidence_files too_many refuse"},
		"nothing in a box":                   {`"treatment": "  "`, ""},
		"null":                               {`"treatment": null`, ""},
		"a wrong answer that is out of play": {`"children_count": {}, "la_name": "Nowhere", "client_email_safe": 7`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := check(t, `{"answers": {"age_status": "adult", "consent_to_nrm": "yes", `+tc.json+`}}`)
			if s.status != 0 || s.problems() != tc.want {
				t.Errorf("problems %q, want %q (status %d: %s)", s.problems(), tc.want, s.status, s.complaints)
			}
			for _, p := range s.Problems {
				if p.Message == "" || strings.Contains(p.Message, "{") || strings.Contains(p.Message, "_") && !strings.Contains(p.Message, "dtn_notification") {
					t.Errorf("message %q", p.Message)
				}
			}
		})
	}
}

func TestReferralCheck_officialOrder(t *testing.T) {
	t.Parallel()
	var order []string
	for _, f := range referral.Published().Fields {
		order = append(order, f.Name)
	}
	inOrder := func(names []string) bool {
		return slices.IsSortedFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	}
	s := ask(t, given{"age_status": "adult", "consent_to_nrm": "yes", "gender": "x", "work_email": "x", "zzz": "x", "aaa": "x"}, "")
	if !inOrder(s.Missing) || !inOrder(s.InPlay) {
		t.Errorf("not in official order: %v %v", s.Missing, s.InPlay)
	}
	if want := "work_email not_an_email refuse; gender not_in_list refuse; aaa unknown_field refuse; zzz unknown_field refuse"; s.problems() != want {
		t.Errorf("problems %q, want %q", s.problems(), want)
	}
}

func TestReferralCheck_textAsTyped(t *testing.T) {
	t.Parallel()
	const typed = `[sic] ~ A|B <tag> & "quoted" \ – “z”`
	s := ask(t, with(adult, given{"treatment": typed, "exploitation_forms": []string{"other", ""}, "has_children": "yes", "children_count": 3}), "")
	if s.Submission["treatment"] != typed || !strings.Contains(s.out, "<tag> &") {
		t.Errorf("%q", s.Submission["treatment"])
	}
	if forms := s.Submission["exploitation_forms"].([]any); len(forms) != 1 || s.Submission["children_count"] != 3.0 {
		t.Errorf("%v", s.Submission)
	}
}

func TestReferralCheck_notOfThisShape(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ in, says string }{
		"nothing":                     {"", "is empty"},
		"blanks":                      {" \n", "is empty"},
		"no JSON":                     {"answers: x", "is not JSON"},
		"half an object":              {`{"answers": {`, "is not JSON"},
		"a list":                      {`[]`, "the input must be an object"},
		"a text":                      {`"answers"`, "the input must be an object"},
		"no answers":                  {`{}`, `lacks the member "answers"`},
		"answers that are a list":     {`{"answers": []}`, `"answers" must be an object`},
		"answers that are null":       {`{"answers": null}`, `"answers" must be an object`},
		"text after it":               {`{"answers": {}} x`, "text follows the object"},
		"two objects":                 {`{"answers": {}} {"answers": {}}`, "text follows the object"},
		"an unknown member":           {`{"answers": {}, "route": "adult"}`, `the unknown member "route"`},
		"a member in capitals":        {`{"Answers": {}}`, `the unknown member "Answers"`},
		"answers twice":               {`{"answers": {}, "answers": {}}`, `holds "answers" twice`},
		"an answer twice":             {`{"answers": {"gender": "male", "gender": "female"}}`, `holds "gender" twice`},
		"another attempt":             {`{"answers": {}, "attempt": "refused"}`, `"attempt" must be`},
		"an attempt that is a number": {`{"answers": {}, "attempt": 1}`, `"attempt" must be`},
		"steps that are an object":    {`{"answers": {}, "steps": {}}`, `"steps" must be a list`},
		"a step that is a text":       {`{"answers": {}, "steps": ["x"]}`, "step 1 must be an object"},
		"a step of another kind":      {`{"answers": {}, "steps": [{"do":"undo","field":"gender"}]}`, `step 1: "do" must be`},
		"a change to nothing said":    {`{"answers": {}, "steps": [{"do":"change","field":"gender"}]}`, `step 1: "change" needs`},
		"a change with a value":       {`{"answers": {}, "steps": [{"do":"change","field":"gender","value":"male"}]}`, `step 1: "change" needs`},
		"a step with more":            {`{"answers": {}, "steps": [{"do":"answer","field":"gender","value":"male","why":"x"}]}`, `the unknown member "why"`},
		"a field that is a number":    {`{"answers": {}, "steps": [{"do":"answer","field":1,"value":"male"}]}`, `step 1: "field" must be a text`},
		"bytes that are not UTF-8":    {"{\"answers\": {\"treatment\": \"a\xffb\"}}", "byte 29 is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := check(t, tc.in)
			if s.status != 2 || s.out != "" || !strings.Contains(s.complaints, tc.says) {
				t.Errorf("status %d, out %q, says %q; want 2 and %q", s.status, s.out, s.complaints, tc.says)
			}
		})
	}
}

// While age or consent is open, a script learns all that the report it tries
// would need, and nothing leaves.
func TestReferralCheck_leftOpen(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers       given
		attempt       string
		route         string
		missing       []string
		not           []string
		inPlay, notIn string
	}{
		"nothing answered":         {given{}, "", "adult", []string{"age_status", "first_name", "birthplace", "responder_role"}, []string{"la_name", "children_count"}, "first_name", "la_name"},
		"consent open":             {given{"age_status": "adult"}, "", "adult", []string{"consent_to_nrm", "first_name", "wants_support"}, []string{"age_status", "la_name", "refusal_reason"}, "wants_support", "refusal_reason"},
		"consent open, notified":   {given{"age_status": "adult"}, "dtn_notification", "dtn", []string{"consent_to_nrm", "gender"}, []string{"first_name", "wants_support"}, "refusal_reason", "first_name"},
		"age open, with a consent": {given{"consent_to_nrm": "no"}, "", "adult", []string{"age_status"}, []string{"la_name"}, "age_status", "la_name"},
		"half a referral":          {adult, "", "adult", []string{"first_name"}, []string{"age_status"}, "first_name", "la_name"},
		"half a child's":           {child, "", "child", []string{"la_name", "first_name"}, []string{"consent_to_nrm"}, "la_name", "consent_to_nrm"},
		"half a report":            {declines, "", "dtn", []string{"gender"}, []string{"first_name"}, "gender", "first_name"},
	} {
		rest := `, "attempt": null, "steps": []`
		if tc.attempt != "" {
			rest = `, "attempt": "` + tc.attempt + `"`
		}
		s := ask(t, tc.answers, rest)
		if s.Outcome != "incomplete" || s.Route != tc.route || s.problems() != "" {
			t.Errorf("%s: %s, %s, %s", name, s.Outcome, s.Route, s.problems())
		}
		for _, field := range tc.missing {
			if !slices.Contains(s.Missing, field) {
				t.Errorf("%s: %s is not missing in %v", name, field, s.Missing)
			}
		}
		for _, field := range tc.not {
			if slices.Contains(s.Missing, field) {
				t.Errorf("%s: %s is missing", name, field)
			}
		}
		if !slices.Contains(s.InPlay, tc.inPlay) || slices.Contains(s.InPlay, tc.notIn) {
			t.Errorf("%s: in play are %v", name, s.InPlay)
		}
		if open := len(tc.answers) < 2 && tc.answers["age_status"] != "under_18"; open && len(s.Submission) > 0 {
			t.Errorf("%s: %v would leave", name, s.Submission)
		}
	}
	long := ask(t, given{"age_status": "adult", "treatment": strings.Repeat("a", 15001)}, "")
	if long.problems() != "treatment too_long refuse" || len(long.Submission) > 0 {
		t.Errorf("a long text while consent is open: %s", long.problems())
	}
}

// Bad input: one sentence that names the place, the field, and nothing typed;
// what is sound beside it is judged all the same.
func TestReferralCheck_badInputIsSaid(t *testing.T) {
	t.Parallel()
	files := make([]string, 101)
	for i := range files {
		files[i] = "file.pdf"
	}
	for name, tc := range map[string]struct {
		field string
		value any
		says  string
	}{
		"15,001 characters":      {"treatment", strings.Repeat("é", 15001), "Shorten the answer to 15000 characters: it has 15001."},
		"a control character":    {"treatment", "rang\athe bell", "Character 5 cannot be stored or shown."},
		"NUL":                    {"treatment", "left\x00", "Character 5 cannot be stored or shown."},
		"half of a letter":       {"treatment", json.RawMessage(`"left\ud83d"`), "Character 5 cannot be stored or shown."},
		"born in 1899":           {"date_of_birth", "1899-12-31", "Enter a date after 1 January 1900."},
		"born in 2999":           {"date_of_birth", "2999-01-01", "Enter a date that is not in the future."},
		"an unknown nationality": {"nationality", "Martian", "Choose an answer from the list"},
		"a phone that is a call": {"client_phone", "call me", "Enter a phone number"},
		"101 files":              {"evidence_files", files, "Give 100 answers at most: there are 101."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ask(t, with(adult, given{"wants_support": "yes", "support_contact_route": "own_phone", tc.field: tc.value, "gender": "female"}), "")
			if len(s.Problems) != 1 || s.Problems[0].Field != tc.field || !strings.Contains(s.Problems[0].Message, tc.says) || s.Outcome != "refused" {
				t.Errorf("%s: %+v", s.Outcome, s.Problems)
			}
			if slices.Contains(s.Missing, "gender") || slices.Contains(s.Missing, tc.field) {
				t.Errorf("missing are %v", s.Missing)
			}
		})
	}
	mixed := "Зо́я λόγος مرحبا 👩🏽‍⚕️ \u202eabc"
	if s := ask(t, with(adult, given{"treatment": mixed}), ""); s.problems() != "" || s.Submission["treatment"] != mixed {
		t.Errorf("mixed scripts: %s, %q", s.problems(), s.Submission["treatment"])
	}
}
