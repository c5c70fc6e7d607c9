package desk_test

import (
	"errors"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func report() dtn.Record {
	return dtn.Record{SentOn: sample.Today, SentHow: dtn.OnlineForm, Reference: "DTN-0042"}
}

func TestReportRefusal_basis(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		worker func(*sample.Office) staff.Actor
		nation calendar.Nation
		want   dtn.Basis
	}{
		"a council in England":  {func(o *sample.Office) staff.Actor { return o.Stranger }, calendar.England, dtn.Duty},
		"a council in Scotland": {func(o *sample.Office) staff.Actor { return o.Stranger }, calendar.Scotland, dtn.Report},
		"a charity in England":  {func(o *sample.Office) staff.Actor { return o.Caseworker }, calendar.England, dtn.Report},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			worker := tc.worker(o)
			ref, err := o.Desk.StartCase(t.Context(), worker, desk.NewCase{Start: sample.Adult(tc.nation)})
			if err != nil {
				t.Fatal(err)
			}
			o.Refused(t, ref, consent.No)
			pretending := report()
			pretending.Basis = dtn.Duty // whatever a form may say
			if err := o.Desk.ReportRefusal(t.Context(), worker, o.Edit(t, ref), pretending); err != nil {
				t.Fatal(err)
			}
			f, err := o.Desk.Duty(t.Context(), worker, ref)
			if err != nil {
				t.Fatal(err)
			}
			if f.Case.State != casefile.DTNSent || len(f.Reports) != 1 {
				t.Fatalf("%s with %d reports", f.Case.State, len(f.Reports))
			}
			if got := f.Reports[0]; got.Basis != tc.want || got.Named || got.Reference != "DTN-0042" || got.SentOn != sample.Today {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestReportRefusal_namesOnlyWithLeave(t *testing.T) {
	t.Parallel()
	for answer, allowed := range map[consent.Answer]bool{consent.Yes: true, consent.No: false} {
		o := sample.Desk(t)
		ref := adultCase(t, o)
		o.Refused(t, ref, answer)
		named := report()
		named.Named = true
		err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), named)
		if (err == nil) != allowed {
			t.Errorf("C6 %s: %v", answer, err)
		}
	}
}

func TestReportRefusal_onlyAfterARefusalAndOnce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.Consented(t, ref)
	var invalid *fault.Invalid
	if err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), report()); !errors.As(err, &invalid) {
		t.Errorf("a report about a yes: %v", err)
	}
	o.Refused(t, ref, consent.No)
	if err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), report()); err != nil {
		t.Fatal(err)
	}
	var conflict *fault.Conflict
	if err := o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), report()); !errors.As(err, &conflict) {
		t.Errorf("a second report: %v", err)
	}
	o.Consented(t, ref)
	if c := o.Read(t, ref); c.State != casefile.Draft {
		t.Errorf("a yes after the report leads to %s", c.State)
	}
}

func TestChangeSafeContact(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.MoveDays(4)
	contact := sample.Adult(calendar.England).Contact
	contact.Details = "07700 900999, mornings"
	if err := o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), contact); err != nil {
		t.Fatal(err)
	}
	head, err := o.Desk.SafeContact(t.Context(), o.Caseworker, ref)
	if err != nil || head.Client.Contact.Details != contact.Details || head.ContactCheckedOn != sample.Today.AddDays(4) {
		t.Errorf("got %+v, %v", head, err)
	}
	contact.Details = ""
	var invalid *fault.Invalid
	if err := o.Desk.ChangeSafeContact(t.Context(), o.Caseworker, o.Edit(t, ref), contact); !errors.As(err, &invalid) {
		t.Errorf("no number: %v", err)
	}
}
