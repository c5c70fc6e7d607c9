package referral_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/referral"
)

func TestTraces_inANamelessReport(t *testing.T) {
	t.Parallel()
	kept := referral.Answers{
		"first_name": {"Ana-María"}, "last_name": {"O'Ferrán Li"}, "alias": {"Kuba Łoś"}, "recipient_first_name": {"Bartholomew"},
		"client_phone": {"+44 7700 900123"}, "client_email": {"ana@example.org"}, "client_street": {"12 High Street"},
		"client_postcode": {"S1 2AB"}, "date_of_birth": {"2001-02-03"}, "home_office_reference": {"CID 12345678"},
	}
	for text, want := range map[string]string{
		"The man told ANA, who was afraid, to stay.":      "name",
		"called oferran maria ana by others":              "name",
		"Maria-Ana's shoes":                               "name",
		"known as Anamaria":                               "name",
		"Kuba LOS":                                        "name",
		"Mr O Ferran":                                     "name",
		"A.O. said no":                                    "name",
		"A. O. said no":                                   "name",
		"her friend Li":                                   "name",
		"She came from Banana Island, an anagram":         "",
		"They were li bo":                                 "",
		"a shop on Elias Road, open all day":              "",
		"her uncle BARTHOLOMEW drove":                     "relative",
		"rang 07700-900 123 twice":                        "phone",
		"rang (07700) 900.123":                            "phone",
		"rang 00447700900123":                             "phone",
		"rang 07700 900124":                               "",
		"wrote to Ana@Example.ORG":                        "name email",
		"lives at 12, High St":                            "address",
		"lives at 112 High Street":                        "",
		"post to s12ab":                                   "address",
		"born 3 February 2001.":                           "birth_date",
		"born on the 3rd of Feb 2001":                     "birth_date",
		"born February 3, 2001":                           "birth_date",
		"born 03/02/2001":                                 "birth_date",
		"born 3.2.01":                                     "birth_date",
		"born 2001-02-03":                                 "birth_date",
		"born 03022001":                                   "birth_date",
		"born 4 February 2001 in spring 2001":             "",
		"reference 12345678":                              "reference",
		"file 1234 5678":                                  "reference",
		"Ring Ana on 07700 900123, born 03/02/01, S1 2AB": "name phone address birth_date",
		"A woman of about twenty.":                        "",
	} {
		answers := referral.Answers{"treatment": {text}}
		for name, v := range kept {
			answers[name] = v
		}
		var got []string
		for _, f := range draft(facts(referral.DtN), answers).Findings() {
			if code, ok := strings.CutSuffix(f.Code, "_in_nameless_text"); ok {
				got = append(got, code)
				if f.Field != "treatment" || f.Level != referral.Warn || !strings.Contains(f.Sentence(), "“Treatment and control”") {
					t.Errorf("%+v: %s", f, f.Sentence())
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
		for _, f := range append(draft(named(referral.DtN), answers).Findings(), draft(facts(referral.Adult), answers).Findings()...) {
			if strings.HasSuffix(f.Code, "_in_nameless_text") {
				t.Errorf("%q: %s in a report that may name the client", text, f.Code)
			}
		}
	}
}

func TestTraces_ofWhatOnlyTheCaseKnows(t *testing.T) {
	t.Parallel()
	f := facts(referral.DtN)
	f.Secrets = append(referral.ContactSecrets("Ring 07700 900123 after six, or write to ana@example.org, S1 2AB"),
		referral.Secret{Trace: referral.NameTrace, Value: "Немања"}, referral.Secret{Trace: referral.NameTrace, Value: ""})
	for text, want := range map[string]string{
		"they call him НЕМАЊА": "name", "07700900123": "phone", "ANA@example.org": "email", "near S12AB": "address", "in S1": "", "": "",
	} {
		got := ""
		for _, found := range draft(f, referral.Answers{"treatment": {text}}).Findings() {
			got, _ = strings.CutSuffix(found.Code, "_in_nameless_text")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
