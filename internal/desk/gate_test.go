package desk_test

import (
	"slices"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
)

// wayOut is one way in which something about a client leaves.
type wayOut struct {
	name  string
	leave func(*testing.T, *sample.Office, casefile.Ref) error
}

const (
	support      = "a handoff to a support provider"
	police       = "a handoff to the police"
	notColleague = "a handoff to a stranger said to be a colleague"
	naming       = "a report of the refusal that names the client"
	pack         = "the referral is taken out to be copied"
	sent         = "the referral is recorded as sent"
)

// waysOut are all of them; TestGate_everyWayOut in package archtest holds the
// list against the source. The last one moves the case on.
var waysOut = []wayOut{
	{support, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), sample.Envelope())
		return err
	}},
	{police, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), toPolice(handoff.NameToUse))
		return err
	}},
	{notColleague, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		d := toPolice(handoff.NameToUse)
		d.Class, d.Colleague, d.SentHow = handoff.Colleague, o.Stranger.UserID, handoff.ToInbox
		_, err := o.Desk.SendHandoff(t.Context(), o.Caseworker, o.Edit(t, ref), d)
		return err
	}},
	{naming, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		return o.Desk.ReportRefusal(t.Context(), o.Caseworker, o.Edit(t, ref), dtn.Record{Named: true, SentOn: o.Desk.Today(), SentHow: dtn.OnlineForm})
	}},
	{pack, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		_, err := o.Desk.ReferralPack(t.Context(), o.Caseworker, ref)
		return err
	}},
	{sent, func(t *testing.T, o *sample.Office, ref casefile.Ref) error {
		return o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), referral.Sent{On: o.Desk.Today(), Hour: 9, How: referral.OnlineService, Awaited: true})
	}},
}

// TestGate_everyWayOut puts what the client said against every way in which
// something leaves. The referral is approved and ready, so that nothing but the
// answers stands in its way.
func TestGate_everyWayOut(t *testing.T) {
	t.Parallel()
	said := func(change func(*consent.Record)) func(*testing.T, *sample.Office, casefile.Ref) {
		return func(t *testing.T, o *sample.Office, ref casefile.Ref) { o.WithConsent(t, ref, change) }
	}
	for name, tc := range map[string]struct {
		then func(*testing.T, *sample.Office, casefile.Ref)
		may  []string
	}{
		"yes to all":       {func(*testing.T, *sample.Office, casefile.Ref) {}, []string{pack, sent, support, police}},
		"no to the police": {said(func(r *consent.Record) { r.SharePolice = consent.No }), []string{pack, sent, support}},
		"needs more time about support": {said(func(r *consent.Record) {
			r.ShareSupport, r.ReviewOn = consent.NeedsMoreTime, sample.Today.AddDays(3)
		}), []string{pack, sent, police}},
		"the police taken back": {func(t *testing.T, o *sample.Office, ref casefile.Ref) { withdraw(t, o, ref, consent.SharePolice) }, []string{pack, sent, support}},
		"everything taken back": {func(t *testing.T, o *sample.Office, ref casefile.Ref) { withdraw(t, o, ref) }, nil},
		"run out": {func(t *testing.T, o *sample.Office, ref casefile.Ref) {
			o.WithConsent(t, ref, func(r *consent.Record) { r.Ends = consent.Ends{How: consent.EndsOn, On: sample.Today.AddDays(1)} })
			o.MoveDays(2)
		}, nil},
		"the only record said to be wrong": {func(t *testing.T, o *sample.Office, ref casefile.Ref) {
			if err := o.Desk.CorrectConsent(t.Context(), o.Caseworker, o.Edit(t, ref), consent.Correction{Number: 1, Reason: "Another client"}); err != nil {
				t.Fatal(err)
			}
		}, nil},
		"no to the referral, yes to being named": {said(func(r *consent.Record) { *r = sample.Declined(consent.Yes) }), []string{naming}},
		"no to the referral and to being named":  {said(func(r *consent.Record) { *r = sample.Declined(consent.No) }), nil},
		"no, and being named taken back": {func(t *testing.T, o *sample.Office, ref casefile.Ref) {
			o.WithConsent(t, ref, func(r *consent.Record) { *r = sample.Declined(consent.Yes) })
			withdraw(t, o, ref, consent.IdentifyInDuty)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := agreedCase(t, o)
			o.Approved(t, ref)
			tc.then(t, o, ref)
			for _, way := range waysOut {
				err := way.leave(t, o, ref)
				if may := slices.Contains(tc.may, way.name); may != (err == nil) {
					t.Errorf("%s: may leave %v, and %v", way.name, may, err)
				}
			}
		})
	}
}

// TestGate_aChild: those who protect a child are told; for all others it is
// recorded first what was explained.
func TestGate_aChild(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for _, explained := range []bool{false, true} {
		ref := o.Case(t, sample.Child(calendar.England))
		if explained {
			o.ConsentNotRequired(t, ref)
		}
		may := []string{police}
		if explained {
			may = append(may, support)
		}
		for _, way := range waysOut {
			if err := way.leave(t, o, ref); slices.Contains(may, way.name) != (err == nil) {
				t.Errorf("explained %v, %s: %v", explained, way.name, err)
			}
		}
	}
}

// TestRecordConsent_nobodyAnswersForAChild: whatever a request claims, no record
// of a child, or of somebody who may be one, holds an answer.
func TestRecordConsent_nobodyAnswersForAChild(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	unsure := sample.Child(calendar.England)
	unsure.AgeBand = person.AgeUnsure
	explained := consent.Record{Kind: consent.NotRequired, GivenOn: sample.Today, Explanation: sample.Explained(), AgeEvidence: "Says they are 15"}
	claims := map[string]func(*consent.Record){
		"an adult's answers": func(r *consent.Record) { *r = sample.Agreed() },
		"a refusal":          func(r *consent.Record) { *r = sample.Declined(consent.No) },
		"a decision of somebody who decides for them": func(r *consent.Record) {
			*r = sample.Agreed()
			r.Capacity = consent.Capacity{Finding: consent.FoundNot, AssessedOn: sample.Today, AssessedBy: "x", DecisionMaker: "A parent", Reason: "x"}
			r.AnsweredHow = consent.BestInterests
		},
		"a choice at 18 that has not come": func(r *consent.Record) { *r = sample.Agreed(); r.AtEighteen = true },
		"a withdrawal":                     func(r *consent.Record) { r.Kind = consent.Withdrawal },
	}
	// One answer slipped in beside the explanation, for each of the purposes.
	slip := map[consent.Purpose]func(*consent.Record){
		consent.ReferToNRM: func(r *consent.Record) { r.ReferToNRM = consent.Yes }, consent.WantsSupport: func(r *consent.Record) { r.WantsSupport = consent.Yes },
		consent.HelpAuthorities: func(r *consent.Record) { r.HelpAuthorities = consent.Yes }, consent.ShareSupport: func(r *consent.Record) { r.ShareSupport = consent.Yes },
		consent.ShareLocalAuthority: func(r *consent.Record) { r.ShareLocalAuthority = consent.Yes }, consent.SharePolice: func(r *consent.Record) { r.SharePolice = consent.Yes },
		consent.ShareLegal: func(r *consent.Record) { r.ShareLegal = consent.Yes }, consent.ShareFeedback: func(r *consent.Record) { r.ShareFeedback = consent.Yes },
		consent.DecisionToOther: func(r *consent.Record) { r.DecisionToOther = consent.Yes }, consent.IdentifyInDuty: func(r *consent.Record) { r.IdentifyInDuty = consent.Yes },
		consent.ContactClient: func(r *consent.Record) { r.ContactBy = map[consent.Channel]consent.Answer{consent.Phone: consent.Yes} },
	}
	for _, p := range consent.Purposes {
		if slip[p] == nil {
			t.Errorf("nothing tries to answer %s for a child", p)
			continue
		}
		claims["a yes to "+string(p)] = slip[p]
	}
	for name, claim := range claims {
		for band, start := range map[string]person.Start{"child": sample.Child(calendar.England), "age unsure": unsure} {
			ref := o.Case(t, start)
			r := explained
			claim(&r)
			if err := o.Desk.RecordConsent(t.Context(), o.Caseworker, o.Edit(t, ref), r); err == nil {
				t.Errorf("%s: %s is recorded", band, name)
			}
			f, err := o.Desk.Consent(t.Context(), o.Caseworker, ref)
			if err != nil || len(f.Records) != 0 || f.Standing.Status != consent.StatusNone {
				t.Errorf("%s, %s: %d records, %v", band, name, len(f.Records), err)
			}
		}
	}
	ref := o.Case(t, unsure)
	o.ConsentNotRequired(t, ref)
	if err := o.Desk.WithdrawConsent(t.Context(), o.Caseworker, o.Edit(t, ref), consent.Record{
		GivenOn: sample.Today, WithdrawnHow: consent.SignedForm, ProviderTold: consent.NoProvider,
	}); !isConflict(err) {
		t.Errorf("a withdrawal for a child: %v", err)
	}
	if _, err := o.Desk.AskOverride(t.Context(), o.Caseworker, o.Edit(t, ref), desk.OverrideRequest{
		To: handoff.Recipient{Class: "home_office", Name: "Home Office"}, Items: []handoff.Item{handoff.NameToUse}, Reason: "x",
	}); err == nil {
		t.Error("the referral was asked for as an override")
	}
}
