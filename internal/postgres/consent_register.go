package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
)

// RegisterQuery says which consent records of an organisation to list. Empty
// filters leave all in.
type RegisterQuery struct {
	OrganisationID string
	From, To       calendar.Date // days in London on which the records were made
	TeamID         string
	How            consent.How
	Status         consent.Status
	Language       string // whole, whatever the capitals
	WorkerID       string
	SheetVersion   string
	Gap            auditing.Gap
	After          RegisterPlace
	Limit          int
	LookThrough    int // how many records a filter that no index holds goes through for a page
}

// RegisterPlace is where a page of the register ended.
type RegisterPlace struct {
	RecordedAt time.Time
	ID         string
}

// RegisterEntry is a consent record as the auditor sees it: the coded answers
// and who made it, never the client's name nor anything written about them.
type RegisterEntry struct {
	Record     consent.Record // without the free text
	Reference  string
	CaseID     string
	CaseRef    casefile.Ref
	TeamID     string
	Team       string
	Worker     string
	RecordedAt time.Time
	TrainedOn  calendar.Date // when the worker had been trained for it (A1)
	Latest     bool          // no later record of the case has replaced it
	SentAt     time.Time     // when the referral went; zero while it has not
	SentOn     calendar.Date
	Covered    bool // an earlier record of the case allowed the referral
}

// registerColumns leave out the sealed details, so that no query of the
// register can open them. A record in error replaces none and covers nothing.
var registerColumns = consentColumns + `,
	c.reference AS case_reference, c.team_id, t.name AS team, u.name AS worker, f.sent_at, f.sent_on,
	NOT EXISTS (SELECT 1 FROM consent_records l WHERE l.case_id = r.case_id AND l.withdrawn = '{}'
		AND (l.given_on, l.number) > (r.given_on, r.number) AND NOT ` + inError("l") + `) AS latest,
	EXISTS (SELECT 1 FROM consent_records e WHERE e.case_id = r.case_id AND e.number < r.number
		AND (e.refer_to_nrm = 'yes' OR e.kind = 'not_required') AND NOT ` + inError("e") + `) AS covered`

const registerTables = ` FROM consent_records r JOIN cases c ON c.id = r.case_id JOIN teams t ON t.id = c.team_id
	JOIN users u ON u.id = r.recorded_by LEFT JOIN referrals f ON f.case_id = r.case_id `

type registerRow struct {
	Consent       consentRow `gorm:"embedded"` // gorm passes over embedded structs without a name
	CaseReference string
	TeamID        string
	Team          string
	Worker        string
	SentAt        *time.Time
	SentOn        date
	Latest        bool
	Covered       bool
}

func (r registerRow) toEntry() RegisterEntry {
	e := RegisterEntry{
		Record: r.Consent.toRecord(consentDetails{}), Reference: r.Consent.PublicReference, CaseID: r.Consent.CaseID, CaseRef: casefile.Ref(r.CaseReference),
		TeamID: r.TeamID, Team: r.Team, Worker: r.Worker, RecordedAt: r.Consent.RecordedAt.UTC(), TrainedOn: calendar.Date(r.Consent.WorkerTrainedOn), Latest: r.Latest, SentOn: calendar.Date(r.SentOn), Covered: r.Covered,
	}
	if r.SentAt != nil {
		e.SentAt = r.SentAt.UTC()
	}
	return e
}

// gaps are the times between asking and sending as conditions on s, a record
// with when its referral went.
var gaps = map[auditing.Gap]string{
	auditing.WithinAnHour: "s.sent_at >= s.recorded_at AND s.sent_at < s.recorded_at + interval '1 hour'",
	auditing.WithinADay:   "s.sent_at >= s.recorded_at AND s.sent_at < s.recorded_at + interval '1 day'",
	auditing.OverAWeek:    "s.sent_at > s.recorded_at + interval '7 days'",
	auditing.AfterSending: "s.sent_at < s.recorded_at",
	auditing.NeverSent:    "s.sent_at IS NULL AND s.sent_on IS NULL",
}

// fewCases of a team are few enough to find their records by the case.
const fewCases = 500

// ConsentRegister lists consent records of an organisation, newest first. No
// index can hold the time between a record and a referral that goes later, nor
// the team a case has now: these filters go through so many records for a page.
// When that ends before the list is full, through is the place they came to,
// where the next page goes on; it is the zero place when all was gone through.
func (db *DB) ConsentRegister(ctx context.Context, q RegisterQuery) (entries []RegisterEntry, through RegisterPlace, err error) {
	where, looked := &conditions{}, &conditions{}
	where.add("r.organisation_id = ?", q.OrganisationID)
	where.add(db.openTo("r.case_id"))
	if !q.From.IsZero() {
		where.add("r.recorded_at >= ?", startOf(q.From))
	}
	if !q.To.IsZero() {
		where.add("r.recorded_at < ?", startOf(q.To.AddDays(1)))
	}
	if q.How != "" {
		where.add("r.explained_how = ?", string(q.How))
	}
	if q.Status != "" {
		where.add("r.status = ?", string(q.Status))
	}
	if q.Language != "" {
		where.add("lower(r.language) = lower(?)", q.Language)
	}
	if q.WorkerID != "" {
		where.add("r.recorded_by = ?::uuid", q.WorkerID)
	}
	if q.SheetVersion != "" {
		where.add("r.sheet_version = ?", q.SheetVersion)
	}
	if q.After.ID != "" {
		at := q.After.RecordedAt
		where.add("r.recorded_at <= ? AND (r.recorded_at < ? OR r.id > ?::uuid)", at, at, q.After.ID)
	}
	if q.TeamID != "" {
		if err := db.inTeam(ctx, q, where, looked); err != nil {
			return nil, through, err
		}
	}
	if gap, ok := gaps[q.Gap]; ok {
		looked.add(gap)
	}
	ordered := `SELECT r.id, r.case_id, r.recorded_at FROM consent_records r WHERE ` + where.text() + ` ORDER BY r.recorded_at DESC, r.id`
	// Limits stand in the text: of a number it is not told, the planner expects
	// too much. The one of the referral, of which a case has one, keeps it from
	// joining all before it has what fills the page.
	page := ordered + ` LIMIT ` + strconv.Itoa(q.Limit)
	if looked.text() != "" {
		page = `SELECT s.id FROM (SELECT o.*, f.sent_at, f.sent_on FROM (` + ordered + ` LIMIT ` + strconv.Itoa(q.LookThrough) + `) o
			LEFT JOIN LATERAL (SELECT sent_at, sent_on FROM referrals WHERE case_id = o.case_id LIMIT 1) f ON true) s
			WHERE ` + looked.text() + ` ORDER BY s.recorded_at DESC, s.id LIMIT ` + strconv.Itoa(q.Limit)
	}
	// What is shown of a record is looked up for the page alone.
	entries, err = db.register(ctx, `r.id IN (SELECT page.id FROM (`+page+`) page) ORDER BY r.recorded_at DESC, r.id`, append(slices.Clone(where.args), looked.args...)...)
	if err != nil || len(entries) == q.Limit || looked.text() == "" {
		return entries, through, err
	}
	through, err = db.placeIn(ctx, ordered, append(slices.Clone(where.args), q.LookThrough-1))
	return entries, through, err
}

// inTeam filters by the team a case has now: by its cases when they are few,
// else by looking through the records.
func (db *DB) inTeam(ctx context.Context, q RegisterQuery, where, looked *conditions) error {
	var cases []string
	err := db.g.WithContext(ctx).Raw(`SELECT id FROM cases WHERE organisation_id = ? AND team_id = ?::uuid LIMIT ?`, q.OrganisationID, q.TeamID, fewCases+1).Scan(&cases).Error
	if err != nil {
		return fmt.Errorf("read cases of a team: %w", err)
	}
	if len(cases) <= fewCases {
		where.add("r.case_id = ANY(?::uuid[])", array[string](cases))
		return nil
	}
	looked.add("EXISTS (SELECT 1 FROM cases c WHERE c.id = s.case_id AND c.team_id = ?::uuid)", q.TeamID)
	return nil
}

// placeIn is the place of the record after so many of an ordered list; zero
// when there is none.
func (db *DB) placeIn(ctx context.Context, ordered string, args []any) (RegisterPlace, error) {
	var places []struct {
		ID         string
		RecordedAt time.Time
	}
	if err := db.g.WithContext(ctx).Raw(ordered+` OFFSET ? LIMIT 1`, args...).Scan(&places).Error; err != nil {
		return RegisterPlace{}, fmt.Errorf("read the consent register: %w", err)
	}
	if len(places) == 0 {
		return RegisterPlace{}, nil
	}
	return RegisterPlace{RecordedAt: places[0].RecordedAt, ID: places[0].ID}, nil
}

// RegisteredConsent reads one record of the register by its public reference.
func (db *DB) RegisteredConsent(ctx context.Context, organisationID, reference string) (RegisterEntry, error) {
	entries, err := db.register(ctx, `r.organisation_id = ? AND r.public_reference = ?`, organisationID, reference)
	if err != nil {
		return RegisterEntry{}, err
	}
	if len(entries) == 0 {
		return RegisterEntry{}, fault.NotFound
	}
	return entries[0], nil
}

// RegisteredConsents reads all records of one case, in the order in which they
// were made.
func (db *DB) RegisteredConsents(ctx context.Context, caseID string) ([]RegisterEntry, error) {
	return db.register(ctx, `r.case_id = ? ORDER BY r.number`, caseID)
}

func (db *DB) register(ctx context.Context, where string, args ...any) ([]RegisterEntry, error) {
	var rows []registerRow
	open, reader := db.openTo("r.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT `+registerColumns+registerTables+`WHERE `+open+` AND `+where, append([]any{reader}, args...)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read consent register: %w", err)
	}
	entries := make([]RegisterEntry, len(rows))
	for i, r := range rows {
		entries[i] = r.toEntry()
	}
	return entries, nil
}

// startOf is the instant at which a day begins in London.
func startOf(d calendar.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, calendar.London())
}
