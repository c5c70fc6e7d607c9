package postgres

import (
	"context"
	"strings"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// WorklistQuery says which open cases to list. OwnerIDs asks for the cases of
// some holders; otherwise TeamIDs bounds the list. Empty filters leave all in.
type WorklistQuery struct {
	OrganisationID string
	OwnerIDs       []string
	TeamIDs        []string
	Today          calendar.Date
	Group          casefile.Urgency
	States         []casefile.State
	Consent        []string
	DueFrom, DueTo calendar.Date
	After          WorklistPlace
	Limit          int
}

// WorklistPlace is where a page of the list ended: paging goes on by key, so
// page 40 costs what page 1 costs.
type WorklistPlace struct {
	Due    calendar.Date
	CaseID string
}

// WorklistItem is one line of the worklist.
type WorklistItem struct {
	Case      casefile.Case
	NameToUse string // what the client wants to be called; empty when not given
	Owner     string
}

var draftStates = []string{string(casefile.Enquiry), string(casefile.ConsentPending), string(casefile.Draft)}

// inGroup is casefile.UrgencyOf as a condition; the test holds the two together.
func inGroup(where *conditions, group casefile.Urgency, today calendar.Date) {
	week := date(today.AddDays(7))
	switch group {
	case casefile.Overdue:
		where.add("c.next_due_on < ?", date(today))
	case casefile.DueIn7:
		where.add("c.next_due_on >= ? AND c.next_due_on <= ?", date(today), week)
	case casefile.Drafts:
		where.add("c.state = ANY(?) AND (c.next_due_on IS NULL OR c.next_due_on > ?)", array[string](draftStates), week)
	case casefile.DueLater:
		where.add("NOT c.state = ANY(?) AND c.next_due_on > ?", array[string](draftStates), week)
	case casefile.Waiting:
		where.add("NOT c.state = ANY(?) AND c.next_due_on IS NULL", array[string](draftStates))
	}
}

// scope is whose open cases, in which group.
func (q WorklistQuery) scope(group casefile.Urgency) *conditions {
	where := &conditions{}
	where.add("c.organisation_id = ? AND c.closed_on IS NULL", q.OrganisationID)
	switch len(q.OwnerIDs) {
	case 0:
	case 1: // so that the index gives the order, too
		where.add("c.owner_id = ?", q.OwnerIDs[0])
	default:
		where.add("c.owner_id = ANY(?::uuid[])", array[string](q.OwnerIDs))
	}
	if q.TeamIDs != nil {
		where.add("c.team_id = ANY(?::uuid[])", array[string](q.TeamIDs))
	}
	inGroup(where, group, q.Today)
	return where
}

// Worklist lists open cases by date due, then id.
func (db *DB) Worklist(ctx context.Context, q WorklistQuery) ([]WorklistItem, error) {
	where := q.scope(q.Group)
	where.add(db.openTo("c.id"))
	if len(q.States) > 0 {
		where.add("c.state = ANY(?)", texts(q.States))
	}
	if len(q.Consent) > 0 {
		where.add("c.consent_status = ANY(?)", array[string](q.Consent))
	}
	if !q.DueFrom.IsZero() {
		where.add("c.next_due_on >= ?", date(q.DueFrom))
	}
	if !q.DueTo.IsZero() {
		where.add("c.next_due_on <= ?", date(q.DueTo))
	}
	if q.After.CaseID != "" {
		if q.After.Due.IsZero() {
			where.add("c.next_due_on IS NULL AND c.id > ?", q.After.CaseID)
		} else {
			where.add("(c.next_due_on > ? OR (c.next_due_on = ? AND c.id > ?) OR c.next_due_on IS NULL)",
				date(q.After.Due), date(q.After.Due), q.After.CaseID)
		}
	}
	return db.listCases(ctx, where.text()+` ORDER BY c.next_due_on, c.id LIMIT ?`, append(where.args, q.Limit)...)
}

// conditions gathers the parts of a WHERE clause with their values.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *conditions) text() string { return strings.Join(c.parts, " AND ") }

// prefixed puts a table's short name before each column of a list.
func prefixed(table, columns string) string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = table + "." + strings.TrimSpace(n)
	}
	return strings.Join(names, ", ")
}

func texts[T ~string](values []T) array[string] {
	out := make(array[string], len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
