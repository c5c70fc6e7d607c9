package referral_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
)

func TestCheckPage_oneValue(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 15000)
	tests := map[string]struct {
		field  string
		values []string
		want   string
	}{
		"nothing":                              {"gender", nil, ""},
		"an option":                            {"gender", []string{"neither"}, ""},
		"not an option":                        {"gender", []string{"unknown"}, "not_in_list"},
		"two where one is asked":               {"gender", []string{"male", "female"}, "select_one"},
		"several forms":                        {"exploitation_forms", []string{"forced_crime", "wages_taken"}, ""},
		"a form that does not exist":           {"exploitation_forms", []string{"forced_crime", "x"}, "not_in_list"},
		"a nationality":                        {"nationality", []string{"Unknown"}, ""},
		"a nationality that does not exist":    {"nationality", []string{"Martian"}, "not_in_list"},
		"a nationality in the wrong case":      {"nationality", []string{"afghan"}, "not_in_list"},
		"text at the limit":                    {"treatment", []string{long}, ""},
		"text over the limit":                  {"treatment", []string{long + "a"}, "too_long"},
		"letters of several bytes":             {"treatment", []string{strings.Repeat("é", 15000)}, ""},
		"emoji count two, as in the browser":   {"treatment", []string{strings.Repeat("🙂", 7501)}, "too_long"},
		"NUL":                                  {"treatment", []string{"a\x00b"}, "unreadable_text"},
		"invalid UTF-8":                        {"treatment", []string{"a\xffb"}, "unreadable_text"},
		"a bell":                               {"treatment", []string{"a\ab"}, "unreadable_text"},
		"a control character of another set":   {"treatment", []string{"a\u0092b"}, "unreadable_text"},
		"lines and tabs":                       {"treatment", []string{"a\tb\r\nc"}, ""},
		"a question mark in a box":             {"treatment", []string{"a\uFFFDb"}, ""},
		"HTML":                                 {"treatment", []string{"<script>alert(1)</script>"}, ""},
		"right to left":                        {"treatment", []string{"قال \u202eabc"}, ""},
		"a number":                             {"children_count", []string{"3"}, ""},
		"a number in words":                    {"children_count", []string{"three"}, "not_a_number"},
		"a negative number":                    {"children_count", []string{"-1"}, "not_a_number"},
		"a birthday":                           {"date_of_birth", []string{"1990-02-28"}, ""},
		"31 February":                          {"date_of_birth", []string{"1990-02-31"}, "not_a_real_date"},
		"not a date":                           {"date_of_birth", []string{"spring"}, "not_a_real_date"},
		"born today":                           {"date_of_birth", []string{"2026-05-12"}, ""},
		"born tomorrow":                        {"date_of_birth", []string{"2026-05-13"}, "in_future"},
		"born in 2999":                         {"date_of_birth", []string{"2999-01-01"}, "in_future"},
		"born in 1899":                         {"date_of_birth", []string{"1899-12-31"}, "too_early"},
		"born on the first day of 1900":        {"date_of_birth", []string{"1900-01-01"}, "too_early"},
		"born on the second day of 1900":       {"date_of_birth", []string{"1900-01-02"}, ""},
		"an email":                             {"responder_backup_email", []string{"o'neil+nrm@mail.refuge.example"}, ""},
		"an email with a space after it":       {"responder_backup_email", []string{"a@b.example "}, ""},
		"an email without a dot":               {"responder_backup_email", []string{"a@localhost"}, "not_an_email"},
		"an email with a name":                 {"responder_backup_email", []string{"Ann <a@b.example>"}, "not_an_email"},
		"two emails":                           {"responder_backup_email", []string{"a@b.example, c@d.example"}, "not_an_email"},
		"an endless email":                     {"responder_backup_email", []string{strings.Repeat("a", 250) + "@b.example"}, "not_an_email"},
		"an office phone with an extension":    {"responder_phone", []string{"0114 496 0123 ext. 204"}, ""},
		"an office phone with brackets":        {"responder_phone", []string{"(0114) 496-0123"}, ""},
		"a phone that says call me":            {"responder_phone", []string{"call me"}, "not_a_phone"},
		"a phone too short":                    {"responder_phone", []string{"999"}, "not_a_phone"},
		"a client phone":                       {"client_phone", []string{"+44 (0)7700 900123"}, ""},
		"a client phone with an extension":     {"client_phone", []string{"07700 900123 x4"}, "not_a_phone"},
		"a client phone that is 20 KB":         {"client_phone", []string{strings.Repeat("7", 20000)}, "not_a_phone"},
		"a box ticked":                         {"recipient_permission", []string{"yes"}, ""},
		"a box with something else":            {"recipient_permission", []string{"on"}, "not_in_list"},
		"eleven towns":                         {"uk_towns", strings.Split(strings.Repeat("Acton,", 10)+"Acton", ","), "too_many"},
		"ten towns":                            {"uk_towns", strings.Split(strings.Repeat("Acton,", 9)+"Acton", ","), ""},
		"an empty line among towns is no town": {"uk_towns", []string{"Acton", "", "Aberaeron"}, ""},
	}
	opened := referral.Answers{"has_children": {"yes"}, "wants_support": {"yes"}, "support_contact_route": {"own_phone"},
		"decision_recipient": {"someone_else"}, "exploitation_place": {"uk"}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := referral.Answers{tt.field: tt.values}
			for k, v := range opened {
				answers[k] = v
			}
			d := draft(facts(referral.Adult), answers)
			field := d.Form.Field(tt.field)
			if !d.InPlay(field) {
				t.Fatalf("%s is not in play", tt.field)
			}
			got := ""
			for _, p := range d.CheckPage(field.Page) {
				if p.Field == tt.field {
					got = p.Code
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCheckPage_halfFilledIsFine(t *testing.T) {
	t.Parallel()
	d := draft(facts(referral.Child), referral.Answers{"la_email": {"not yet"}, "la_contact_first_name": {"Ann"}})
	task := d.Form.Task("about_report")
	want := fault.Problems{{Field: "la_email", Code: "not_an_email"}}
	if diff := cmp.Diff(want, d.CheckPage(task.Page("local_authority"))); diff != "" {
		t.Error(diff)
	}
	var codes []string
	for _, p := range d.CheckTask(task) {
		codes = append(codes, p.Field+" "+p.Code)
	}
	wantCodes := []string{"responder_organisation required", "responder_first_name required", "responder_last_name required",
		"responder_role required", "responder_phone required", "responder_backup_email required",
		"la_name required", "la_phone required", "la_email not_an_email"}
	if diff := cmp.Diff(wantCodes, codes); diff != "" {
		t.Error(diff)
	}
}

func TestCheckPage_leavesOutOfPlayAnswersAlone(t *testing.T) {
	t.Parallel()
	d := draft(facts(referral.Adult), referral.Answers{"la_email": {"not yet"}})
	if got := d.CheckPage(d.Form.Task("about_report").Page("local_authority")); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestQuickAnswers_fillADemandedBox(t *testing.T) {
	t.Parallel()
	answers := referral.Answers{}
	form := referral.Published()
	for _, p := range []string{"early_life", "school_and_work"} {
		for _, f := range form.Task("about_client").Page(p).Fields {
			if len(f.QuickAnswers) != 3 {
				t.Fatalf("%s offers %d quick answers", f.Name, len(f.QuickAnswers))
			}
			answers[f.Name] = []string{f.QuickAnswers[0].Value}
		}
	}
	for _, m := range draft(facts(referral.Adult), answers).Missing() {
		if answers[m.Field.Name] != nil {
			t.Errorf("%s still counts as missing", m.Field.Name)
		}
	}
}
