package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/reminder"
)

// Carried is what comes with holding cases: what a person does about it is
// their load.
type Carried struct {
	Cases    int
	Clocks   int // running dates
	Late     int // of them, limits that have passed
	Soon     int // limits that come within the next working days
	Handoffs int // sent, and nobody has answered
	Steps    int // next steps that are open
}

// MovingCase is a case about to have a new holder, with what comes with it.
type MovingCase struct {
	WorklistItem
	Carried
	Notices int // reminders the present holder has not dealt with
	Drafts  int // pages the present holder has begun and not saved
}

// Moving reads some open cases of some teams, by their references.
func (db *DB) Moving(ctx context.Context, organisationID string, teamIDs []string, refs []casefile.Ref, today, soon calendar.Date) ([]MovingCase, error) {
	where := &conditions{}
	where.add("c.organisation_id = ? AND c.team_id = ANY(?::uuid[]) AND c.reference = ANY(?) AND c.closed_on IS NULL", organisationID, array[string](teamIDs), texts(refs))
	where.add(db.openTo("c.id"))
	items, err := db.listCases(ctx, where.text()+` ORDER BY c.next_due_on, c.id`, where.args...)
	if err != nil {
		return nil, err
	}
	ids := make(array[string], len(items))
	for i, item := range items {
		ids[i] = item.Case.ID
	}
	var rows []struct {
		ID                                                   string
		Clocks, Late, Soon, Handoffs, Steps, Notices, Drafts int
	}
	err = db.g.WithContext(ctx).Raw(`SELECT c.id, d.clocks, d.late, d.soon,
			(SELECT count(*) FROM handoffs h WHERE h.case_id = c.id AND h.closed_at IS NULL AND h.state = ANY(?)) AS handoffs,
			(SELECT count(*) FROM tasks t WHERE t.case_id = c.id AND t.state = 'open' AND t.given_to IS NULL AND t.owner_role = 'caseworker') AS steps,
			(SELECT count(*) FROM reminders r JOIN deliveries v ON v.reminder_id = r.id WHERE r.case_id = c.id AND v.user_id = c.owner_id AND `+openNotice+`) AS notices,
			(SELECT count(*) FROM drafts f WHERE f.user_id = c.owner_id AND position(c.reference IN f.key) > 0) AS drafts
		FROM cases c CROSS JOIN LATERAL (SELECT count(*) AS clocks, count(*) FILTER (WHERE `+lateDate+`) AS late, count(*) FILTER (WHERE `+soonDate+`) AS soon
			FROM deadlines d WHERE d.case_id = c.id AND d.status = 'open') d
		WHERE c.id = ANY(?::uuid[])`, texts(unanswered()), date(today), date(today), date(soon), ids).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what moves with cases: %w", err)
	}
	list := make([]MovingCase, len(items))
	for i, item := range items {
		list[i].WorklistItem = item
		for _, r := range rows {
			if r.ID == item.Case.ID {
				list[i].Carried = Carried{Cases: 1, Clocks: r.Clocks, Late: r.Late, Soon: r.Soon, Handoffs: r.Handoffs, Steps: r.Steps}
				list[i].Notices, list[i].Drafts = r.Notices, r.Drafts
			}
		}
	}
	return list, nil
}

// lateDate and soonDate are limits that have passed, and those that come
// between two days. A clock on hold cannot be missed.
const (
	lateDate = `d.is_limit AND NOT d.on_hold AND d.day < ?`
	soonDate = `d.is_limit AND NOT d.on_hold AND d.day BETWEEN ? AND ?`
)

// OpenNoticesOf reads the reminders of a case that its holder was told of and
// has not dealt with.
func (db *DB) OpenNoticesOf(ctx context.Context, caseID, userID string) ([]reminder.Row, error) {
	var rows []reminderRow
	err := db.g.WithContext(ctx).Raw(`SELECT r.id, r.organisation_id, r.case_id, r.deadline_id, r.step, r.days_before, r.audience, r.category,
			r.due_on, r.state, r.late, r.changed_at FROM reminders r JOIN deliveries v ON v.reminder_id = r.id
		WHERE r.case_id = ? AND v.user_id = ? AND v.covering_for IS NULL AND `+openNotice+` ORDER BY r.id`, caseID, userID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notices of a case: %w", err)
	}
	list := make([]reminder.Row, len(rows))
	for i, r := range rows {
		list[i] = r.toRow()
	}
	return list, nil
}

// PassNotices takes the open notices of some reminders from one holder and
// whoever covers for them, and opens again what their next holder had of them
// before.
func (db *DB) PassNotices(ctx context.Context, reminderIDs []string, from, to string, now time.Time) error {
	g := db.g.WithContext(ctx)
	err := g.Exec(`UPDATE deliveries v SET over_at = ? WHERE v.reminder_id = ANY(?::uuid[]) AND (v.user_id = ? OR v.covering_for = ?) AND v.user_id <> ? AND `+openNotice,
		now, array[string](reminderIDs), from, from, to).Error
	if err != nil {
		return fmt.Errorf("take notices from the last holder: %w", err)
	}
	err = g.Exec(`UPDATE deliveries SET over_at = NULL WHERE reminder_id = ANY(?::uuid[]) AND user_id = ? AND seen_at IS NULL`, array[string](reminderIDs), to).Error
	if err != nil {
		return fmt.Errorf("give notices to the next holder: %w", err)
	}
	return nil
}

// Given is what somebody was given: what a message is about.
type Given string

// What can be given to somebody.
const (
	CaseGiven Given = "given"
	StepGiven Given = "step"
)

// TellGiven puts a message into the outbox that somebody was given something
// to do. What is given in one act stands in one message, which waits a moment
// for all of it.
func (db *DB) TellGiven(ctx context.Context, what Given, id, organisationID, userID, messageID string, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO mails (id, organisation_id, user_id, message_id, kind, things, state, next_attempt_at, created_at)
		VALUES (?, ?, ?, ?, ?, 1, 'waiting', ?, ?) ON CONFLICT (message_id) DO UPDATE SET things = mails.things + 1 WHERE mails.state = 'waiting'`,
		id, organisationID, userID, messageID, string(what), now.Add(time.Minute), now).Error
	if err != nil {
		return fmt.Errorf("tell who was given something: %w", err)
	}
	return nil
}

// Plus adds what comes with other cases, or with -1 takes it off.
func (c Carried) Plus(o Carried, times int) Carried {
	return Carried{
		Cases: c.Cases + times*o.Cases, Clocks: c.Clocks + times*o.Clocks, Late: c.Late + times*o.Late, Soon: c.Soon + times*o.Soon,
		Handoffs: c.Handoffs + times*o.Handoffs, Steps: c.Steps + times*o.Steps,
	}
}
