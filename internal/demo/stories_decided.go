package demo

import (
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/contact"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
)

// decidedStories are with the Home Office, up to the first decision and the
// recovery period.
var decidedStories = []story{
	{name: "sent two days ago", ends: casefile.Submitted, times: 7, first: true, tell: func(t *teller) { t.refer(2) }},
	{name: "RG decision overdue", ends: casefile.Submitted, times: 5, tell: func(t *teller) {
		t.refer(16)
		t.day(9)
		t.amend("how_it_began", "Said later: a cousin paid for the journey.", "The client remembered it when the journey was talked about again.")
		t.day(5)
		t.note("Rang the authority. No date yet; they will write.")
		t.day(3)
		t.asked(10, "The dates of the work, and whether anybody kept the wages.")
	}},
	{name: "RG letter waits for the second person", ends: casefile.Submitted, times: 3, tell: func(t *teller) {
		t.refer(9)
		t.receive(t.letter(decision.RG, decision.Positive, 3))
	}},
	{name: "RG letter recorded wrongly and returned", ends: casefile.Submitted, times: 1, tell: func(t *teller) {
		t.refer(11)
		id := t.receive(t.letter(decision.RG, decision.Negative, 5))
		t.giveBack(id, "The letter says positive. Look at page 2.")
	}},
	{name: "a child, sent", ends: casefile.Submitted, times: 2, band: person.Child, tell: func(t *teller) { t.refer(4) }},
	{name: "a child, RG decision overdue", ends: casefile.Submitted, times: 1, band: person.Child, teams: []string{children}, tell: func(t *teller) { t.refer(15) }},
	{name: "RG on hold", ends: casefile.RGSuspended, times: 3, tell: func(t *teller) {
		t.refer(30)
		t.decide(decision.RG, decision.Suspended, 21)
	}},
	{name: "day seven of recovery", ends: casefile.RGPositive, times: 9, first: true, nations: englandAndWales, tell: func(t *teller) {
		t.positive(6)
		t.askNeeds(5)
		n := t.handOver(4)
		t.accepted(3, n)
		t.misdial(2)
		t.reach(2, contact.CheckIn)
	}},
	{name: "nobody answered the handoff", ends: casefile.RGPositive, times: 5, tell: func(t *teller) {
		t.positive(12)
		t.askNeeds(10)
		t.seeTo(9, "legal_advice", "Rang two firms, both full. Trying a third.")
		t.handOver(5)
	}},
	{name: "handoff sent this morning", ends: casefile.RGPositive, times: 2, tell: func(t *teller) {
		t.positive(9)
		t.sendLink(0, t.handOver(0))
	}},
	{name: "handoff declined, another accepted", ends: casefile.RGPositive, times: 3, tell: func(t *teller) {
		t.positive(20)
		n := t.handOver(17)
		t.answer(16, n, handoff.Answer{State: handoff.Refused, Details: "No room for the next three weeks"})
		t.closeHandoff(16, n, handoff.NotTakenUp)
		n = t.handToAdviser(15)
		t.accepted(14, n)
		t.day(2)
		t.note(pick(t.rng, notes))
	}},
	{name: "the recipient asked a question", ends: casefile.RGPositive, times: 2, tell: func(t *teller) {
		t.positive(14)
		n := t.handOver(6)
		t.answer(5, n, handoff.Answer{State: handoff.QuestionAsked, Details: "Is a ground-floor room needed?"})
	}},
	{name: "past the earliest day for CG", ends: casefile.RGPositive, times: 5, nations: englandAndWales, tell: func(t *teller) {
		t.positive(48)
		n := t.handOver(45)
		t.accepted(44, n)
		t.misread(30)
		t.day(20)
		t.note(pick(t.rng, notes))
	}},
	{name: "recovery ends in three days", ends: casefile.RGPositive, times: 3, nations: englandAndWales, tell: func(t *teller) { t.positive(26) }},
	{name: "recovery in Scotland", ends: casefile.RGPositive, times: 4, nations: scotland, teams: []string{outreach, safeHouse}, tell: func(t *teller) {
		t.positive(62)
		t.askNeeds(61)
		n := t.handOver(60)
		t.accepted(59, n)
	}},
	{name: "slavery without trafficking in Scotland", ends: casefile.RGPositive, times: 2, nations: scotland, teams: []string{outreach, safeHouse}, tell: func(t *teller) {
		t.refer(31)
		t.decide(decision.RG, decision.PositiveSlaveryOnly, 24)
	}},
	{name: "recovery in Northern Ireland", ends: casefile.RGPositive, times: 4, nations: northernIreland, teams: []string{outreach, safeHouse}, tell: func(t *teller) {
		t.positive(39)
		t.askNeeds(38)
		n := t.handOver(37)
		t.accepted(36, n)
	}},
	{name: "CG letter waits for the second person", ends: casefile.RGPositive, times: 3, nations: englandAndWales, tell: func(t *teller) {
		t.positive(70)
		t.receive(t.letter(decision.CG, decision.Positive, 4))
	}},
	{name: "the other worker went on leave", ends: casefile.RGPositive, times: 2, teams: []string{outreach}, tell: func(t *teller) {
		t.positive(22)
		t.day(10)
		t.reassign("On leave for three weeks.")
		t.note("Introduced myself to the client by telephone, with the interpreter.")
	}},
	{name: "a child who turns 18 in forty days", ends: casefile.RGPositive, times: 3, band: person.Child, turns18In: 40, nations: englandAndWales, tell: func(t *teller) {
		t.positive(33)
		t.handToGuardian(4)
	}},
	{name: "a child who turns 18 on Friday week", ends: casefile.Draft, times: 1, band: person.Child, turns18In: 9, tell: func(t *teller) {
		t.start(8)
		t.agree()
		t.write(2)
	}},
	{name: "age not known, in recovery", ends: casefile.RGPositive, times: 2, band: person.AgeUnsure, tell: func(t *teller) { t.positive(17) }},
}
