package postgres

import (
	"context"
	"fmt"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
)

// For is the database as one member of staff may see it: the cases that are
// restricted against them are in no list and no count. Without anybody, as in
// the jobs of the program, everything is there.
func (db *DB) For(userID string) *DB {
	seen := *db
	seen.reader = optional(userID)
	return &seen
}

// closedCases are the cases restricted against somebody: PostgreSQL reads them
// once for a statement, from the primary key of case_bars, and the plan of the
// list stays what it was.
const closedCases = `ARRAY(SELECT b.case_id FROM case_bars b WHERE b.user_id = ?)`

// openTo is the condition that a case is not closed to the reader, with its
// value. Every statement that lists or counts things of several cases for
// somebody holds it; archtest looks for it.
func (db *DB) openTo(caseID string) (string, any) {
	return caseID + ` <> ALL(` + closedCases + `)`, db.reader
}

// closedColumns say of a case whether it is closed to the reader and whether
// to anybody.
const closedColumns = `, id = ANY(` + closedCases + `) AS closed_to_reader, EXISTS (SELECT 1 FROM case_bars b WHERE b.case_id = cases.id) AS restricted`

// ClosedCase is a case that is restricted against its reader. To them it is not
// there: it is a fault.NotFound.
type ClosedCase struct{ ID string }

func (c ClosedCase) Error() string { return "a case closed to its reader" }
func (c ClosedCase) Unwrap() error { return fault.NotFound }

func (r caseRow) unlessClosed() (casefile.Case, error) {
	if r.ClosedToReader {
		return casefile.Case{}, ClosedCase{r.ID}
	}
	return r.toCase(), nil
}

// BarredFromAll lists who each of some cases is closed to, by the case.
func (db *DB) BarredFromAll(ctx context.Context, caseIDs []string) (map[string][]string, error) {
	var rows []struct{ CaseID, UserID string }
	err := db.g.WithContext(ctx).Raw(`SELECT case_id, user_id FROM case_bars WHERE case_id = ANY(?::uuid[]) ORDER BY user_id`, array[string](caseIDs)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who cases are closed to: %w", err)
	}
	closed := map[string][]string{}
	for _, r := range rows {
		closed[r.CaseID] = append(closed[r.CaseID], r.UserID)
	}
	return closed, nil
}
