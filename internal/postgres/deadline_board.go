package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
)

// BoardSection says which running dates a section of the board shows: those of
// some rules, or with Except those that can be missed of all rules but these.
type BoardSection struct {
	Key      string
	Rules    []string
	Except   bool
	From, To calendar.Date // From is none when the section goes back as far as there are dates
}

// BoardQuery says whose dates a board shows. Nation empty means all of them.
type BoardQuery struct {
	OrganisationID string
	TeamIDs        []string
	Nation         calendar.Nation
	Limit          int
}

// BoardPlace is where a page of a section ended.
type BoardPlace struct {
	Day calendar.Date
	ID  string
}

func (q BoardQuery) where(db *DB, s BoardSection) *conditions {
	where := DateScope{OrganisationID: q.OrganisationID, TeamIDs: append([]string{}, q.TeamIDs...)}.running(db)
	if s.Except {
		where.add("d.is_limit AND NOT d.rule_id = ANY(?)", array[string](s.Rules))
	} else {
		where.add("d.rule_id = ANY(?)", array[string](s.Rules))
	}
	where.add("NOT d.on_hold AND d.day <= ?", date(s.To)) // a clock on hold cannot be missed
	if !s.From.IsZero() {
		where.add("d.day >= ?", date(s.From))
	}
	if q.Nation != "" {
		where.add("d.nation = ?", string(q.Nation))
	}
	return where
}

// BoardCounts counts the dates of each section by nation, in one statement.
func (db *DB) BoardCounts(ctx context.Context, q BoardQuery, sections []BoardSection) (map[string]map[calendar.Nation]int, error) {
	var parts []string
	var args []any
	for _, s := range sections {
		where := q.where(db, s)
		parts = append(parts, `SELECT ?::text AS section, d.nation, count(*) AS n FROM deadlines d WHERE `+where.text()+` GROUP BY d.nation`)
		args = append(append(args, s.Key), where.args...)
	}
	var rows []struct {
		Section, Nation string
		N               int
	}
	if err := db.g.WithContext(ctx).Raw(strings.Join(parts, " UNION ALL "), args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count the deadline board: %w", err)
	}
	counts := map[string]map[calendar.Nation]int{}
	for _, r := range rows {
		if counts[r.Section] == nil {
			counts[r.Section] = map[calendar.Nation]int{}
		}
		counts[r.Section][calendar.Nation(r.Nation)] = r.N
	}
	return counts, nil
}

// BoardStart lists the first dates of each section, nearest first, in one
// statement.
func (db *DB) BoardStart(ctx context.Context, q BoardQuery, sections []BoardSection) (map[string][]DueDate, error) {
	var parts []string
	var args []any
	for _, s := range sections {
		where := q.where(db, s)
		parts = append(parts, `SELECT * FROM (SELECT ?::text AS section, d.id FROM deadlines d WHERE `+where.text()+` ORDER BY d.day, d.id LIMIT ?) s`)
		args = append(append(append(args, s.Key), where.args...), q.Limit)
	}
	var rows []dueRow
	err := db.g.WithContext(ctx).Raw(`SELECT n.section, `+dueColumns+` FROM (`+strings.Join(parts, " UNION ALL ")+`) n
		JOIN `+dueTables+` ON d.id = n.id ORDER BY d.day, d.id`, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the deadline board: %w", err)
	}
	lists := map[string][]DueDate{}
	for _, r := range rows {
		lists[r.Section] = append(lists[r.Section], r.toDueDate())
	}
	return lists, nil
}

// BoardPage lists one section from a place on.
func (db *DB) BoardPage(ctx context.Context, q BoardQuery, s BoardSection, after BoardPlace) ([]DueDate, error) {
	where := q.where(db, s)
	if after.ID != "" {
		where.add("(d.day, d.id) > (?, ?::uuid)", date(after.Day), after.ID)
	}
	return db.dueDates(ctx, `SELECT `+dueColumns+` FROM `+dueTables+` WHERE `+where.text()+`
		ORDER BY d.day, d.id LIMIT ?`, append(where.args, q.Limit)...)
}

// LateHandoff is a handoff without an answer, or without first contact after
// one, as the board shows it.
type LateHandoff struct {
	ID, RecipientName string
	Ref               casefile.Ref
	Nation            calendar.Nation
	Owner             string
	Number            int
	State             handoff.State
	SentAt, DueAt     time.Time
}

// lateHandoffs are those whose answer was due and nobody has given, and those
// that were accepted without first contact when that was due.
func (q BoardQuery) lateHandoffs(db *DB, now time.Time) *conditions {
	where := &conditions{}
	where.add(`h.organisation_id = ? AND h.team_id = ANY(?::uuid[]) AND h.closed_at IS NULL AND h.answer_due_at <= ?
		AND (h.state = ANY(?) OR h.state = ? AND h.contact_due_at <= ?)`,
		q.OrganisationID, array[string](q.TeamIDs), now, texts(unanswered()), string(handoff.Accepted), now)
	where.add(db.openTo("h.case_id"))
	if q.Nation != "" {
		where.add("c.nation = ?", string(q.Nation))
	}
	return where
}

// LateHandoffCounts counts the late handoffs by nation.
func (db *DB) LateHandoffCounts(ctx context.Context, q BoardQuery, now time.Time) (map[calendar.Nation]int, error) {
	where := q.lateHandoffs(db, now)
	var rows []struct {
		Nation string
		N      int
	}
	err := db.g.WithContext(ctx).Raw(`SELECT c.nation, count(*) AS n FROM handoffs h JOIN cases c ON c.id = h.case_id
		WHERE `+where.text()+` GROUP BY c.nation`, where.args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count late handoffs: %w", err)
	}
	counts := map[calendar.Nation]int{}
	for _, r := range rows {
		counts[calendar.Nation(r.Nation)] = r.N
	}
	return counts, nil
}

// LateHandoffs lists them, the longest waiting first.
func (db *DB) LateHandoffs(ctx context.Context, q BoardQuery, now time.Time, after HandoffPlace) ([]LateHandoff, error) {
	where := q.lateHandoffs(db, now)
	if after.ID != "" {
		where.add("(h.answer_due_at, h.id) > (?, ?::uuid)", after.DueAt, after.ID)
	}
	var rows []struct {
		ID, Reference, Nation, Owner, State string
		Number                              int
		SentAt, AnswerDueAt                 time.Time
		RecipientNameSealed                 []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT h.id, h.number, h.state, h.sent_at, h.answer_due_at, h.recipient_name_sealed,
			c.reference, c.nation, u.name AS owner
		FROM handoffs h JOIN cases c ON c.id = h.case_id JOIN users u ON u.id = c.owner_id
		WHERE `+where.text()+` ORDER BY h.answer_due_at, h.id LIMIT ?`, append(where.args, q.Limit)...).Scan(&rows).Error
	if hasCode(err, "22P02") { // a place that is no id
		return nil, fault.NotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read late handoffs: %w", err)
	}
	list := make([]LateHandoff, len(rows))
	for i, r := range rows {
		name, err := db.unseal("handoffs", "recipient_name_sealed", r.ID, r.RecipientNameSealed)
		if err != nil {
			return nil, err
		}
		list[i] = LateHandoff{
			ID: r.ID, RecipientName: name, Ref: casefile.Ref(r.Reference), Nation: calendar.Nation(r.Nation), Owner: r.Owner,
			Number: r.Number, State: handoff.State(r.State), SentAt: r.SentAt, DueAt: r.AnswerDueAt,
		}
	}
	return list, nil
}
