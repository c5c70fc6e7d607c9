package demo

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
)

// sheet is what was laid before the client: the newest unless a story says
// otherwise.
const (
	sheetNow = "3"
	sheetOld = "2"
)

func (t *teller) explained() consent.Explanation {
	e := consent.Explanation{
		Points: consent.PointIDs(), SheetVersion: sheetNow, NoticeVersion: "April 2026", Language: t.client.language,
		How: pick(t.rng, consent.Hows), Interpreter: consent.NoneNeeded,
	}
	if t.client.interpreter() {
		e.Interpreter, e.InterpreterReference = consent.Professional, pick(t.rng, []string{"LINE-4471", "LINE-2093", "LINE-8126"})
	}
	return e
}

// answers is a sitting with an adult who agrees to everything; a story changes
// what it needs to.
func (t *teller) answers() consent.Record {
	return consent.Record{
		Kind: consent.Answers, GivenOn: t.now(), Explanation: t.explained(),
		ReferToNRM: consent.Yes, WantsSupport: consent.Yes, SupportContact: "Text to " + t.client.phone,
		HelpAuthorities: consent.Yes, ShareSupport: consent.Yes, SharePolice: consent.Yes, DecisionToOther: consent.No,
		ContactBy: map[consent.Channel]consent.Answer{
			consent.Letter: consent.No, consent.Email: consent.Yes, consent.Phone: consent.Yes, consent.Text: consent.Yes,
		},
		AnsweredHow: consent.SignedSheet, OwnWords: pick(t.rng, ownWords),
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
		Kind: consent.Answers, Explanation: t.explained(), ReferToNRM: consent.NeedsMoreTime, ReviewOn: askAgain,
		AnsweredHow: consent.SaidAloud, Witness: "The interpreter on the line", Worries: "Wants to speak to a sister first",
	})
}

func (t *teller) refuse(mayBeNamed consent.Answer) {
	t.record(consent.Record{
		Kind: consent.Answers, Explanation: t.explained(), ReferToNRM: consent.No,
		RefusalReason: pick(t.rng, refusals), ShareSupport: consent.No, SharePolice: consent.No,
		IdentifyInDuty: mayBeNamed, AnsweredHow: consent.SaidAloud, Witness: "Night worker of the hostel",
	})
}

func (t *teller) withdraw(told consent.ProviderTold) {
	t.sittings++
	t.do("withdraw", func(e desk.Edit) error {
		return t.desk.WithdrawConsent(t.ctx, t.worker, e, consent.Record{
			GivenOn: t.now(), WithdrawnHow: pick(t.rng, consent.WithdrawnHows), WithdrawReason: "Has found work and wants to move away", ProviderTold: told,
		})
	})
}

func (t *teller) report(named bool) {
	t.do("report the refusal", func(e desk.Edit) error {
		return t.desk.ReportRefusal(t.ctx, t.worker, e, dtn.Record{Named: named, SentOn: t.now(), SentHow: dtn.OnlineForm})
	})
}
