package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Notice is a message on its way to one reader. It holds nothing of the client
// but, when it speaks of one case, that case's reference. One that brings a
// one-time link has nothing but what the address of the link ends with.
type Notice struct {
	MessageID    string
	To           string
	Organisation string
	CaseRef      string // empty in a digest
	Things       int    // how many things to do it speaks of
	LinkKey      string
	LinkEnds     time.Time
	Given        bool // they are cases somebody was given
	Step         bool // it is a next step somebody was given
}

// SendResult is what came of handing a notice to the mail server.
type SendResult string

// The results.
const (
	NoticeSent    SendResult = "sent"
	NoticeLater   SendResult = "later"    // worth another try
	NoticeRefused SendResult = "refused"  // no use in trying again
	NoticeInDoubt SendResult = "in_doubt" // it may have been taken
)

// Answer is a result, with why in words that hold no address.
type Answer struct {
	Result SendResult
	Why    string
}

// Delivered counts what a delivery run did.
type Delivered struct{ Sent, Later, Parked, Cancelled int }

const (
	// deliverBatch is how many messages a worker takes up at a time. What it
	// has taken up and not begun when its program dies is in doubt for nothing,
	// so it is few.
	deliverBatch   = 4
	deliverWorkers = 8
	maxAttempts    = 10
)

// DeliverReminders sends what waits in the outbox. A message is taken up and
// marked before it is sent, so that two programs never send the same one; what
// cannot be sent is tried again later and given up after many tries, for an
// admin to see. What was dealt with before it could be sent is not sent.
func (d *Desk) DeliverReminders(ctx context.Context, actor staff.Actor, send func(context.Context, Notice) Answer) (Delivered, error) {
	var total Delivered
	if err := d.ask(ctx, actor, access.DeliverReminders); err != nil {
		return total, err
	}
	var mu sync.Mutex
	var errs []error
	var wg sync.WaitGroup
	for range deliverWorkers {
		wg.Go(func() {
			done, err := d.deliverAll(ctx, send)
			mu.Lock()
			defer mu.Unlock()
			total.Sent += done.Sent
			total.Later += done.Later
			total.Parked += done.Parked
			total.Cancelled += done.Cancelled
			errs = append(errs, err)
		})
	}
	wg.Wait()
	return total, errors.Join(errs...)
}

// deliverAll takes messages up and sends them one after the other until none
// is due.
func (d *Desk) deliverAll(ctx context.Context, send func(context.Context, Notice) Answer) (Delivered, error) {
	var done Delivered
	for ctx.Err() == nil {
		now, err := d.Clock(ctx)
		if err != nil {
			return done, err
		}
		began := time.Now()
		clock := func() time.Time { return now.UTC().Add(time.Since(began)) }
		batch, err := d.db.ClaimMails(ctx, now.UTC(), d.MailLease, deliverBatch)
		if err != nil || len(batch) == 0 {
			return done, err
		}
		for _, m := range batch {
			state, err := d.deliver(ctx, m, clock, send)
			if err != nil {
				return done, err
			}
			switch state {
			case postgres.MailSent:
				done.Sent++
			case postgres.MailParked:
				done.Parked++
			case postgres.MailCancelled:
				done.Cancelled++
			case postgres.MailFailed:
				done.Later++
			}
		}
	}
	return done, ctx.Err()
}

func (d *Desk) deliver(ctx context.Context, m postgres.Outgoing, clock func() time.Time, send func(context.Context, Notice) Answer) (postgres.MailState, error) {
	became := postgres.SettledMail{Outgoing: m, State: postgres.MailFailed}
	switch {
	case m.Stale:
		became.State = postgres.MailCancelled
	case m.To == "":
		became.State, became.Error = postgres.MailParked, noAddress(m)
	default:
		answer := send(ctx, Notice{MessageID: m.MessageID, To: m.To, Organisation: m.Organisation, CaseRef: m.CaseRef, Things: m.Things, Given: m.Given, Step: m.Step, LinkKey: m.LinkKey, LinkEnds: m.LinkEnds})
		became.InDoubt, became.Error = answer.Result == NoticeInDoubt, answer.Why
		switch {
		case answer.Result == NoticeSent:
			became.State = postgres.MailSent
		case answer.Result == NoticeRefused, m.Attempts >= maxAttempts:
			became.State = postgres.MailParked
		}
	}
	// What was sent must be written down even when the program is stopping.
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	now := clock()
	return became.State, d.db.SettleMail(keep, became, now, now.Add(backoff(m.Attempts)))
}

// noAddress says why a message has nobody to go to.
func noAddress(m postgres.Outgoing) string {
	if m.LinkID != "" {
		return "What is sealed for this link cannot be read with these keys"
	}
	return "This person can no longer sign in"
}

// backoff is how long to wait after so many tries: a minute, doubling, at most
// four hours.
func backoff(attempts int) time.Duration {
	return min(time.Minute<<max(attempts-1, 0), 4*time.Hour)
}
