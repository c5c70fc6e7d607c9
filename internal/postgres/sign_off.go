package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
)

// SignOff is an auditor's word on a period, with what the report said then.
type SignOff struct {
	ID             string
	OrganisationID string
	Number         int
	From, To       calendar.Date
	Statement      string
	Report         auditing.Report
	SignedBy       string
	SignedAt       time.Time
}

// InsertSignOff keeps a sign-off under the organisation's next number and gives
// that back. There is no way to change one.
func (db *DB) InsertSignOff(ctx context.Context, s SignOff) (number int, err error) {
	if number, err = db.nextNumber(ctx, "audit_sign_offs", s.OrganisationID); err != nil {
		return 0, err
	}
	sealed, err := db.seal("audit_sign_offs", "statement_sealed", s.ID, s.Statement)
	if err != nil {
		return 0, err
	}
	report, err := json.Marshal(s.Report)
	if err != nil {
		return 0, fmt.Errorf("insert sign-off: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO audit_sign_offs
		(id, organisation_id, number, period_from, period_to, statement_sealed, report, signed_by, signed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)`,
		s.ID, s.OrganisationID, number, date(s.From), date(s.To), sealed, string(report), s.SignedBy, s.SignedAt).Error
	if err != nil {
		return 0, fmt.Errorf("insert sign-off: %w", err)
	}
	return number, nil
}

// SignOffs lists the sign-offs of an organisation, newest first, at most so
// many.
func (db *DB) SignOffs(ctx context.Context, organisationID string, limit int) ([]SignOff, error) {
	return db.signOffs(ctx, `organisation_id = ? ORDER BY number DESC LIMIT ?`, organisationID, limit)
}

// SignOff reads one. Error: fault.NotFound.
func (db *DB) SignOff(ctx context.Context, organisationID string, number int) (SignOff, error) {
	list, err := db.signOffs(ctx, `organisation_id = ? AND number = ?`, organisationID, number)
	if err == nil && len(list) == 0 {
		err = fault.NotFound
	}
	if err != nil {
		return SignOff{}, err
	}
	return list[0], nil
}

func (db *DB) signOffs(ctx context.Context, where string, args ...any) ([]SignOff, error) {
	var rows []struct {
		ID, OrganisationID, Report, SignedBy string
		Number                               int
		PeriodFrom, PeriodTo                 date
		StatementSealed                      []byte
		SignedAt                             time.Time
	}
	if err := db.g.WithContext(ctx).Raw(`SELECT * FROM audit_sign_offs WHERE `+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read sign-offs: %w", err)
	}
	list := make([]SignOff, len(rows))
	for i, r := range rows {
		text, err := db.unseal("audit_sign_offs", "statement_sealed", r.ID, r.StatementSealed)
		if err != nil {
			return nil, err
		}
		list[i] = SignOff{
			ID: r.ID, OrganisationID: r.OrganisationID, Number: r.Number, From: calendar.Date(r.PeriodFrom), To: calendar.Date(r.PeriodTo),
			Statement: text, SignedBy: r.SignedBy, SignedAt: r.SignedAt.UTC(),
		}
		if err := json.Unmarshal([]byte(r.Report), &list[i].Report); err != nil {
			return nil, fmt.Errorf("read the report of a sign-off: %w", err)
		}
	}
	return list, nil
}
