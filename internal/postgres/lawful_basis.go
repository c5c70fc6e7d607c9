package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/lawfulbasis"
)

// LawfulBasis is why records may be held, for an organisation or, with a
// CaseID, for one case.
type LawfulBasis struct {
	lawfulbasis.Record
	ID             string
	OrganisationID string
	CaseID         string
	RecordedBy     string
	RecordedByName string // filled when read
	RecordedAt     time.Time
}

// InsertLawfulBasis adds a decision; the newest counts. There is no way to
// change one.
func (db *DB) InsertLawfulBasis(ctx context.Context, b LawfulBasis) error {
	reason, err := db.seal("lawful_bases", "reason_sealed", b.ID, b.Reason)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO lawful_bases (id, organisation_id, case_id, basis, special_condition, offence_condition,
		retention, policy_document, decided_by, decided_on, reason_sealed, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, b.OrganisationID, optional(b.CaseID), b.Basis, b.Special, b.Offence, b.Retention, b.PolicyDocument, b.DecidedBy, date(b.DecidedOn),
		reason, b.RecordedBy, b.RecordedAt).Error
	if err != nil {
		return fmt.Errorf("insert lawful basis: %w", err)
	}
	return nil
}

// LawfulBases reads the decisions of an organisation, and of one case when it
// is named, newest first; those of the case come before the organisation's.
func (db *DB) LawfulBases(ctx context.Context, organisationID, caseID string) ([]LawfulBasis, error) {
	var rows []struct {
		ID, Basis, SpecialCondition, OffenceCondition, Retention, PolicyDocument, DecidedBy, Name string
		CaseID                                                                                    *string
		DecidedOn                                                                                 date
		ReasonSealed                                                                              []byte
		RecordedAt                                                                                time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT b.id, b.case_id, b.basis, b.special_condition, b.offence_condition, b.retention, b.policy_document,
		b.decided_by, b.decided_on, b.reason_sealed, b.recorded_at, u.name FROM lawful_bases b JOIN users u ON u.id = b.recorded_by
		WHERE b.organisation_id = ? AND (b.case_id IS NULL OR b.case_id = ?::uuid)
		ORDER BY b.case_id IS NULL, b.recorded_at DESC, b.id LIMIT 50`, organisationID, optional(caseID)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read lawful bases: %w", err)
	}
	list := make([]LawfulBasis, len(rows))
	for i, r := range rows {
		reason, err := db.unseal("lawful_bases", "reason_sealed", r.ID, r.ReasonSealed)
		if err != nil {
			return nil, err
		}
		list[i] = LawfulBasis{
			Record: lawfulbasis.Record{
				Basis: r.Basis, Special: r.SpecialCondition, Offence: r.OffenceCondition, Retention: r.Retention, PolicyDocument: r.PolicyDocument,
				DecidedBy: r.DecidedBy, DecidedOn: calendar.Date(r.DecidedOn), Reason: reason,
			},
			ID: r.ID, OrganisationID: organisationID, CaseID: orEmpty(r.CaseID), RecordedByName: r.Name, RecordedAt: r.RecordedAt.UTC(),
		}
	}
	return list, nil
}
