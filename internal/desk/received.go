package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/postgres"
)

// received is a handoff as it stands for whoever is here by its link.
type received struct {
	Handoff handoff.Record
	link    postgres.HandoffLink
	code    string         // its digest
	ended   []handoff.Item // which the client no longer allows
	changed bool           // the case, too
}

// received reads what a link is for.
func (w *work) received(ctx context.Context, number int) (*received, error) {
	r, err := w.sentHandoff(ctx, number)
	if err != nil {
		return nil, err
	}
	r.link, r.code, err = w.tx.LockLink(ctx, w.Case.OrganisationID, w.actor.LinkID)
	return r, err
}

// sentHandoff reads a handoff with what the client still allows now: a
// withdrawal counts from the next page, before anybody has been told of it.
func (w *work) sentHandoff(ctx context.Context, number int) (*received, error) {
	h, err := w.tx.Handoff(ctx, w.Case.ID, number)
	if err != nil {
		return nil, err
	}
	standing, err := w.standing(ctx)
	if err != nil {
		return nil, err
	}
	return &received{Handoff: h, ended: handoff.Ended(h, standing, "")}, nil
}

// shown are the lines of the envelope the client still allows.
func (r *received) shown() []handoff.Disclosure {
	return slices.DeleteFunc(slices.Clone(r.Handoff.Items), func(d handoff.Disclosure) bool {
		return !d.Shared || slices.Contains(r.ended, d.Item)
	})
}

// files are the documents of the envelope the client still allows.
func (r *received) files() []handoff.File {
	return slices.DeleteFunc(handoff.SharedFiles(r.Handoff.Files), func(f handoff.File) bool { return slices.Contains(r.ended, f.Item) })
}

// counts is what the rulebook asks about the handoff.
func (r *received) counts(w *work) link.Handoff {
	return link.Handoff{State: r.Handoff.State, TakenBack: len(r.ended) > 0 && r.Handoff.Without(r.ended), KeepUntil: r.Handoff.KeepUntil, Today: w.today}
}

// LinkOver says that a link shows nothing any more, to somebody who had its
// code. Whoever had not learns nothing.
type LinkOver struct{ Why link.Over }

func (o *LinkOver) Error() string { return "the link is over: " + string(o.Why) }

// reads refuses whoever has not opened the link, or not lately, and whoever
// opened one that has come to its end since. Errors: ErrNotOpened, *LinkOver.
func (r *received) reads(ctx context.Context, w *work) error {
	ends, err := w.tx.ReadingEnds(ctx, w.actor.LinkID, w.actor.SessionID)
	if err != nil {
		return err
	}
	if !w.now.Before(ends) {
		return ErrNotOpened
	}
	if over := r.link.Reads(r.counts(w), w.now); over != "" {
		return &LinkOver{over}
	}
	return nil
}

// receivers are the acts of whoever holds a link.
var receivers = []access.Action{access.OpenLink, access.ReadLink, access.AnswerLink}

// nameIn is who did what an entry tells: somebody of the staff, or the
// recipient of a handoff. Empty for the program itself.
func nameIn(names map[string]string, e audit.Entry) string {
	if receiver := receiverIn(e); receiver != "" {
		return receiver
	}
	return names[e.ActorID]
}

// receiverIn names whoever did something by a link; empty when it was not done
// by one.
func receiverIn(e audit.Entry) string {
	if !slices.ContainsFunc(receivers, func(a access.Action) bool { return a.String() == e.Action }) {
		return ""
	}
	return "Receiver of handoff " + factOf(e, "number") + " through link " + factOf(e, "link")
}

func factOf(e audit.Entry, key string) string {
	for _, f := range e.Detail {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}
