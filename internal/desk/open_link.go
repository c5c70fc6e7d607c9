package desk

import (
	"context"
	"errors"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/secret"
)

// ErrNotOpened means that a code did not open a link, or that the reading after
// it has run out. Why is not told: whether the code was wrong, the link locked,
// or there is no such link looks the same.
var ErrNotOpened = errors.New("the code does not open the link")

// OpenLink opens a link with a code. Each try is recorded and counted, one
// after the other; opening the page the link leads to is none. The first time
// the handoff is opened counts as seen. It gives a token for a cookie, by which
// whoever opened the link goes on reading; its hash is kept.
//
// Errors: ErrNotOpened, *LinkOver for the right code of a link that opens
// nothing any more.
func (d *Desk) OpenLink(ctx context.Context, actor staff.Actor, code string) (token string, err error) {
	var result link.Result
	err = d.throughLink(ctx, actor, access.OpenLink, func(w *work, r *received) error {
		right := w.tx.IsCode(r.link.ID, r.code, link.CodeDigits(code))
		over := r.link.Opens(r.counts(w), w.now)
		result = r.link.Try(right, r.counts(w), w.now)
		w.fact("result", string(result))
		if err := w.tx.SaveLink(ctx, r.link); err != nil {
			return err
		}
		if result != link.Opening {
			w.fact("number", strconv.Itoa(r.Handoff.Number))
		}
		if result == link.TooLate {
			return &LinkOver{over}
		}
		if result != link.Opening {
			return nil
		}
		var hash []byte
		token, hash = secret.NewToken()
		until := r.link.ReadingUntil(link.PracticeOn(w.today), w.now)
		if err := w.tx.BeginReading(ctx, w.Case.OrganisationID, newID(), r.link.ID, hash, w.now, until); err != nil {
			return err
		}
		r.changed = handoff.Opened(r.Handoff.State) != r.Handoff.State
		return w.receivedAnswer(ctx, r.Handoff.Number, handoff.Answer{State: handoff.Seen}, handoff.Giver{Name: "The recipient", Through: handoff.ByLink})
	})
	if err == nil && result != link.Opening {
		err = ErrNotOpened
	}
	if err != nil {
		return "", err
	}
	return token, nil
}
