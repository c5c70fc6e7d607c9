package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestReferral_signsFeedTheAnswer: what is ticked becomes a text that is
// offered in the empty box, and beside a text that stands there.
func TestReferral_signsFeedTheAnswer(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	p := good(t, v.Get(at+"/signs"))
	says(t, p, "General signs", "Thinks there is no choice about working")
	if strings.Contains(p.Text(), "Signs in children") {
		t.Error("an adult is asked about signs in children")
	}
	saved := v.Submit(p, url.Values{"signs-general": {"GEN-01", "GEN-05"}, "where-general": {"At the car wash [sic] ~ A|B <tag>"}})
	if saved.To != at+"/professional_view/indicators" {
		t.Errorf("leads to %q: %s", saved.To, saved.Text())
	}
	p = good(t, v.Follow(saved))
	says(t, p, "Filled in from the checklist of signs")
	if !strings.Contains(p.HTML, `value="yes" checked`) {
		t.Error("the yes is not offered")
	}
	p = good(t, v.Follow(v.Submit(p, nil)))
	says(t, p, "Filled in from the checklist of signs", "- Scared, tense or on edge", "Seen: At the car wash [sic] ~ A|B <tag>")
	if got := s.Referral(t, ref).Draft.Text("indicators_details"); got != "" {
		t.Errorf("what is only offered is kept: %q", got)
	}
	v.Submit(p, url.Values{"indicators_details": {"My own words."}})
	p = good(t, v.Get(at+"/professional_view/indicators_details"))
	says(t, p, "My own words.", "Add this text to the answer")
	p = good(t, v.Follow(v.Submit(p, url.Values{"take": {"indicators_details"}})))
	says(t, p, "It is not part of the referral until you save it")
	if !strings.Contains(p.HTML, "My own words.\n\nGeneral signs:\n- Thinks") || strings.Contains(p.Text(), "Add this text") {
		t.Errorf("the text is not added: %s", p.Text())
	}
	v.Submit(p, nil)
	if got := s.Referral(t, ref).Draft.Text("indicators_details"); !strings.HasPrefix(got, "My own words.\n\nGeneral signs:") {
		t.Errorf("kept %q", got)
	}
	long := v.Submit(v.Get(at+"/signs"), url.Values{"where-general": {strings.Repeat("x", 2001)}})
	if long.Status != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", long.Status)
	}
	says(t, long, "Where the signs under “general signs” were seen must be 2000 characters or fewer")
	if v.Submit(v.Get(at+"/signs"), url.Values{"signs-general": {"GEN-99"}}).Status != http.StatusUnprocessableEntity {
		t.Error("a sign that is not on the list is kept")
	}
}

func TestReferral_chronologyBuildsTheAccount(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	add := func(day, month, year, what, part string) {
		t.Helper()
		p := v.Submit(v.Get(at+"/chronology"), url.Values{
			"happened_when-day": {day}, "happened_when-month": {month}, "happened_when-year": {year}, "happened_what": {what}, "happened_part": {part},
		})
		if p.To != at+"/chronology" {
			t.Fatalf("%s: %d %s", what, p.Status, p.Text())
		}
	}
	good(t, v.Get(at+"/chronology"))
	add("", "", "", "She does not know when.", "")
	add("", "5", "2024", "He took her passport.", "treatment")
	add("12", "May", "2024", "They met [sic] ~ A|B <tag>.", "how_it_began")
	add("", "", "2019", "She left school.", "")
	p := good(t, v.Get(at+"/chronology"))
	order := regexp.MustCompile(`(?s)She left school.*He took her passport.*They met.*She does not know`)
	if !order.MatchString(p.Text()) {
		t.Errorf("order: %s", p.Text())
	}
	says(t, p, "2019", "May 2024", "12 May 2024", "Date not known")

	says(t, good(t, v.Get(at+"/what_happened/beginning")), "Filled in from the chronology", "12 May 2024: They met [sic] ~ A|B <tag>.")
	v.Submit(v.Get(at+"/what_happened/situations"), url.Values{"several_situations": {"no"}})
	says(t, good(t, v.Get(at+"/what_happened/dates")), "2019: She left school.", "Date not known: She does not know when.")

	wrong := v.Submit(v.Get(at+"/chronology"), url.Values{"happened_when-day": {"31"}, "happened_when-month": {"2"}, "happened_when-year": {"2024"}})
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("31 February: %d", wrong.Status)
	}
	says(t, wrong, "The date it happened must be a date that exists", "Enter what happened")
	says(t, v.Submit(v.Get(at+"/chronology"), url.Values{"happened_when-year": {"2999"}, "happened_what": {"x"}}), "The date it happened must be today or in the past")

	change := regexp.MustCompile(`href="(` + regexp.QuoteMeta(at) + `/chronology/[^"]+)"`).FindStringSubmatch(v.Get(at + "/chronology").HTML)[1]
	form := good(t, v.Get(change))
	says(t, form, "She left school.")
	v.Submit(form, url.Values{"happened_what": {"She left school early."}})
	p = good(t, v.Get(at+"/chronology"))
	says(t, p, "She left school early.")
	if second := v.Submit(form, url.Values{"happened_what": {"Another change"}}); second.Status != http.StatusConflict {
		t.Errorf("changing what was changed: %d", second.Status)
	}
	change = regexp.MustCompile(`href="(` + regexp.QuoteMeta(at) + `/chronology/[^"]+)"`).FindStringSubmatch(p.HTML)[1]
	v.Submit(good(t, v.Get(change)), url.Values{"happened_strike": {"yes"}})
	if p = good(t, v.Get(at+"/chronology")); strings.Contains(p.Text(), "left school") {
		t.Error("an entry that was taken out is still there")
	}

	v.Submit(v.Get("/cases/"+string(ref)+"/notes"), url.Values{"note": {"Told me of a car, 2023."}})
	link := regexp.MustCompile(`chronology\?note=[^"]+`).FindString(v.Get("/cases/" + string(ref) + "/notes").HTML)
	says(t, good(t, v.Get(at+"/"+link)), "Told me of a car, 2023.")
	for _, path := range []string{"/chronology", "/signs", "/" + link} {
		if p := s.SignedIn(t, s.Stranger).Get(at + path); p.Status != http.StatusNotFound {
			t.Errorf("another organisation: %s answers %d", path, p.Status)
		}
	}
	s.InReview(t, ref)
	for _, path := range []string{"/chronology", "/signs"} {
		if p := v.Get(at + path); p.Status != http.StatusConflict {
			t.Errorf("in review: %s answers %d", path, p.Status)
		}
	}
}
