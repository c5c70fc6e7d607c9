package demo

import (
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
)

// laterStories are those with a negative or a final decision, and those that
// have ended.
var laterStories = []story{
	{name: "reconsideration closes in three days", ends: casefile.RGNegative, times: 4, tell: func(t *teller) {
		t.refer(33)
		t.decide(decision.RG, decision.Negative, 27)
	}},
	{name: "the time for a reconsideration has passed", ends: casefile.RGNegative, times: 3, tell: func(t *teller) {
		t.refer(58)
		t.decide(decision.RG, decision.Negative, 50)
	}},
	{name: "told of the letter two weeks late", ends: casefile.RGNegative, times: 2, tell: func(t *teller) {
		t.refer(35)
		d := t.letter(decision.RG, decision.Negative, 26)
		d.ReceivedOn = t.ago(17)
		id := t.receive(d)
		t.confirm(id)
		t.told(id, 3)
	}},
	{name: "not told of the letter yet", ends: casefile.RGNegative, times: 2, tell: func(t *teller) {
		t.refer(20)
		t.confirm(t.receive(t.letter(decision.RG, decision.Negative, 11)))
		t.note("No answer on the safe number for a week. Tried at the agreed hours.")
	}},
	{name: "asked to look again", ends: casefile.Reconsidering, times: 4, tell: func(t *teller) {
		t.refer(40)
		t.decide(decision.RG, decision.Negative, 31)
		t.extended(15, "reconsideration", 14)
		t.reconsider(12, "")
	}},
	{name: "asked to look again, late", ends: casefile.Reconsidering, times: 1, tell: func(t *teller) {
		t.refer(70)
		t.decide(decision.RG, decision.Negative, 60)
		t.reconsider(15, "The letter went to an old address and came three weeks late.")
	}},
	{name: "positive after another look", ends: casefile.RGPositive, times: 2, tell: func(t *teller) {
		t.refer(55)
		t.decide(decision.RG, decision.Negative, 47)
		t.reconsider(40, "")
		t.decide(decision.RG, decision.Positive, 18)
	}},
	{name: "move-on ends in eight days", ends: casefile.CGPositive, times: 4, nations: englandAndWales, tell: func(t *teller) {
		t.positive(90)
		t.askNeeds(89)
		n := t.handOver(88)
		t.accepted(87, n)
		t.decide(decision.CG, decision.Positive, 37)
		t.plan(12)
		t.day(6)
		t.note("Housing appointment on Tuesday. The client wants to stay near the college.")
		t.giveStep("I am at the tribunal that day. The client knows you from the drop-in.")
	}},
	{name: "positive CG last week", ends: casefile.CGPositive, times: 4, tell: func(t *teller) {
		t.positive(75)
		t.decide(decision.CG, decision.Positive, 8)
		t.askNeeds(6)
		t.handToAdviser(4)
	}},
	{name: "a child, both decisions in one letter", ends: casefile.CGPositive, times: 1, band: person.Child, teams: []string{children}, tell: func(t *teller) {
		t.refer(24)
		d := t.letter(decision.Both, decision.Positive, 15)
		d.Authority = "CHILD-PANEL"
		t.decideAs(d)
	}},
	{name: "negative CG", ends: casefile.CGNegative, times: 4, tell: func(t *teller) {
		t.positive(65)
		t.decide(decision.CG, decision.Negative, 6)
	}},
	{name: "CG on hold", ends: casefile.CGSuspended, times: 2, tell: func(t *teller) {
		t.positive(60)
		t.decide(decision.CG, decision.Suspended, 14)
	}},
	{name: "disqualified", ends: casefile.Disqualified, times: 2, nations: englandAndWales, tell: func(t *teller) {
		t.positive(40)
		d := t.letter(decision.RG, decision.Disqualified, 10)
		d.Authority = "IECA"
		t.decideAs(d)
	}},
	{name: "left the NRM, the provider must be told", ends: casefile.Withdrawn, times: 3, tell: func(t *teller) {
		t.positive(28)
		n := t.handOver(25)
		t.accepted(24, n)
		t.day(3)
		t.withdraw(consent.ToldNo)
	}},
	{name: "left the NRM, everybody told", ends: casefile.Withdrawn, times: 2, tell: func(t *teller) {
		t.positive(45)
		n := t.handOver(42)
		t.accepted(41, n)
		t.day(10)
		t.withdraw(consent.ToldYes)
		t.tell(9)
	}},
	{name: "took back what the police may know", ends: casefile.RGPositive, times: 2, nations: englandAndWales, tell: func(t *teller) {
		t.positive(30)
		n := t.handOver(28)
		t.accepted(27, n)
		t.day(4)
		t.withdraw(consent.NoProvider, consent.SharePolice)
	}},
	{name: "a withdrawal on the wrong case, waits for the second person", ends: casefile.Withdrawn, times: 1, tell: func(t *teller) {
		t.positive(35)
		t.day(3)
		t.withdraw(consent.NoProvider)
		t.wrong("Meant for another client of the same name. Noticed when the supervisor rang.")
	}},
	{name: "asks to tell the police without consent", ends: casefile.RGPositive, times: 1, nations: englandAndWales, tell: func(t *teller) {
		t.refer(20)
		t.decide(decision.RG, decision.Positive, 12)
		t.day(6)
		t.withdraw(consent.NoProvider, consent.SharePolice)
		t.tell(5)
		t.day(0)
		t.override("Says that the man who held them waits at the school gate. A child may be in danger today.")
	}},
	{name: "turned 18 in recovery, not asked yet", ends: casefile.ConsentPending, times: 2, band: person.Child, turns18In: -3, nations: englandAndWales, tell: func(t *teller) {
		t.positive(33)
		t.day(0)
		t.birthday()
	}},
	{name: "found to be an adult, not asked yet", ends: casefile.ConsentPending, times: 1, band: person.AgeUnsure, tell: func(t *teller) {
		t.positive(40)
		t.day(2)
		t.assessed()
	}},
	{name: "closed, settled elsewhere", ends: casefile.Closed, times: 4, nations: englandAndWales, tell: func(t *teller) {
		t.positive(190)
		n := t.handOver(188)
		t.accepted(187, n)
		t.decide(decision.CG, decision.Positive, 110)
		t.closeHandoff(60, n, handoff.SupportStarted)
		t.plan(58)
		t.agreeCalls(52)
		t.day(50)
		t.closeCase(casefile.MovedOn, "Has a flat and a job. The support provider stays in touch.")
	}},
	{name: "closed after the report", ends: casefile.Closed, times: 3, teams: []string{adults}, tell: func(t *teller) {
		t.start(120)
		t.day(118)
		t.refuse(consent.No)
		t.report(false)
		t.day(100)
		t.closeCase(casefile.RefusedReferral, "Reported without a name. No further contact wanted.")
	}},
	{name: "closed after withdrawal", ends: casefile.Closed, times: 2, tell: func(t *teller) {
		t.refer(150)
		t.day(140)
		t.withdraw(consent.NoProvider)
		t.tell(139)
		t.closeCase(casefile.LeftMechanism, "Went back to relatives. Knows how to reach us.")
	}},
	{name: "closed and opened again", ends: casefile.CGNegative, times: 1, tell: func(t *teller) {
		t.positive(120)
		t.decide(decision.CG, decision.Negative, 60)
		t.day(20)
		t.closeCase(casefile.NegativeCG, "No reconsideration wanted.")
		t.day(5)
		t.reopen("The client has new papers and wants advice after all.")
	}},
}
