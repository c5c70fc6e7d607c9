package demo

import (
	"fmt"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/decision"
)

// homeOfficeReference looks like one and is none.
func (t *teller) homeOfficeReference() string { return fmt.Sprintf("DEMO/%06d", 100000+t.place*37) }

// letter is a decision dated so many days ago that comes two days later, or on
// the same day when there is no time left.
func (t *teller) letter(kind decision.Kind, outcome decision.Outcome, decidedAgo int) desk.NewDecision {
	d := desk.NewDecision{Decision: decision.Decision{
		Kind: kind, Outcome: outcome, Authority: "SCA", DecidedOn: t.ago(decidedAgo), ReceivedOn: t.ago(max(decidedAgo-2, 0)),
		LetterKept: pick(t.rng, []string{"Case folder on the shared drive, letters", "Paper file, cabinet 2", "Secure mailbox of the team"}),
	}, Addressee: decision.Addressee{Fits: true}}
	if outcome == decision.Disqualified {
		d.Ground = decision.PublicOrder
	}
	return d
}

// receive records a letter on the day it came and gives its id. It waits for
// the second person.
func (t *teller) receive(d desk.NewDecision) (id string) {
	t.day(d.ReceivedOn.DaysUntil(t.today))
	if t.now().Before(d.ReceivedOn) { // the small hours: nothing can come later than now
		d.ReceivedOn = t.now()
		if d.DecidedOn.After(d.ReceivedOn) {
			d.DecidedOn = d.ReceivedOn
		}
	}
	t.do("record a decision", func(e desk.Edit) (err error) {
		id, err = t.desk.RecordDecision(t.ctx, t.worker, e, d)
		return err
	})
	return id
}

func (t *teller) confirm(id string) {
	t.do("confirm a decision", func(e desk.Edit) error { return t.desk.ConfirmDecision(t.ctx, t.supervisor, e, id) })
}

func (t *teller) giveBack(id, why string) {
	t.do("return a decision", func(e desk.Edit) error { return t.desk.ReturnDecision(t.ctx, t.supervisor, e, id, why) })
}

// told records that the client was told so many days ago.
func (t *teller) told(id string, ago int) {
	t.day(ago)
	t.do("tell the client", func(e desk.Edit) error {
		return t.desk.RecordTold(t.ctx, t.worker, e, id, decision.Telling{
			On: t.now(), By: t.worker.Name, Language: t.client.language, How: "At the refuge, in a private room", Way: decision.InPerson,
		})
	})
}

// decide is a letter as it should be: recorded, confirmed and told on the day
// it came.
func (t *teller) decide(kind decision.Kind, outcome decision.Outcome, decidedAgo int) {
	t.decideAs(t.letter(kind, outcome, decidedAgo))
}

func (t *teller) decideAs(d desk.NewDecision) {
	id := t.receive(d)
	t.attachLetter(id)
	t.confirm(id)
	t.told(id, d.ReceivedOn.DaysUntil(t.today))
}

// reconsider records a request of so many days ago.
func (t *teller) reconsider(ago int, whyLate string) {
	t.day(ago)
	t.do("ask for a reconsideration", func(e desk.Edit) error {
		return t.desk.LodgeReconsideration(t.ctx, t.worker, e, decision.Request{
			On: t.now(), LateReason: whyLate,
			Argument: decision.Argument{
				Grounds: []decision.RequestGround{decision.NewEvidence}, Asker: decision.AskerLawyer, Name: "R. Aldermoor, Fenwick Law",
				Why: "A medical report and the statement of a former colleague came after the decision.",
			},
		})
	})
}

// positive goes from first contact to a positive RG dated so many days ago.
func (t *teller) positive(ago int) {
	t.refer(ago + 6)
	t.decide(decision.RG, decision.Positive, ago)
}
