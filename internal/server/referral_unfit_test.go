package server_test

import (
	"net/url"
	"testing"

	"nrmdesk/internal/nrm/referral"
)

// Answers that do not fit together are kept, said when they are saved, shown at
// the field and on check answers.
func TestReferral_answersThatDoNotFit(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	page := at + "/about_client/date_of_birth"
	const child = "The date of birth is that of somebody under 18, but the age is given as adult."
	born := url.Values{"date_of_birth-day": {"1"}, "date_of_birth-month": {"2"}, "date_of_birth-year": {"2017"}}
	says(t, good(t, v.Follow(v.Submit(v.Get(page), born))), "Your answers are saved. Look at them again: "+child)
	says(t, good(t, v.Get(page)), child)
	says(t, good(t, v.Get(at+"/check")), child)
	if !s.Referral(t, ref).Blocks().Any() {
		t.Error("nothing stands in the way of the review")
	}

	nations := at + "/about_client/nationality"
	later := v.Follow(v.Submit(v.Get(nations), url.Values{"nationality": {"Albanian"}, "second_nationality": {"Albanian"}, "later": {"yes"}}))
	says(t, later, "Your answers are saved. Both nationalities are the same.")

	v.Submit(v.Get(at+"/what_happened/still"), url.Values{"still_exploited": {"no"}})
	for _, h := range []url.Values{
		{"happened_when-year": {"2021"}, "happened_what": {"A cousin offered work"}, "happened_part": {"how_it_began"}},
		{"happened_when-year": {"2019"}, "happened_what": {"Ran to the police"}, "happened_part": {"how_they_left"}},
	} {
		if p := v.Submit(v.Get(at+"/chronology"), h); p.Status >= 400 {
			t.Fatalf("%d %s", p.Status, p.Text())
		}
	}
	const order = "In the chronology the client got away before it began."
	says(t, good(t, v.Get(at+"/what_happened/way_out")), order)
	says(t, good(t, v.Get(at+"/check")), "Look at these again", order)
	if f := s.Referral(t, ref).Draft.Findings(); len(f) != 3 || f[0].Level != referral.Refuse {
		t.Errorf("%+v", f)
	}
}
