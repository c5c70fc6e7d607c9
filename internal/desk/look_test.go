package desk_test

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/testkit/sample"
)

// TestLook_isNoChange opens the forms of changes: the trail says that somebody
// looked, never that they changed anything.
func TestLook_isNoChange(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	version := o.Read(t, ref).Version
	if _, err := o.Desk.SafeContact(t.Context(), o.Caseworker, ref); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.RestsOnConsent(t.Context(), o.Caseworker, ref); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.Duty(t.Context(), o.Caseworker, ref); err != nil {
		t.Fatal(err)
	}
	trail, err := o.Desk.AuditTrail(t.Context(), o.Auditor, ref, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range trail.Entries[:3] {
		if e.Action != "case.view" {
			t.Errorf("opening a form is recorded as %s", e.Action)
		}
	}
	if now := o.Read(t, ref).Version; now != version {
		t.Errorf("looking raised the version from %d to %d", version, now)
	}
}
