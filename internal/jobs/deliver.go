package jobs

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/calendar"
)

// reminderMail is what the text of a message may say. There is no room in it
// for anything about the client.
type reminderMail struct {
	Organisation string
	Things       string // "2 things"
	CaseRef      string // empty in a digest
	Link         string
}

// deliver puts the digest of the day into the outbox, once its time has come,
// and sends what waits there.
func (j *Jobs) deliver(ctx context.Context) ([]any, error) {
	// When another copy is making the digests, there is nothing to wait for.
	digests, _, err := j.desk.AssembleDigests(ctx, actor, j.options.DigestAt)
	if err != nil {
		return nil, err
	}
	run := j.sender.Open()
	defer run.Close()
	done, err := j.desk.DeliverReminders(ctx, actor, func(ctx context.Context, n desk.Notice) desk.Answer { return j.send(ctx, run, n) })
	if err != nil || done == (desk.Delivered{}) && digests == 0 {
		return nil, err
	}
	return []any{"digests", digests, "sent", done.Sent, "later", done.Later, "parked", done.Parked, "cancelled", done.Cancelled}, nil
}

func (j *Jobs) send(ctx context.Context, run mail.Run, n desk.Notice) desk.Answer {
	m, err := j.message(n)
	if err == nil {
		err = run.Send(ctx, m)
	}
	switch {
	case err == nil:
		return desk.Answer{Result: desk.NoticeSent}
	case errors.Is(err, mail.ErrPermanent):
		j.log.WarnContext(ctx, "mail refused", "message", n.MessageID, "error", err.Error())
		return desk.Answer{Result: desk.NoticeRefused, Why: err.Error()}
	case errors.Is(err, mail.ErrInDoubt):
		return desk.Answer{Result: desk.NoticeInDoubt, Why: err.Error()}
	default:
		j.log.WarnContext(ctx, "mail not sent", "message", n.MessageID, "error", err.Error())
		return desk.Answer{Result: desk.NoticeLater, Why: err.Error()}
	}
}

// linkMail is what the text of a message that brings a one-time link may say.
type linkMail struct {
	Organisation string
	Link         string
	Ends         string
}

// message is a notice in words.
func (j *Jobs) message(n desk.Notice) (mail.Message, error) {
	m := mail.Message{ID: n.MessageID, To: n.To}
	var err error
	if n.LinkKey != "" {
		m.Subject = "NRM Desk: something waits for your answer"
		m.Text, err = j.render.Text("link", linkMail{
			Organisation: n.Organisation, Link: j.options.BaseURL + "/h/" + n.LinkKey,
			Ends: calendar.LondonDay(n.LinkEnds).Long() + " at " + n.LinkEnds.In(calendar.London()).Format("3:04pm"),
		})
		return m, err
	}
	things := strconv.Itoa(n.Things) + " things"
	if n.Things == 1 {
		things = "1 thing"
	}
	m.Subject = "NRM Desk: " + things + " to do"
	page := "/reminders"
	switch {
	case n.Given:
		page = "/cases"
	case n.Step:
		page = "/tasks"
	}
	m.Text, err = j.render.Text("reminder", reminderMail{
		Organisation: n.Organisation, Things: things, CaseRef: n.CaseRef, Link: j.options.BaseURL + page,
	})
	return m, err
}
