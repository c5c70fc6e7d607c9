package desk

import (
	"context"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// CaseHandoffs is every handoff of a case, newest first.
type CaseHandoffs struct {
	Head
	Sent []handoff.Record
	Tell map[string]consent.Notice // by handoff: whom to tell that they must stop

	Drafts   []HandoffDraft // that nobody has sent yet
	Services directory.Listing
}

// CaseHandoffs reads the handoffs of a case.
func (d *Desk) CaseHandoffs(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseHandoffs, error) {
	var list CaseHandoffs
	err := d.view(ctx, actor, access.ViewHandoff, ref, func(w *work) (err error) {
		if list.Head, err = w.head(ctx); err != nil {
			return err
		}
		if list.Tell, err = w.toTell(ctx); err != nil {
			return err
		}
		if list.Drafts, err = w.tx.HandoffDrafts(ctx, w.Case.ID); err != nil {
			return err
		}
		if list.Services, err = w.services(ctx); err != nil {
			return err
		}
		list.Sent, err = w.tx.CaseHandoffs(ctx, w.Case.ID)
		return err
	})
	return list, err
}

// HandoffFile is one handoff with its envelope and all that was answered.
type HandoffFile struct {
	Head
	Tell     *consent.Notice // that the recipient must be told to stop; nil when not
	Handoff  handoff.Record
	Needs    []need.Code       // it was made for
	Names    map[string]string // of the staff who sent and logged
	Evidence []EvidenceFile    // of the whole case
	Links    []HandoffLink     // newest first
	LinkLog  []Event           // what was done with them, newest first
	Now      time.Time
}

// Handoff reads one handoff of a case.
func (d *Desk) Handoff(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (HandoffFile, error) {
	var file HandoffFile
	err := d.view(ctx, actor, access.ViewHandoff, ref, func(w *work) (err error) {
		file, err = w.handoffFile(ctx, number)
		return err
	})
	return file, err
}

func (w *work) handoffFile(ctx context.Context, number int) (file HandoffFile, err error) {
	if file.Head, err = w.head(ctx); err != nil {
		return file, err
	}
	if file.Handoff, err = w.tx.Handoff(ctx, w.Case.ID, number); err != nil {
		return file, err
	}
	tell, err := w.toTell(ctx)
	if err != nil {
		return file, err
	}
	if n, ok := tell[file.Handoff.ID]; ok {
		file.Tell = &n
	}
	w.about(file.Handoff.ID)
	madeFor, err := w.tx.HandoffNeeds(ctx, w.Case.ID)
	if err != nil {
		return file, err
	}
	file.Needs = madeFor[file.Handoff.ID]
	if file.Evidence, err = w.tx.Evidence(ctx, w.Case.ID); err != nil {
		return file, err
	}
	if file.Names, err = w.names(ctx); err != nil {
		return file, err
	}
	return file, file.readLinks(ctx, w)
}

// toTell are the handoffs whose recipients have still to be told to stop.
func (w *work) toTell(ctx context.Context) (map[string]consent.Notice, error) {
	open, err := w.openNotices(ctx)
	tell := map[string]consent.Notice{}
	for _, n := range open {
		if n.HandoffID != "" && n.MustTell() {
			tell[n.HandoffID] = n
		}
	}
	return tell, err
}

// names gives the name of everybody of the organisation by id.
func (w *work) names(ctx context.Context) (map[string]string, error) {
	users, err := w.tx.Users(ctx, w.actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, nil
}

// HandoffItem is one line of the list of open handoffs, HandoffPlace where a
// page of it ended.
type (
	HandoffItem  = postgres.HandoffItem
	HandoffPlace = postgres.HandoffPlace
)

// HandoffGroup is one half of the list of open handoffs: those without an
// answer, or those with one that wait for us.
type HandoffGroup struct {
	Answered bool
	Items    []HandoffItem
	More     bool
	Next     HandoffPlace
}

// HandoffQuery says what to list. Without a group both halves are begun.
type HandoffQuery struct {
	Group string // "", HandoffsWaiting or HandoffsAnswered
	After HandoffPlace
}

// The two halves of the list.
const (
	HandoffsWaiting  = "waiting"
	HandoffsAnswered = "answered"
)

const handoffPage = 25

// Handoffs lists the open handoffs of the actor's teams and of the cases they
// cover, the longest overdue first.
func (d *Desk) Handoffs(ctx context.Context, actor staff.Actor, q HandoffQuery) ([]HandoffGroup, error) {
	var list []HandoffGroup
	err := d.manage(ctx, actor, access.ViewHandoff, func(w *work) error {
		shown := 0
		for _, answered := range []bool{false, true} {
			if q.Group == HandoffsWaiting && answered || q.Group == HandoffsAnswered && !answered {
				continue
			}
			items, err := w.tx.OpenHandoffs(ctx, postgres.HandoffQuery{
				OrganisationID: actor.OrganisationID, TeamIDs: actor.TeamIDs, OwnerIDs: actor.Covers, Answered: answered, After: q.After, Limit: handoffPage + 1,
			})
			if err != nil {
				return err
			}
			g := HandoffGroup{Answered: answered, Items: items}
			if len(items) > handoffPage {
				g.Items, g.More = items[:handoffPage], true
				last := g.Items[handoffPage-1].Handoff
				g.Next = HandoffPlace{DueAt: last.AnswerDueAt, ID: last.ID}
			}
			shown += len(g.Items)
			list = append(list, g)
		}
		w.fact("shown", strconv.Itoa(shown))
		return nil
	})
	return list, err
}
