package server_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Bad input on the pages of the referral: one clear sentence that names the
// place, and everything typed is still there.
func TestReferralPages_badInput(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	v.Submit(v.Get(at+"/support/route"), url.Values{"support_contact_route": {"own_phone"}})
	born := func(year string) url.Values {
		return url.Values{"date_of_birth-day": {"1"}, "date_of_birth-month": {"2"}, "date_of_birth-year": {year}}
	}
	text := func(s string) url.Values { return url.Values{"how_it_began": {s}} }
	for name, tc := range map[string]struct {
		page  string
		typed url.Values
		says  string
		kept  string
	}{
		"15,001 characters":      {"what_happened/beginning", text("Zo" + strings.Repeat("x", 14999)), "How it began must be 15000 characters or fewer: it has 15001", "Zoxxx"},
		"a control character":    {"what_happened/beginning", text("He rang\athe bell"), "Character 8 of how it began cannot be stored or shown.", "the bell"},
		"NUL":                    {"what_happened/beginning", text("He left\x00 at once"), "Character 8 of how it began cannot be stored or shown.", "at once"},
		"invalid UTF-8":          {"what_happened/beginning", text("H\u00e9 left\xff at once"), "Character 8 of how it began cannot be stored or shown.", "at once"},
		"born in 1899":           {"about_client/date_of_birth", born("1899"), "Date of birth must be later than 1 January 1900", `value="1899"`},
		"born in 2999":           {"about_client/date_of_birth", born("2999"), "Date of birth must be today or in the past", `value="2999"`},
		"born in the year 26":    {"about_client/date_of_birth", born("26"), "Date of birth must have a year with 4 numbers", `value="26"`},
		"an unknown nationality": {"about_client/nationality", url.Values{"nationality": {"Martian"}}, "Nothing on the official list is like this. Try other letters for main nationality", `value="Martian"`},
		"a phone that is a call": {"support/phone", url.Values{"client_phone": {"call me"}}, "Client phone must be a phone number, like 020 7946 0000", `value="call me"`},
		"a phone of 20 KB":       {"support/phone", url.Values{"client_phone": {"+44 " + strings.Repeat("7", 20000)}}, "Client phone must be", "+44 777"},
	} {
		t.Run(name, func(t *testing.T) {
			p := v.Submit(v.Get(at+"/"+tc.page), tc.typed)
			if p.Status != http.StatusUnprocessableEntity {
				t.Errorf("answered %d", p.Status)
			}
			says(t, p, "There is a problem", tc.says)
			again := v.Get(at + "/" + tc.page)
			for _, shown := range []string{p.HTML, again.HTML} {
				if tc.kept != "" && !strings.Contains(html.UnescapeString(shown), tc.kept) {
					t.Errorf("what was typed is gone: %s", p.Text())
				}
			}
			v.Post(at+"/"+tc.page, url.Values{"discard": {"yes"}})
		})
	}
	mixed := "Зо́я said “λόγος” مرحبا 👩🏽‍⚕️ \u202eabc"
	if p := v.Submit(v.Get(at+"/what_happened/beginning"), text(mixed)); p.Status != http.StatusSeeOther || s.Referral(t, ref).Draft.Text("how_it_began") != mixed {
		t.Errorf("mixed scripts: %d, %q", p.Status, s.Referral(t, ref).Draft.Text("how_it_began"))
	}
}
