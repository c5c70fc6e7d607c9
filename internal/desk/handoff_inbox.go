package desk

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// InboxItem is one line of an inbox, InboxPlace where a page of it ended.
type (
	InboxItem  = postgres.InboxItem
	InboxPlace = postgres.InboxPlace
)

// Inbox is one page of the handoffs somebody has received.
type Inbox struct {
	Items []InboxItem
	More  bool
	Next  InboxPlace
}

const inboxPage = 25

// Inbox lists what the actor has received, from other organisations and from
// colleagues, the newest first: what goes on, or what has ended. It says
// nothing about any client.
func (d *Desk) Inbox(ctx context.Context, actor staff.Actor, ended bool, after InboxPlace) (Inbox, error) {
	var box Inbox
	err := d.manage(ctx, actor, access.ViewInbox, func(w *work) (err error) {
		if box.Items, err = w.tx.ReceivedHandoffs(ctx, receiving(actor), ended, after, inboxPage+1); err != nil {
			return err
		}
		if len(box.Items) > inboxPage {
			box.Items, box.More = box.Items[:inboxPage], true
			last := box.Items[inboxPage-1]
			box.Next = InboxPlace{SentAt: last.SentAt, ID: last.ID}
		}
		w.fact("shown", strconv.Itoa(len(box.Items)))
		return nil
	})
	return box, err
}

// handoffsReceived counts what waits in the actor's inbox for them.
func (d *Desk) handoffsReceived(ctx context.Context, db *postgres.DB, actor staff.Actor) (int, error) {
	return db.CountReceived(ctx, receiving(actor), manyReminders)
}

func receiving(actor staff.Actor) postgres.Receiving {
	return postgres.Receiving{OrganisationID: actor.OrganisationID, UserID: actor.UserID, TeamIDs: actor.TeamIDs}
}

// ReceivedHandoff is a handoff as its recipient sees it.
type ReceivedHandoff struct {
	Handoff handoff.Record // of handoff.ForReceiver
	From    string         // the organisation
	Sender  string         // the person
}

// ReceivedHandoff opens a handoff in the actor's inbox. That it was opened
// stands in the trail of both sides, and the sender sees it.
//
// Errors: fault.NotFound for one that is not in their inbox.
func (d *Desk) ReceivedHandoff(ctx context.Context, actor staff.Actor, id string) (ReceivedHandoff, error) {
	var f ReceivedHandoff
	err := d.receive(ctx, actor, access.OpenReceived, id, func(w, own *work, number int) error {
		giver, err := own.giver(ctx)
		if err != nil {
			return err
		}
		if err := w.receivedAnswer(ctx, number, handoff.Answer{State: handoff.Seen}, giver); err != nil {
			return err
		}
		r, err := w.tx.Handoff(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		f.Handoff = handoff.ForReceiver(r, w.today)
		from, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
		if err != nil {
			return err
		}
		sender, err := w.tx.User(ctx, w.Case.OrganisationID, r.SentBy)
		f.From, f.Sender = from.Name, sender.Name
		return err
	})
	return f, err
}

// AnswerReceived records what the recipient says in their inbox: that they
// accept, ask, decline with a reason, or have made first contact. Who accepts is
// the person who does.
//
// Errors: fault.NotFound, *fault.Conflict with what is possible instead, also
// for one that was taken back, *fault.Invalid with the fields of
// handoff.CheckAnswer.
func (d *Desk) AnswerReceived(ctx context.Context, actor staff.Actor, id, token string, a handoff.Answer) error {
	return d.receive(ctx, actor, access.AnswerReceived, id, func(w, own *work, number int) error {
		if err := own.useToken(ctx, token, id); err != nil {
			return err
		}
		giver, err := own.giver(ctx)
		if err != nil {
			return err
		}
		if a.Contact == "" {
			a.Contact = actor.Name
		}
		own.fact("state", string(a.State))
		return w.receivedAnswer(ctx, number, a, giver)
	})
}

// ReceivedDocument gives one document of a handoff to its recipient, as far as
// the envelope still shows it. That it was opened stands in the trail of both
// sides.
//
// Errors: fault.NotFound for one that is not in the envelope, *fault.Conflict
// when it cannot be opened.
func (d *Desk) ReceivedDocument(ctx context.Context, actor staff.Actor, id string, document int) (*EvidenceContent, error) {
	var content *EvidenceContent
	err := d.receive(ctx, actor, access.OpenReceived, id, func(w, own *work, number int) (err error) {
		content, err = w.receivedDocument(ctx, number, document)
		own.fact("document", strconv.Itoa(document))
		return err
	})
	if err != nil {
		return nil, err
	}
	return content, d.readable(ctx, content)
}

// receivedDocument is a document of an envelope for its recipient.
func (w *work) receivedDocument(ctx context.Context, number, document int) (*EvidenceContent, error) {
	r, err := w.tx.Handoff(ctx, w.Case.ID, number)
	if err != nil {
		return nil, err
	}
	for _, f := range handoff.ForReceiver(r, w.today).Files {
		if f.Number != document {
			continue
		}
		content, err := w.evidence(ctx, document)
		if err != nil {
			return nil, err
		}
		w.about(r.ID)
		w.fact("document", strconv.Itoa(document))
		w.fact("through", string(handoff.InInbox))
		return content, nil
	}
	return nil, fault.NotFound
}

// giver is the actor as the sender reads who answered.
func (w *work) giver(ctx context.Context) (handoff.Giver, error) {
	own, err := w.tx.Organisation(ctx, w.actor.OrganisationID)
	return handoff.Giver{Name: w.actor.Name + ", " + own.Name, Through: handoff.InInbox}, err
}

// receive is the path of what a recipient on this installation does with a
// handoff they were sent: permission, transaction, the sender's case locked,
// rule, and an entry in the trail of both sides. In the trail of another
// organisation's case nobody is named: the handoff says whose inbox it is in.
// Nobody can tell a handoff that is in somebody else's inbox from one that is
// not there.
func (d *Desk) receive(ctx context.Context, actor staff.Actor, action access.Action, id string, body func(w, own *work, number int) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		organisationID, ref, number, err := tx.ReceivedHandoff(ctx, receiving(actor), id)
		if errors.Is(err, fault.NotFound) {
			return hidden{}
		}
		if err != nil {
			return err
		}
		c, err := tx.LockCase(ctx, organisationID, ref)
		if err != nil {
			return err
		}
		as := actor
		if organisationID != actor.OrganisationID {
			as = staff.Actor{OrganisationID: organisationID}
		}
		w := &work{tx: tx, Case: c, actor: as, now: d.Now().UTC(), today: d.Today(), action: access.ReceiveHandoffAnswer, desk: d, chain: c.ID}
		own := &work{tx: tx, actor: actor, now: w.now, today: w.today, action: action, desk: d, chain: actor.Chain()}
		own.about(id)
		if err := body(w, own, number); err != nil {
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		if err := own.record(ctx); err != nil {
			return err
		}
		if w.Case == c {
			return nil // it was only looked at
		}
		return tx.SaveCase(ctx, w.Case)
	})
	if errors.Is(err, errAlreadyDone) {
		return nil
	}
	return d.recordHidden(ctx, actor, action, err)
}

// InboxSetting is whether the organisation takes handoffs from others on this
// installation, and which others do.
type InboxSetting struct {
	Open   bool
	Others []handoff.Inbox
}

// InboxSetting reads it for an administrator.
func (d *Desk) InboxSetting(ctx context.Context, actor staff.Actor) (InboxSetting, error) {
	var s InboxSetting
	err := d.manage(ctx, actor, access.KeepDirectory, func(w *work) (err error) {
		if s.Open, err = w.tx.InboxIsOpen(ctx, actor.OrganisationID); err != nil {
			return err
		}
		s.Others, err = w.tx.OpenInboxes(ctx, actor.OrganisationID)
		return err
	})
	return s, err
}

// SetInbox lets other organisations on this installation send handoffs here, or
// stops it. What was received stays.
func (d *Desk) SetInbox(ctx context.Context, actor staff.Actor, open bool, token string) error {
	return d.manage(ctx, actor, access.SetInbox, func(w *work) error {
		if err := w.useToken(ctx, token, actor.OrganisationID); err != nil {
			return err
		}
		w.about(actor.OrganisationID)
		w.fact("inbox", map[bool]string{true: "open", false: "closed"}[open])
		return w.tx.SetInbox(ctx, actor.OrganisationID, actor.UserID, open, w.now)
	})
}
