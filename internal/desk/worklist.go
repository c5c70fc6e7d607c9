package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// WorklistQuery says which open cases somebody wants to see: those they carry,
// for themselves or as a cover, or their teams'. Group empty means the start of every group.
type WorklistQuery struct {
	Team           bool // the whole team's, for supervisors
	OwnerID        string
	Group          casefile.Urgency
	States         []casefile.State
	Consent        []consent.Status
	DueFrom, DueTo calendar.Date
	After          WorklistPlace
}

// WorklistItem is one line of the list. Label is what its next date is; empty
// without one.
type WorklistItem struct {
	postgres.WorklistItem
	Label string
}

// WorklistPlace is where a page of the list ended.
type WorklistPlace = postgres.WorklistPlace

// WorklistGroup is one urgency group of the list. More is set when the group
// goes on; Next is where its following page begins.
type WorklistGroup struct {
	Urgency casefile.Urgency
	Items   []WorklistItem
	More    bool
	Next    WorklistPlace
}

const (
	groupPreview = 10 // lines of each group on the first page
	groupPage    = 50 // lines when one group is opened
)

// Worklist lists open cases in urgency groups, overdue first. Names are shown,
// so the look is recorded.
func (d *Desk) Worklist(ctx context.Context, actor staff.Actor, q WorklistQuery) ([]WorklistGroup, error) {
	action := access.ListCases
	if q.Team {
		action = access.ListTeam
	}
	groups, limit := casefile.Urgencies, groupPreview
	if q.Group != "" {
		groups, limit = []casefile.Urgency{q.Group}, groupPage
	}
	find := postgres.WorklistQuery{
		OrganisationID: actor.OrganisationID, Today: d.Today(), States: q.States, Consent: words(q.Consent),
		DueFrom: q.DueFrom, DueTo: q.DueTo, After: q.After, Limit: limit + 1,
	}
	switch {
	case !q.Team:
		find.OwnerIDs = actor.Holds()
	case q.OwnerID != "":
		find.OwnerIDs = []string{q.OwnerID}
	}
	if q.Team {
		find.TeamIDs = append([]string{}, actor.TeamIDs...)
	}
	var list []WorklistGroup
	err := d.manage(ctx, actor, action, func(w *work) error {
		in := func(group casefile.Urgency) postgres.WorklistQuery {
			q := find
			q.Group = group
			return q
		}
		if q.Group != "" && !q.Group.Listed() {
			return fault.NotFound
		}
		err := w.together(ctx, func(tx *postgres.DB) {
			_, _, _ = tx.BookInForce(ctx, actor.OrganisationID)
			for _, group := range groups {
				_, _ = tx.Worklist(ctx, in(group))
			}
		})
		if err != nil {
			return err
		}
		book, err := w.book(ctx)
		if err != nil {
			return err
		}
		shown := 0
		for _, group := range groups {
			items, err := w.tx.Worklist(ctx, in(group))
			if err != nil {
				return err
			}
			g := WorklistGroup{Urgency: group}
			if len(items) > limit {
				items, g.More = items[:limit], true
				last := items[limit-1].Case
				g.Next = WorklistPlace{Due: last.NextDue.On, CaseID: last.ID}
			}
			g.Items = labelled(items, book)
			shown += len(g.Items)
			list = append(list, g)
		}
		w.fact("shown", strconv.Itoa(shown))
		return nil
	})
	return list, err
}

// labelled says of each line what its next date is.
func labelled(items []postgres.WorklistItem, book *deadline.Book) []WorklistItem {
	list := make([]WorklistItem, len(items))
	for i, item := range items {
		list[i].WorklistItem = item
		if rule, ok := book.Rule(item.Case.NextDue.RuleID); ok {
			list[i].Label = rule.Label
		}
	}
	return list
}

func words[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
