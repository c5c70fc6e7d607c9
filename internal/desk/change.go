package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Edit says which case is being changed, what its changer had seen of it, and
// which press of which form this is.
type Edit struct {
	Ref     casefile.Ref
	Version int64
	Token   string    // one per form shown; a second press with the same one does nothing
	BegunAt time.Time // when the series of pages was first saved; zero when that is not known
}

// work is one change under way: the locked case and what will be said of it in
// the audit trail.
type work struct {
	tx      *postgres.DB
	Case    casefile.Case
	actor   staff.Actor
	now     time.Time
	today   calendar.Date
	action  access.Action
	subject string
	reason  string
	detail  []audit.Pair
	desk    *Desk
	inForce *deadline.Book // the organisation's, once asked for
	chain   string         // the audit chain the entry belongs to: the case's, or the actor's own
}

// about names the row the change is about in the audit entry.
func (w *work) about(id string) { w.subject = id }

// because names the row that holds the reason the actor gave. The reason
// itself is free text, which the trail never holds.
func (w *work) because(table, id string) { w.reason = table + "/" + id }

// changed adds a value that is replaced, and what replaces it, to the audit
// entry: as digests, by which a value can be recognised and none be read.
func (w *work) changed(key, before, after string) {
	if before == after {
		return
	}
	w.fact(key+"_before", w.digest(key, before))
	w.fact(key+"_after", w.digest(key, after))
}

// DigestMark begins a fact that is the keyed digest of a value.
const DigestMark = "digest:"

func (w *work) digest(key, value string) string {
	if value == "" {
		return "none"
	}
	return DigestMark + w.tx.ValueDigest(w.chain, key, value)
}

// fact adds something to the audit entry. It must identify nobody.
func (w *work) fact(key, value string) {
	if value != "" {
		w.detail = append(w.detail, audit.Pair{Key: key, Value: value})
	}
}

// happens takes the case where something that happened to it leads, by the
// table of moves. The facts are those the caller has checked; the guard of the
// move asks for them.
func (w *work) happens(h casefile.Happening, held ...casefile.Fact) error {
	at := w.Case.Place()
	to, err := at.After(h, casefile.Hold(held...))
	if err != nil {
		return err
	}
	m, _ := at.Find(h)
	w.fact("from", string(m.From))
	w.fact("to", string(m.To))
	w.Case.Stand(to, w.now)
	return nil
}

// together asks for several readings at once; what follows has their answers
// at hand (postgres.DB.Together). It saves round trips and changes nothing
// else: a reading that is not named here is asked for when it is needed.
func (w *work) together(ctx context.Context, read func(tx *postgres.DB)) error {
	tx, err := w.tx.Together(ctx, read)
	if err == nil {
		w.tx = tx
	}
	return err
}

// workOn begins the work on a case. Who does it for somebody on leave is still
// the one who did it; that it was as their cover is a fact of the entry.
func (d *Desk) workOn(tx *postgres.DB, c casefile.Case, actor staff.Actor, action access.Action) *work {
	w := &work{tx: tx, Case: c, actor: actor, now: d.Now().UTC(), today: d.Today(), action: action, desk: d, chain: c.ID}
	if actor.CoversFor(c.OwnerID) {
		w.fact("as_cover_for", c.OwnerID)
	}
	return w
}

// errAlreadyDone ends a transaction in which a form turned out to be a second
// press: nothing is done again, and that is success.
var errAlreadyDone = errors.New("already done")

// change is the whole write path of a case: permission, transaction, rule,
// audit, version. If any step fails nothing happened. A second press of the
// same form succeeds without doing anything.
//
// Errors: fault.Forbidden, fault.NotFound (also for a case the actor may not
// know of), *fault.Conflict, *fault.Invalid from the body.
func (d *Desk) change(ctx context.Context, actor staff.Actor, action access.Action, e Edit, body func(*work) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.LockCase(ctx, actor.OrganisationID, e.Ref)
		if err := inReach(c, err, actor.Reaches(c.TeamID, c.OwnerID)); err != nil {
			return err
		}
		if e.Token != "" {
			_, spent, err := tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, e.Token, string(e.Ref))
			if err != nil || spent {
				return err // nil when spent: the first press has done it
			}
		}
		if e.Version != c.Version {
			return fault.Conflictf("Somebody else changed this case while you were working on it.")
		}
		w := d.workOn(tx, c, actor, action)
		if err := body(w); err != nil {
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		return tx.SaveCase(ctx, w.Case)
	})
	return d.recordHidden(ctx, actor, action, err)
}

// view reads a case on behalf of somebody and records that they looked, in the
// same transaction as the reading.
func (d *Desk) view(ctx context.Context, actor staff.Actor, action access.Action, ref casefile.Ref, body func(*work) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.Case(ctx, actor.OrganisationID, ref)
		if err := inReach(c, err, actor.Reaches(c.TeamID, c.OwnerID)); err != nil {
			return err
		}
		w := d.workOn(tx, c, actor, lookOf(action))
		if err := body(w); err != nil {
			return err
		}
		return w.record(ctx)
	})
	return d.recordHidden(ctx, actor, action, err)
}

// tend is the write path of what the program does to a case by itself, when a
// day has come. The entry stands in the case's own chain, by nobody. Errors:
// fault.Forbidden, fault.NotFound, and those of the body.
func (d *Desk) tend(ctx context.Context, actor staff.Actor, action access.Action, organisationID string, ref casefile.Ref, body func(*work) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	return d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.LockCase(ctx, organisationID, ref)
		if err != nil {
			return err
		}
		actor := actor
		actor.OrganisationID = organisationID
		w := &work{tx: tx, Case: c, actor: actor, now: d.Now().UTC(), today: d.Today(), action: action, desk: d, chain: c.ID}
		if err := body(w); err != nil {
			if errors.Is(err, errAlreadyDone) {
				return nil
			}
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		return tx.SaveCase(ctx, w.Case)
	})
}

// throughLink is the path of whoever is here by a one-time link: permission,
// transaction, the handoff of the link and no other, rule, audit. The entry
// stands in the case's own chain, by the link, also when the link shows nothing
// any more. The version of the case rises only with what changes the case.
// Errors: fault.Forbidden, fault.NotFound, and those of the body.
func (d *Desk) throughLink(ctx context.Context, actor staff.Actor, action access.Action, body func(*work, *received) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	var over *LinkOver
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		ref, number, err := tx.LinkedHandoff(ctx, actor.OrganisationID, actor.LinkID)
		if err != nil {
			return err
		}
		c, err := tx.LockCase(ctx, actor.OrganisationID, ref)
		if err != nil {
			return err
		}
		w := d.workOn(tx, c, actor, action)
		r, err := w.received(ctx, number)
		if err != nil {
			return err
		}
		w.about(r.Handoff.ID)
		w.fact("link", strconv.Itoa(r.link.Number))
		if err := body(w, r); errors.As(err, &over) {
			w.fact("over", string(over.Why))
		} else if err != nil {
			return err
		}
		if err := w.record(ctx); err != nil || !r.changed {
			return err
		}
		return tx.SaveCase(ctx, w.Case)
	})
	if errors.Is(err, errAlreadyDone) {
		return nil
	}
	if err != nil || over == nil {
		return err
	}
	return over
}

// lookOf is the action a look is recorded as. Opening the form of a change is
// no change, and the trail must not read as if it were.
func lookOf(action access.Action) access.Action {
	if slices.Contains(CaseChanges, action) {
		return access.ViewCase
	}
	return action
}

// ask refuses what the actor's roles do not allow, and records the refusal.
func (d *Desk) ask(ctx context.Context, actor staff.Actor, action access.Action) error {
	if d.policy.May(actor.Roles, action) {
		return nil
	}
	if actor.OrganisationID == "" {
		return fault.Forbidden
	}
	if err := d.recordRefusal(ctx, actor, action, actor.Chain()); err != nil {
		return err
	}
	return fault.Forbidden
}

// refused is what the trail says of it. It is done to people: no policy names
// it.
var refused = access.Action{Kind: "access", Verb: "refused"}

func (d *Desk) recordRefusal(ctx context.Context, actor staff.Actor, action access.Action, chain string) error {
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		w := &work{tx: tx, actor: actor, now: d.Now().UTC(), action: refused, chain: chain}
		w.fact("action", action.String())
		return w.record(ctx)
	})
	if err != nil {
		return fmt.Errorf("record refusal: %w", err)
	}
	return nil
}

// hidden is a case that is out of the actor's reach, or not there: whoever
// asks cannot tell the one from the other. It is a fault.NotFound.
type hidden struct{ caseID string }

func (h hidden) Error() string { return "a case out of reach" }
func (h hidden) Unwrap() error { return fault.NotFound }

// inReach hides a case that could not be read or is out of reach.
func inReach(c casefile.Case, err error, reached bool) error {
	var closed postgres.ClosedCase
	switch {
	case errors.As(err, &closed):
		return hidden{closed.ID}
	case errors.Is(err, fault.NotFound):
		return hidden{}
	case err == nil && !reached:
		return hidden{c.ID}
	}
	return err
}

// recordHidden records that somebody asked for a case out of their reach: in
// the trail of the case, where those who check it see it, or in the actor's own
// when there is no such case. It takes as long either way (S7, S22).
func (d *Desk) recordHidden(ctx context.Context, actor staff.Actor, action access.Action, err error) error {
	h := hidden{}
	if !errors.As(err, &h) {
		return err
	}
	chain := h.caseID
	if chain == "" {
		chain = actor.Chain()
	}
	if err := d.recordRefusal(ctx, actor, action, chain); err != nil {
		return err
	}
	return fault.NotFound
}

// manage is the write path of what belongs to no case: users and teams. Its
// entries go to the actor's own chain.
func (d *Desk) manage(ctx context.Context, actor staff.Actor, action access.Action, body func(*work) error) error {
	if err := d.ask(ctx, actor, action); err != nil {
		return err
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		w := &work{tx: tx, actor: actor, now: d.Now().UTC(), today: d.Today(), action: action, desk: d, chain: actor.Chain()}
		if err := body(w); err != nil {
			return err
		}
		return w.record(ctx)
	})
	if errors.Is(err, errAlreadyDone) {
		return nil
	}
	return err
}

// record appends the audit entry of the work to its chain.
func (w *work) record(ctx context.Context) error {
	return w.tx.AppendAudit(ctx, w.entry())
}

func (w *work) entry() audit.Entry {
	return audit.Entry{
		OrganisationID: w.actor.OrganisationID,
		ChainID:        w.chain,
		At:             w.now,
		ActorID:        w.actor.By(),
		SessionID:      w.actor.SessionID,
		Action:         w.action.String(),
		Subject:        w.subject,
		Address:        w.tx.AddressDigest(w.actor.Address),
		Reason:         w.reason,
		Detail:         w.detail,
	}
}
