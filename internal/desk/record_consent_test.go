package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func adultCase(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	return o.Case(t, sample.Adult(calendar.England))
}

func TestRecordConsent_movesTheCase(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sittings []consent.Record
		state    casefile.State
		status   consent.Status
	}{
		"a yes opens the referral": {[]consent.Record{sample.Agreed()}, casefile.Draft, consent.StatusGiven},
		"a yes without the police is a yes in part": {
			[]consent.Record{with(func(r *consent.Record) { r.SharePolice = consent.No })}, casefile.Draft, consent.StatusPartly},
		"more time keeps the case waiting": {
			[]consent.Record{with(func(r *consent.Record) {
				r.ReferToNRM, r.ReviewOn = consent.NeedsMoreTime, sample.Today.AddDays(7)
			})}, casefile.ConsentPending, consent.StatusNeedsMoreTime},
		"a no is a refusal":                     {[]consent.Record{sample.Declined(consent.No)}, casefile.Refused, consent.StatusRefused},
		"a yes after a no opens the referral":   {[]consent.Record{sample.Declined(consent.No), sample.Agreed()}, casefile.Draft, consent.StatusGiven},
		"a no while the referral is written":    {[]consent.Record{sample.Agreed(), sample.Declined(consent.Yes)}, casefile.Refused, consent.StatusRefused},
		"a second no on another day stays a no": {[]consent.Record{sample.Declined(consent.No), sample.Declined(consent.Yes)}, casefile.Refused, consent.StatusRefused},
		"more time after a no asks the case again": {
			[]consent.Record{sample.Declined(consent.No), with(func(r *consent.Record) {
				r.ReferToNRM, r.ReviewOn = consent.NeedsMoreTime, sample.Today.AddDays(7)
			})}, casefile.ConsentPending, consent.StatusNeedsMoreTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := adultCase(t, o)
			for _, r := range tc.sittings {
				if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r); err != nil {
					t.Fatal(err)
				}
			}
			c := o.Read(t, ref)
			if c.State != tc.state || c.ConsentStatus != string(tc.status) {
				t.Errorf("got %s with consent %s, want %s with %s", c.State, c.ConsentStatus, tc.state, tc.status)
			}
		})
	}
}

// with is a sitting in which everything was agreed but what change says.
func with(change func(*consent.Record)) consent.Record {
	r := sample.Agreed()
	change(&r)
	return r
}

func TestRecordConsent_ofAChild(t *testing.T) {
	t.Parallel()
	told := "Duty social worker, 020 7946 0000"
	for name, tc := range map[string]struct {
		before string // the local authority contact when the case was started
		now    string // and as given in the sitting
		want   casefile.State
	}{
		"local authority told before":        {told, "", casefile.Draft},
		"local authority told since":         {"", told, casefile.Draft},
		"local authority still to be told":   {"", "", casefile.Enquiry},
		"local authority contact is changed": {"Somebody else", told, casefile.Draft},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			start := sample.Child(calendar.Wales)
			start.LocalAuthorityContact, start.AgeBand = tc.before, person.AgeUnsure
			ref := o.Case(t, start)
			err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), consent.Record{
				Kind: consent.NotRequired, GivenOn: sample.Today, Explanation: sample.Explained(),
				AgeEvidence: "Passport seen", LocalAuthorityContact: tc.now,
			})
			if err != nil {
				t.Fatal(err)
			}
			f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
			if err != nil {
				t.Fatal(err)
			}
			if f.Case.State != tc.want || f.Standing.Status != consent.StatusNotRequired {
				t.Errorf("got %s, %s", f.Case.State, f.Standing.Status)
			}
			want := desk.Safeguard{LocalAuthorityContact: tc.now, AgeEvidence: "Passport seen"}
			if tc.now == "" {
				want.LocalAuthorityContact = tc.before
			}
			if diff := cmp.Diff(want, f.Safeguard); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRecordConsent_olderSittingRecordedLateMovesNothing(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	o.MoveDays(3)
	o.Consented(t, ref)
	if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Declined(consent.No)); err != nil {
		t.Fatal(err)
	}
	c := o.Read(t, ref)
	if c.State != casefile.Draft || c.ConsentStatus != string(consent.StatusGiven) {
		t.Errorf("the old no moved the case to %s, %s", c.State, c.ConsentStatus)
	}
}

func TestRecordConsent_keepsEverySittingWhole(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	want := with(func(r *consent.Record) {
		r.DecisionToOther, r.DecisionTo = consent.Yes, "Her solicitor, B. Sampleton"
		r.ContactBy[consent.Email] = consent.NeedsMoreTime
		r.ReviewOn, r.Worries = sample.Today.AddDays(9), "A man waited outside"
	})
	if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), want); err != nil {
		t.Fatal(err)
	}
	o.Refused(t, ref, consent.Yes)
	f, err := o.Desk.Consent(t.Context(), o.Supervisor, ref)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Records) != 2 || f.Records[0].Number != 2 {
		t.Fatalf("%d records, the first of them number %d", len(f.Records), f.Records[0].Number)
	}
	got := f.Records[1]
	want.ID, want.Number = got.ID, 1
	if diff := cmp.Diff(want, got.Record); diff != "" {
		t.Error(diff)
	}
	if got.RecordedByName != "Casey Caseworker" || !got.RecordedAt.Equal(sample.Now) || !strings.HasPrefix(got.Reference, "C-") {
		t.Errorf("recorded by %q at %s as %s", got.RecordedByName, got.RecordedAt, got.Reference)
	}
}

func TestRecordConsent_twoPressesAreOneRecord(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	e := o.Edit(t, ref)
	for range 2 {
		if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, e, sample.Agreed()); err != nil {
			t.Fatal(err)
		}
	}
	f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
	if err != nil || len(f.Records) != 1 {
		t.Errorf("%d records, %v", len(f.Records), err)
	}
}

func TestConsent_refusals(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	stale := o.Edit(t, ref)
	o.Consented(t, ref)
	acts := map[string]func(staff.Actor, desk.Edit) error{
		"record": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.RecordConsent(t.Context(), a, e, sample.Agreed())
		},
		"withdraw": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.WithdrawConsent(t.Context(), a, e, withdrawal())
		},
		"report": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.ReportRefusal(t.Context(), a, e, report())
		},
		"change contact": func(a staff.Actor, e desk.Edit) error {
			return o.Desk.ChangeSafeContact(t.Context(), a, e, sample.Adult(calendar.England).Contact)
		},
	}
	reads := map[string]func(staff.Actor) error{
		"read":               func(a staff.Actor) error { _, err := o.Desk.Consent(t.Context(), a, ref); return err },
		"read the effects":   func(a staff.Actor) error { _, err := o.Desk.RestsOnConsent(t.Context(), a, ref); return err },
		"read the contact":   func(a staff.Actor) error { _, err := o.Desk.SafeContact(t.Context(), a, ref); return err },
		"read the duty page": func(a staff.Actor) error { _, err := o.Desk.Duty(t.Context(), a, ref); return err },
	}
	for name, read := range reads {
		acts[name] = func(a staff.Actor, _ desk.Edit) error { return read(a) }
	}
	for name, act := range acts {
		for role, tc := range map[string]struct {
			actor staff.Actor
			want  error
		}{
			"auditor": {o.Auditor, fault.Forbidden}, "admin": {o.Admin, fault.Forbidden},
			"another team": {o.OtherTeam, fault.NotFound}, "another organisation": {o.Stranger, fault.NotFound},
		} {
			if err := act(tc.actor, o.Edit(t, ref)); !errors.Is(err, tc.want) {
				t.Errorf("%s by %s: %v, want %v", name, role, err, tc.want)
			}
		}
		var conflict *fault.Conflict
		if err := act(o.Caseworker, stale); reads[name] == nil && !errors.As(err, &conflict) {
			t.Errorf("%s on a stale case: %v", name, err)
		}
	}
	if c := o.Read(t, ref); c.State != casefile.Draft || c.Version != 2 {
		t.Errorf("something was done: %s, version %d", c.State, c.Version)
	}
}

func TestRecordConsent_badAnswers(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := adultCase(t, o)
	for name, tc := range map[string]struct {
		record consent.Record
		want   string
	}{
		"nothing":                     {consent.Record{}, "kind"},
		"a withdrawal by another way": {withdrawal(), "kind"},
		"of tomorrow":                 {with(func(r *consent.Record) { r.GivenOn = sample.Today.AddDays(1) }), "given_on"},
		"twenty kilobytes":            {with(func(r *consent.Record) { r.Worries = strings.Repeat("x", 20_000) }), "worries"},
		"a child's record for an adult": {consent.Record{
			Kind: consent.NotRequired, GivenOn: sample.Today, Explanation: sample.Explained(), AgeEvidence: "x",
		}, "kind"},
	} {
		err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), tc.record)
		var invalid *fault.Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Field != tc.want {
			t.Errorf("%s: %v, want a problem with %s", name, err, tc.want)
		}
	}
	if c := o.Read(t, ref); c.Version != 1 || c.State != casefile.ConsentPending {
		t.Errorf("half-saved: version %d, %s", c.Version, c.State)
	}
}
