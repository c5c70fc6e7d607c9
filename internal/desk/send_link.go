package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/secret"
)

// HandoffLink is a one-time link of a handoff, as its sender sees it.
type HandoffLink = postgres.HandoffLink

// SendLink sends the recipient of a handoff a one-time link by e-mail, and gives
// the code that opens it, to be read out to them: it is kept nowhere and shown
// never again. A link sent before ends at once. The code is empty for a second
// press of the same form.
//
// Errors: *fault.Invalid with the field of link.CheckAddress, *fault.Conflict
// when there is nothing left to answer, or nothing of the envelope the client
// still allows.
func (d *Desk) SendLink(ctx context.Context, actor staff.Actor, e Edit, number int, email string) (code string, err error) {
	err = d.change(ctx, actor, access.SendLink, e, func(w *work) error {
		if err := link.CheckAddress(email).Err(); err != nil {
			return err
		}
		r, err := w.sentHandoff(ctx, number)
		if err != nil {
			return err
		}
		if err := link.MayBeSent(r.Handoff.State); err != nil {
			return err
		}
		if r.counts(w).TakenBack {
			return fault.Conflictf("The client has taken back all that was shared in this handoff, so no link can be sent for it.")
		}
		practice := link.PracticeOn(w.today)
		if code, err = secret.NewCode(practice.CodeDigits); err != nil {
			return err
		}
		if err := w.endLinks(ctx, r.Handoff.ID, link.Replaced); err != nil {
			return err
		}
		token, hash := secret.NewToken()
		l := HandoffLink{Link: link.New(practice, w.now), ID: newID(), HandoffID: r.Handoff.ID, Email: email, MadeBy: actor.UserID}
		n, err := w.tx.InsertLink(ctx, w.Case.OrganisationID, l, token, hash, code, postgres.Mail{ID: newID(), MessageID: "link-" + l.ID})
		if err != nil {
			return err
		}
		w.about(r.Handoff.ID)
		w.fact("number", strconv.Itoa(number))
		w.fact("link", strconv.Itoa(n))
		return nil
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// StopLink ends the link of a handoff at once: whoever is reading is told so on
// the next page. The handoff itself stays as it is. Error: *fault.Conflict when
// there is none to stop.
func (d *Desk) StopLink(ctx context.Context, actor staff.Actor, e Edit, number int) error {
	return d.change(ctx, actor, access.StopLink, e, func(w *work) error {
		r, err := w.tx.Handoff(ctx, w.Case.ID, number)
		if err != nil {
			return err
		}
		w.about(r.ID)
		w.fact("number", strconv.Itoa(number))
		before := len(w.detail)
		if err := w.endLinks(ctx, r.ID, link.Stopped); err != nil {
			return err
		}
		if len(w.detail) == before {
			return fault.Conflictf("This handoff has no link that could be stopped.")
		}
		return nil
	})
}

// endLinks ends the link of a handoff that has not been ended, if there is one.
func (w *work) endLinks(ctx context.Context, handoffID string, how link.End) error {
	links, err := w.tx.LinksOf(ctx, handoffID)
	if err != nil || len(links) == 0 || !links[0].EndedAt.IsZero() {
		return err
	}
	l, _, err := w.tx.LockLink(ctx, w.Case.OrganisationID, links[0].ID)
	if err != nil {
		return err
	}
	l.End(how, w.now)
	w.fact(string(how), strconv.Itoa(l.Number))
	return w.tx.SaveLink(ctx, l)
}

// linksShown is how much of what was done by links the page of a handoff tells.
const linksShown = 50

// linkEvents are what was done with the links of a handoff, newest first.
func (w *work) linkEvents(ctx context.Context, handoffID string, names map[string]string) ([]Event, error) {
	actions := []string{access.SendLink.String(), access.StopLink.String()}
	for _, a := range receivers {
		actions = append(actions, a.String())
	}
	entries, err := w.tx.EventsAbout(ctx, w.Case.OrganisationID, w.Case.ID, handoffID, actions, linksShown)
	if err != nil {
		return nil, err
	}
	return eventsOfEntries(entries, names), nil
}

// readLinks reads the links of the handoff, for the page that shows it.
func (f *HandoffFile) readLinks(ctx context.Context, w *work) (err error) {
	f.Now = w.now
	if f.Links, err = w.tx.LinksOf(ctx, f.Handoff.ID); err != nil || len(f.Links) == 0 {
		return err
	}
	f.LinkLog, err = w.linkEvents(ctx, f.Handoff.ID, f.Names)
	return err
}

// What became of the e-mail that brings a link.
const (
	MailSent      = postgres.MailSent
	MailParked    = postgres.MailParked
	MailCancelled = postgres.MailCancelled
)
