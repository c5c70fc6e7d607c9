package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/handoff"
)

// Events is EventsOf for one case.
func (db *DB) Events(ctx context.Context, caseID string) ([]deadline.Event, error) {
	events, err := db.EventsOf(ctx, []string{caseID})
	return events[caseID], err
}

// EventsOf gathers what the records of some cases say happened in each, for the
// clocks, on the days as corrected last. What stands on the case and the person
// themselves the desk adds.
func (db *DB) EventsOf(ctx context.Context, caseIDs []string) (map[string][]deadline.Event, error) {
	events := map[string][]deadline.Event{}
	for _, read := range []func(context.Context, array[string], map[string][]deadline.Event) error{
		db.decisionEvents, db.reconsiderationEvents, db.withdrawalEvents, db.adultChoiceEvents, db.moreTimeEvents, db.answeredEvents,
		db.caseEvents, db.handoffEvents, db.chaseEvents, db.needEvents, db.ageEvents, db.updateEvents,
	} {
		if err := read(ctx, caseIDs, events); err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
	}
	if err := db.correctEvents(ctx, caseIDs, events); err != nil {
		return nil, fmt.Errorf("read corrected days: %w", err)
	}
	return events, nil
}

type eventRow struct {
	ID, CaseID    string
	Kind, Outcome string
	HappenedOn    date
	KnownFrom     date
	About         *string
}

func (r eventRow) event(kind deadline.EventKind) deadline.Event {
	return deadline.Event{Kind: kind, On: calendar.Date(r.HappenedOn), Source: r.ID, KnownFrom: calendar.Date(r.KnownFrom), About: orEmpty(r.About)}
}

// decisionEvents counts confirmed decisions only, from the date on the letter.
func (db *DB) decisionEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(`SELECT d.id, d.case_id, d.kind, d.outcome, d.decided_on AS happened_on
		FROM decisions d JOIN decision_reviews r ON r.decision_id = d.id AND r.outcome = 'confirmed'
		WHERE d.case_id = ANY(?::uuid[]) ORDER BY d.decided_on, d.id`, caseIDs).Scan(&rows).Error
	for _, r := range rows {
		kinds := decision.Events(decision.Decision{Kind: decision.Kind(r.Kind), Outcome: decision.Outcome(r.Outcome)})
		for _, kind := range kinds {
			events[r.CaseID] = append(events[r.CaseID], r.event(deadline.EventKind(kind)))
		}
	}
	return err
}

func (db *DB) reconsiderationEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.ReconsiderationRequested, events, `SELECT id, case_id, requested_on AS happened_on
		FROM reconsiderations WHERE case_id = ANY(?::uuid[]) ORDER BY requested_on, id`, caseIDs)
}

// withdrawalEvents are withdrawals from the NRM: a withdrawal that takes the
// referral back, or the no of somebody who turned 18 in it. One recorded before
// the referral went only ended a draft. A withdrawal dated before the referral
// but learnt of afterwards counts from the day of the referral, where its
// clocks begin.
func (db *DB) withdrawalEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.Withdrawn, events, `SELECT w.id, w.case_id, greatest(w.given_on, c.submitted_on) AS happened_on
		FROM consent_records w JOIN cases c ON c.id = w.case_id LEFT JOIN referrals r ON r.case_id = c.id
		WHERE w.case_id = ANY(?::uuid[]) AND c.submitted_on IS NOT NULL
		AND (w.kind = 'withdrawal' AND (w.withdrawn = '{}' OR 'refer_to_nrm' = ANY(w.withdrawn)) OR w.at_eighteen AND w.refer_to_nrm = 'no')
		AND w.recorded_at >= COALESCE(r.sent_at, c.submitted_on) AND NOT `+inError("w")+` ORDER BY w.number`, caseIDs)
}

// caseEvents are what somebody recorded by hand.
func (db *DB) caseEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(`SELECT id, case_id, kind, happened_on, known_from, about FROM case_events WHERE case_id = ANY(?::uuid[])
		ORDER BY happened_on, id`, caseIDs).Scan(&rows).Error
	for _, r := range rows {
		events[r.CaseID] = append(events[r.CaseID], r.event(deadline.EventKind(r.Kind)))
	}
	return err
}

// handoffEvents are what became of the handoffs of some cases. The handoff is
// the source of all of them. One that was sent again counts from then, and what
// was answered before is over.
func (db *DB) handoffEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(`WITH sent AS (
			SELECT h.id, h.case_id, s.id AS again, COALESCE(s.recorded_at, h.sent_at) AS at FROM handoffs h LEFT JOIN LATERAL (
				SELECT a.id, a.recorded_at FROM handoff_answers a WHERE a.handoff_id = h.id AND a.state = @sent
				ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1) s ON true
			WHERE h.case_id = ANY(CAST(@cases AS uuid[]))
		)
		SELECT id, case_id, @sent AS outcome, (at AT TIME ZONE 'Europe/London')::date AS happened_on FROM sent
		UNION ALL
		SELECT s.id, s.case_id, a.state, (a.recorded_at AT TIME ZONE 'Europe/London')::date FROM sent s
		JOIN handoff_answers a ON a.handoff_id = s.id AND a.state <> @sent AND (s.again IS NULL OR (a.recorded_at, a.id) > (s.at, s.again))
		ORDER BY happened_on, id`, map[string]any{"cases": caseIDs, "sent": string(handoff.Sent)}).Scan(&rows).Error
	for _, r := range rows {
		if kind, ok := handoffKinds[handoff.State(r.Outcome)]; ok {
			events[r.CaseID] = append(events[r.CaseID], r.event(kind))
		}
	}
	return err
}

// chaseEvents are the days on which somebody said they would ask about a handoff
// again. One that falls on the day its answer is due is that clock's; one from
// before the handoff was sent again is over.
func (db *DB) chaseEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.HandoffChaseDay, events, `SELECT h.id, h.case_id, c.next_chase_on AS happened_on,
		(c.chased_at AT TIME ZONE 'Europe/London')::date AS known_from FROM handoff_chases c JOIN handoffs h ON h.id = c.handoff_id
		WHERE h.case_id = ANY(?::uuid[]) AND c.next_chase_on <> (h.answer_due_at AT TIME ZONE 'Europe/London')::date
		AND NOT EXISTS (SELECT 1 FROM handoff_answers a WHERE a.handoff_id = h.id AND a.state = 'sent' AND a.recorded_at > c.chased_at) ORDER BY c.chased_at, c.id`, caseIDs)
}

// handoffKinds is what the states of a handoff are for the clocks.
var handoffKinds = map[handoff.State]deadline.EventKind{
	handoff.Sent: deadline.HandoffSent, handoff.Accepted: deadline.HandoffAnswered, handoff.QuestionAsked: deadline.HandoffAnswered,
	handoff.Refused: deadline.HandoffDeclined, handoff.FirstContactHad: deadline.FirstContactMade,
	handoff.Revoked: deadline.HandoffEnded, handoff.Closed: deadline.HandoffEnded,
}

// ageEvents are assessments by which somebody who counted as an adult is a
// child. They count from the day they came to the desk: what has to be done for
// a child begins then.
func (db *DB) ageEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.FoundUnder18, events, `SELECT id, case_id, (recorded_at AT TIME ZONE 'Europe/London')::date AS happened_on
		FROM age_assessments WHERE case_id = ANY(?::uuid[]) AND band_before = 'adult' AND band = 'child' ORDER BY recorded_at, id`, caseIDs)
}

// adultChoiceEvents are the answers of those who turned 18 while the case was
// under way. Asking for more time is no answer yet.
func (db *DB) adultChoiceEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.AdultChoiceRecorded, events, `SELECT w.id, w.case_id, w.given_on AS happened_on
		FROM consent_records w WHERE w.case_id = ANY(?::uuid[]) AND w.at_eighteen AND w.refer_to_nrm IN ('yes', 'no')
		AND NOT `+inError("w")+` ORDER BY w.number`, caseIDs)
}

// moreTimeEvents are the days agreed with clients who asked for more time about
// anything.
func (db *DB) moreTimeEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.ConsentMoreTime, events, `SELECT w.id, w.case_id, w.review_on AS happened_on, w.given_on AS known_from
		FROM consent_records w WHERE w.case_id = ANY(?::uuid[]) AND w.kind = 'answers' AND w.review_on IS NOT NULL
		AND `+wantsTime+` AND NOT `+inError("w")+` ORDER BY w.number`, caseIDs)
}

// answeredEvents are the sittings that left no question open.
func (db *DB) answeredEvents(ctx context.Context, caseIDs array[string], events map[string][]deadline.Event) error {
	return db.addEvents(ctx, deadline.ConsentAnswered, events, `SELECT w.id, w.case_id, w.given_on AS happened_on
		FROM consent_records w WHERE w.case_id = ANY(?::uuid[]) AND NOT `+wantsTime+` AND NOT `+inError("w")+` ORDER BY w.number`, caseIDs)
}

const wantsTime = `'needs_more_time' = ANY(ARRAY[w.refer_to_nrm, w.wants_support, w.help_authorities, w.decision_to_other, w.share_support,
	w.share_local_authority, w.share_police, w.share_legal, w.share_feedback, w.identify_in_duty,
	w.contact_letter, w.contact_email, w.contact_phone, w.contact_text])`

// addEvents adds the events of one kind that a query finds for some cases.
func (db *DB) addEvents(ctx context.Context, kind deadline.EventKind, events map[string][]deadline.Event, query string, caseIDs array[string]) error {
	var rows []eventRow
	err := db.g.WithContext(ctx).Raw(query, caseIDs).Scan(&rows).Error
	for _, r := range rows {
		events[r.CaseID] = append(events[r.CaseID], r.event(kind))
	}
	return err
}

// EventRecorder says who recorded an event of a case, and when. The name is
// empty for what nobody recorded as such, like the day a case was opened.
func (db *DB) EventRecorder(ctx context.Context, caseID string, e deadline.Event) (name string, at time.Time, err error) {
	var rows []struct {
		Name string
		At   time.Time
	}
	query := `SELECT u.name, x.at FROM (
		SELECT recorded_by AS who, recorded_at AS at FROM decisions WHERE id = @id AND case_id = @case
		UNION ALL SELECT recorded_by, recorded_at FROM reconsiderations WHERE id = @id AND case_id = @case
		UNION ALL SELECT recorded_by, recorded_at FROM consent_records WHERE id = @id AND case_id = @case
		UNION ALL SELECT recorded_by, recorded_at FROM case_events WHERE id = @id AND case_id = @case
		UNION ALL SELECT recorded_by, recorded_at FROM referral_updates WHERE id = @id AND case_id = @case
		UNION ALL SELECT sent_by, sent_at FROM handoffs WHERE id = @id AND case_id = @case
		) x JOIN users u ON u.id = x.who LIMIT 1`
	if e.Kind == deadline.ReferralSubmitted {
		query = `SELECT u.name, r.sent_at AS at FROM referrals r JOIN users u ON u.id = r.sent_by WHERE r.case_id = @case AND r.sent_at IS NOT NULL`
	}
	if err := db.g.WithContext(ctx).Raw(query, map[string]any{"id": e.Source, "case": caseID}).Scan(&rows).Error; err != nil {
		return "", time.Time{}, fmt.Errorf("read who recorded an event: %w", err)
	}
	if len(rows) == 0 {
		return "", time.Time{}, nil
	}
	return rows[0].Name, rows[0].At, nil
}
