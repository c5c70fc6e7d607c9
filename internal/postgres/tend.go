package postgres

import (
	"context"
	"fmt"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

// TendedCase is a case about which the program has something to do by itself.
type TendedCase struct {
	CaseID         string
	OrganisationID string
	Ref            casefile.Ref
}

// TurnedEighteen lists cases of an organisation, by id and after one, whose
// client is treated as a child and has reached the day of one of the rules.
func (db *DB) TurnedEighteen(ctx context.Context, organisationID string, rules []string, today calendar.Date, after string, limit int) ([]TendedCase, error) {
	return db.tended(ctx, `SELECT DISTINCT c.id AS case_id, c.organisation_id, c.reference FROM deadlines d JOIN cases c ON c.id = d.case_id
		WHERE d.organisation_id = ? AND d.rule_id = ANY(?) AND d.status = 'open' AND d.due_on <= ? AND d.case_open AND c.age_band IN ('child', 'age_unsure')
		AND (? = '' OR c.id::text > ?) ORDER BY c.id LIMIT ?`, organisationID, array[string](rules), date(today), after, after, limit)
}

// ConsentRunOut lists open cases, by id and after one, on which the consent that
// lists show has ended.
func (db *DB) ConsentRunOut(ctx context.Context, today calendar.Date, after string, limit int) ([]TendedCase, error) {
	return db.tended(ctx, `SELECT c.id AS case_id, c.organisation_id, c.reference FROM cases c
		WHERE c.consent_ends_on < ? AND c.closed_on IS NULL AND (? = '' OR c.id::text > ?) ORDER BY c.id LIMIT ?`, date(today), after, after, limit)
}

func (db *DB) tended(ctx context.Context, query string, args ...any) ([]TendedCase, error) {
	var rows []struct{ CaseID, OrganisationID, Reference string }
	if err := db.g.WithContext(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read cases to tend: %w", err)
	}
	list := make([]TendedCase, len(rows))
	for i, r := range rows {
		list[i] = TendedCase{CaseID: r.CaseID, OrganisationID: r.OrganisationID, Ref: casefile.Ref(r.Reference)}
	}
	return list, nil
}
