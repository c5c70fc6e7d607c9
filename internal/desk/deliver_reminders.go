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

// Notice is a reminder on its way to one reader. It holds nothing of the
// client but the reference of the case.
type Notice struct {
	MessageID    string
	To           string
	Organisation string
	CaseRef      string
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

// Delivered counts what a delivery run did.
type Delivered struct{ Sent, Later, Parked int }

const (
	deliverBatch   = 40
	deliverWorkers = 8
	maxAttempts    = 10
	// deliverLease is longer than a batch can take: 40 messages, 8 at a time,
	// half a minute each at worst. A message found taken up for longer was left
	// by a program that died.
	deliverLease = 10 * time.Minute
)

// DeliverReminders sends what waits in the outbox. A message is taken up and
// marked before it is sent, so that two programs never send the same one; what
// cannot be sent is tried again later and given up after many tries.
func (d *Desk) DeliverReminders(ctx context.Context, actor staff.Actor, send func(context.Context, Notice) SendResult) (Delivered, error) {
	var total Delivered
	if err := d.ask(ctx, actor, access.DeliverReminders); err != nil {
		return total, err
	}
	for ctx.Err() == nil {
		batch, err := d.db.ClaimDeliveries(ctx, d.Now().UTC(), deliverLease, deliverBatch)
		if err != nil || len(batch) == 0 {
			return total, err
		}
		states := make([]postgres.DeliveryState, len(batch))
		errs := make([]error, len(batch))
		var wg sync.WaitGroup
		for w := range deliverWorkers {
			wg.Go(func() {
				for i := w; i < len(batch); i += deliverWorkers {
					states[i], errs[i] = d.deliver(ctx, batch[i], send)
				}
			})
		}
		wg.Wait()
		for _, state := range states {
			switch state {
			case postgres.DeliverySent:
				total.Sent++
			case postgres.DeliveryParked:
				total.Parked++
			case postgres.DeliveryWaiting:
				total.Later++
			}
		}
		if err := errors.Join(errs...); err != nil {
			return total, err
		}
	}
	return total, ctx.Err()
}

func (d *Desk) deliver(ctx context.Context, m postgres.Outgoing, send func(context.Context, Notice) SendResult) (postgres.DeliveryState, error) {
	result := NoticeRefused // a reader who can no longer sign in
	if m.To != "" {
		result = send(ctx, Notice{MessageID: m.MessageID, To: m.To, Organisation: m.Organisation, CaseRef: m.CaseRef})
	}
	state := postgres.DeliveryWaiting
	switch {
	case result == NoticeSent:
		state = postgres.DeliverySent
	case result == NoticeRefused, m.Attempts >= maxAttempts:
		state = postgres.DeliveryParked
	}
	now := d.Now().UTC()
	// What was sent must be written down even when the program is stopping.
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return state, d.db.SettleDelivery(keep, m.ID, state, result == NoticeInDoubt, now, now.Add(backoff(m.Attempts)))
}

// backoff is how long to wait after so many tries: a minute, doubling, at most
// four hours.
func backoff(attempts int) time.Duration {
	return min(time.Minute<<max(attempts-1, 0), 4*time.Hour)
}
