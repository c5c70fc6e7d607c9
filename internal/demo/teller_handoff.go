package demo

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
)

// providers are the support providers of the directory by nation.
var providers = map[calendar.Nation]string{
	calendar.England: "DIR-010", calendar.Wales: "DIR-010", calendar.Scotland: "DIR-013", calendar.NorthernIreland: "DIR-015",
}

// handOver sends a client to the support provider of the nation.
func (t *teller) handOver(ago int) (number int) {
	return t.hand(ago, handoff.Draft{
		Entry: providers[t.client.nation], ConfirmedCurrent: true, Needs: []need.Code{"safe_place", "support_worker"}, Purpose: "Safe accommodation and support during the recovery period",
		Wanted:  []handoff.Item{handoff.NameToUse, handoff.Language, handoff.SafeContact, handoff.NationAndAge, handoff.SupportWanted, handoff.NRMStatus},
		Said:    map[handoff.Item]string{handoff.SupportWanted: "A safe room, money for food, a GP, and advice on status"},
		SentHow: handoff.BySecureEmail,
	})
}

// handToAdviser sends a client to somebody outside the directory.
func (t *teller) handToAdviser(ago int) (number int) {
	return t.hand(ago, handoff.Draft{
		RecipientName: "Lanternby & Wade Solicitors (invented)", Class: handoff.LegalAdviser, Needs: []need.Code{"legal_advice"}, Purpose: "Advice on status and on compensation",
		Wanted:  []handoff.Item{handoff.NameToUse, handoff.Language, handoff.NationAndAge, handoff.NRMStatus},
		SentHow: handoff.ByPhone, Note: "They take new clients on Tuesdays.",
	})
}

// handToGuardian asks for a guardian for a child in England and Wales.
func (t *teller) handToGuardian(ago int) (number int) {
	return t.hand(ago, handoff.Draft{
		Entry: "DIR-021", ConfirmedCurrent: true, Needs: []need.Code{"guardian"}, Purpose: "An independent guardian for the child",
		Wanted:  []handoff.Item{handoff.NameToUse, handoff.Language, handoff.NationAndAge, handoff.NRMStatus, handoff.AccountSummary},
		Said:    map[handoff.Item]string{handoff.AccountSummary: "Referred as a child. The school and the social worker know."},
		SentHow: handoff.BySecureEmail,
	})
}

func (t *teller) hand(ago int, draft handoff.Draft) (number int) {
	t.day(ago)
	today := t.desk.Today()
	if draft.KeepUntil.IsZero() {
		draft.KeepUntil = today.AddDays(handoff.KeepFor(handoff.SupportProvider).Days)
	}
	if draft.SentHow.ByHand() {
		draft.Contact, draft.ChaseOn = "Duty desk, Ms Quarrybank (invented)", today.AddDays(1)
	}
	t.do("hand over", func(e desk.Edit) (err error) {
		number, err = t.desk.SendHandoff(t.ctx, t.worker, e, draft)
		return err
	})
	return number
}

// sendLink sends the recipient a one-time link. Its code is read out to nobody:
// whoever tries the demo sends a new one.
func (t *teller) sendLink(ago, number int) {
	t.day(ago)
	t.do("send a one-time link", func(e desk.Edit) error {
		_, err := t.desk.SendLink(t.ctx, t.worker, e, number, "intake@harbour.example")
		return err
	})
}

func (t *teller) answer(ago, number int, a handoff.Answer) {
	t.day(ago)
	t.do("answer a handoff", func(e desk.Edit) error { return t.desk.AnswerHandoff(t.ctx, t.worker, e, number, a) })
}

// accepted logs that the recipient took the client on and met them next day.
func (t *teller) accepted(ago, number int) {
	t.answer(ago, number, handoff.Answer{State: handoff.Accepted, Contact: "Intake desk, Ms Quarrybank (invented)"})
	t.answer(max(ago-1, 0), number, handoff.Answer{State: handoff.FirstContactHad, Details: "Met at the office with an interpreter"})
}

func (t *teller) closeHandoff(ago, number int, o handoff.Outcome) {
	t.day(ago)
	t.do("close a handoff", func(e desk.Edit) error {
		return t.desk.CloseHandoff(t.ctx, t.worker, e, number, handoff.Answer{Outcome: o, Details: "Settled by telephone"})
	})
}

// tell works through everybody who must hear of a withdrawal: told, and
// acknowledged the day after; the supervisor has seen it.
func (t *teller) tell(ago int) {
	t.day(ago)
	for {
		var open []consent.Notice
		t.try("read the notices", func() error {
			f, err := t.desk.CaseFile(t.ctx, t.worker, t.ref)
			open = f.Notices
			return err
		})
		if t.err != nil || len(open) == 0 {
			return
		}
		n := open[0]
		entry := consent.NoticeEntry{Kind: n.Next(), On: t.now(), How: consent.NoticeByPhone, Who: "Intake desk", Said: "Will stop and delete what they hold"}
		who := t.worker
		if n.Kind == consent.NoticeSupervisor {
			entry, who = consent.NoticeEntry{Kind: n.Next(), How: consent.NoticeHere}, t.supervisor
		}
		t.do("answer a notice", func(e desk.Edit) error { return t.desk.AnswerNotice(t.ctx, who, e, n.Number, entry) })
	}
}
