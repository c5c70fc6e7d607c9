package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestGiveReceipt(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	for safe, want := range map[string]string{"": "receipt_safe/select_one", "no": "receipt_safe/not_safe", "true": "receipt_safe/select_one"} {
		_, err := o.Desk.GiveReceipt(t.Context(), o.Caseworker, o.Edit(t, ref), 1, safe)
		if !slices.Contains(fieldsOf(err), want) {
			t.Errorf("safe %q: %v", safe, err)
		}
	}
	if err := o.Desk.SetLawfulBasis(t.Context(), o.Admin, basis(), ""); err != nil {
		t.Fatal(err)
	}
	id, err := o.Desk.GiveReceipt(t.Context(), o.Caseworker, o.Edit(t, ref), 1, "yes")
	if err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.Receipt(t.Context(), o.Colleague, ref, id)
	if err != nil || f.Organisation != "Northside Refuge" || f.File.Record.PrincipalID != string(ref) || f.File.ReceiptID != id {
		t.Fatalf("%+v, %v", f, err)
	}
	if p := f.File.Record.Processing.Purposes[0]; p.LawfulBasis != "UK GDPR Art 6(1)(f)" || p.RetentionPeriod != "6 years after closing" {
		t.Errorf("held on %q for %q", p.LawfulBasis, p.RetentionPeriod)
	}
	for name, tc := range map[string]struct {
		who  staff.Actor
		want error
	}{"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden}, "another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound}} {
		if _, err := o.Desk.Receipt(t.Context(), tc.who, ref, id); !errors.Is(err, tc.want) {
			t.Errorf("%s reads it: %v", name, err)
		}
		if _, err := o.Desk.GiveReceipt(t.Context(), tc.who, o.Edit(t, ref), 1, "yes"); !errors.Is(err, tc.want) {
			t.Errorf("%s gives one: %v", name, err)
		}
	}
	other := agreedCase(t, o)
	for name, id := range map[string]string{"of another case": id, "made up": "01976f2e-0000-7000-8000-000000000001"} {
		if _, err := o.Desk.Receipt(t.Context(), o.Caseworker, other, id); !errors.Is(err, fault.NotFound) {
			t.Errorf("a receipt %s: %v", name, err)
		}
	}
	if _, err := o.Desk.GiveReceipt(t.Context(), o.Caseworker, o.Edit(t, ref), 7, "yes"); !errors.Is(err, fault.NotFound) {
		t.Errorf("of a record that is not there: %v", err)
	}
	withdraw(t, o, ref, consent.SharePolice)
	f, err = o.Desk.Receipt(t.Context(), o.Caseworker, ref, id)
	if err != nil || f.Standing.Answer(consent.SharePolice) != consent.No {
		t.Errorf("what was taken back since is not on it: %v", err)
	}
	if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), consent.Correction{Number: 1, Reason: "Another client"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.Receipt(t.Context(), o.Caseworker, ref, id); !isConflict(err) {
		t.Errorf("a receipt of a record said to be wrong is still shown: %v", err)
	}
}

func basis() lawfulbasis.Record {
	return lawfulbasis.Record{
		Basis: "legitimate_interests", Special: "safeguarding", Offence: "safeguarding", Retention: "6 years after closing",
		PolicyDocument: "Policy 12", DecidedBy: "Data protection officer", DecidedOn: sample.Today,
	}
}

// TestLawfulBasis_isKeptApart: it is the organisation's own, one case may
// differ, and no withdrawal touches it.
func TestLawfulBasis_isKeptApart(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := agreedCase(t, o)
	counts := func() string {
		f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
		if err != nil {
			t.Fatal(err)
		}
		if f.Basis == nil {
			return ""
		}
		return f.Basis.Basis
	}
	if got := counts(); got != "" {
		t.Errorf("before anybody decided: %q", got)
	}
	in := basis()
	if err := o.Desk.SetLawfulBasis(t.Context(), o.Admin, in, "one form"); err != nil {
		t.Fatal(err)
	}
	in.Basis = "public_task"
	if err := o.Desk.SetLawfulBasis(t.Context(), o.Admin, in, "one form"); err != nil || counts() != "legitimate_interests" {
		t.Errorf("a second press of the same form: %v, %s", err, counts())
	}
	in.Reason = "Referred by the police under a joint protocol"
	if err := o.Desk.SetCaseLawfulBasis(t.Context(), o.Supervisor, o.Edit(t, ref), in); err != nil || counts() != "public_task" {
		t.Errorf("one case: %v, %s", err, counts())
	}
	withdraw(t, o, ref)
	if got := counts(); got != "public_task" {
		t.Errorf("a withdrawal changed why the record is held: %s", got)
	}
	list, err := o.Desk.LawfulBases(t.Context(), o.Auditor)
	if err != nil || len(list) != 1 || list[0].RecordedByName != "Adam Admin" {
		t.Errorf("the organisation's: %+v, %v", list, err)
	}
	if other, err := o.Desk.LawfulBases(t.Context(), o.Stranger); err != nil || len(other) != 0 {
		t.Errorf("another organisation sees %+v, %v", other, err)
	}
	in.Basis = "consent"
	if err := o.Desk.SetLawfulBasis(t.Context(), o.Admin, in, ""); !slices.Contains(fieldsOf(err), "lawful_basis/select_one") {
		t.Errorf("what the client agreed to is no basis: %v", err)
	}
	for _, who := range []staff.Actor{o.Caseworker, o.Supervisor, o.Auditor} {
		if err := o.Desk.SetLawfulBasis(t.Context(), who, basis(), ""); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s sets it: %v", who.Name, err)
		}
	}
	if err := o.Desk.SetCaseLawfulBasis(t.Context(), o.Caseworker, o.Edit(t, ref), in); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker sets it for a case: %v", err)
	}
}

// TestRecordConsent_keepsWhatAnAuditorNeeds: who was trained when (A1), the
// sheet (A2) and the law on capacity are kept with the record, as they were.
func TestRecordConsent_keepsWhatAnAuditorNeeds(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	people, err := o.Desk.People(t.Context(), o.Admin)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(people.Users, func(u staff.User) bool { return u.ID == o.Caseworker.UserID })
	u := people.Users[i]
	err = o.Desk.ChangeUser(t.Context(), o.Admin, desk.UserChange{
		ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, TrainedOn: sample.Today.AddDays(-30),
	})
	if err != nil {
		t.Fatal(err)
	}
	o.WithConsent(t, ref, func(r *consent.Record) {
		r.AnsweredHow = consent.BestInterests
		r.Capacity = consent.Capacity{
			Finding: consent.FoundNot, AssessedOn: sample.Today, AssessedBy: "Dr Sampleton", DecisionMaker: "B. Colleague", Reason: "Twice, with an interpreter",
		}
	})
	list, err := o.Desk.ConsentRegister(t.Context(), o.Auditor, desk.RegisterQuery{})
	if err != nil || len(list.Entries) != 1 {
		t.Fatal(list, err)
	}
	e := list.Entries[0]
	if e.TrainedOn != sample.Today.AddDays(-30) || e.Record.Explanation.SheetTag != "en" || e.Record.Capacity.Act != "Mental Capacity Act 2005" {
		t.Errorf("trained on %s, sheet %q, under %q", e.TrainedOn, e.Record.Explanation.SheetTag, e.Record.Capacity.Act)
	}
	if e.Record.Capacity.AssessedBy != "" || strings.Contains(e.Record.Capacity.Reason, "Twice") {
		t.Errorf("the register shows what was written about the client: %+v", e.Record.Capacity)
	}
}
