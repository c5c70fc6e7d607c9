package desk

import (
	"context"
	"errors"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SealLetter is a seal on its way to an auditor, who keeps it where nobody who
// has the database can change it.
type SealLetter = postgres.SealLetter

// sealLetterLease is how long a letter taken up for sending is left alone;
// after that the program that took it up has died.
const sealLetterLease = 10 * time.Minute

// MailSeal sends the newest seal to every auditor who has had none for the
// time given, and counts the letters sent. One that could not be sent is tried
// again, with what is the newest seal then.
func (d *Desk) MailSeal(ctx context.Context, actor staff.Actor, every time.Duration, send func(context.Context, SealLetter) SendResult) (int, error) {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil {
		return 0, err
	}
	now := d.Now().UTC()
	letters, err := d.seenBy(actor).ClaimSealLetters(ctx, now, now.Add(-every), now.Add(-sealLetterLease))
	if err != nil {
		return 0, err
	}
	sent := 0
	var errs []error
	for _, letter := range letters {
		result := send(ctx, letter)
		if result == NoticeSent {
			sent++
		}
		if result == NoticeSent || result == NoticeRefused {
			// What was sent must be written down even when the program is stopping.
			keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			errs = append(errs, d.seenBy(actor).SettleSealLetter(keep, letter, now))
			cancel()
		}
	}
	return sent, errors.Join(errs...)
}
