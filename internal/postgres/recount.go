package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"nrmdesk/internal/nrm/casefile"
)

// OpenCases lists open cases of the organisation in order of id, from after
// one of them.
func (db *DB) OpenCases(ctx context.Context, organisationID, after string, limit int) ([]casefile.Case, error) {
	return db.openCases(ctx, organisationID, after, limit)
}

// LockOpenCases is OpenCases with each case held until the transaction ends.
func (db *DB) LockOpenCases(ctx context.Context, organisationID, after string, limit int) ([]casefile.Case, error) {
	return db.openCases(ctx, organisationID, after, limit, clause.Locking{Strength: "UPDATE"})
}

func (db *DB) openCases(ctx context.Context, organisationID, after string, limit int, lock ...clause.Expression) ([]casefile.Case, error) {
	if after == "" {
		after = "00000000-0000-0000-0000-000000000000"
	}
	rows, err := gorm.G[caseRow](db.g, lock...).Select(caseColumns).
		Where("organisation_id = ? AND closed_on IS NULL AND id > ?", organisationID, after).Order("id").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read open cases: %w", err)
	}
	cases := make([]casefile.Case, len(rows))
	for i, r := range rows {
		cases[i] = r.toCase()
	}
	return cases, nil
}

// SaveNextDue writes the next dates and the versions of cases that the
// transaction holds.
func (db *DB) SaveNextDue(ctx context.Context, cases []casefile.Case) error {
	if len(cases) == 0 {
		return nil
	}
	type next struct {
		ID      string  `json:"id"`
		Version int64   `json:"version"`
		On      *string `json:"next_due_on"`
		Rule    *string `json:"next_due_rule"`
		IsLimit bool    `json:"next_due_is_limit"`
	}
	rows := make([]next, len(cases))
	for i, c := range cases {
		rows[i] = next{c.ID, c.Version, optional(c.NextDue.On.String()), optional(c.NextDue.RuleID), c.NextDue.IsLimit}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("save next dates: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE cases c SET version = n.version, next_due_on = n.next_due_on,
		next_due_rule = n.next_due_rule, next_due_is_limit = n.next_due_is_limit
		FROM json_to_recordset(?::json) AS n (id uuid, version bigint, next_due_on date, next_due_rule text, next_due_is_limit boolean)
		WHERE c.id = n.id`, string(body)).Error
	if err != nil {
		return fmt.Errorf("save next dates: %w", err)
	}
	return nil
}
