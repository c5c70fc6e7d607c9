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
	born  = calendar.NewDate(1999, time.March, 7)
)

// lacking is an assessment that the client cannot decide this.
func lacking() consent.Capacity {
	return consent.Capacity{
		Finding: consent.FoundNot, AssessedOn: calendar.NewDate(2026, time.May, 2), AssessedBy: "Dr Sampleton, psychiatrist",
		DecisionMaker: "B. Colleague, social worker", Reason: "Could not keep in mind what was said, with an interpreter and twice.",
	}
}

func explained() consent.Explanation {
	return consent.Explanation{
		Points: consent.PointIDs(), SheetTag: "sq", SheetVersion: "3", SheetUse: consent.SheetRead, NoticeVersion: "2026-04",
		Language: "Albanian", How: consent.InPerson, Interpreter: consent.Professional, GenderWish: consent.WomanMet,
		Present: []consent.Presence{consent.InterpreterPresent, consent.ColleaguePresent},
	}
}

// yes is a sitting in which the client agreed to everything.
func yes() consent.Record {
	return consent.Record{
		ID: "yes", Number: 1, Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 2),
		Explanation: explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted}, Ends: consent.Ends{How: consent.EndsOpen},
		ReferToNRM: consent.Yes, WantsSupport: consent.Yes, SupportContact: "text 07700 900123",
		HelpAuthorities: consent.No, ShareSupport: consent.Yes, ShareLocalAuthority: consent.Yes, SharePolice: consent.Yes,
		ShareLegal: consent.Yes, ShareFeedback: consent.No, DecisionToOther: consent.No,
		ContactBy: map[consent.Channel]consent.Answer{
			consent.Letter: consent.No, consent.Email: consent.No, consent.Phone: consent.No, consent.Text: consent.Yes,
		},
		AnsweredHow: consent.SignedSheet,
	}
}

func no() consent.Record {
	return consent.Record{
		ID: "no", Number: 2, Kind: consent.Answers, GivenOn: calendar.NewDate(2026, time.May, 5),
		Explanation: explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted}, Ends: consent.Ends{How: consent.EndsOpen},
		ReferToNRM: consent.No, ReasonNotGiven: true, ShareSupport: consent.Yes, ShareLocalAuthority: consent.No, SharePolice: consent.No,
		ShareLegal: consent.No, ShareFeedback: consent.No,
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
			"sheet:select_one language:required notice_version:required given_on:required explained_how:select_one " +
				"interpreter:select_one present:select_one capacity:select_one refer_to_nrm:select_one answered_how:select_one"},
		{"yes, and nothing else asked", adult, "consent_pending", yes(), func(r *rec) {
			r.WantsSupport, r.HelpAuthorities, r.ShareSupport, r.SharePolice, r.DecisionToOther = "", "", "", "", ""
			r.ShareLocalAuthority, r.ShareLegal, r.ShareFeedback, r.ContactBy = "", "", "", nil
		}, "share_support:select_one share_local_authority:select_one share_police:select_one share_legal:select_one " +
			"share_feedback:select_one wants_support:select_one help_authorities:select_one decision_to_other:select_one contact_letter:select_one contact_email:select_one contact_phone:select_one " +
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
		{"a sheet by name but not how it was taken in", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.SheetUse = "" }, "sheet_use:select_one"},
		{"a yes without any sheet", adult, "consent_pending", yes(),
			func(r *rec) {
				r.Explanation.SheetTag, r.Explanation.SheetVersion, r.Explanation.SheetUse = "", "", consent.NoSheet
			}, "sheet:yes_needs_a_sheet"},
		{"a no needs no sheet", adult, "consent_pending", no(),
			func(r *rec) {
				r.Explanation.SheetTag, r.Explanation.SheetVersion, r.Explanation.SheetUse = "", "", consent.NoSheet
			}, ""},
		{"a sheet and no sheet", adult, "consent_pending", no(),
			func(r *rec) { r.Explanation.SheetUse = consent.NoSheet }, "sheet_use:sheet_and_none"},
		{"the English sheet read aloud by the interpreter", adult, "consent_pending", yes(), func(r *rec) {
			r.Explanation.SheetTag, r.Explanation.SheetUse = "en", consent.SheetInterpreted
		}, ""},
		{"read aloud by an interpreter, and none was there", adult, "consent_pending", yes(), func(r *rec) {
			r.Explanation.SheetUse, r.Explanation.Interpreter = consent.SheetInterpreted, consent.Declined
		}, "interpreter:sheet_was_interpreted"},
		{"no word about the wish for a woman or a man", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.GenderWish = "" }, "gender_wish:select_one"},
		{"no interpreter, no wish", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Interpreter, r.Explanation.GenderWish = consent.NoneNeeded, "" }, ""},
		{"nobody says who was there", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Present = nil }, "present:select_one"},
		{"alone, and with a colleague", adult, "consent_pending", yes(), func(r *rec) {
			r.Explanation.Present = []consent.Presence{consent.Alone, consent.ColleaguePresent}
		}, "present:alone_and_others"},
		{"the companion stayed, and nobody says why", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Present = []consent.Presence{consent.CompanionPresent} }, "present_who:required"},
		{"a ghost was there", adult, "consent_pending", yes(),
			func(r *rec) { r.Explanation.Present = []consent.Presence{"ghost"} }, "present:not_in_list"},
		{"capacity not thought about", adult, "consent_pending", yes(), func(r *rec) { r.Capacity = consent.Capacity{} }, "capacity:select_one"},
		{"capacity assessed, not said by whom or when", adult, "consent_pending", yes(),
			func(r *rec) { r.Capacity.Finding = consent.FoundAble }, "capacity_on:required capacity_by:required"},
		{"cannot decide, and the client is said to have signed", adult, "consent_pending", yes(),
			func(r *rec) { r.Capacity = lacking() }, "answered_how:must_fit_capacity"},
		{"cannot decide, somebody decided under the law", adult, "consent_pending", yes(),
			func(r *rec) { r.Capacity, r.AnsweredHow = lacking(), consent.BestInterests }, ""},
		{"cannot decide, and nobody says who did", adult, "consent_pending", yes(), func(r *rec) {
			r.Capacity, r.AnsweredHow = lacking(), consent.BestInterests
			r.Capacity.DecisionMaker, r.Capacity.Reason = "", ""
		}, "decision_maker:required capacity_reason:required"},
		{"decided for somebody who can decide", adult, "consent_pending", yes(),
			func(r *rec) { r.AnsweredHow = consent.BestInterests }, "answered_how:must_fit_capacity"},
		{"assessed tomorrow", adult, "consent_pending", yes(), func(r *rec) {
			r.Capacity, r.AnsweredHow = lacking(), consent.BestInterests
			r.Capacity.AssessedOn = today.AddDays(1)
		}, "capacity_on:in_future"},
		{"a yes, not said for how long", adult, "consent_pending", yes(), func(r *rec) { r.Ends = consent.Ends{} }, "ends_how:select_one"},
		{"nothing but no, for how long is not asked", adult, "consent_pending", no(),
			func(r *rec) { r.ShareSupport, r.Ends = consent.No, consent.Ends{} }, ""},
		{"until a date, no date", adult, "consent_pending", yes(), func(r *rec) { r.Ends = consent.Ends{How: consent.EndsOn} }, "ends_on:required"},
		{"until the day it was given", adult, "consent_pending", yes(),
			func(r *rec) { r.Ends = consent.Ends{How: consent.EndsOn, On: r.GivenOn} }, "ends_on:not_after"},
		{"for no months", adult, "consent_pending", yes(), func(r *rec) { r.Ends = consent.Ends{How: consent.EndsAfter} }, "ends_months:between"},
		{"for 61 months", adult, "consent_pending", yes(),
			func(r *rec) { r.Ends = consent.Ends{How: consent.EndsAfter, Months: 61} }, "ends_months:between"},
		{"before the client was born", adult, "consent_pending", yes(),
			func(r *rec) { r.GivenOn = born.AddDays(-1) }, "given_on:before_birth"},
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
		{"withdrawn in part", adult, "rg_positive", withdrawal(),
			func(r *rec) { r.Withdrawn = []consent.Purpose{consent.SharePolice} }, ""},
		{"withdrawn what was never given", adult, "rg_positive", withdrawal(),
			func(r *rec) { r.Withdrawn = []consent.Purpose{consent.ShareFeedback} }, "withdrawn:not_in_list"},
		{"withdrawn at 25 o’clock", adult, "rg_positive", withdrawal(), func(r *rec) { r.WithdrawnAt = "25:00" }, "withdrawn_at:not_a_time"},
		{"withdrawn tomorrow", adult, "rg_positive", withdrawal(), func(r *rec) { r.GivenOn = today.AddDays(1) }, "given_on:in_future"},
		{"a child withdraws nothing", child, "rg_positive", withdrawal(), nil, "kind:not_asked_of_children"},
		{"no kind", adult, "consent_pending", rec{}, nil, "kind:select_one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := tt.record
			if tt.change != nil {
				tt.change(&r)
			}
			about := consent.About{
				AgeBand: tt.band, State: tt.state, FirstContactOn: first, BornOn: born, Today: today,
				Permitted: []consent.Purpose{consent.ReferToNRM, consent.ShareSupport, consent.SharePolice},
			}
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
		{"withdrawal from sharing alone", "rg_positive", partOf(consent.SharePolice), "rg_positive"},
		{"withdrawal from the referral alone", "rg_positive", partOf(consent.ReferToNRM), "withdrawn"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := consent.Outcome(tt.state, tt.record); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			at := casefile.Place{State: tt.state}
			for _, h := range consent.Path(tt.state, tt.record) {
				m, ok := at.Find(h)
				if !ok {
					t.Errorf("%s cannot happen at %s", h, at.State)
				}
				at.State = m.To
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
		{"the police taken back", person.Adult, []consent.Record{yes(), partOf(consent.SharePolice)}, today, consent.StatusPartly, "yes", true},
		{"the referral taken back, support stays", person.Adult, []consent.Record{yes(), partOf(consent.ReferToNRM)}, today, consent.StatusWithdrawn, "yes", false},
		{"taken back before anything was given", person.Adult, []consent.Record{partOf(consent.ReferToNRM)}, today, consent.StatusNone, "", false},
		{"agreed again after taking back", person.Adult, []consent.Record{yes(), partOf(consent.ReferToNRM), later}, today, consent.StatusGiven, "later", true},
		{"out of date", person.Adult, []consent.Record{until(today.AddDays(-1))}, today, consent.StatusExpired, "yes", false},
		{"on the last day", person.Adult, []consent.Record{until(today)}, today, consent.StatusGiven, "yes", true},
		{"a withdrawal recorded in error", person.Adult, []consent.Record{yes(), inError(withdrawal())}, today, consent.StatusGiven, "yes", true},
		{"a withdrawal said to be an error", person.Adult, []consent.Record{yes(), doubted(withdrawal())}, today, consent.StatusWithdrawn, "gone", false},
		{"the only record in error", person.Adult, []consent.Record{inError(yes())}, today, consent.StatusNone, "", false},
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

// partOf is a withdrawal of some purposes.
func partOf(purposes ...consent.Purpose) consent.Record {
	r := withdrawal()
	r.ID, r.Withdrawn = "part", purposes
	return r
}

func until(last calendar.Date) consent.Record {
	r := yes()
	r.Ends = consent.Ends{How: consent.EndsOn, On: last}
	return r
}

func doubted(r consent.Record) consent.Record { r.Error = consent.ErrorWaiting; return r }

func inError(r consent.Record) consent.Record { r.Error = consent.ErrorConfirmed; return r }

// decidedFor is a record of answers that somebody gave for a client who could
// not decide.
func decidedFor(r consent.Record) consent.Record {
	r.Capacity, r.AnsweredHow = lacking(), consent.BestInterests
	return r
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
		{"taken back by itself", on(person.Adult, yes(), partOf(consent.SharePolice)), consent.SharePolice, "", "No consent: withdrawn on 10 May 2026."},
		{"another purpose was taken back", on(person.Adult, yes(), partOf(consent.SharePolice)), consent.ShareSupport, "yes", "Consent given on 2 May 2026."},
		{"on its last day", on(person.Adult, until(today)), consent.SharePolice, "yes", "Consent given on 2 May 2026."},
		{"the day after its last day", on(person.Adult, until(today.AddDays(-1))), consent.SharePolice, "", "No consent any more: it was given until 17 May 2026."},
		{"a no outlives the end of a yes", on(person.Adult, until(today.AddDays(-1))), consent.ShareFeedback, "", "No consent: the client said no on 2 May 2026."},
		{"a yes under a no that is doubted", on(person.Adult, yes(), doubted(no())), consent.ShareLegal, "", "No consent: the client said no on 5 May 2026."},
		{"the same yes in both", on(person.Adult, yes(), doubted(no())), consent.ShareSupport, "no", "Consent given on 5 May 2026."},
		{"a yes that is doubted", on(person.Adult, doubted(yes())), consent.ShareSupport, "", "No consent for now: a record said to be wrong waits for a second person."},
		{"a no found to be an error", on(person.Adult, yes(), inError(no())), consent.ShareLegal, "yes", "Consent given on 2 May 2026."},
		{"not asked in that sitting", on(person.Adult, no()), consent.WantsSupport, "", "No consent: not asked on 5 May 2026."},
		{"never asked", on(person.Adult), consent.ReferToNRM, "", "No consent: the client has not been asked."},
		{"withdrawn", on(person.Adult, yes(), withdrawal()), consent.ShareSupport, "", "No consent: withdrawn on 10 May 2026."},
		{"decided for somebody who could not", on(person.Adult, decidedFor(yes())), consent.SharePolice, "yes", "Decided for the client, who could not decide this, on 2 May 2026."},
		{"decided against for somebody who could not", on(person.Adult, decidedFor(yes())), consent.DecisionToOther, "",
			"No consent: decided against for the client, who could not decide this, on 2 May 2026."},
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
	for _, u := range consent.SheetUses {
		words = append(words, u.Label())
	}
	for _, g := range consent.GenderWishes {
		words = append(words, g.Label())
	}
	for _, p := range consent.Presences {
		words = append(words, p.Label())
	}
	for _, f := range consent.CapacityFindings {
		words = append(words, f.Label())
	}
	for _, h := range consent.EndsHows {
		words = append(words, h.Label())
	}
	for _, n := range calendar.Nations {
		act := consent.CapacityActIn(n)
		words = append(words, act.Act, act.Decision, act.Source.Words())
	}
	if slices.Contains(words, "") {
		t.Errorf("a choice has no words: %q", words)
	}
	if len(consent.Points) != 8 {
		t.Errorf("%d points to explain, want the guide's 8", len(consent.Points))
	}
}

// TestWidens: leaving a record out may bring an older yes back, and then
// somebody else must look first.
func TestWidens(t *testing.T) {
	t.Parallel()
	more := yes()
	more.ID, more.Number, more.GivenOn, more.SharePolice = "more", 2, calendar.NewDate(2026, time.May, 6), consent.No
	less := yes()
	less.SharePolice = consent.No
	for name, tc := range map[string]struct {
		records []consent.Record
		number  int
		want    bool
	}{
		"the only yes":                        {[]consent.Record{yes()}, 1, false},
		"a no above a yes":                    {[]consent.Record{yes(), no()}, 2, true},
		"a withdrawal above a yes":            {[]consent.Record{yes(), withdrawal()}, 3, true},
		"a withdrawal of nothing":             {[]consent.Record{withdrawal()}, 3, false},
		"a yes above a no":                    {[]consent.Record{no(), newest(yes())}, 9, false},
		"a yes with a no above a wider yes":   {[]consent.Record{yes(), more}, 2, true},
		"a yes above the very same yes":       {[]consent.Record{yes(), newest(yes())}, 9, false},
		"a wider yes above a narrower one":    {[]consent.Record{less, newest(yes())}, 9, false},
		"an older record that counts no more": {[]consent.Record{yes(), newest(no())}, 1, false},
	} {
		if got := consent.Widens(person.Adult, tc.records, tc.number, today); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func newest(r consent.Record) consent.Record {
	r.ID, r.Number, r.GivenOn = "newest", 9, today
	return r
}

func TestCheckCorrection(t *testing.T) {
	t.Parallel()
	records := []consent.Record{yes(), doubted(no()), {Number: 3, Error: consent.ErrorConfirmed}}
	for name, tc := range map[string]struct {
		number       int
		reason, want string
	}{
		"with a reason":      {1, "It was another client", ""},
		"without":            {1, "  ", "error_reason"},
		"twice":              {3, "Again", "already"},
		"while it waits":     {2, "Again", "waits for a second person"},
		"a record not there": {7, "Why", "not found"},
	} {
		err := consent.CheckCorrection(records, consent.Correction{Number: tc.number, Reason: tc.reason})
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAtEighteen(t *testing.T) {
	t.Parallel()
	more := no()
	more.ReferToNRM = consent.NeedsMoreTime
	for name, tc := range map[string]struct {
		record consent.Record
		want   casefile.Happening
	}{
		"stays":          {yes(), casefile.ChoseToStay},
		"leaves":         {no(), casefile.ChoseToLeave},
		"needs time":     {more, ""},
		"not asked yet":  {notRequired(), ""},
		"takes all back": {withdrawal(), ""},
	} {
		got, answered := consent.AtEighteen(tc.record)
		if got != tc.want || answered != (tc.want != "") {
			t.Errorf("%s: %q, answered %v", name, got, answered)
		}
	}
}

// TestEnds: a length is counted once, from the sitting, and then is a date.
func TestEnds(t *testing.T) {
	t.Parallel()
	from := calendar.NewDate(2026, time.January, 31)
	if got := (consent.Ends{How: consent.EndsAfter, Months: 1}).Counted(from); got.On != calendar.NewDate(2026, time.February, 28) {
		t.Errorf("one month from 31 January ends on %s", got.On)
	}
	if got := (consent.Ends{How: consent.EndsOpen, Months: 3}).Counted(from); !got.On.IsZero() || got.Over(from.AddDays(9999)) {
		t.Errorf("open has an end: %s", got.On)
	}
}

func TestGate_referral(t *testing.T) {
	t.Parallel()
	ask := func(band person.AgeBand, records ...consent.Record) consent.Verdict {
		return consent.Gate(consent.Now{Band: band, Standing: consent.StandingOn(band, records, today)}, consent.Share{To: consent.HomeOffice})
	}
	for name, tc := range map[string]struct {
		verdict consent.Verdict
		want    consent.Basis
	}{
		"agreed":              {ask(person.Adult, yes()), consent.ByConsent},
		"refused":             {ask(person.Adult, no()), consent.Refused},
		"out of date":         {ask(person.Adult, until(today.AddDays(-1))), consent.Refused},
		"withdrawn":           {ask(person.Adult, yes(), withdrawal()), consent.Refused},
		"withdrawn in part":   {ask(person.Adult, yes(), partOf(consent.ReferToNRM)), consent.Refused},
		"a child, explained":  {ask(person.Child, notRequired()), consent.Safeguarding},
		"a child, not told":   {ask(person.Child), consent.Refused},
		"turned 18 meanwhile": {ask(person.Adult, notRequired()), consent.Refused},
	} {
		if tc.verdict.Basis != tc.want || tc.verdict.Why == "" {
			t.Errorf("%s: %+v, want %s", name, tc.verdict, tc.want)
		}
	}
}

func TestOverride_decide(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.May, 18, 9, 0, 0, 0, time.UTC)
	o := consent.Override{
		To: "police", NamedShown: "Eastmoor Police", Things: []string{"name_to_use"}, Reason: "In danger tonight",
		RequestedBy: "casey", RequestedAt: at, ExpiresAt: consent.OverrideEnds(at),
	}
	if !o.ExpiresAt.After(at) || o.ExpiresAt.Sub(at) > 7*24*time.Hour {
		t.Errorf("an override lasts %s", o.ExpiresAt.Sub(at))
	}
	for name, tc := range map[string]struct {
		by, comment string
		outcome     consent.OverrideOutcome
		at          time.Time
		want        string
	}{
		"by a second person": {"sue", "Agreed on the phone", consent.OverrideAgreed, at, ""},
		"by oneself":         {"casey", "Agreed", consent.OverrideAgreed, at, "A second person"},
		"after it ran out":   {"sue", "Agreed", consent.OverrideAgreed, o.ExpiresAt, "run out"},
		"without a word":     {"sue", "", consent.OverrideAgreed, at, "override_comment"},
		"without an answer":  {"sue", "Hm", "", at, "override_outcome"},
	} {
		err := o.Decide(tc.by, tc.outcome, tc.comment, tc.at)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	things := []string{"name_to_use", "safe_contact"}
	if ps := o.CheckRequest(things); len(ps) > 0 {
		t.Errorf("a good request: %v", ps)
	}
	bad := o
	bad.To, bad.Things, bad.Reason, bad.NamedShown = "home_office", []string{"the case"}, " ", ""
	var got []string
	for _, p := range bad.CheckRequest(things) {
		got = append(got, p.Field+":"+p.Code)
	}
	if want := "recipient_class:no_override recipient_name:required items:not_in_list override_reason:required"; strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}
