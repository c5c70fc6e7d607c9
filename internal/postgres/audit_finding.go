package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
)

// AuditFinding is a finding as it stands. Reference is of the consent record,
// in the auditors' form.
type AuditFinding struct {
	ID             string
	OrganisationID string
	Number         int
	auditing.Finding
	RecordID  string
	Reference string
	CaseID    string
	CaseRef   string
	TeamID    string
	Team      string
	State     auditing.FindingState
	Version   int64
	RaisedBy  string
	RaisedAt  time.Time
}

// AuditFindingStep is something done to a finding.
type AuditFindingStep struct {
	ID             string
	OrganisationID string
	FindingID      string
	Step           auditing.Step
	Text           string
	DueOn          calendar.Date // of a return
	TakenBy        string
	TakenAt        time.Time
}

type auditFindingRow struct {
	ID             string
	OrganisationID string
	Number         int
	RecordID       string
	TeamID         string
	CheckID        string
	Severity       string
	TextSealed     []byte
	DueOn          date
	State          string
	Version        int64
	RaisedBy       string
	RaisedAt       time.Time
}

func (auditFindingRow) TableName() string { return "audit_findings" }

// InsertAuditFinding raises a finding under the organisation's next number and
// gives that back. The team is the one the case belongs to now.
func (db *DB) InsertAuditFinding(ctx context.Context, f AuditFinding) (number int, err error) {
	if number, err = db.nextNumber(ctx, "audit_findings", f.OrganisationID); err != nil {
		return 0, err
	}
	sealed, err := db.seal("audit_findings", "text_sealed", f.ID, f.Text)
	if err != nil {
		return 0, err
	}
	row := auditFindingRow{
		ID: f.ID, OrganisationID: f.OrganisationID, Number: number, RecordID: f.RecordID, TeamID: f.TeamID, CheckID: f.CheckID,
		Severity: string(f.Severity), TextSealed: sealed, DueOn: date(f.DueOn), State: string(auditing.FindingOpen), Version: 1,
		RaisedBy: f.RaisedBy, RaisedAt: f.RaisedAt,
	}
	if err := gorm.G[auditFindingRow](db.g).Create(ctx, &row); err != nil {
		return 0, fmt.Errorf("insert audit finding: %w", err)
	}
	return number, nil
}

// FindingQuery says which findings to list, the newest first. TeamIDs nil
// leaves all teams in.
type FindingQuery struct {
	OrganisationID string
	TeamIDs        []string
	State          auditing.FindingState
	Before         int // the number where a page ended; 0 is the start
	Limit          int
}

const findingColumns = `SELECT f.*, r.public_reference AS reference, r.case_id, c.reference AS case_ref, t.name AS team
	FROM audit_findings f JOIN consent_records r ON r.id = f.record_id JOIN cases c ON c.id = r.case_id JOIN teams t ON t.id = f.team_id WHERE `

// AuditFindings lists findings.
func (db *DB) AuditFindings(ctx context.Context, q FindingQuery) ([]AuditFinding, error) {
	where := &conditions{}
	where.add("f.organisation_id = ?", q.OrganisationID)
	if q.TeamIDs != nil {
		where.add("f.team_id = ANY(?::uuid[])", array[string](q.TeamIDs))
	}
	if q.State != "" {
		where.add("f.state = ?", string(q.State))
	}
	if q.Before > 0 {
		where.add("f.number < ?", q.Before)
	}
	return db.findings(ctx, where.text()+` ORDER BY f.number DESC LIMIT ?`, append(where.args, q.Limit)...)
}

// RecordFindings lists the findings about one record, newest first.
func (db *DB) RecordFindings(ctx context.Context, recordID string) ([]AuditFinding, error) {
	return db.findings(ctx, `f.record_id = ? ORDER BY f.number DESC`, recordID)
}

// LockAuditFinding reads one finding and holds it until the transaction ends.
// Error: fault.NotFound.
func (db *DB) LockAuditFinding(ctx context.Context, organisationID string, number int) (AuditFinding, error) {
	return db.finding(ctx, `f.organisation_id = ? AND f.number = ? FOR UPDATE OF f`, organisationID, number)
}

// AuditFinding reads one finding. Error: fault.NotFound.
func (db *DB) AuditFinding(ctx context.Context, organisationID string, number int) (AuditFinding, error) {
	return db.finding(ctx, `f.organisation_id = ? AND f.number = ?`, organisationID, number)
}

func (db *DB) finding(ctx context.Context, where string, args ...any) (AuditFinding, error) {
	list, err := db.findings(ctx, where, args...)
	if err == nil && len(list) == 0 {
		err = fault.NotFound
	}
	if err != nil {
		return AuditFinding{}, err
	}
	return list[0], nil
}

func (db *DB) findings(ctx context.Context, where string, args ...any) ([]AuditFinding, error) {
	var rows []struct {
		Finding                          auditFindingRow `gorm:"embedded"`
		Reference, CaseID, CaseRef, Team string
	}
	open, reader := db.openTo("r.case_id")
	if err := db.g.WithContext(ctx).Raw(findingColumns+open+` AND `+where, append([]any{reader}, args...)...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read audit findings: %w", err)
	}
	list := make([]AuditFinding, len(rows))
	for i, row := range rows {
		f := row.Finding
		text, err := db.unseal("audit_findings", "text_sealed", f.ID, f.TextSealed)
		if err != nil {
			return nil, err
		}
		list[i] = AuditFinding{
			ID: f.ID, OrganisationID: f.OrganisationID, Number: f.Number, RecordID: f.RecordID, Reference: row.Reference, CaseID: row.CaseID,
			CaseRef: row.CaseRef, TeamID: f.TeamID, Team: row.Team, State: auditing.FindingState(f.State), Version: f.Version, RaisedBy: f.RaisedBy, RaisedAt: f.RaisedAt.UTC(),
			Finding: auditing.Finding{CheckID: f.CheckID, Severity: auditing.Severity(f.Severity), Text: text, DueOn: calendar.Date(f.DueOn)},
		}
	}
	return list, nil
}

// StepAuditFinding adds a step and moves the finding to where that leads.
func (db *DB) StepAuditFinding(ctx context.Context, step AuditFindingStep, to auditing.FindingState) error {
	sealed, err := db.seal("audit_finding_steps", "text_sealed", step.ID, step.Text)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO audit_finding_steps (id, organisation_id, finding_id, step, text_sealed, due_on, taken_by, taken_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		step.ID, step.OrganisationID, step.FindingID, string(step.Step), sealed, date(step.DueOn), step.TakenBy, step.TakenAt).Error
	if err != nil {
		return fmt.Errorf("insert audit finding step: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`UPDATE audit_findings SET state = ?, version = version + 1, due_on = COALESCE(?, due_on) WHERE id = ?`,
		string(to), date(step.DueOn), step.FindingID).Error
	if err != nil {
		return fmt.Errorf("move audit finding: %w", err)
	}
	return nil
}

// AuditFindingSteps reads what was done to a finding, oldest first.
func (db *DB) AuditFindingSteps(ctx context.Context, findingID string) ([]AuditFindingStep, error) {
	var rows []struct {
		ID, OrganisationID, FindingID, Step, TakenBy string
		TextSealed                                   []byte
		DueOn                                        date
		TakenAt                                      time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT * FROM audit_finding_steps WHERE finding_id = ? ORDER BY taken_at, id`, findingID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read audit finding steps: %w", err)
	}
	list := make([]AuditFindingStep, len(rows))
	for i, r := range rows {
		text, err := db.unseal("audit_finding_steps", "text_sealed", r.ID, r.TextSealed)
		if err != nil {
			return nil, err
		}
		list[i] = AuditFindingStep{
			ID: r.ID, OrganisationID: r.OrganisationID, FindingID: r.FindingID, Step: auditing.Step(r.Step), Text: text,
			DueOn: calendar.Date(r.DueOn), TakenBy: r.TakenBy, TakenAt: r.TakenAt.UTC(),
		}
	}
	return list, nil
}

// CountFindings counts findings of teams in a state, up to the query's limit.
func (db *DB) CountFindings(ctx context.Context, q FindingQuery) (int, error) {
	where := &conditions{}
	where.add("f.organisation_id = ? AND f.state = ?", q.OrganisationID, string(q.State))
	where.add(db.openTo("r.case_id"))
	if q.TeamIDs != nil {
		where.add("f.team_id = ANY(?::uuid[])", array[string](q.TeamIDs))
	}
	var n int
	err := db.g.WithContext(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM audit_findings f JOIN consent_records r ON r.id = f.record_id WHERE `+where.text()+` LIMIT ?) x`, append(where.args, q.Limit)...).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count audit findings: %w", err)
	}
	return n, nil
}
