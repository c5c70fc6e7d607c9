package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestChangeNation_countsByTheOtherLaw(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.Scotland)
	o.Decided(t, ref, decision.RG, decision.PositiveSlaveryOnly, day(time.May, 12))
	in := desk.OtherNation{Nation: calendar.England, How: desk.Moved, Reason: "A safe house in Leeds"}
	before := clocks(t, o, ref)
	moves, err := o.Desk.PreviewNation(t.Context(), o.Caseworker, ref, in)
	if err != nil || len(moves) != 3 {
		t.Fatalf("%d moves, %v", len(moves), err)
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" {
		t.Errorf("looking moved something: %s", diff)
	}
	if err := o.Desk.ChangeNation(t.Context(), o.Caseworker, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"UK-RG-TARGET-5WD 2026-05-11 met", "EW-RECOVERY-30 2026-06-10 open", "UK-REMOVAL-PROTECTION-30 2026-06-10 open",
		"EW-CG-EARLIEST 2026-06-11 open", "SC-SUPPORT-90-S4 2026-08-10 superseded",
	}
	if diff := cmp.Diff(want, clocks(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	if days := waiting(t, o, ref)["SC-SUPPORT-90-S4"]; days != nil {
		t.Errorf("reminders of the law of Scotland: %v", days)
	}
	file, err := o.Desk.Nation(t.Context(), o.Colleague, ref)
	if err != nil || file.Case.Nation != calendar.England || len(file.Changes) != 1 || file.Changes[0].Reason != "A safe house in Leeds" || !file.Changes[0].Moved {
		t.Errorf("%+v, %v", file.Changes, err)
	}
}

func TestChangeNation_refused(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := referred(t, o, calendar.Scotland)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.Edit, *desk.OtherNation)
		want   string
	}{
		"an auditor":      {o.Auditor, func(*desk.Edit, *desk.OtherNation) {}, "forbidden"},
		"an admin":        {o.Admin, func(*desk.Edit, *desk.OtherNation) {}, "forbidden"},
		"another team":    {o.OtherTeam, func(*desk.Edit, *desk.OtherNation) {}, "not found"},
		"a stale page":    {o.Caseworker, func(e *desk.Edit, _ *desk.OtherNation) { e.Version-- }, "conflict"},
		"where it is":     {o.Caseworker, func(_ *desk.Edit, n *desk.OtherNation) { n.Nation = calendar.Scotland }, "invalid: nation: same_nation"},
		"nowhere":         {o.Caseworker, func(_ *desk.Edit, n *desk.OtherNation) { n.Nation = "france" }, "invalid: nation: select_one"},
		"nobody says why": {o.Caseworker, func(_ *desk.Edit, n *desk.OtherNation) { n.How, n.Reason = "", "" }, "invalid: how: select_one, reason: required"},
	} {
		edit, in := o.Edit(t, ref), desk.OtherNation{Nation: calendar.Wales, How: desk.Misrecorded, Reason: "A slip"}
		tc.change(&edit, &in)
		if err := o.Desk.ChangeNation(t.Context(), tc.actor, edit, in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	if n := o.Read(t, ref).Nation; n != calendar.Scotland {
		t.Errorf("the case is in %s", n)
	}
}

func TestWhatIf_touchesNothing(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := recovering(t, o) // RG of 12 May in England
	id := openID(t, o, ref, "EW-RECOVERY-30")
	before, version := clocks(t, o, ref), o.Read(t, ref).Version
	for name, tc := range map[string]struct {
		in   desk.WhatIf
		then string // the day of the date asked about
		err  string
	}{
		"another day":                    {desk.WhatIf{On: day(time.May, 20)}, "2026-06-18", ""},
		"a day when the law was another": {desk.WhatIf{On: calendar.NewDate(2022, time.December, 12)}, "2023-01-25", ""},
		"another nation":                 {desk.WhatIf{Nation: calendar.Scotland}, "", ""},
		"a sister nation":                {desk.WhatIf{Nation: calendar.Wales}, "2026-06-10", ""},
		"a slip in the year":             {desk.WhatIf{On: calendar.NewDate(2062, time.May, 1)}, "", "invalid: if: after"},
		"no such nation":                 {desk.WhatIf{Nation: "france"}, "", "invalid: nation: select_one"},
	} {
		answer, err := o.Desk.WhatIf(t.Context(), o.Colleague, ref, id, tc.in)
		if kindOf(err) != tc.err {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && answer.Then.Day().String() != tc.then {
			t.Errorf("%s: %s, want %s", name, answer.Then.Day(), tc.then)
		}
		if err == nil && tc.then != "" && len(answer.Steps) == 0 {
			t.Errorf("%s: no steps", name)
		}
	}
	scotland, err := o.Desk.WhatIf(t.Context(), o.Colleague, ref, id, desk.WhatIf{Nation: calendar.Scotland})
	if err != nil || !slices.ContainsFunc(scotland.Moves, func(m desk.Move) bool { return m.After.Rule != nil && m.After.Rule.ID == "SC-SUPPORT-90" }) {
		t.Errorf("Scotland's support is not shown: %v", err)
	}
	if diff := cmp.Diff(before, clocks(t, o, ref)); diff != "" || o.Read(t, ref).Version != version {
		t.Errorf("the case was touched: %s", diff)
	}
	if _, err := o.Desk.WhatIf(t.Context(), o.Auditor, ref, id, desk.WhatIf{}); kindOf(err) != "forbidden" {
		t.Errorf("an auditor: %v", err)
	}
	if _, err := o.Desk.WhatIf(t.Context(), o.OtherTeam, ref, id, desk.WhatIf{}); kindOf(err) == "" {
		t.Error("another team asks about a case")
	}
}
