package desk

import (
	"context"
	"strings"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
)

// HandoffDesk is what a handoff is prepared from: what the client has agreed
// to, what the case file would put on each line of the envelope, and whom it
// could be for.
type HandoffDesk struct {
	Head
	handoff.Surroundings
	Standing consent.Standing
	Consent  consent.Now             // what the gate reads; asked again when it is sent
	Values   map[handoff.Item]string // of the items that need no words of the sender
	Needs    need.Sheet              // of the client, as they stand now
	Wishes   need.Wishes             // of those who help; where the client must not be sent
	Drafts   []HandoffDraft
	// AnswerDueAt is when an answer would be due if it were sent now.
	AnswerDueAt time.Time
}

// PrepareHandoff reads what can be put into an envelope today.
func (d *Desk) PrepareHandoff(ctx context.Context, actor staff.Actor, ref casefile.Ref) (HandoffDesk, error) {
	var file HandoffDesk
	err := d.view(ctx, actor, access.ViewHandoff, ref, func(w *work) (err error) {
		file, err = w.handoffDesk(ctx)
		return err
	})
	return file, err
}

func (w *work) handoffDesk(ctx context.Context) (HandoffDesk, error) {
	head, err := w.head(ctx)
	if err != nil {
		return HandoffDesk{}, err
	}
	now, err := w.consentNow(ctx)
	if err != nil {
		return HandoffDesk{}, err
	}
	around, err := w.surroundings(ctx)
	if err != nil {
		return HandoffDesk{}, err
	}
	drafts, err := w.tx.HandoffDrafts(ctx, w.Case.ID)
	if err != nil {
		return HandoffDesk{}, err
	}
	needs, err := w.needsNow(ctx)
	if err != nil {
		return HandoffDesk{}, err
	}
	wishes, err := w.tx.LatestWishes(ctx, w.Case.ID)
	if err != nil {
		return HandoffDesk{}, err
	}
	values := envelopeValues(head)
	values[handoff.Wishes] = orNotGiven(wishes.Text())
	answer, _, err := w.handoffDue(ctx)
	return HandoffDesk{
		Head: head, Surroundings: around, Standing: now.Standing, Consent: now, Values: values, Drafts: drafts, AnswerDueAt: answer,
		Needs: needs, Wishes: wishes,
	}, err
}

// surroundings are what a draft is checked against now. The sender is no
// colleague of their own.
func (w *work) surroundings(ctx context.Context) (around handoff.Surroundings, err error) {
	if around.Services, err = w.services(ctx); err != nil {
		return around, err
	}
	if around.Inboxes, err = w.tx.OpenInboxes(ctx, w.Case.OrganisationID); err != nil {
		return around, err
	}
	if around.Papers, err = w.tx.Evidence(ctx, w.Case.ID); err != nil {
		return around, err
	}
	users, err := w.tx.Users(ctx, w.Case.OrganisationID)
	if err != nil {
		return around, err
	}
	teams, err := w.tx.Teams(ctx, w.Case.OrganisationID)
	if err != nil {
		return around, err
	}
	for _, t := range teams {
		around.Colleagues = append(around.Colleagues, handoff.InHouse{ID: t.ID, Name: t.Name, Team: true})
	}
	for _, u := range users {
		if !u.Disabled && u.CarriesCases() && u.ID != w.actor.UserID {
			around.Colleagues = append(around.Colleagues, handoff.InHouse{ID: u.ID, Name: u.Name})
		}
	}
	return around, nil
}

// envelopeValues are the lines the case file can write by itself.
func envelopeValues(h Head) map[handoff.Item]string {
	language := orNotGiven(h.Client.Language)
	if h.Client.Safety.InterpreterNeeded.Is() {
		language += ", interpreter needed"
	}
	return map[handoff.Item]string{
		handoff.NameToUse:    orNotGiven(h.Client.NameToUse),
		handoff.Language:     language,
		handoff.SafeContact:  contactLines(h.Client.Contact),
		handoff.NationAndAge: h.Case.Nation.Name() + ", " + h.Case.AgeBand.Label(),
		handoff.NRMStatus:    h.Case.Stage().Label(),
	}
}

func contactLines(c person.SafeContact) string {
	ways := make([]string, len(c.Channels))
	for i, ch := range c.Channels {
		ways[i] = ch.Label()
	}
	lines := []string{strings.Join(ways, ", ")}
	for _, line := range []struct{ name, text string }{
		{"", c.Details}, {"Safe hours: ", c.HoursWords()}, {"About the time: ", c.Hours}, {"Code word: ", c.CodeWord},
	} {
		if strings.TrimSpace(line.text) != "" {
			lines = append(lines, line.name+line.text)
		}
	}
	if c.Allows(person.Phone) && c.Voicemail == person.No {
		lines = append(lines, "Do not leave a voicemail")
	}
	return strings.Join(lines, "\n")
}

func orNotGiven(text string) string {
	if strings.TrimSpace(text) == "" {
		return "Not given yet"
	}
	return text
}
