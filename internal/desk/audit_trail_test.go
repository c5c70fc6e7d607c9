package desk_test

import (
	"errors"
	"testing"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestAuditTrail_reach(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := handled(t, o)
	farAuditor := o.Stranger
	farAuditor.Roles = []staff.Role{staff.Auditor}
	otherSupervisor := o.OtherTeam
	otherSupervisor.Roles = []staff.Role{staff.Supervisor}
	for name, tc := range map[string]struct {
		actor   staff.Actor
		want    error
		checked bool
	}{
		"auditor of no team":              {o.Auditor, nil, true},
		"supervisor of the team":          {o.Supervisor, nil, false},
		"supervisor of another team":      {otherSupervisor, fault.NotFound, false},
		"auditor of another organisation": {farAuditor, fault.NotFound, false},
		"caseworker of the case":          {o.Caseworker, fault.Forbidden, false},
		"admin":                           {o.Admin, fault.Forbidden, false},
	} {
		trail, err := o.Desk.AuditTrail(t.Context(), tc.actor, c.Ref, 0)
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if trail.Checked != tc.checked || trail.Finding != nil {
			t.Errorf("%s: checked %v, finding %v", name, trail.Checked, trail.Finding)
		}
	}
}

func TestAuditTrail_pagesAndNames(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	c := handled(t, o)
	for range 120 {
		if _, err := o.Desk.Consent(t.Context(), o.Supervisor, c.Ref); err != nil {
			t.Fatal(err)
		}
	}
	rows, before, last := 0, int64(0), int64(1<<62)
	for {
		page, err := o.Desk.AuditTrail(t.Context(), o.Supervisor, c.Ref, before)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Entries {
			if e.Seq >= last || e.By == "" {
				t.Fatalf("row %d by %q after row %d", e.Seq, e.By, last)
			}
			last = e.Seq
			rows++
		}
		if before = page.Next; before == 0 {
			break
		}
	}
	if last != 1 || rows != 125 {
		t.Errorf("%d rows down to %d, want 125 down to 1", rows, last)
	}
}

func TestAuditTrail_showsTheFirstBadRow(t *testing.T) {
	t.Parallel()
	o, owner := reachable(t)
	c := handled(t, o)
	tamper(t, owner, `UPDATE audit_entries SET detail = '{"shape":"other"}' WHERE chain_id = '`+c.ID+`' AND seq = 2`)
	trail, err := o.Desk.AuditTrail(t.Context(), o.Auditor, c.Ref, 0)
	if err != nil || trail.Finding == nil || trail.Finding.Kind != audit.Changed || trail.Finding.Seq != 2 {
		t.Fatalf("finding %v, %v", trail.Finding, err)
	}
	tamper(t, owner, `DELETE FROM audit_heads WHERE chain_id = '`+c.ID+`'`)
	var conflict *fault.Conflict
	if _, err := o.Desk.AuditTrail(t.Context(), o.Auditor, c.Ref, 0); !errors.As(err, &conflict) {
		t.Errorf("a trail without its end: %v, want a sentence", err)
	}
}
