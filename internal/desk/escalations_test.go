package desk_test

import (
	"errors"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestEscalations_onlyForTheSupervisorsOfTheTeam(t *testing.T) {
	t.Parallel()
	o := laddered(t, "0;-1:escalation")
	ref := challenging(t, o)
	atEight(o, day(time.June, 11))
	sweep(t, o)
	atEight(o, day(time.June, 12))
	sweep(t, o)
	for name, tc := range map[string]struct {
		who  staff.Actor
		want []string
		err  error
	}{
		"the supervisor":                {o.Supervisor, []string{string(ref)}, nil},
		"the other supervisor":          {o.Deputy, []string{string(ref)}, nil},
		"who holds the case":            {o.Caseworker, nil, fault.Forbidden},
		"an auditor":                    {o.Auditor, nil, fault.Forbidden},
		"an admin":                      {o.Admin, nil, fault.Forbidden},
		"a supervisor of somebody else": {o.Stranger, nil, nil},
	} {
		page, err := o.Desk.Escalations(t.Context(), tc.who, desk.EscalationPlace{})
		if !errors.Is(err, tc.err) {
			t.Errorf("%s: %v", name, err)
		}
		var refs []string
		for _, e := range page.List {
			refs = append(refs, string(e.Ref))
		}
		same(t, name, tc.want, refs)
	}
}

func TestEscalations_leaveTheListWhenSomebodyActs(t *testing.T) {
	t.Parallel()
	o := laddered(t, "0;-1:escalation")
	ref := challenging(t, o)
	listed := func() int {
		t.Helper()
		page, err := o.Desk.Escalations(t.Context(), o.Supervisor, desk.EscalationPlace{})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.List)
	}
	atEight(o, day(time.June, 11))
	sweep(t, o)
	same(t, "on the day itself nothing has passed", 0, listed())
	atEight(o, day(time.June, 12))
	sweep(t, o)
	page, err := o.Desk.Escalations(t.Context(), o.Supervisor, desk.EscalationPlace{})
	if err != nil || len(page.List) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if e := page.List[0]; e.Ref != ref || e.Label != "Reconsideration request due" || e.Day != day(time.June, 11) || e.OwnerAway || page.More {
		t.Errorf("%+v", page)
	}
	mark(t, o, o.Supervisor)
	same(t, "once the supervisor has dealt with it", 0, listed())
}

func TestEscalations_pageByPage(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	o.LayDates(t, owner, sample.Dates{Today: sample.Today, Cases: 60, PerCase: 1, Holders: 2, Escalations: 60})
	atEight(o, sample.Today)
	sweep(t, o)
	seen := map[string]bool{}
	var place desk.EscalationPlace
	var pages []int
	for more := true; more; {
		page, err := o.Desk.Escalations(t.Context(), o.Supervisor, place)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.List {
			seen[e.DeadlineID] = true
		}
		pages = append(pages, len(page.List))
		more, place = page.More, page.Next
	}
	same(t, "pages", []int{50, 10}, pages)
	same(t, "different dates", 60, len(seen))
}
