package jobs

import (
	"context"
	"errors"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/mail"
)

// sealMail is what the e-mail of a seal may say: the seal itself holds numbers
// and hashes only.
type sealMail struct{ Note, Link string }

const sealSubject = "NRM Desk: seal of the audit log"

// seal signs the head of the audit log when there is something new in it. A
// chain that does not fit together is an error in the log every time.
func (j *Jobs) seal(ctx context.Context) ([]any, error) {
	done, err := j.desk.SealAudit(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, f := range done.Findings {
		j.log.ErrorContext(ctx, "the audit trail was altered", "chain", f.ChainID, "row", f.Seq, "finding", f.Sentence)
	}
	if done.Entries == 0 {
		return nil, nil
	}
	return []any{"entries", done.Entries, "seals", done.Seals, "log", done.Size}, nil
}

// mailSeal sends the newest seal to auditors who have had none for a while.
func (j *Jobs) mailSeal(ctx context.Context) ([]any, error) {
	run := j.sender.Open()
	defer run.Close()
	sent, err := j.desk.MailSeal(ctx, actor, j.options.SealMailEvery, func(ctx context.Context, m desk.SealLetter) desk.SendResult {
		text, err := j.render.Text("seal", sealMail{Note: m.Note, Link: j.options.BaseURL + "/audit/seals"})
		if err == nil {
			err = run.Send(ctx, mail.Message{ID: m.MessageID, To: m.To, Subject: sealSubject, Text: text})
		}
		switch {
		case err == nil:
			return desk.NoticeSent
		case errors.Is(err, mail.ErrPermanent):
			j.log.WarnContext(ctx, "seal refused", "message", m.MessageID, "error", err.Error())
			return desk.NoticeRefused
		default:
			j.log.WarnContext(ctx, "seal not sent", "message", m.MessageID, "error", err.Error())
			return desk.NoticeLater
		}
	})
	if err != nil || sent == 0 {
		return nil, err
	}
	return []any{"sent", sent}, nil
}
