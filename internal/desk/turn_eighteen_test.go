package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// birthday is the 18th birthday of the child of these tests.
var birthday = calendar.NewDate(2026, time.May, 25)

// referredChild is a child in recovery who will turn 18.
func referredChild(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := o.Case(t, sample.Child(calendar.England))
	o.ConsentNotRequired(t, ref)
	o.Submitted(t, ref, sample.Today)
	o.Decided(t, ref, decision.RG, decision.Positive, sample.Today)
	born := person.AgeAssessment{
		Band: person.Child, On: sample.Today, By: "Social worker, Westmoor Council", Basis: "Birth certificate", BornOn: birthday.AddMonths(-12 * 18),
	}
	if err := o.Desk.AssessAge(t.Context(), o.Caseworker, o.Edit(t, ref), born); err != nil {
		t.Fatal(err)
	}
	return ref
}

func turnEighteen(t *testing.T, o *sample.Office) int {
	t.Helper()
	n, err := o.Desk.TurnEighteen(t.Context(), sample.System)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTurnEighteen_waitsForTheirOwnAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer func(*testing.T, *sample.Office, casefile.Ref)
		state  casefile.State
		status consent.Status
		told   string
	}{
		"stays": {func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.Consented(t, ref) }, casefile.RGPositive, consent.StatusGiven, ""},
		"leaves": {func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.Refused(t, ref, consent.Unanswered) }, casefile.Withdrawn, consent.StatusRefused,
			"home_office supervisor"},
		"needs time": {func(t *testing.T, o *sample.Office, ref casefile.Ref) {
			o.WithConsent(t, ref, func(r *consent.Record) {
				r.ReferToNRM, r.ReviewOn = consent.NeedsMoreTime, o.Desk.Today().AddDays(5)
			})
		}, casefile.ConsentPending, consent.StatusNeedsMoreTime, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := referredChild(t, o)
			o.MoveDays(6)
			if n := turnEighteen(t, o); n != 0 {
				t.Fatalf("%d turned 18 on the day before their birthday", n)
			}
			o.MoveDays(1)
			if n := turnEighteen(t, o); n != 1 {
				t.Fatalf("%d turned 18 on their birthday", n)
			}
			c := o.Read(t, ref)
			if c.State != casefile.ConsentPending || c.Kept != casefile.RGPositive || c.AgeBand != person.Adult || c.ConsentStatus != "none" {
				t.Fatalf("%+v", c)
			}
			if n := turnEighteen(t, o); n != 0 {
				t.Errorf("%d turned 18 twice", n)
			}
			if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); !slices.Contains(fieldsOf(err), "items/no_consent") {
				t.Errorf("what was not asked of a child still carries an adult: %v", err)
			}
			tc.answer(t, o, ref)
			c = o.Read(t, ref)
			if c.State != tc.state || c.ConsentStatus != string(tc.status) || (c.Kept != "") != (tc.state == casefile.ConsentPending) {
				t.Errorf("%s, %s, kept %q", c.State, c.ConsentStatus, c.Kept)
			}
			f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
			if err != nil || !f.Records[0].AtEighteen || noticeKinds(f.Notices) != tc.told {
				t.Errorf("at eighteen %v, to be told %q, %v", f.Records[0].AtEighteen, noticeKinds(f.Notices), err)
			}
			dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
			if err != nil {
				t.Fatal(err)
			}
			open := slices.ContainsFunc(dates.Open, func(d desk.KeptDate) bool { return d.Deadline.Rule.Clock == "age_18" })
			if open != (tc.state == casefile.ConsentPending) {
				t.Errorf("the date to choose is open: %v", open)
			}
		})
	}
}

// TestTurnEighteen_decisionsGoOnArriving while the answer is awaited.
func TestTurnEighteen_decisionsGoOnArriving(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref, late := referredChild(t, o), referredChild(t, o)
	o.MoveDays(7)
	turnEighteen(t, o)
	o.Decided(t, ref, decision.CG, decision.Suspended, o.Desk.Today())
	if c := o.Read(t, ref); c.State != casefile.ConsentPending || c.Kept != casefile.CGSuspended {
		t.Fatalf("on hold: %s, kept %s", c.State, c.Kept)
	}
	o.Consented(t, ref)
	if c := o.Read(t, ref); c.State != casefile.CGSuspended || c.Kept != "" {
		t.Errorf("after the answer: %s, kept %s", c.State, c.Kept)
	}
	o.Decided(t, late, decision.CG, decision.Positive, o.Desk.Today())
	if c := o.Read(t, late); c.State != casefile.CGPositive || c.Kept != "" {
		t.Errorf("after a CG decision nothing is left to choose: %s, kept %s", c.State, c.Kept)
	}
}

// TestTurnEighteen_goesByTheBookInForce: an organisation that counts with rules
// of its own, under names of its own, is not passed by, and another one goes on
// with what this release carries.
func TestTurnEighteen_goesByTheBookInForce(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := referredChild(t, o)
	own := withRules(t, deadline.Published().Text(), [3]string{"UK-AGE-18-CONSENT", "rule_id", "OUR-AGE-18"})
	take(t, o, rehearse(t, o, desk.BookChoice{Rules: own}))
	o.MoveDays(7)
	if n := turnEighteen(t, o); n != 1 {
		t.Fatalf("%d turned 18 by the organisation's own rule", n)
	}
	if c := o.Read(t, ref); c.State != casefile.ConsentPending || c.AgeBand != person.Adult {
		t.Errorf("%s, %s", c.State, c.AgeBand)
	}
}

func TestTurnEighteen_isTheProgramsAlone(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for _, who := range []staff.Actor{o.Caseworker, o.Supervisor, o.Auditor, o.Admin} {
		if _, err := o.Desk.TurnEighteen(t.Context(), who); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", who.Name, err)
		}
		if _, err := o.Desk.ExpireConsent(t.Context(), who); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}

// TestExpireConsent_onlyTidies: the day after the last one nothing may be
// shared, whether anything ran or not; the job brings the lists in line.
func TestExpireConsent_onlyTidies(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.WithConsent(t, ref, func(r *consent.Record) { r.Ends = consent.Ends{How: consent.EndsOn, On: sample.Today.AddDays(2)} })
	if c := o.Read(t, ref); c.ConsentEndsOn != sample.Today.AddDays(2) {
		t.Errorf("ends on %s", c.ConsentEndsOn)
	}
	o.MoveDays(2)
	if n, err := o.Desk.ExpireConsent(t.Context(), sample.System); n != 0 || err != nil {
		t.Errorf("%d ended on their last day, %v", n, err)
	}
	o.HandedOver(t, ref)
	o.MoveDays(1)
	if _, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope()); !slices.Contains(fieldsOf(err), "items/no_consent") {
		t.Errorf("shared on a consent that has run out: %v", err)
	}
	if got := o.Read(t, ref).ConsentStatus; got != string(consent.StatusGiven) {
		t.Errorf("before the job the list says %s", got)
	}
	for _, want := range []int{1, 0} {
		if n, err := o.Desk.ExpireConsent(t.Context(), sample.System); n != want || err != nil {
			t.Errorf("%d tidied, want %d, %v", n, want, err)
		}
	}
	if c := o.Read(t, ref); c.ConsentStatus != string(consent.StatusExpired) || !c.ConsentEndsOn.IsZero() {
		t.Errorf("after it %s until %s", c.ConsentStatus, c.ConsentEndsOn)
	}
	f, err := o.Desk.CaseFile(t.Context(), o.Caseworker, ref)
	if err != nil || f.Step.Code != casefile.StepConsent {
		t.Errorf("the next step is %+v, %v", f.Step, err)
	}
}

func TestAssessAge(t *testing.T) {
	t.Parallel()
	found := func(band person.AgeBand) person.AgeAssessment {
		return person.AgeAssessment{Band: band, On: sample.Today, By: "Two social workers", Basis: "Interviews"}
	}
	unsure := sample.Child(calendar.England)
	unsure.AgeBand = person.AgeUnsure
	for name, tc := range map[string]struct {
		start person.Start
		set   func(*testing.T, *sample.Office, casefile.Ref)
		band  person.AgeBand
		state casefile.State
		kept  casefile.State
	}{
		"unsure, being written about, an adult": {unsure, nil, person.Adult, casefile.ConsentPending, casefile.Draft},
		"unsure, found to be a child":           {unsure, nil, person.Child, casefile.Draft, ""},
		"an adult who is a child, not asked":    {sample.Adult(calendar.England), nil, person.Child, casefile.ConsentPending, ""},
		"an adult who said no and is a child": {sample.Adult(calendar.England),
			func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.Refused(t, ref, consent.No) }, person.Child, casefile.ConsentPending, ""},
		"found to be an adult by mistake, a child after all": {unsure,
			func(t *testing.T, o *sample.Office, ref casefile.Ref) {
				if err := o.Desk.AssessAge(t.Context(), o.Caseworker, o.Edit(t, ref), found(person.Adult)); err != nil {
					t.Fatal(err)
				}
			}, person.Child, casefile.Draft, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := o.Case(t, tc.start)
			if tc.set != nil {
				tc.set(t, o, ref)
			}
			if err := o.Desk.AssessAge(t.Context(), o.Caseworker, o.Edit(t, ref), found(tc.band)); err != nil {
				t.Fatal(err)
			}
			c := o.Read(t, ref)
			if c.State != tc.state || c.Kept != tc.kept || c.AgeBand != tc.band {
				t.Errorf("%s, kept %q, %s", c.State, c.Kept, c.AgeBand)
			}
			if tc.band == person.Child {
				o.ConsentNotRequired(t, ref)
				if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Agreed()); !slices.Contains(fieldsOf(err), "kind/not_asked_of_children") {
					t.Errorf("a child is asked: %v", err)
				}
			}
			f, err := o.Desk.Age(t.Context(), o.Supervisor, ref)
			if err != nil || len(f.Assessments) == 0 || f.Assessments[0].By != "Two social workers" || f.Assessments[0].RecordedByName != "Casey Caseworker" {
				t.Errorf("%+v, %v", f.Assessments, err)
			}
		})
	}
}

func TestAssessAge_refusals(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Child(calendar.England))
	good := person.AgeAssessment{Band: person.Adult, On: sample.Today, By: "x", Basis: "x"}
	for name, tc := range map[string]struct {
		who  staff.Actor
		want error
	}{"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden}, "another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound}} {
		if err := o.Desk.AssessAge(t.Context(), tc.who, o.Edit(t, ref), good); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := good
	bad.BornOn = sample.Today.AddDays(1)
	if err := o.Desk.AssessAge(t.Context(), o.Caseworker, o.Edit(t, ref), bad); !slices.Contains(fieldsOf(err), "born_on/in_future") {
		t.Errorf("born tomorrow: %v", err)
	}
}
