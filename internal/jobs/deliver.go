package jobs

import (
	"context"
	"errors"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
)

// reminderMail is what the text of a reminder may say. There is no room in it
// for anything about the client.
type reminderMail struct{ Organisation, CaseRef, Link string }

const reminderSubject = "NRM Desk: 1 thing to do"

// deliver sends what waits in the outbox.
func (j *Jobs) deliver(ctx context.Context) ([]any, error) {
	done, err := j.desk.DeliverReminders(ctx, actor, j.send)
	if err != nil || done == (desk.Delivered{}) {
		return nil, err
	}
	return []any{"sent", done.Sent, "later", done.Later, "parked", done.Parked}, nil
}

func (j *Jobs) send(ctx context.Context, n desk.Notice) desk.SendResult {
	text, err := j.render.Text("reminder", reminderMail{
		Organisation: n.Organisation, CaseRef: n.CaseRef, Link: j.options.BaseURL + "/cases/" + n.CaseRef,
	})
	if err == nil {
		err = j.sender.Send(ctx, mail.Message{ID: n.MessageID, To: n.To, Subject: reminderSubject, Text: text})
	}
	switch {
	case err == nil:
		return desk.NoticeSent
	case errors.Is(err, mail.ErrPermanent):
		j.log.WarnContext(ctx, "reminder refused", "message", n.MessageID, "error", err.Error())
		return desk.NoticeRefused
	case errors.Is(err, mail.ErrInDoubt):
		return desk.NoticeInDoubt
	default:
		j.log.WarnContext(ctx, "reminder not sent", "message", n.MessageID, "error", err.Error())
		return desk.NoticeLater
	}
}
