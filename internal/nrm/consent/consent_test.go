package consent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
)

var (
	today = calendar.NewDate(2026, time.May, 18)
	first = calendar.NewDate(2026, time.May, 1)
)

func explained() consent.Explanation {
	return consent.Explanation{
		Points: consent.PointIDs(), SheetVersion: "3", NoticeVersion: "2026-04",
		Language: "Albanian", How: consent.InPerson, Interpreter: consent.Professional,
	}
}

// yes is a sitting in which the client agreed to everything.
func yes() consent.Record {
	return consent.Record{
		ID: "yes", Number: 1, Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 2),
		Explanation: explained(),
		ReferToNRM:  consent.Yes, WantsSupport: consent.Yes, SupportContact: "text 07700 900123",
		HelpAuthorities: consent.No, ShareSupport: consent.Yes, SharePolice: consent.Yes,
		DecisionToOther: consent.No,
		ContactBy: map[consent.Channel]consent.Answer{
			consent.Letter: consent.No, consent.Email: consent.No, consent.Phone: consent.No, consent.Text: consent.Yes,
		},
		AnsweredHow: consent.SignedSheet,
	}
}

func no() consent.Record {
	return consent.Record{
		ID: "no", Number: 2, Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 5),
		Explanation: explained(),
		ReferToNRM:  consent.No, ReasonNotGiven: true, ShareSupport: consent.Yes, SharePolice: consent.No,
		IdentifyInDuty: consent.No, AnsweredHow: consent.SaidAloud, Witness: "B. Colleague",
	}
}

func notRequired() consent.Record {
	return consent.Record{
		ID: "child", Number: 1, Kind: consent.NotRequired, GivenOn: calendar.NewDate(2026, time.May, 2),
		Explanation: explained(), AgeEvidence: "School record",
	}
}

func withdrawal() consent.Record {
	return consent.Record{
		ID: "gone", Number: 3, Kind: consent.Withdrawal, GivenOn: calendar.NewDate(2026, time.May, 10),
		WithdrawnHow: consent.SignedForm, ProviderTold: consent.ToldYes,
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type rec = consent.Record
	adult, child, unsure := person.Adult, person.Child, person.AgeUnsure
	tests := []struct {
		name   string
		band   person.AgeBand
		state  casefile.State
		record consent.Record
		change func(*rec)
		want   string // the problems, in order
	}{
		{"agreed to everything", adult, "consent_pending", yes(), nil, ""},
		{"refused without a reason given", adult, "consent_pending", no(), nil, ""},
		{"nothing answered", adult, "consent_pending", rec{Kind: consent.Answers}, nil,
			"given_on:required language:required sheet_version:required notice_version:required " +
				"explained_how:select_one interpreter:select_one refer_to_nrm:select_one answered_how:select_one"},
		{"yes, and nothing else asked", adult, "consent_pending", yes(), func(r *rec) {
			r.WantsSupport, r.HelpAuthorities, r.ShareSupport, r.SharePolice, r.DecisionToOther = "", "", "", "", ""
			r.ContactBy = nil
		}, "wants_support:select_one help_authorities:select_one share_support:select_one share_police:select_one " +
			"decision_to_other:select_one contact_letter:select_one contact_email:select_one contact_phone:select_one " +
			"contact_text:select_one"},
		{"an answer that is not on the page", adult, "consent_pending", yes(), func(r *rec) { r.SharePolice = "perhaps" },
			"share_police:select_one"},
		{"yes before everything was explained", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Points = r.Explanation.Points[1:] }, "explained:explain_everything"},
		{"a no may come before everything was explained", adult, "consent_pending", no(),
			func(r *rec) { r.Explanation.Points = nil }, ""},
		{"a point we do not know", adult, "consent_pending", no(),
			func(r *rec) { r.Explanation.Points = []string{"weather"} }, "explained:not_in_list"},
		{"the companion interpreted", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Interpreter = consent.Companion }, "interpreter:not_a_companion"},
		{"no, and neither a reason nor the choice to give none", adult, "consent_pending", no(),
			func(r *rec) { r.ReasonNotGiven = false }, "refusal_reason:required"},
		{"no, with a reason and the choice to give none", adult, "consent_pending", no(),
			func(r *rec) { r.RefusalReason = "Afraid" }, "refusal_reason:reason_and_none"},
		{"no, and not asked about being named", adult, "consent_pending", no(),
			func(r *rec) { r.IdentifyInDuty = "" }, "identify_in_duty:select_one"},
		{"yes, and asked about being named", adult, "consent_pending", yes(),
			func(r *rec) { r.IdentifyInDuty = consent.Yes }, "identify_in_duty:only_after_refusal"},
		{"wants support, no contact and no reason", adult, "consent_pending", yes(),
			func(r *rec) { r.SupportContact = "" }, "support_contact:required"},
		{"wants support, a reason instead of a contact", adult, "consent_pending", yes(),
			func(r *rec) { r.SupportContact, r.NoSupportContact = "", "Phone is watched" }, ""},
		{"wants support, a contact and a reason for none", adult, "consent_pending", yes(),
			func(r *rec) { r.NoSupportContact = "Phone is watched" }, "no_support_contact:contact_and_none"},
		{"decision to somebody else, not said to whom", adult, "consent_pending", yes(),
			func(r *rec) { r.DecisionToOther = consent.Yes }, "decision_to:required"},
		{"said aloud without a witness", adult, "consent_pending", yes(),
			func(r *rec) { r.AnsweredHow = consent.SaidAloud }, "witness:required"},
		{"another way, not said which", adult, "consent_pending", yes(),
			func(r *rec) { r.AnsweredHow = consent.OtherWay }, "other_how:required"},
		{"needs more time, no day agreed", adult, "consent_pending", yes(),
			func(r *rec) { r.SharePolice = consent.NeedsMoreTime }, "review_on:required"},
		{"needs more time, asked again tomorrow", adult, "consent_pending", yes(),
			func(r *rec) { r.SharePolice, r.ReviewOn = consent.NeedsMoreTime, today.AddDays(1) }, ""},
		{"review on the day itself", adult, "consent_pending", yes(),
			func(r *rec) { r.ReviewOn = r.GivenOn }, "review_on:not_after"},
		{"tomorrow", adult, "consent_pending", yes(), func(r *rec) { r.GivenOn = today.AddDays(1) }, "given_on:in_future"},
		{"today", adult, "consent_pending", yes(), func(r *rec) { r.GivenOn = today }, ""},
		{"before first contact", adult, "consent_pending", yes(),
			func(r *rec) { r.GivenOn = first.AddDays(-1) }, "given_on:before"},
		{"on the day of first contact", adult, "consent_pending", yes(), func(r *rec) { r.GivenOn = first }, ""},
		{"own words far too long", adult, "consent_pending", yes(),
			func(r *rec) { r.OwnWords = strings.Repeat("x", 2001) }, "own_words:too_long"},
		{"a no after sending is a withdrawal", adult, "submitted", no(), nil, "refer_to_nrm:record_a_withdrawal"},
		{"support may be agreed after a withdrawal", adult, "withdrawn", no(), nil, ""},
		{"a child is not asked", child, "enquiry", yes(), nil, "kind:not_asked_of_children"},
		{"age unsure is not asked", unsure, "enquiry", yes(), nil, "kind:not_asked_of_children"},
		{"child, explained", child, "enquiry", notRequired(), nil, ""},
		{"age unsure, explained", unsure, "enquiry", notRequired(), nil, ""},
		{"child without age evidence", child, "enquiry", notRequired(),
			func(r *rec) { r.AgeEvidence = "" }, "age_evidence:required"},
		{"child with a yes", child, "enquiry", notRequired(),
			func(r *rec) { r.ReferToNRM = consent.Yes }, "refer_to_nrm:not_asked_of_children"},
		{"not required for an adult", adult, "consent_pending", notRequired(), nil, "kind:adult_must_be_asked"},
		{"withdrawn", adult, "rg_positive", withdrawal(), nil, ""},
		{"withdrawn, nothing said", adult, "rg_positive", withdrawal(),
			func(r *rec) { r.WithdrawnHow, r.ProviderTold = "", "" }, "withdrawn_how:select_one provider_told:select_one"},
		{"nothing to withdraw from", adult, "consent_pending", withdrawal(), nil, "kind:nothing_to_withdraw"},
		{"withdrawn twice", adult, "withdrawn", withdrawal(), nil, "kind:nothing_to_withdraw"},
		{"no kind", adult, "consent_pending", rec{}, nil, "kind:select_one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := tt.record
			if tt.change != nil {
				tt.change(&r)
			}
			about := consent.About{AgeBand: tt.band, State: tt.state, FirstContactOn: first, Today: today}
			var got []string
			for _, p := range consent.Check(about, r) {
				got = append(got, p.Field+":"+p.Code)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutcome_andEveryStepIsInTheMoveTable(t *testing.T) {
	t.Parallel()
	more := yes()
	more.ReferToNRM = consent.NeedsMoreTime
	policeLater := yes()
	policeLater.HelpAuthorities = consent.NeedsMoreTime
	unexplained := yes()
	unexplained.Explanation.Points = nil
	tests := []struct {
		name   string
		state  casefile.State
		record consent.Record
		want   casefile.State
	}{
		{"yes to everything", "consent_pending", yes(), "draft"},
		{"yes in the first talk", "enquiry", yes(), "draft"},
		{"no", "consent_pending", no(), "refused"},
		{"no in the first talk", "enquiry", no(), "refused"},
		{"needs more time", "consent_pending", more, "consent_pending"},
		{"needs more time about helping the police", "consent_pending", policeLater, "consent_pending"},
		{"yes without the explanation", "consent_pending", unexplained, "consent_pending"},
		{"changed their mind after a refusal", "refused", yes(), "draft"},
		{"wants to think again after the report", "dtn_sent", more, "consent_pending"},
		{"a second no changes nothing", "dtn_sent", no(), "dtn_sent"},
		{"no while the referral is written", "draft", no(), "refused"},
		{"a new sitting during recovery", "rg_positive", yes(), "rg_positive"},
		{"child explained", "enquiry", notRequired(), "draft"},
		{"turned out to be a child", "consent_pending", notRequired(), "draft"},
		{"child explained again", "submitted", notRequired(), "submitted"},
		{"withdrawal after sending", "cg_positive", withdrawal(), "withdrawn"},
		{"withdrawal with the supervisor", "review", withdrawal(), "refused"},
		{"withdrawal of nothing", "refused", withdrawal(), "refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := consent.Outcome(tt.state, tt.record); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			at := tt.state
			for _, to := range consent.Path(tt.state, tt.record) {
				if err := casefile.Check(at, to); err != nil {
					t.Error(err)
				}
				at = to
			}
		})
	}
}

func TestStandingOn(t *testing.T) {
	t.Parallel()
	partly := yes()
	partly.SharePolice = consent.No
	sameDay := partly
	sameDay.ID, sameDay.Number = "corrected", 9
	later := yes()
	later.ID, later.Number, later.GivenOn = "later", 4, today
	all := []consent.Record{withdrawal(), yes(), later, no()} // in no order
	tests := []struct {
		name    string
		band    person.AgeBand
		records []consent.Record
		on      calendar.Date
		status  consent.Status
		record  string
		holds   bool
	}{
		{"nothing asked", person.Adult, nil, today, consent.StatusNone, "", false},
		{"the day before the first sitting", person.Adult, all, first, consent.StatusNone, "", false},
		{"after the yes", person.Adult, all, calendar.NewDate(2026, time.May, 4), consent.StatusGiven, "yes", true},
		{"after the no", person.Adult, all, calendar.NewDate(2026, time.May, 9), consent.StatusRefused, "no", false},
		{"on the day of withdrawal", person.Adult, all, calendar.NewDate(2026, time.May, 10), consent.StatusWithdrawn, "gone", false},
		{"after agreeing again", person.Adult, all, today, consent.StatusGiven, "later", true},
		{"partly given", person.Adult, []consent.Record{partly}, today, consent.StatusPartly, "yes", true},
		{"a correction about the same day counts", person.Adult, []consent.Record{sameDay, yes()}, today, consent.StatusPartly, "corrected", true},
		{"child", person.Child, []consent.Record{notRequired()}, today, consent.StatusNotRequired, "child", true},
		{"not required ends when the client is an adult", person.Adult, []consent.Record{notRequired()}, today, consent.StatusNone, "", false},
		{"a yes carries nothing for somebody who may be a child", person.AgeUnsure, []consent.Record{yes()}, today, consent.StatusNone, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := consent.StandingOn(tt.band, tt.records, tt.on)
			if got.Status != tt.status || got.Record.ID != tt.record || got.Holds() != tt.holds {
				t.Errorf("got %s by %q, holds %v; want %s by %q, holds %v",
					got.Status, got.Record.ID, got.Holds(), tt.status, tt.record, tt.holds)
			}
		})
	}
}

func TestAllows(t *testing.T) {
	t.Parallel()
	on := func(band person.AgeBand, r ...consent.Record) consent.Standing {
		return consent.StandingOn(band, r, today)
	}
	more := yes()
	more.ShareSupport = consent.NeedsMoreTime
	tests := []struct {
		name     string
		standing consent.Standing
		purpose  consent.Purpose
		id       string
		why      string
	}{
		{"said yes", on(person.Adult, yes()), consent.SharePolice, "yes", "Consent given on 2 May 2026."},
		{"one safe channel is enough to make contact", on(person.Adult, yes()), consent.ContactClient, "yes", "Consent given on 2 May 2026."},
		{"said no", on(person.Adult, yes()), consent.DecisionToOther, "", "No consent: the client said no on 2 May 2026."},
		{"needs more time", on(person.Adult, more), consent.ShareSupport, "", "No consent yet: the client asked for more time on 2 May 2026."},
		{"refused the referral but support may be told", on(person.Adult, no()), consent.ShareSupport, "no", "Consent given on 5 May 2026."},
		{"refused the referral", on(person.Adult, no()), consent.ReferToNRM, "", "No consent: the client said no on 5 May 2026."},
		{"not asked in that sitting", on(person.Adult, no()), consent.WantsSupport, "", "No consent: not asked on 5 May 2026."},
		{"never asked", on(person.Adult), consent.ReferToNRM, "", "No consent: the client has not been asked."},
		{"withdrawn", on(person.Adult, yes(), withdrawal()), consent.ShareSupport, "", "No consent: withdrawn on 10 May 2026."},
		{"child", on(person.Child, notRequired()), consent.SharePolice, "child", "Consent is not required: safeguarding of a child or somebody who may be one."},
		{"child and another recipient of the decision", on(person.Child, notRequired()), consent.DecisionToOther, "", "A child is not asked about this."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			id, ok, why := tt.standing.Allows(tt.purpose)
			if id != tt.id || ok != (tt.id != "") || why != tt.why {
				t.Errorf("got %q, %v, %q; want %q, %q", id, ok, why, tt.id, tt.why)
			}
		})
	}
}

func TestWords_everyChoiceHasThem(t *testing.T) {
	t.Parallel()
	for _, p := range consent.Purposes {
		if p.Label() == "" {
			t.Errorf("%s has no label", p)
		}
	}
	for _, s := range consent.Statuses {
		if s.Label() == "" {
			t.Errorf("%s has no label", s)
		}
	}
	var words []string
	for _, c := range consent.Channels {
		words = append(words, c.Label())
	}
	for _, h := range consent.Hows {
		words = append(words, h.Label())
	}
	for _, i := range consent.Interpreters {
		words = append(words, i.Label())
	}
	for _, a := range consent.AnsweredHows {
		words = append(words, a.Label())
	}
	for _, w := range consent.WithdrawnHows {
		words = append(words, w.Label())
	}
	if slices.Contains(words, "") {
		t.Errorf("a choice has no words: %q", words)
	}
	if len(consent.Points) != 8 {
		t.Errorf("%d points to explain, want the guide's 8", len(consent.Points))
	}
}
