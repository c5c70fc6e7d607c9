package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/testkit/sample"
)

// A local panel decides both questions about a child in one letter: the case
// goes straight to its end, and the clocks know of both.
func TestDecision_bothInOneLetterAboutAChild(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[decision.Outcome]casefile.State{decision.Positive: casefile.CGPositive, decision.Negative: casefile.CGNegative} {
		o := sample.LawDesk(t)
		ref := o.Case(t, sample.Child(calendar.England))
		o.ConsentNotRequired(t, ref)
		o.Submitted(t, ref, sample.Today)
		o.Decided(t, ref, decision.Both, outcome, sample.Today)
		if got := o.Read(t, ref).State; got != want {
			t.Errorf("%s leads to %s, want %s", outcome, got, want)
		}
		all := clocks(t, o, ref)
		for _, rule := range []string{"EW-RECOVERY-30", "UK-RG-TARGET-5WD"} {
			if !slices.ContainsFunc(all, func(line string) bool { return strings.Contains(line, rule) }) {
				t.Errorf("%s: no clock %s in %v", outcome, rule, all)
			}
		}
		list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
		if err != nil || (list.Reconsider != nil) != (outcome == decision.Negative) {
			t.Errorf("%s: a reconsideration can be asked for: %v, %v", outcome, list.Reconsider != nil, err)
		}
	}
}

func TestDecision_bothInOneLetterIsForChildren(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	_, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Letter(decision.Both, decision.Positive, day(time.May, 12)))
	if kindOf(err) != "invalid: outcome: children_only" {
		t.Error(err)
	}
	if c := o.Read(t, ref); c.AgeBand != person.Adult || c.State != casefile.Submitted {
		t.Errorf("%+v", c)
	}
}

// A positive RG about earlier events starts no second period by itself; one the
// authority grants runs (NABA 2022 s.62).
func TestDecision_furtherPositiveRG(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[decision.Outcome]bool{decision.PositiveAgain: false, decision.PositiveAgainGranted: true} {
		o := sample.LawDesk(t)
		ref := referred(t, o, calendar.England)
		o.Decided(t, ref, decision.RG, outcome, day(time.May, 12))
		if got := o.Read(t, ref).State; got != casefile.RGPositive {
			t.Fatalf("%s leads to %s", outcome, got)
		}
		runs := func(rule string) bool {
			return slices.ContainsFunc(clocks(t, o, ref), func(line string) bool { return strings.Contains(line, rule) })
		}
		if runs("EW-RECOVERY-30") || runs("UK-FURTHER-RG-30") != want {
			t.Errorf("%s: %v", outcome, clocks(t, o, ref))
		}
	}
}

// A letter that the client has left the NRM ends the waiting and its clocks.
func TestDecision_letterOfWithdrawal(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	o.Decided(t, ref, decision.RG, decision.Withdrawn, day(time.May, 12))
	if got := o.Read(t, ref).State; got != casefile.Withdrawn {
		t.Errorf("stands at %s", got)
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil || len(list.Possible) != 0 {
		t.Errorf("still possible: %v, %v", list.Possible, err)
	}
}

func TestRecordDecision_ofAnotherPerson(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	if err := o.Desk.RecordHomeOfficeReference(t.Context(), o.Caseworker, o.Edit(t, ref), "NRM/2026/0012"); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		to   decision.Addressee
		want string
	}{
		"nobody compared the name": {decision.Addressee{}, "invalid: letter_person: select_one"},
		"about somebody else":      {decision.Addressee{Other: true}, "invalid: letter_person: other_person"},
		"with another reference":   {decision.Addressee{Fits: true, Reference: "NRM/2026/0021"}, "invalid: letter_reference: other_reference"},
	} {
		in := sample.Letter(decision.RG, decision.Positive, day(time.May, 12))
		in.Addressee = tc.to
		if _, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), in); kindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := sample.Letter(decision.RG, decision.Positive, day(time.May, 12))
	in.Addressee.Reference = "nrm 2026 0012"
	if _, err := o.Desk.RecordDecision(t.Context(), o.Caseworker, o.Edit(t, ref), in); err != nil {
		t.Error(err)
	}
}

func TestPlanTelling(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referred(t, o, calendar.England)
	id := o.Recorded(t, ref, decision.RG, decision.Negative, day(time.May, 12))
	plan := decision.Plan{On: day(time.May, 19), By: "Casey", Language: "Albanian, by telephone", Where: "Support office, 10:00, alone"}
	for _, actor := range []string{"auditor", "stranger"} {
		who := o.Auditor
		if actor == "stranger" {
			who = o.Stranger
		}
		if err := o.Desk.PlanTelling(t.Context(), who, o.Edit(t, ref), id, plan); err == nil {
			t.Errorf("the %s planned", actor)
		}
	}
	if err := o.Desk.PlanTelling(t.Context(), o.Caseworker, o.Edit(t, ref), id, decision.Plan{On: day(time.May, 1)}); kindOf(err) != "invalid: tell_on: in_past, tell_by: required, tell_language: required, tell_where: required" {
		t.Error(err)
	}
	for _, where := range []string{"By phone", plan.Where} { // a new plan takes the place of the last one
		next := plan
		next.Where = where
		if err := o.Desk.PlanTelling(t.Context(), o.Caseworker, o.Edit(t, ref), id, next); err != nil {
			t.Fatal(err)
		}
		o.Move(sample.Now.Add(time.Minute))
	}
	list, err := o.Desk.Decisions(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan, list.Decisions[0].Plan); diff != "" {
		t.Error(diff)
	}
	told := decision.Telling{On: sample.Today, By: "Casey", Language: "Albanian", How: "In person", Way: decision.InPerson}
	if err := o.Desk.RecordTold(t.Context(), o.Caseworker, o.Edit(t, ref), id, told); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.PlanTelling(t.Context(), o.Caseworker, o.Edit(t, ref), id, plan); kindOf(err) != "conflict" {
		t.Errorf("planned after the client was told: %v", err)
	}
}
