package demo

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/need"
)

// needAnswers are what clients said they need, each a sitting.
var needAnswers = []map[need.Code]need.State{
	{
		"safe_place": need.Wanted, "support_worker": need.Wanted, "medical": need.Wanted, "coping": need.NoNeed, "money": need.Wanted,
		"interpreter": need.Met, "legal_advice": need.Wanted, "police": need.Declined, "return_home": need.Declined,
	},
	{
		"safe_place": need.Wanted, "support_worker": need.Met, "medical": need.Met, "coping": need.Wanted, "interpreter": need.Met,
		"legal_advice": need.Wanted, "compensation": need.Wanted, "work_education": need.Wanted, "protection": need.NoNeed,
	},
	{
		"safe_place": need.Wanted, "support_worker": need.Wanted, "money": need.Met, "medical": need.NoNeed, "legal_advice": need.Wanted,
		"court": need.NoNeed, "advice": need.Met,
	},
}

// unsafePlaces are where clients of each nation fear to be sent.
var unsafePlaces = map[calendar.Nation]string{
	calendar.England: "Brackenholt\nthe market at Ferrow Bridge", calendar.Wales: "Ferrow Bridge", calendar.Scotland: "Glasgow", calendar.NorthernIreland: "Belfast",
}

// askNeeds makes a needs check, and asks what the client wishes of those who
// help; one in three was too tired to be asked everything.
func (t *teller) askNeeds(ago int) {
	t.day(ago)
	answers := pick(t.rng, needAnswers)
	finished, note := true, ""
	if t.rng.IntN(3) == 0 {
		finished, note = false, "Was tired. The rest on Thursday, by the safe phone."
	}
	t.do("ask what the client needs", func(e desk.Edit) error {
		return t.desk.CheckNeeds(t.ctx, t.worker, e, answers, note, finished)
	})
	t.do("ask what the client wishes", func(e desk.Edit) error {
		return t.desk.RecordWishes(t.ctx, t.worker, e, need.Wishes{
			Interviewer: pick(t.rng, need.Preferences), Interpreter: pick(t.rng, need.Preferences), Unsafe: unsafePlaces[t.client.nation],
			Language: "Nobody from the same town", Sayer: need.ClientSaid,
		})
	})
}

// seeTo gives a need an owner.
func (t *teller) seeTo(ago int, code need.Code, note string) {
	t.day(ago)
	t.do("see to a need", func(e desk.Edit) error {
		return t.desk.SetNeed(t.ctx, t.worker, e, code, need.BeingArranged, t.worker.UserID, note)
	})
}

// threadHolders are who holds what when cases are closed.
var threadHolders = []need.Holder{
	{Thread: "housing", Holding: need.HeldBySomebody, Who: "Housing options, Northside Council (invented)", Contact: "Ask for the duty officer", Agreed: true},
	{Thread: "health", Holding: need.HeldBySomebody, Who: "The surgery at Mill Lane (invented)", Contact: "At the desk, mornings", Agreed: true},
	{Thread: "legal", Holding: need.HeldBySomebody, Who: "Lanternby & Wade Solicitors (invented)", Contact: "Tuesdays", Agreed: true},
	{Thread: "phone", Holding: need.HeldBySomebody, Who: "The outreach team (invented)", Contact: "The number on the card", Agreed: false},
	{Thread: "work", Holding: need.HeldByClient},
}

// plan names who holds things after the case is closed.
func (t *teller) plan(ago int) {
	t.day(ago)
	for _, h := range threadHolders {
		t.do("name who holds a thread", func(e desk.Edit) error { return t.desk.HoldThread(t.ctx, t.worker, e, h) })
	}
}

// agreeCalls records that the client wants to be called after support ends.
func (t *teller) agreeCalls(ago int) {
	t.day(ago)
	t.do("agree on calls", func(e desk.Edit) error {
		return t.desk.RecordEvent(t.ctx, t.worker, e, deadline.Happened{Kind: deadline.FollowUpAgreed, On: t.now(), KnownFrom: t.now(), Note: "Yes, by the safe phone"})
	})
}
