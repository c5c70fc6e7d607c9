package demo

import (
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
)

// earlyStories end before the referral was sent.
var earlyStories = []story{
	{name: "met yesterday, not asked yet", ends: casefile.ConsentPending, times: 4, first: true, tell: func(t *teller) {
		t.start(1)
		t.note("First talk on the doorstep of the hostel. Agreed to meet again in two days, alone.")
	}},
	{name: "no safe way to reach them", ends: casefile.ConsentPending, times: 2, first: true, tell: func(t *teller) {
		s := t.client.start()
		s.Safety.SafeToTalk = person.No
		s.Contact = person.SafeContact{Channels: []person.Channel{person.NoChannel}}
		t.startAs(2, s)
	}},
	{name: "a name and nothing else", ends: casefile.ConsentPending, times: 2, tell: func(t *teller) {
		s := t.client.start()
		s.NameToUse, s.Language = "", ""
		t.startAs(0, s)
	}},
	{name: "wants time, ask again soon", ends: casefile.ConsentPending, times: 4, first: true, tell: func(t *teller) {
		t.start(6)
		t.day(3)
		t.hesitate(t.ago(-4))
	}},
	{name: "wanted time, the day to ask has passed", ends: casefile.ConsentPending, times: 4, first: true, tell: func(t *teller) {
		t.start(15)
		t.day(12)
		t.hesitate(t.ago(3))
	}},
	{name: "said no, the report is owed", ends: casefile.Refused, times: 4, first: true, teams: []string{adults}, tell: func(t *teller) {
		t.start(5)
		t.day(2)
		t.refuse(consent.No)
	}},
	{name: "said no to a charity", ends: casefile.Refused, times: 4, teams: []string{outreach, safeHouse}, tell: func(t *teller) {
		t.start(20)
		t.day(18)
		t.refuse(consent.No)
		t.note("Has our number and knows that they can come back at any time.")
	}},
	{name: "agreed, then withdrew before sending", ends: casefile.Refused, times: 2, teams: []string{outreach, adults}, tell: func(t *teller) {
		t.start(25)
		t.day(22)
		t.agree()
		t.write(2)
		t.day(9)
		t.withdraw(consent.NoProvider)
	}},
	{name: "said no, reported without a name", ends: casefile.DTNSent, times: 4, first: true, teams: []string{adults}, tell: func(t *teller) {
		t.start(30)
		t.day(28)
		t.refuse(consent.No)
		t.day(27)
		t.report(false)
	}},
	{name: "said no, agreed to be named", ends: casefile.DTNSent, times: 2, teams: []string{adults, outreach}, tell: func(t *teller) {
		t.start(16)
		t.day(14)
		t.refuse(consent.Yes)
		t.day(13)
		t.report(true)
	}},
	{name: "agreed after saying no", ends: casefile.Draft, times: 2, tell: func(t *teller) {
		t.start(40)
		t.day(35)
		t.refuse(consent.No)
		t.day(4)
		t.agree()
	}},
	{name: "agreed, nothing written yet", ends: casefile.Draft, times: 3, first: true, tell: func(t *teller) {
		t.start(4)
		t.day(1)
		t.agree()
		t.hide("They went to school with the client’s brother.")
	}},
	{name: "agreed to all but the police", ends: casefile.Draft, times: 2, tell: func(t *teller) {
		t.start(8)
		t.day(5)
		r := t.answers()
		r.SharePolice, r.HelpAuthorities = consent.No, consent.No
		t.record(r)
		t.write(1)
	}},
	{name: "agreed on the old privacy notice", ends: casefile.Draft, times: 2, tell: func(t *teller) {
		t.start(60)
		t.day(58)
		r := t.answers()
		r.Explanation.NoticeVersion = "October 2025"
		t.record(r)
		t.write(2)
	}},
	{name: "agreed for six months only", ends: casefile.Draft, times: 1, tell: func(t *teller) {
		t.start(12)
		t.day(10)
		r := t.answers()
		r.Ends = consent.Ends{How: consent.EndsAfter, Months: 6}
		t.record(r)
		t.write(1)
	}},
	{name: "half of the referral written", ends: casefile.Draft, times: 5, first: true, tell: func(t *teller) {
		t.start(9)
		t.day(7)
		t.agree()
		t.write(1 + t.rng.IntN(4))
		t.day(3)
		t.note(pick(t.rng, notes))
	}},
	{name: "all written, not sent to review", ends: casefile.Draft, times: 4, tell: func(t *teller) {
		t.start(6)
		t.day(4)
		t.agree()
		t.write(-1)
	}},
	{name: "came back from review", ends: casefile.Draft, times: 2, tell: func(t *teller) {
		t.start(8)
		t.day(6)
		t.agree()
		t.sendToReview()
		t.day(2)
		t.review(referral.Review{Outcome: referral.Returned, Comment: "Say when the client left, even roughly, and who else worked there."})
	}},
	{name: "waiting for the second person", ends: casefile.Review, times: 5, first: true, tell: func(t *teller) {
		t.start(6)
		t.day(3)
		t.agree()
		t.sendToReview()
	}},
	{name: "approved, not sent", ends: casefile.Review, times: 3, tell: func(t *teller) {
		t.start(7)
		t.day(4)
		t.agree()
		t.sendToReview()
		t.day(1)
		t.approve()
		t.beginOfficially()
	}},
	{name: "a child, the local authority not told", ends: casefile.Enquiry, times: 3, first: true, band: person.Child, tell: func(t *teller) {
		s := t.client.start()
		s.LocalAuthorityContact, s.AgeEvidence = "", ""
		t.startAs(1, s)
	}},
	{name: "a child, referral begun", ends: casefile.Draft, times: 3, first: true, band: person.Child, tell: func(t *teller) {
		t.start(3)
		t.agree()
		t.write(1)
	}},
	{name: "age not known, referral begun", ends: casefile.Draft, times: 2, band: person.AgeUnsure, tell: func(t *teller) {
		t.start(5)
		t.day(3)
		t.agree()
		t.write(2)
	}},
	{name: "a child in Scotland, waiting for review", ends: casefile.Review, times: 2, band: person.Child,
		nations: []calendar.Nation{calendar.Scotland}, teams: []string{outreach}, tell: func(t *teller) {
			t.start(5)
			t.day(2)
			t.agree()
			t.sendToReview()
		}},
}
