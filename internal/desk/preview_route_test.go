package desk_test

import (
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestPreviewRoute(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.Scotland))
	o.Consented(t, ref)
	preview := func(actor staff.Actor, ch desk.RouteChange) (int, string) {
		left, err := o.Desk.PreviewRoute(t.Context(), actor, ref, ch)
		return len(left), kindOf(err)
	}
	child := desk.RouteChange{Age: person.Child}
	if n, err := preview(o.Caseworker, child); n != 0 || err != "" {
		t.Errorf("nothing written: %d, %s", n, err)
	}
	o.WriteReferral(t, ref)
	before := o.Referral(t, ref)
	for name, tt := range map[string]struct {
		actor staff.Actor
		ch    desk.RouteChange
		some  bool
		err   string
	}{
		"a child":               {o.Caseworker, child, true, ""},
		"nothing changes":       {o.Caseworker, desk.RouteChange{}, false, ""},
		"the same age":          {o.Supervisor, desk.RouteChange{Age: person.Adult}, false, ""},
		"another team":          {o.OtherTeam, child, false, "not found"},
		"another organisation":  {o.Stranger, child, false, "not found"},
		"somebody who may only": {o.Admin, child, false, "forbidden"},
	} {
		if n, err := preview(tt.actor, tt.ch); (n > 0) != tt.some || err != tt.err {
			t.Errorf("%s: %d, %s", name, n, err)
		}
	}
	if after := o.Referral(t, ref); after.Case.Version != before.Case.Version || len(after.Draft.Submission()) != len(before.Draft.Submission()) {
		t.Error("looking at it changed something")
	}
	o.InReview(t, ref)
	if n, err := preview(o.Caseworker, child); n == 0 || err != "" {
		t.Errorf("in review: %d, %s", n, err)
	}
}
