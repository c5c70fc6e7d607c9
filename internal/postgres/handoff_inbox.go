package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
)

// OpenInboxes lists the organisations on this installation that take handoffs
// from others, without the one that asks.
func (db *DB) OpenInboxes(ctx context.Context, organisationID string) ([]handoff.Inbox, error) {
	var list []handoff.Inbox
	err := db.g.WithContext(ctx).Raw(`SELECT o.id AS organisation_id, o.name FROM handoff_inboxes i JOIN organisations o ON o.id = i.organisation_id
		WHERE i.closed_at IS NULL AND i.organisation_id <> ? ORDER BY o.name`, organisationID).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("read open inboxes: %w", err)
	}
	return list, nil
}

// InboxIsOpen says whether an organisation takes handoffs from others.
func (db *DB) InboxIsOpen(ctx context.Context, organisationID string) (open bool, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM handoff_inboxes WHERE organisation_id = ? AND closed_at IS NULL)`, organisationID).
		Row().Scan(&open)
	if err != nil {
		return false, fmt.Errorf("read inbox: %w", err)
	}
	return open, nil
}

// SetInbox opens or closes the inbox of an organisation.
func (db *DB) SetInbox(ctx context.Context, organisationID, userID string, open bool, now time.Time) error {
	closed := &now
	if open {
		closed = nil
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO handoff_inboxes (organisation_id, opened_by, opened_at, closed_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (organisation_id) DO UPDATE SET opened_by = EXCLUDED.opened_by, opened_at = EXCLUDED.opened_at, closed_at = EXCLUDED.closed_at`,
		organisationID, userID, now, closed).Error
	if err != nil {
		return fmt.Errorf("set inbox: %w", err)
	}
	return nil
}

// Receiving says who looks into an inbox: somebody of an organisation, and of
// its teams.
type Receiving struct {
	OrganisationID string
	UserID         string
	TeamIDs        []string
}

// reaches are the conditions under which a handoff h is in their inbox.
func (r Receiving) reaches(where *conditions) {
	where.add("h.receiver_organisation_id = ?", r.OrganisationID)
	where.add("(h.receiver_user_id IS NULL OR h.receiver_user_id = ?)", r.UserID)
	where.add("(h.receiver_team_id IS NULL OR h.receiver_team_id = ANY(?::uuid[]))", array[string](r.TeamIDs))
}

// InboxPlace is where a page of an inbox ended.
type InboxPlace struct {
	SentAt time.Time
	ID     string
}

// InboxItem is one line of an inbox. It holds nothing about the client.
type InboxItem struct {
	ID           string
	From         string // the organisation
	SentByName   string
	Class        handoff.Class
	State        handoff.State
	SentAt       time.Time
	AnswerDueAt  time.Time
	ContactDueAt time.Time
	KeepUntil    calendar.Date
}

// ReceivedHandoffs lists what is in somebody's inbox, the newest first: what
// still goes on, or what has ended.
func (db *DB) ReceivedHandoffs(ctx context.Context, who Receiving, ended bool, after InboxPlace, limit int) ([]InboxItem, error) {
	where := &conditions{}
	who.reaches(where)
	where.add(db.openTo("h.case_id"))
	states := texts([]handoff.State{handoff.Refused, handoff.Closed})
	if ended {
		where.add("h.state = ANY(?)", states)
	} else {
		where.add("NOT h.state = ANY(?)", states)
	}
	if after.ID != "" {
		where.add("(h.sent_at, h.id) < (?, ?::uuid)", after.SentAt, after.ID)
	}
	var rows []struct {
		ID, FromName, SentByName, RecipientClass, State string
		SentAt, AnswerDueAt, ContactDueAt               time.Time
		KeepUntil                                       date
	}
	err := db.g.WithContext(ctx).Raw(`SELECT h.id, o.name AS from_name, u.name AS sent_by_name, h.recipient_class, h.state, h.sent_at, h.answer_due_at,
		h.contact_due_at, h.keep_until FROM handoffs h JOIN organisations o ON o.id = h.organisation_id JOIN users u ON u.id = h.sent_by
		WHERE `+where.text()+` ORDER BY h.sent_at DESC, h.id DESC LIMIT ?`, append(where.args, limit)...).Scan(&rows).Error
	if hasCode(err, "22P02") { // a place that is no id
		return nil, fault.NotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read inbox: %w", err)
	}
	items := make([]InboxItem, len(rows))
	for i, r := range rows {
		items[i] = InboxItem{
			ID: r.ID, From: r.FromName, SentByName: r.SentByName, Class: handoff.Class(r.RecipientClass), State: handoff.State(r.State),
			SentAt: r.SentAt.UTC(), AnswerDueAt: r.AnswerDueAt.UTC(), ContactDueAt: r.ContactDueAt.UTC(), KeepUntil: calendar.Date(r.KeepUntil),
		}
	}
	return items, nil
}

// CountReceived counts, up to limit, what waits in somebody's inbox for their
// answer, or for their first contact with the client.
func (db *DB) CountReceived(ctx context.Context, who Receiving, limit int) (n int, err error) {
	where := &conditions{}
	who.reaches(where)
	where.add(db.openTo("h.case_id"))
	where.add("h.state IN ('sent', 'seen', 'no_answer', 'accepted')") // as the index says it
	err = db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM handoffs h WHERE `+where.text()+` LIMIT ?) bounded`,
		append(where.args, limit)...).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count inbox: %w", err)
	}
	return n, nil
}

// ReceivedHandoff says of which case of which organisation a handoff in
// somebody's inbox is. One that is in another's is fault.NotFound, as is one
// that is not there.
func (db *DB) ReceivedHandoff(ctx context.Context, who Receiving, id string) (organisationID string, ref casefile.Ref, number int, err error) {
	where := &conditions{}
	who.reaches(where)
	where.add(db.openTo("h.case_id"))
	where.add("h.id = ?", id)
	var rows []struct {
		OrganisationID, Reference string
		Number                    int
	}
	err = db.g.WithContext(ctx).Raw(`SELECT h.organisation_id, c.reference, h.number FROM handoffs h JOIN cases c ON c.id = h.case_id
		WHERE `+where.text(), where.args...).Scan(&rows).Error
	if hasCode(err, "22P02") || err == nil && len(rows) == 0 {
		return "", "", 0, fault.NotFound
	}
	if err != nil {
		return "", "", 0, fmt.Errorf("read received handoff: %w", err)
	}
	return rows[0].OrganisationID, casefile.Ref(rows[0].Reference), rows[0].Number, nil
}
