package lawfulbasis_test

import (
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/lawfulbasis"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, time.May, 18)
	good := lawfulbasis.Record{
		Basis: "legitimate_interests", Special: "safeguarding", Offence: "safeguarding", Retention: "6 years after closing",
		DecidedBy: "Data protection officer", DecidedOn: today,
	}
	for name, tc := range map[string]struct {
		change  func(*lawfulbasis.Record)
		oneCase bool
		want    string
	}{
		"for the organisation":          {func(*lawfulbasis.Record) {}, false, ""},
		"for one case without a reason": {func(*lawfulbasis.Record) {}, true, "basis_reason:required"},
		"for one case with a reason":    {func(r *lawfulbasis.Record) { r.Reason = "Referred by the police under Part 3" }, true, ""},
		"what the client agreed to":     {func(r *lawfulbasis.Record) { r.Basis = "consent" }, false, "lawful_basis:select_one"},
		"a basis of another question":   {func(r *lawfulbasis.Record) { r.Special = "public_task" }, false, "special_condition:select_one"},
		"kept for no said time":         {func(r *lawfulbasis.Record) { r.Retention = " " }, false, "retention:required"},
		"decided tomorrow":              {func(r *lawfulbasis.Record) { r.DecidedOn = today.AddDays(1) }, false, "basis_on:in_future"},
		"nothing answered, in page order": {func(r *lawfulbasis.Record) { *r = lawfulbasis.Record{} }, false,
			"lawful_basis:select_one special_condition:select_one offence_condition:select_one retention:required decided_by:required basis_on:required"},
	} {
		r := good
		tc.change(&r)
		var got []string
		for _, p := range lawfulbasis.Check(r, tc.oneCase, today) {
			got = append(got, p.Field+":"+p.Code)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %q", name, got, tc.want)
		}
	}
}

// TestChoices_neverConsent: an agreement to be referred is no basis for keeping
// the record, and no word of this page may suggest it.
func TestChoices_neverConsent(t *testing.T) {
	t.Parallel()
	for _, k := range []lawfulbasis.Kind{lawfulbasis.Basis, lawfulbasis.Special, lawfulbasis.Offence} {
		list := lawfulbasis.Choices(k)
		if len(list) < 3 {
			t.Errorf("%s has %d choices", k, len(list))
		}
		for _, c := range list {
			if c.Label == "" || c.Source.Citation == "" && c.Code != "none_held" || strings.Contains(strings.ToLower(c.Code+c.Label+c.Source.Citation), "consent") {
				t.Errorf("%s: %+v", k, c)
			}
		}
	}
}
