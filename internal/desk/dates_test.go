package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/sample"
)

func TestCaseDates_whatRunsAndWhatIsOver(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	dates, err := o.Desk.CaseDates(t.Context(), o.Colleague, ref)
	if err != nil || len(dates.Open) != 3 || len(dates.Past) != 1 || len(dates.Replaced) != 0 {
		t.Fatalf("%d open, %d past, %d replaced, %v", len(dates.Open), len(dates.Past), len(dates.Replaced), err)
	}
	met := dates.Past[0].Deadline
	if met.By.Kind != "rg_positive" || met.ClosedOn != day(time.May, 12) {
		t.Errorf("the target was met by %s on %s", met.By.Kind, met.ClosedOn)
	}
	if _, err := o.Desk.CaseDates(t.Context(), o.OtherTeam, ref); !errors.Is(err, fault.NotFound) {
		t.Errorf("another team: %v", err)
	}
	if _, err := o.Desk.CaseDates(t.Context(), o.Auditor, ref); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an auditor: %v", err)
	}
}

func TestWhyDate_saysWhoRecordedWhatItCountsFrom(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o)
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	why, err := o.Desk.WhyDate(t.Context(), o.Caseworker, ref, dates.Open[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if why.RecordedBy != "Casey Caseworker" || len(why.Reminders) != 4 {
		t.Errorf("recorded by %q, %d reminders", why.RecordedBy, len(why.Reminders))
	}
	text := strings.Join(why.Steps, "\n")
	for _, want := range []string{"day 30 is Wednesday 10 June 2026", "at least until 10 June 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q:\n%s", want, text)
		}
	}
	other := recovering(t, o)
	if _, err := o.Desk.WhyDate(t.Context(), o.Caseworker, other, dates.Open[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("a date of another case: %v", err)
	}
	o.Decided(t, ref, decision.RG, decision.Disqualified, day(time.May, 18))
	dates, err = o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	rules := []string{}
	for _, k := range dates.Past {
		rules = append(rules, k.Deadline.Rule.ID)
	}
	if !slices.Contains(rules, "EW-RECOVERY-30") || !slices.Contains(rules, "UK-REMOVAL-PROTECTION-30") {
		t.Errorf("a disqualification left running what it ends: %v", rules)
	}
}
