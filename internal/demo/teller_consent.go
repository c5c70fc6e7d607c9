package demo

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
)

// explained is what the client was told: on the English sheet, read aloud by
// the interpreter where there is no sheet in their language.
func (t *teller) explained() consent.Explanation {
	e := consent.Explanation{
		Points: consent.PointIDs(), SheetTag: "en", SheetVersion: "1", SheetUse: consent.SheetRead, NoticeVersion: "April 2026",
		Language: t.client.language, How: pick(t.rng, consent.Hows), Interpreter: consent.NoneNeeded, Present: []consent.Presence{consent.Alone},
	}
	if t.client.interpreter() {
		e.Interpreter, e.InterpreterReference = consent.Professional, pick(t.rng, []string{"LINE-4471", "LINE-2093", "LINE-8126"})
		e.SheetUse, e.GenderWish, e.Present = consent.SheetInterpreted, pick(t.rng, consent.GenderWishes), []consent.Presence{consent.InterpreterPresent}
	}
	return e
}

// answers is a sitting with an adult who agrees to everything; a story changes
// what it needs to.
func (t *teller) answers() consent.Record {
	return consent.Record{
		Kind: consent.Answers, GivenOn: t.now(), Explanation: t.explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted},
		ReferToNRM: consent.Yes, WantsSupport: consent.Yes, SupportContact: "Text to " + t.client.phone, HelpAuthorities: consent.Yes,
		ShareSupport: consent.Yes, ShareLocalAuthority: consent.Yes, SharePolice: consent.Yes, ShareLegal: consent.Yes,
		ShareFeedback: pick(t.rng, []consent.Answer{consent.Yes, consent.No}), DecisionToOther: consent.No,
		ContactBy: map[consent.Channel]consent.Answer{
			consent.Letter: consent.No, consent.Email: consent.Yes, consent.Phone: consent.Yes, consent.Text: consent.Yes,
		},
		AnsweredHow: consent.SignedSheet, OwnWords: pick(t.rng, ownWords), Ends: consent.Ends{How: consent.EndsOpen},
	}
}

func (t *teller) record(r consent.Record) {
	t.sittings++
	t.do("consent", func(e desk.Edit) error {
		r.GivenOn = t.now()
		return t.desk.RecordConsent(t.ctx, t.worker, e, r)
	})
}

// agree records the consent of an adult, or that a child was told.
func (t *teller) agree() {
	if !t.client.band.TreatedAsChild() {
		t.record(t.answers())
		t.attachSheet(t.sittings)
		return
	}
	t.record(consent.Record{Kind: consent.NotRequired, Explanation: t.explained(), AgeEvidence: t.client.ageEvidence})
}

// hesitate records that the client asked for time, and when to ask again.
func (t *teller) hesitate(askAgain calendar.Date) {
	t.record(consent.Record{
		Kind: consent.Answers, Explanation: t.explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted},
		ReferToNRM: consent.NeedsMoreTime, ReviewOn: askAgain, AnsweredHow: consent.SaidAloud, Witness: "The interpreter on the line", Worries: "Wants to speak to a sister first",
	})
}

func (t *teller) refuse(mayBeNamed consent.Answer) {
	t.record(consent.Record{
		Kind: consent.Answers, Explanation: t.explained(), Capacity: consent.Capacity{Finding: consent.NotDoubted},
		ReferToNRM: consent.No, RefusalReason: pick(t.rng, refusals), ShareSupport: consent.No, ShareLocalAuthority: consent.No,
		SharePolice: consent.No, ShareLegal: consent.No, ShareFeedback: consent.No,
		IdentifyInDuty: mayBeNamed, AnsweredHow: consent.SaidAloud, Witness: "Night worker of the hostel",
	})
}

// withdraw records that the client took back these purposes, or everything.
func (t *teller) withdraw(told consent.ProviderTold, purposes ...consent.Purpose) {
	t.sittings++
	t.do("withdraw", func(e desk.Edit) error {
		return t.desk.WithdrawConsent(t.ctx, t.worker, e, consent.Record{
			GivenOn: t.now(), WithdrawnHow: pick(t.rng, consent.WithdrawnHows), WithdrawReason: "Has found work and wants to move away", ProviderTold: told,
			Withdrawn: purposes,
		})
	})
}

func (t *teller) report(named bool) {
	t.do("report the refusal", func(e desk.Edit) error {
		return t.desk.ReportRefusal(t.ctx, t.worker, e, dtn.Record{Named: named, SentOn: t.now(), SentHow: dtn.OnlineForm})
	})
}

// wrong says that the newest record was made in error.
func (t *teller) wrong(reason string) {
	t.do("mark as recorded in error", func(e desk.Edit) error {
		f, err := t.desk.Consent(t.ctx, t.worker, t.ref)
		if err != nil {
			return err
		}
		return t.desk.CorrectConsent(t.ctx, t.worker, e, consent.Correction{Number: len(f.Records), Reason: reason})
	})
}

// override asks to tell the police although the client said no.
func (t *teller) override(reason string) {
	t.do("ask for an override", func(e desk.Edit) error {
		_, err := t.desk.AskOverride(t.ctx, t.worker, e, desk.OverrideRequest{
			To:    handoff.Recipient{Class: handoff.Police, Name: t.client.place.force},
			Items: []handoff.Item{handoff.NameToUse, handoff.SafeContact}, Reason: reason,
		})
		return err
	})
}

// birthday lets the program do what it does by itself when a client turns 18.
func (t *teller) birthday() {
	t.try("turn eighteen", func() error {
		_, err := t.desk.TurnEighteen(t.ctx, staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}})
		return err
	})
}

// assessed records that the client was found to be an adult.
func (t *teller) assessed() {
	t.do("assess the age", func(e desk.Edit) error {
		return t.desk.AssessAge(t.ctx, t.worker, e, person.AgeAssessment{
			Band: person.Adult, On: t.now(), By: "Two social workers of " + t.client.place.authority, Basis: "Two interviews with an interpreter, and a school record from home",
			BornOn: t.today.AddMonths(-12 * 19).AddDays(-40),
		})
	})
}
