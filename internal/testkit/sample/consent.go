package sample

import (
	"testing"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
)

// Agreed is a sitting today in which an adult was told everything and agreed
// to all of it.
func Agreed() consent.Record {
	return consent.Record{
		Kind: consent.Answers, GivenOn: Today, Explanation: Explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted},
		ReferToNRM: consent.Yes, WantsSupport: consent.Yes, SupportContact: "Text to 07700 900123", HelpAuthorities: consent.Yes,
		ShareSupport: consent.Yes, ShareLocalAuthority: consent.Yes, SharePolice: consent.Yes, ShareLegal: consent.Yes, ShareFeedback: consent.Yes,
		DecisionToOther: consent.No, Ends: consent.Ends{How: consent.EndsOpen},
		ContactBy: map[consent.Channel]consent.Answer{
			consent.Letter: consent.No, consent.Email: consent.No, consent.Phone: consent.Yes, consent.Text: consent.Yes,
		},
		AnsweredHow: consent.SignedSheet, OwnWords: "I want to be safe",
	}
}

// Declined is a sitting today in which an adult said no. C6 says whether they
// may be named in the report about it.
func Declined(c6 consent.Answer) consent.Record {
	return consent.Record{
		Kind: consent.Answers, GivenOn: Today, Explanation: Explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted},
		ReferToNRM: consent.No, ReasonNotGiven: true, ShareSupport: consent.No, ShareLocalAuthority: consent.No, SharePolice: consent.No,
		ShareLegal: consent.No, ShareFeedback: consent.No, Ends: consent.Ends{How: consent.EndsOpen}, IdentifyInDuty: c6, AnsweredHow: consent.SaidAloud, Witness: "Colin Colleague",
	}
}

// Explained is an explanation in which nothing was left out: the interpreter
// read the English sheet aloud, because there was none in Albanian.
func Explained() consent.Explanation {
	return consent.Explanation{
		Points: consent.PointIDs(), SheetTag: "en", SheetVersion: "1", SheetUse: consent.SheetInterpreted, NoticeVersion: "April 2026",
		Language: "Albanian", How: consent.InPerson, Interpreter: consent.Professional, InterpreterReference: "LINE-4471",
		GenderWish: consent.NoGenderWish, Present: []consent.Presence{consent.InterpreterPresent},
	}
}

// Consented records that the client agreed to everything.
func (o *Office) Consented(t testing.TB, ref casefile.Ref) {
	t.Helper()
	o.WithConsent(t, ref, func(*consent.Record) {})
}

// WithConsent records a sitting in which the client agreed to everything but
// what mutate changes.
func (o *Office) WithConsent(t testing.TB, ref casefile.Ref, mutate func(*consent.Record)) {
	t.Helper()
	r := Agreed()
	r.GivenOn = o.Desk.Today()
	mutate(&r)
	o.record(t, ref, r)
}

// Refused records that the client said no to a referral.
func (o *Office) Refused(t testing.TB, ref casefile.Ref, c6 consent.Answer) {
	t.Helper()
	r := Declined(c6)
	r.GivenOn = o.Desk.Today()
	o.record(t, ref, r)
}

// ConsentNotRequired records that a child, or somebody who may be one, was
// told what happens.
func (o *Office) ConsentNotRequired(t testing.TB, ref casefile.Ref) {
	t.Helper()
	o.record(t, ref, consent.Record{
		Kind: consent.NotRequired, GivenOn: o.Desk.Today(), Explanation: Explained(), AgeEvidence: "School record seen",
	})
}

// Withdrawn records that the client withdrew by signing the form.
func (o *Office) Withdrawn(t testing.TB, ref casefile.Ref) {
	t.Helper()
	err := o.Desk.WithdrawConsent(t.Context(), o.worker(t, ref), o.Edit(t, ref), consent.Record{
		GivenOn: o.Desk.Today(), WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (o *Office) record(t testing.TB, ref casefile.Ref, r consent.Record) {
	t.Helper()
	if err := o.Desk.RecordConsent(t.Context(), o.worker(t, ref), o.Edit(t, ref), r); err != nil {
		t.Fatal(err)
	}
}

// worker is a caseworker of the organisation whose case it is.
func (o *Office) worker(t testing.TB, ref casefile.Ref) staff.Actor {
	t.Helper()
	if o.Read(t, ref).OrganisationID == o.Stranger.OrganisationID {
		return o.Stranger
	}
	return o.Caseworker
}
