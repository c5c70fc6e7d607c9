package desk

import (
	"context"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/nrm/staff"
)

// LinkedHandoff is what the recipient sees of a handoff by its link, and no
// more of the case.
type LinkedHandoff struct {
	Sender       string // the organisation
	Nation       calendar.Nation
	Purpose      string
	Note         string
	Shared       []handoff.Disclosure // without why it may be shared
	Files        []handoff.File
	Less         bool // something that was shared is not any more
	State        handoff.State
	SentAt       time.Time
	AnswerDueAt  time.Time
	ContactDueAt time.Time
	KeepUntil    calendar.Date
	Said         []handoff.Logged // what the recipient said by link, and the sender's replies; oldest first
	Possible     []link.Act
	Opened       int // times, this one included
	MayOpen      int
	ExpiresAt    time.Time
	Today        calendar.Date
}

// LastName is the name the recipient gave last; empty before the first answer.
func (l LinkedHandoff) LastName() string {
	name := ""
	for _, a := range l.Said {
		if a.Giver.Name != "" {
			name = a.Giver.Name
		}
	}
	return name
}

// ReadLink shows the handoff to whoever opened its link. Each page is recorded;
// only the code counts as a view.
//
// Errors: ErrNotOpened when the reading has run out, *LinkOver.
func (d *Desk) ReadLink(ctx context.Context, actor staff.Actor) (LinkedHandoff, error) {
	var l LinkedHandoff
	err := d.throughLink(ctx, actor, access.ReadLink, func(w *work, r *received) error {
		w.fact("number", strconv.Itoa(r.Handoff.Number))
		if err := r.reads(ctx, w); err != nil {
			return err
		}
		org, err := w.tx.Organisation(ctx, w.Case.OrganisationID)
		if err != nil {
			return err
		}
		h := r.Handoff
		l = LinkedHandoff{
			Sender: org.Name, Nation: w.Case.Nation, Purpose: h.Purpose, Note: h.Note, Shared: r.shown(), Files: r.files(), Less: len(r.ended) > 0,
			State: h.State, SentAt: h.SentAt, AnswerDueAt: h.AnswerDueAt, ContactDueAt: h.ContactDueAt, KeepUntil: h.KeepUntil,
			Said: between(h.Answers), Possible: link.Possible(h.State),
			Opened: r.link.Views, MayOpen: r.link.MaxViews, ExpiresAt: r.link.ExpiresAt, Today: w.today,
		}
		w.fact("items", strconv.Itoa(len(l.Shared)))
		return nil
	})
	return l, err
}

// between is what was said between the recipient and the sender over links:
// what staff wrote down of other talks is theirs alone.
func between(answers []handoff.Logged) []handoff.Logged {
	var said []handoff.Logged
	for _, a := range answers {
		byLink := a.Giver.Through == handoff.ByLink && a.State != handoff.Seen
		reply := a.State == handoff.Sent && len(said) > 0 && said[len(said)-1].State == handoff.QuestionAsked
		if byLink || reply {
			said = append(said, a)
		}
	}
	return said
}

// LeaveLink ends the reading of whoever opened a link: they have put their
// telephone away.
func (d *Desk) LeaveLink(ctx context.Context, actor staff.Actor) error {
	if err := d.ask(ctx, actor, access.ReadLink); err != nil {
		return err
	}
	return d.seenBy(actor).EndReading(ctx, actor.SessionID)
}
