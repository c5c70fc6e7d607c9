package desk_test

import (
	"errors"
	"testing"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestConsentRegister_pagesHoldEveryRecordOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	const records = 103 // made in the same moment, so that only the id tells them apart
	for range records {
		o.Consented(t, ref)
	}
	seen := map[string]bool{}
	var q desk.RegisterQuery
	pages := 0
	for {
		page, err := o.Desk.ConsentRegister(t.Context(), o.Auditor, q)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, e := range page.Entries {
			if seen[e.Reference] {
				t.Fatalf("%s comes twice", e.Reference)
			}
			seen[e.Reference] = true
			if e.Record.OwnWords != "" || e.Record.SupportContact != "" {
				t.Fatal("free text was opened for an auditor")
			}
		}
		if !page.More {
			break
		}
		q.After = page.Next
	}
	if len(seen) != records || pages != 3 {
		t.Errorf("%d records on %d pages, want %d on 3", len(seen), pages, records)
	}
}

func TestRegisteredConsent(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.MoveDays(1)
	o.WithConsent(t, ref, func(r *consent.Record) { r.SharePolice = consent.No })
	list, err := o.Desk.ConsentRegister(t.Context(), o.Auditor, desk.RegisterQuery{})
	if err != nil || len(list.Entries) != 2 {
		t.Fatal(len(list.Entries), err)
	}
	newer, older := list.Entries[0], list.Entries[1]
	if !newer.Latest || older.Latest || !newer.Covered || older.Covered {
		t.Errorf("newer %v %v, older %v %v", newer.Latest, newer.Covered, older.Latest, older.Covered)
	}
	found, err := o.Desk.RegisteredConsent(t.Context(), o.Auditor, older.Reference)
	if err != nil || len(found.Others) != 1 || found.Others[0].Reference != newer.Reference || found.CaseRef != ref {
		t.Fatalf("%+v, %v", found, err)
	}
	trail, err := o.DB.AuditTrail(t.Context(), o.Auditor.OrganisationID, o.Read(t, ref).ID, 0, 1)
	if err != nil || trail[0].Action != access.ViewConsentRegister.String() || trail[0].ActorID != o.Auditor.UserID {
		t.Errorf("the look is not in the chain of the case: %v, %v", trail, err)
	}
	farAuditor := o.Stranger
	farAuditor.Roles = []staff.Role{staff.Auditor}
	if _, err := o.Desk.RegisteredConsent(t.Context(), farAuditor, older.Reference); !errors.Is(err, fault.NotFound) {
		t.Errorf("an auditor of another organisation: %v", err)
	}
	if _, err := o.Desk.ConsentRegister(t.Context(), o.Supervisor, desk.RegisterQuery{}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor: %v", err)
	}
}
