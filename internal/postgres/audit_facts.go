package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
)

// AuditedRecord is one consent record with everything the checks and the risks
// are read from, and nothing that names the client. The trail is not gone
// through here.
type AuditedRecord struct {
	RegisterEntry
	Facts    auditing.Facts
	Sitting  auditing.Sitting
	Marks    auditing.Marks // the newest judgement; nil when nobody has made one
	Findings int
}

// AuditedQuery says which records to read. Empty filters leave all in.
type AuditedQuery struct {
	OrganisationID string
	RecordID       string
	From, To       calendar.Date // days in London on which the records were made
	TeamID         string
	After          RegisterPlace
	Limit          int // zero for all
	Now            time.Time
}

func (q AuditedQuery) where(db *DB) *conditions {
	where := &conditions{}
	where.add("r.organisation_id = ?", q.OrganisationID)
	where.add(db.openTo("r.case_id"))
	if q.RecordID != "" {
		where.add("r.id = ?", q.RecordID)
	}
	if !q.From.IsZero() {
		where.add("r.recorded_at >= ?", startOf(q.From))
	}
	if !q.To.IsZero() {
		where.add("r.recorded_at < ?", startOf(q.To.AddDays(1)))
	}
	if q.TeamID != "" {
		where.add("c.team_id = ?::uuid", q.TeamID)
	}
	if q.After.ID != "" {
		where.add("(r.recorded_at, r.id) > (?, ?::uuid)", q.After.RecordedAt, q.After.ID)
	}
	return where
}

// auditedColumns are the facts beside the record itself. A record that carries
// an answer holds who may be told of decisions, and one of a child what the age
// rests on: the rulebook takes none without (A4, A8).
const auditedColumns = `,
	r.worker_trained_on, r.explained_from, lower(p.language) AS first_language, o.duty_to_notify, r.at_eighteen,
	COALESCE((SELECT a.band_before FROM age_assessments a WHERE a.case_id = r.case_id AND a.recorded_at > r.recorded_at
		ORDER BY a.recorded_at LIMIT 1), c.age_band) AS band_then,
	EXISTS (SELECT 1 FROM duty_reports d WHERE d.case_id = r.case_id AND d.consent_record_id = r.id) AS report_sent,
	EXISTS (SELECT 1 FROM duty_reports d WHERE d.case_id = r.case_id AND d.consent_record_id = r.id AND d.named) AS report_named,
	(SELECT CASE WHEN b.retention <> '' THEN 2 ELSE 1 END FROM lawful_bases b
		WHERE b.organisation_id = r.organisation_id AND (b.case_id IS NULL OR b.case_id = r.case_id)
		ORDER BY b.case_id IS NULL, b.recorded_at DESC, b.id LIMIT 1) AS basis,
	EXISTS (SELECT 1 FROM consent_records l WHERE l.case_id = r.case_id AND l.number > r.number AND l.kind = 'answers'
		AND l.recorded_at > f.sent_at AND r.recorded_at <= f.sent_at) AS changed_after,
	EXISTS (SELECT 1 FROM consent_records l WHERE l.case_id = r.case_id AND l.number > r.number)
		OR EXISTS (SELECT 1 FROM notes n WHERE n.case_id = r.case_id AND n.written_at > r.recorded_at)
		OR EXISTS (SELECT 1 FROM duty_reports d WHERE d.case_id = r.case_id AND d.recorded_at >= r.recorded_at) AS followed_up,
	(SELECT v.marks FROM consent_reviews v WHERE v.record_id = r.id ORDER BY v.reviewed_at DESC, v.id DESC LIMIT 1) AS marks,
	(SELECT count(*) FROM audit_findings g WHERE g.record_id = r.id) AS findings`

type auditedRow struct {
	Register        registerRow `gorm:"embedded"`
	WorkerTrainedOn date
	ExplainedFrom   *time.Time
	FirstLanguage   string
	BandThen        string
	AtEighteen      bool
	DutyToNotify    bool
	ReportSent      bool
	ReportNamed     bool
	Basis           *int
	ChangedAfter    bool
	FollowedUp      bool
	Marks           *string
	Findings        int
}

// followUpTime is how long after a refusal something may be expected to have
// followed. Practice of NRM Desk: no source sets a time.
const followUpTime = 14 * 24 * time.Hour

// Audited reads the records of a query, oldest first.
func (db *DB) Audited(ctx context.Context, q AuditedQuery) ([]AuditedRecord, error) {
	where := q.where(db)
	page := `SELECT r.id FROM consent_records r JOIN cases c ON c.id = r.case_id WHERE ` + where.text() + ` ORDER BY r.recorded_at, r.id`
	if q.Limit > 0 {
		page += ` LIMIT ` + strconv.Itoa(q.Limit)
	}
	var rows []auditedRow
	err := db.g.WithContext(ctx).Raw(`SELECT `+registerColumns+auditedColumns+registerTables+`
		JOIN persons p ON p.case_id = r.case_id JOIN organisations o ON o.id = r.organisation_id
		WHERE r.id IN (SELECT page.id FROM (`+page+`) page) ORDER BY r.recorded_at, r.id`, where.args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read audited records: %w", err)
	}
	list := make([]AuditedRecord, len(rows))
	for i, r := range rows {
		if list[i], err = r.toAudited(q.Now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r auditedRow) toAudited(now time.Time) (AuditedRecord, error) {
	entry := r.Register.toEntry()
	record := entry.Record
	a := AuditedRecord{RegisterEntry: entry, Findings: r.Findings}
	a.Facts = auditing.Facts{
		Record: record, RecordedAt: entry.RecordedAt, Worker: entry.Worker, TrainedOn: calendar.Date(r.WorkerTrainedOn),
		SentAt: entry.SentAt, SentOn: entry.SentOn, Covered: entry.Covered,
		TreatedAsChild: record.Kind == consent.NotRequired || person.AgeBand(r.BandThen).TreatedAsChild() && !r.AtEighteen,
		AgeEvidence:    record.Kind == consent.NotRequired,
		ListedBody:     r.DutyToNotify, ReportSent: r.ReportSent, ReportNamed: r.ReportNamed,
		ElsewhereWho: record.Answer(consent.DecisionToOther) == consent.Yes,
		LawfulBasis:  r.Basis != nil, KeptUntil: r.Basis != nil && *r.Basis == 2,
	}
	a.Sitting = auditing.Sitting{
		Record: record, RecordedAt: entry.RecordedAt, ChangedAfter: r.ChangedAfter, Language: r.FirstLanguage, FollowedUp: r.FollowedUp,
		LongEnoughAgo: now.Sub(entry.RecordedAt) > followUpTime,
	}
	if r.ExplainedFrom != nil {
		a.Sitting.BeganAt = r.ExplainedFrom.UTC()
	}
	if r.Marks != nil {
		if err := json.Unmarshal([]byte(*r.Marks), &a.Marks); err != nil {
			return AuditedRecord{}, fmt.Errorf("read consent review: %w", err)
		}
	}
	return a, nil
}

// CountAudited counts the records of a query.
func (db *DB) CountAudited(ctx context.Context, q AuditedQuery) (int, error) {
	where := q.where(db)
	var n int
	err := db.g.WithContext(ctx).Raw(`SELECT count(*) FROM consent_records r JOIN cases c ON c.id = r.case_id WHERE `+where.text(), where.args...).Row().Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count audited records: %w", err)
	}
	return n, nil
}

// FindingCounts is how many findings about the records of a period stand where.
type FindingCounts struct {
	States    map[auditing.FindingState]int
	Critical  int
	LateReply int // open, and the reply is late
}

// FindingCounts counts the findings about records made in a period.
func (db *DB) FindingCounts(ctx context.Context, organisationID string, from, to, today calendar.Date) (FindingCounts, error) {
	counts := FindingCounts{States: map[auditing.FindingState]int{}}
	var rows []struct {
		State                  string
		Number, Critical, Late int
	}
	open, reader := db.openTo("r.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT f.state, count(*) AS number, count(*) FILTER (WHERE f.severity = 'critical') AS critical,
		count(*) FILTER (WHERE f.state = 'open' AND f.due_on < ?) AS late
		FROM audit_findings f JOIN consent_records r ON r.id = f.record_id
		WHERE f.organisation_id = ? AND r.recorded_at >= ? AND r.recorded_at < ? AND `+open+` GROUP BY f.state`,
		date(today), organisationID, startOf(from), startOf(to.AddDays(1)), reader).Scan(&rows).Error
	if err != nil {
		return counts, fmt.Errorf("count audit findings: %w", err)
	}
	for _, r := range rows {
		counts.States[auditing.FindingState(r.State)] = r.Number
		counts.Critical += r.Critical
		counts.LateReply += r.Late
	}
	return counts, nil
}
