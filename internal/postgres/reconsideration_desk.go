package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
)

// argumentDetails is what is sealed of what a request rests on.
type argumentDetails struct {
	Why, Name string
	Sent      []string `json:",omitempty"`
}

func (d argumentDetails) argument(kept []string, asker string) decision.Argument {
	a := decision.Argument{Why: d.Why, Name: d.Name, Asker: decision.Asker(asker)}
	for _, g := range kept {
		a.Grounds = append(a.Grounds, decision.RequestGround(g))
	}
	return a
}

func grounds(list []decision.RequestGround) array[string] {
	kept := make(array[string], len(list))
	for i, g := range list {
		kept[i] = string(g)
	}
	return kept
}

func (db *DB) sealArgument(table, id string, d argumentDetails) ([]byte, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", table, err)
	}
	return db.seal(table, "details_sealed", id, string(plain))
}

func (db *DB) unsealArgument(table, id string, sealed []byte) (d argumentDetails, err error) {
	plain, err := db.unseal(table, "details_sealed", id, sealed)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(plain), &d); err != nil {
		return d, fmt.Errorf("read %s: %w", table, err)
	}
	return d, nil
}

// InsertReconsiderationPlan keeps what a request about a decision is to rest on.
func (db *DB) InsertReconsiderationPlan(ctx context.Context, id string, d Decision, a decision.Argument, by string, now time.Time) error {
	sealed, err := db.sealArgument("reconsideration_plans", id, argumentDetails{Why: a.Why, Name: a.Name})
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO reconsideration_plans
		(id, organisation_id, decision_id, grounds, asker, details_sealed, planned_by, planned_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, d.OrganisationID, d.ID, grounds(a.Grounds), string(a.Asker), sealed, by, now).Error
	if err != nil {
		return fmt.Errorf("insert reconsideration plan: %w", err)
	}
	return nil
}

// ReconsiderationPlan is what was settled last about a request; the zero
// argument before anything was.
func (db *DB) ReconsiderationPlan(ctx context.Context, decisionID string) (decision.Argument, error) {
	var rows []struct {
		ID, Asker     string
		Grounds       array[string]
		DetailsSealed []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT id, grounds, asker, details_sealed FROM reconsideration_plans
		WHERE decision_id = ? ORDER BY planned_at DESC, id DESC LIMIT 1`, decisionID).Scan(&rows).Error
	if err != nil {
		return decision.Argument{}, fmt.Errorf("read reconsideration plan: %w", err)
	}
	if len(rows) == 0 {
		return decision.Argument{}, nil
	}
	details, err := db.unsealArgument("reconsideration_plans", rows[0].ID, rows[0].DetailsSealed)
	return details.argument(rows[0].Grounds, rows[0].Asker), err
}

// Wanted is evidence or more time that somebody was asked for, and what came
// of it.
type Wanted struct {
	ID, OrganisationID, DecisionID string
	decision.Wanted
	AddedBy, AddedByName string // the name is filled when read
	AddedAt              time.Time
	Answer               decision.WantedAnswer
}

// wantedDetails is what is sealed of something wanted.
type wantedDetails struct{ What, From string }

// InsertWanted keeps what somebody was asked for.
func (db *DB) InsertWanted(ctx context.Context, w Wanted) error {
	plain, err := json.Marshal(wantedDetails{w.What, w.From})
	if err != nil {
		return fmt.Errorf("insert wanted: %w", err)
	}
	sealed, err := db.seal("reconsideration_wanted", "details_sealed", w.ID, string(plain))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO reconsideration_wanted
		(id, organisation_id, decision_id, kind, wanted_by, details_sealed, added_by, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.ID, w.OrganisationID, w.DecisionID, string(w.Kind), date(w.By), sealed, w.AddedBy, w.AddedAt).Error
	if err != nil {
		return fmt.Errorf("insert wanted: %w", err)
	}
	return nil
}

// AnswerWanted keeps what came of something wanted. A second answer is a
// *fault.Conflict.
func (db *DB) AnswerWanted(ctx context.Context, id string, w Wanted, a decision.WantedAnswer, by string, now time.Time) error {
	sealed, err := db.seal("reconsideration_wanted_answers", "note_sealed", id, a.Note)
	if err != nil {
		return err
	}
	done := db.g.WithContext(ctx).Exec(`INSERT INTO reconsideration_wanted_answers
		(id, organisation_id, wanted_id, outcome, answered_on, note_sealed, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (wanted_id) DO NOTHING`,
		id, w.OrganisationID, w.ID, string(a.Outcome), date(a.On), sealed, by, now)
	if done.Error != nil {
		return fmt.Errorf("answer wanted: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.Conflictf("What came of this is recorded already. Add it again if it is wanted once more.")
	}
	return nil
}

// Wanted lists what was asked for about a decision, oldest first.
func (db *DB) Wanted(ctx context.Context, decisionID string) ([]Wanted, error) {
	var rows []struct {
		ID, OrganisationID, DecisionID, Kind string
		WantedBy                             date
		DetailsSealed                        []byte
		AddedBy, AddedByName                 string
		AddedAt                              time.Time
		AnswerID, Outcome                    *string
		AnsweredOn                           date
		NoteSealed                           []byte
	}
	err := db.g.WithContext(ctx).Raw(`SELECT w.id, w.organisation_id, w.decision_id, w.kind, w.wanted_by, w.details_sealed, w.added_by,
		u.name AS added_by_name, w.added_at, a.id AS answer_id, a.outcome, a.answered_on, a.note_sealed
		FROM reconsideration_wanted w JOIN users u ON u.id = w.added_by LEFT JOIN reconsideration_wanted_answers a ON a.wanted_id = w.id
		WHERE w.decision_id = ? ORDER BY w.added_at, w.id`, decisionID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read wanted: %w", err)
	}
	list := make([]Wanted, len(rows))
	for i, r := range rows {
		plain, err := db.unseal("reconsideration_wanted", "details_sealed", r.ID, r.DetailsSealed)
		if err != nil {
			return nil, err
		}
		var details wantedDetails
		if err := json.Unmarshal([]byte(plain), &details); err != nil {
			return nil, fmt.Errorf("read wanted: %w", err)
		}
		list[i] = Wanted{
			ID: r.ID, OrganisationID: r.OrganisationID, DecisionID: r.DecisionID,
			Wanted:  decision.Wanted{Kind: decision.WantedKind(r.Kind), What: details.What, From: details.From, By: calendar.Date(r.WantedBy)},
			AddedBy: r.AddedBy, AddedByName: r.AddedByName, AddedAt: r.AddedAt,
		}
		if r.AnswerID != nil {
			note, err := db.unseal("reconsideration_wanted_answers", "note_sealed", *r.AnswerID, r.NoteSealed)
			if err != nil {
				return nil, err
			}
			list[i].Answer = decision.WantedAnswer{Outcome: decision.WantedOutcome(orEmpty(r.Outcome)), On: calendar.Date(r.AnsweredOn), Note: note}
		}
	}
	return list, nil
}
