package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// saveField answers one question of the referral or report.
func saveField(t *testing.T, o *sample.Office, who staff.Actor, ref casefile.Ref, name, value string) error {
	t.Helper()
	f := o.Referral(t, ref)
	page := f.Draft.Form.Field(name).Page
	answers := referral.Answers{}
	for _, field := range page.Fields {
		answers[field.Name] = f.Draft.Values(field)
	}
	answers[name] = []string{value}
	return savePage(t, o, who, ref, page.Task.ID, page.ID, answers)
}

func writtenHere() dtn.Record {
	r := report()
	r.WrittenHere = true
	return r
}

// What was written of who the client is, before they said no, stays behind;
// what slips into a text is warned of; what was sent is kept to the byte.
func TestReport_withoutAName(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	for name, value := range map[string]string{"first_name": "Quokkanna", "last_name": "Wombatova"} {
		if err := saveField(t, o, o.Caseworker, ref, name, value); err != nil && name == "first_name" {
			t.Fatal(err)
		}
	}
	o.Refused(t, ref, consent.No)
	if f := o.Referral(t, ref); !f.Reporting() || !f.Editable() || !f.Draft.Nameless() {
		t.Fatalf("at %s on route %s", f.Case.State, f.Draft.Route())
	}
	for name, tc := range map[string]struct {
		who  staff.Actor
		want error
	}{"an auditor": {o.Auditor, fault.Forbidden}, "another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound}} {
		if err := saveField(t, o, tc.who, ref, "how_it_began", "Said so"); !errors.Is(err, tc.want) {
			t.Errorf("%s writes the report: %v", name, err)
		}
	}
	var conflict *fault.Conflict
	if _, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref); !errors.As(err, &conflict) {
		t.Errorf("half a report is taken out: %v", err)
	}
	err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), writtenHere())
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) || invalid.Problems[0].Field != "report_written" {
		t.Errorf("half a report is kept as sent: %v", err)
	}
	o.WriteReferral(t, ref)
	if err := saveField(t, o, o.Caseworker, ref, "how_it_began", "Quokkanna was met at the station"); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(f.Draft.Findings(), func(one referral.Finding) bool { return one.Code == "name_in_nameless_text" }) {
		t.Errorf("the name in a text is not warned of: %v", f.Draft.Findings())
	}
	if err := saveField(t, o, o.Caseworker, ref, "how_it_began", "They were met at the station"); err != nil {
		t.Fatal(err)
	}
	sent, err := o.Referral(t, ref).Draft.Snapshot().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	pretending := writtenHere()
	pretending.Named = true // whatever a form may say
	if err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), pretending); err != nil {
		t.Fatal(err)
	}
	file, err := o.Desk.Duty(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	kept := file.Reports[0]
	if !kept.WrittenHere || kept.Named || !bytes.Equal(kept.Snapshot, sent) {
		t.Errorf("kept %s", kept.Snapshot)
	}
	if strings.Contains(string(kept.Snapshot), "Quokkanna") || strings.Contains(string(kept.Snapshot), "Wombatova") {
		t.Error("the report without a name holds one")
	}
	story, err := o.Desk.Timeline(t.Context(), o.Caseworker, ref, 0, 1)
	if err != nil || !strings.Contains(fmt.Sprint(story.Events), referral.Digest(sent)) {
		t.Errorf("the digest is not in the trail: %v, %v", story.Events, err)
	}
	if err := saveField(t, o, o.Caseworker, ref, "how_it_began", "Afterwards"); !errors.As(err, &conflict) {
		t.Errorf("a report is written after it was sent: %v", err)
	}
}

// With the answer C6 the name may go, through the gate, and the record says so.
func TestReport_withAName(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Refused(t, ref, consent.Yes)
	if err := saveField(t, o, o.Caseworker, ref, "will_help_authorities", "yes"); err != nil {
		t.Fatal(err)
	}
	o.WriteReferral(t, ref)
	if err := saveField(t, o, o.Caseworker, ref, "first_name", "Quokkanna"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref); err != nil {
		t.Fatal(err)
	}
	rests, err := o.Desk.RestsOnConsent(t.Context(), o.Caseworker, ref)
	if err != nil || len(rests.Exports) != 1 || rests.Exports[0].Kind != desk.ReportExport {
		t.Errorf("taken out: %+v, %v", rests.Exports, err)
	}
	if err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), writtenHere()); err != nil {
		t.Fatal(err)
	}
	file, err := o.Desk.Duty(t.Context(), o.Caseworker, ref)
	if err != nil || !file.Reports[0].Named || !strings.Contains(string(file.Reports[0].Snapshot), "Quokkanna") {
		t.Errorf("%d reports, %v", len(file.Reports), err)
	}
}

// Somebody who took the referral back before it was sent is reported like one
// who said no, without a name.
func TestReport_afterAWithdrawal(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	o.Withdrawn(t, ref)
	if f := o.Referral(t, ref); !f.Reporting() || !f.Draft.Nameless() {
		t.Errorf("at %s on route %s", f.Case.State, f.Draft.Route())
	}
}
