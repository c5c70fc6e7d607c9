package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
)

// Decision is a recorded letter with what has become of the record. Its dates
// are as corrected last.
type Decision struct {
	ID             string
	OrganisationID string
	CaseID         string
	decision.Decision
	RecordedBy     string
	RecordedByName string
	RecordedAt     time.Time
	Review         DecisionReview
	Plan           decision.Plan // of telling the client; the last one made
	Told           decision.Telling
	Corrections    Corrections
}

// Waiting says whether a second person has still to look at it.
func (d Decision) Waiting() bool { return d.Review.Outcome == "" }

// Confirmed says whether the decision counts.
func (d Decision) Confirmed() bool { return d.Review.Outcome == ReviewConfirmed }

// ReviewOutcome is what the second person said.
type ReviewOutcome string

// The outcomes.
const (
	ReviewConfirmed ReviewOutcome = "confirmed"
	ReviewReturned  ReviewOutcome = "returned"
)

// DecisionReview is the second person's look.
type DecisionReview struct {
	Outcome ReviewOutcome
	Reason  string
	By      string
	ByName  string
	At      time.Time
}

type decisionRow struct {
	ID               string
	OrganisationID   string
	CaseID           string
	Kind             string
	Outcome          string
	Ground           string
	Authority        string
	DecidedOn        date
	ReceivedOn       date
	LetterKeptSealed []byte
	RecordedBy       string
	RecordedAt       time.Time
}

func (decisionRow) TableName() string { return "decisions" }

// InsertDecision adds a recorded decision, which waits for a second person. A
// case has one waiting at a time: the second is a *fault.Conflict.
func (db *DB) InsertDecision(ctx context.Context, d Decision, teamID string) error {
	sealed, err := db.seal("decisions", "letter_kept_sealed", d.ID, d.LetterKept)
	if err != nil {
		return err
	}
	row := decisionRow{
		ID: d.ID, OrganisationID: d.OrganisationID, CaseID: d.CaseID, Kind: string(d.Kind), Outcome: string(d.Outcome),
		Ground: string(d.Ground), Authority: d.Authority, DecidedOn: date(d.DecidedOn), ReceivedOn: date(d.ReceivedOn),
		LetterKeptSealed: sealed, RecordedBy: d.RecordedBy, RecordedAt: d.RecordedAt,
	}
	if err := gorm.G[decisionRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert decision: %w", err)
	}
	waiting := db.g.WithContext(ctx).Exec(`INSERT INTO decisions_waiting
		(decision_id, organisation_id, case_id, team_id, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO NOTHING`,
		d.ID, d.OrganisationID, d.CaseID, teamID, d.RecordedBy, d.RecordedAt)
	if waiting.Error != nil {
		return fmt.Errorf("insert waiting decision: %w", waiting.Error)
	}
	if waiting.RowsAffected == 0 {
		return fault.Conflictf("A decision on this case already waits for a second person. It must be confirmed or returned first.")
	}
	return nil
}

// ReviewDecision keeps what the second person said and ends the waiting. A
// decision that no longer waits is a *fault.Conflict.
func (db *DB) ReviewDecision(ctx context.Context, d Decision, r DecisionReview) error {
	ended := db.g.WithContext(ctx).Exec(`DELETE FROM decisions_waiting WHERE decision_id = ?`, d.ID)
	if ended.Error != nil {
		return fmt.Errorf("end waiting decision: %w", ended.Error)
	}
	if ended.RowsAffected == 0 {
		return fault.Conflictf("Somebody has already dealt with this decision.")
	}
	sealed, err := db.seal("decision_reviews", "reason_sealed", d.ID, r.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO decision_reviews
		(decision_id, organisation_id, outcome, reason_sealed, reviewed_by, reviewed_at) VALUES (?, ?, ?, ?, ?, ?)`,
		d.ID, d.OrganisationID, string(r.Outcome), sealed, r.By, r.At).Error
	if err != nil {
		return fmt.Errorf("insert decision review: %w", err)
	}
	return nil
}

// toldDetails is what is sealed of a telling.
type toldDetails struct {
	By, Language, How string
	Way               decision.Way `json:",omitempty"`
}

// InsertTelling keeps how the client came to know. The first one counts: a
// second is a *fault.Conflict.
func (db *DB) InsertTelling(ctx context.Context, id string, d Decision, t decision.Telling, recordedBy string, now time.Time) error {
	plain, err := json.Marshal(toldDetails{t.By, t.Language, t.How, t.Way})
	if err != nil {
		return fmt.Errorf("insert telling: %w", err)
	}
	sealed, err := db.seal("decision_tellings", "details_sealed", id, string(plain))
	if err != nil {
		return err
	}
	done := db.g.WithContext(ctx).Exec(`INSERT INTO decision_tellings
		(id, organisation_id, decision_id, told_on, details_sealed, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (decision_id) DO NOTHING`,
		id, d.OrganisationID, d.ID, date(t.On), sealed, recordedBy, now)
	if done.Error != nil {
		return fmt.Errorf("insert telling: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.Conflictf("It is already recorded that the client was told of this decision.")
	}
	return nil
}

// planDetails is what is sealed of a plan.
type planDetails struct{ By, Language, Where string }

// InsertTellingPlan keeps how the client is to be told.
func (db *DB) InsertTellingPlan(ctx context.Context, id string, d Decision, p decision.Plan, plannedBy string, now time.Time) error {
	plain, err := json.Marshal(planDetails{p.By, p.Language, p.Where})
	if err != nil {
		return fmt.Errorf("insert telling plan: %w", err)
	}
	sealed, err := db.seal("telling_plans", "details_sealed", id, string(plain))
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO telling_plans
		(id, organisation_id, decision_id, tell_on, details_sealed, planned_by, planned_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		id, d.OrganisationID, d.ID, date(p.On), sealed, plannedBy, now).Error
	if err != nil {
		return fmt.Errorf("insert telling plan: %w", err)
	}
	return nil
}

type decisionReading struct {
	Row              decisionRow `gorm:"embedded"`
	RecordedByName   string
	ReviewOutcome    *string
	ReasonSealed     []byte
	ReviewedBy       *string
	ReviewedByName   *string
	ReviewedAt       *time.Time
	TellingID        *string
	ToldOn           date
	ToldDetailSealed []byte
	PlanID           *string
	TellOn           date
	PlanSealed       []byte
}

// Decisions lists the recorded decisions of a case, newest first.
func (db *DB) Decisions(ctx context.Context, caseID string) ([]Decision, error) {
	var rows []decisionReading
	err := db.g.WithContext(ctx).Raw(`SELECT d.id, d.organisation_id, d.case_id, d.kind, d.outcome, d.ground, d.authority,
		d.decided_on, d.received_on, d.letter_kept_sealed, d.recorded_by, d.recorded_at, u.name AS recorded_by_name,
		r.outcome AS review_outcome, r.reason_sealed, r.reviewed_by, ru.name AS reviewed_by_name, r.reviewed_at,
		t.id AS telling_id, t.told_on, t.details_sealed AS told_detail_sealed, p.id AS plan_id, p.tell_on, p.details_sealed AS plan_sealed
		FROM decisions d JOIN users u ON u.id = d.recorded_by
		LEFT JOIN decision_reviews r ON r.decision_id = d.id LEFT JOIN users ru ON ru.id = r.reviewed_by
		LEFT JOIN decision_tellings t ON t.decision_id = d.id
		LEFT JOIN LATERAL (SELECT id, tell_on, details_sealed FROM telling_plans WHERE decision_id = d.id
			ORDER BY planned_at DESC, id DESC LIMIT 1) p ON true
		WHERE d.case_id = ? ORDER BY d.recorded_at DESC, d.id DESC`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	corrections, err := db.correctionsByRecord(ctx, caseID)
	if err != nil {
		return nil, err
	}
	list := make([]Decision, len(rows))
	for i, r := range rows {
		if list[i], err = db.toDecision(r); err != nil {
			return nil, err
		}
		list[i].correct(corrections[r.Row.ID])
	}
	return list, nil
}

// correct puts corrected dates in the place of the recorded ones.
func (d *Decision) correct(k Corrections) {
	d.Corrections = k
	d.DecidedOn, d.ReceivedOn = k.day(DecidedOn, d.DecidedOn), k.day(ReceivedOn, d.ReceivedOn)
	d.Told.On = k.day(ToldOn, d.Told.On)
	d.ToldOn = d.Told.On
}

func (db *DB) toDecision(r decisionReading) (Decision, error) {
	kept, err := db.unseal("decisions", "letter_kept_sealed", r.Row.ID, r.Row.LetterKeptSealed)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{
		ID: r.Row.ID, OrganisationID: r.Row.OrganisationID, CaseID: r.Row.CaseID,
		Decision: decision.Decision{
			Kind: decision.Kind(r.Row.Kind), Outcome: decision.Outcome(r.Row.Outcome), Ground: decision.Ground(r.Row.Ground), Authority: r.Row.Authority,
			DecidedOn: calendar.Date(r.Row.DecidedOn), ReceivedOn: calendar.Date(r.Row.ReceivedOn), LetterKept: kept,
		},
		RecordedBy: r.Row.RecordedBy, RecordedByName: r.RecordedByName, RecordedAt: r.Row.RecordedAt,
	}
	if r.ReviewOutcome != nil {
		d.Review = DecisionReview{Outcome: ReviewOutcome(*r.ReviewOutcome), By: orEmpty(r.ReviewedBy), ByName: orEmpty(r.ReviewedByName), At: *r.ReviewedAt}
		if d.Review.Reason, err = db.unseal("decision_reviews", "reason_sealed", r.Row.ID, r.ReasonSealed); err != nil {
			return Decision{}, err
		}
	}
	if r.TellingID != nil {
		plain, err := db.unseal("decision_tellings", "details_sealed", *r.TellingID, r.ToldDetailSealed)
		if err != nil {
			return Decision{}, err
		}
		var details toldDetails
		if err := json.Unmarshal([]byte(plain), &details); err != nil {
			return Decision{}, fmt.Errorf("read telling: %w", err)
		}
		d.Told = decision.Telling{On: calendar.Date(r.ToldOn), By: details.By, Language: details.Language, How: details.How, Way: details.Way}
		d.ToldOn, d.ToldHow = d.Told.On, d.Told.How
	}
	if r.PlanID != nil {
		plain, err := db.unseal("telling_plans", "details_sealed", *r.PlanID, r.PlanSealed)
		if err != nil {
			return Decision{}, err
		}
		var details planDetails
		if err := json.Unmarshal([]byte(plain), &details); err != nil {
			return Decision{}, fmt.Errorf("read telling plan: %w", err)
		}
		d.Plan = decision.Plan{On: calendar.Date(r.TellOn), By: details.By, Language: details.Language, Where: details.Where}
	}
	return d, nil
}
