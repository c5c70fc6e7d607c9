package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
)

type caseRow struct {
	ID             string
	OrganisationID string
	TeamID         string
	OwnerID        string
	Reference      string
	Version        int64
	State          string
	StateSince     time.Time
	Nation         string
	AgeBand        string
	ConsentStatus  string
	SubmittedOn    date
	NextDueOn      date
	NextDueRule    *string
	NextDueIsLimit bool
	ClosedOn       date
	ClosedFrom     *string
	ClosedWhy      *string
	KeptState      *string
	ConsentEndsOn  date
	MergedInto     *string
	CreatedAt      time.Time
	ClosedToReader bool `gorm:"->"`
	Restricted     bool `gorm:"->"`
}

func (caseRow) TableName() string { return "cases" }

// caseColumns leaves out the sealed reference, which only the case page needs.
const caseColumns = `id, organisation_id, team_id, owner_id, reference, version, state, state_since, nation, age_band,
	consent_status, submitted_on, next_due_on, next_due_rule, next_due_is_limit, closed_on, closed_from, closed_why, kept_state, consent_ends_on,
	merged_into, created_at`

func newCaseRow(c casefile.Case) caseRow {
	return caseRow{
		ID: c.ID, OrganisationID: c.OrganisationID, TeamID: c.TeamID, OwnerID: c.OwnerID,
		Reference: string(c.Ref), Version: c.Version, State: string(c.State), StateSince: c.StateSince,
		Nation: string(c.Nation), AgeBand: string(c.AgeBand), ConsentStatus: c.ConsentStatus,
		SubmittedOn: date(c.SubmittedOn), NextDueOn: date(c.NextDue.On), NextDueRule: optional(c.NextDue.RuleID),
		NextDueIsLimit: c.NextDue.IsLimit, ClosedOn: date(c.ClosedOn), ClosedFrom: optional(string(c.ClosedFrom)), ClosedWhy: optional(string(c.ClosedWhy)),
		KeptState: optional(string(c.Kept)), ConsentEndsOn: date(c.ConsentEndsOn), MergedInto: optional(c.MergedInto), CreatedAt: c.CreatedAt,
	}
}

func (r caseRow) toCase() casefile.Case {
	return casefile.Case{
		ID: r.ID, OrganisationID: r.OrganisationID, TeamID: r.TeamID, OwnerID: r.OwnerID,
		Ref: casefile.Ref(r.Reference), Version: r.Version, State: casefile.State(r.State), StateSince: r.StateSince,
		Nation: calendar.Nation(r.Nation), AgeBand: person.AgeBand(r.AgeBand), ConsentStatus: r.ConsentStatus,
		SubmittedOn: calendar.Date(r.SubmittedOn),
		NextDue:     casefile.NextDue{On: calendar.Date(r.NextDueOn), RuleID: orEmpty(r.NextDueRule), IsLimit: r.NextDueIsLimit},
		ClosedOn:    calendar.Date(r.ClosedOn), ClosedFrom: casefile.State(orEmpty(r.ClosedFrom)), ClosedWhy: casefile.ClosedWhy(orEmpty(r.ClosedWhy)),
		Kept: casefile.State(orEmpty(r.KeptState)), ConsentEndsOn: calendar.Date(r.ConsentEndsOn), MergedInto: orEmpty(r.MergedInto), CreatedAt: r.CreatedAt,
		Restricted: r.Restricted,
	}
}

// InsertCase adds cases. A reference that is taken is a fault.Conflict.
func (db *DB) InsertCase(ctx context.Context, cases ...casefile.Case) error {
	rows := make([]caseRow, len(cases))
	for i, c := range cases {
		rows[i] = newCaseRow(c)
	}
	if err := gorm.G[caseRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert case: %w", err)
	}
	return nil
}

// TakenRefs says which of some references a case of any organisation has.
func (db *DB) TakenRefs(ctx context.Context, refs []string) (map[string]bool, error) {
	var rows []string
	if err := db.g.WithContext(ctx).Raw(`SELECT reference FROM cases WHERE reference = ANY(?::text[])`, array[string](refs)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read references: %w", err)
	}
	taken := make(map[string]bool, len(rows))
	for _, r := range rows {
		taken[r] = true
	}
	return taken, nil
}

// LockCase reads a case of the organisation and holds it until the transaction
// ends, so that two changes to one case take turns. Errors: as Case.
func (db *DB) LockCase(ctx context.Context, organisationID string, ref casefile.Ref) (casefile.Case, error) {
	row, err := gorm.G[caseRow](db.g, clause.Locking{Strength: "UPDATE"}).
		Select(caseColumns+closedColumns, db.reader).Where("reference = ? AND organisation_id = ?", string(ref), organisationID).Take(ctx)
	if err != nil {
		return casefile.Case{}, fmt.Errorf("lock case: %w", found(err))
	}
	return row.unlessClosed()
}

// Case reads a case of the organisation. Errors: fault.NotFound, which is a
// ClosedCase when the case is restricted against the reader.
func (db *DB) Case(ctx context.Context, organisationID string, ref casefile.Ref) (casefile.Case, error) {
	row, err := gorm.G[caseRow](db.g).
		Select(caseColumns+closedColumns, db.reader).Where("reference = ? AND organisation_id = ?", string(ref), organisationID).Take(ctx)
	if err != nil {
		return casefile.Case{}, fmt.Errorf("read case: %w", found(err))
	}
	return row.unlessClosed()
}

// AnyCase reads a case of whichever organisation, for commands typed on the
// machine itself.
func (db *DB) AnyCase(ctx context.Context, ref casefile.Ref) (casefile.Case, error) {
	row, err := gorm.G[caseRow](db.g).Select(caseColumns).Where("reference = ?", string(ref)).Take(ctx)
	if err != nil {
		return casefile.Case{}, fmt.Errorf("read case: %w", found(err))
	}
	return row.toCase(), nil
}

// CountCases is how many cases an organisation has ever had. It reads them
// all: for the demo and for reports, not for pages.
func (db *DB) CountCases(ctx context.Context, organisationID string) (n int, err error) {
	if err := db.g.WithContext(ctx).Raw(`SELECT count(*) FROM cases WHERE organisation_id = ?`, organisationID).Row().Scan(&n); err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	return n, nil
}

// SaveCase writes back what a change may move and raises the version. A case
// that is no longer at the version given is a *fault.Conflict.
func (db *DB) SaveCase(ctx context.Context, c casefile.Case) error {
	row := newCaseRow(c)
	row.Version = c.Version + 1
	n, err := gorm.G[caseRow](db.g).
		Where("id = ? AND version = ?", c.ID, c.Version).
		Select("team_id", "owner_id", "version", "state", "state_since", "consent_status", "nation", "age_band", "submitted_on",
			"next_due_on", "next_due_rule", "next_due_is_limit", "closed_on", "closed_from", "closed_why", "kept_state", "consent_ends_on", "merged_into").
		Updates(ctx, row)
	if err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	if n == 0 {
		return fault.Conflictf("Somebody else changed this case while you were working on it.")
	}
	return nil
}

// SetHomeOfficeReference stores the Home Office's own reference, sealed, with
// a keyed hash so that it can be searched for as a whole.
func (db *DB) SetHomeOfficeReference(ctx context.Context, caseID, reference string) error {
	sealed, err := db.seal("cases", "home_office_reference_sealed", caseID, reference)
	if err != nil {
		return err
	}
	err = db.g.WithContext(ctx).Exec(
		"UPDATE cases SET home_office_reference_sealed = ?, home_office_reference_hash = ? WHERE id = ?",
		sealed, db.homeOfficeHash(reference), caseID).Error
	if err != nil {
		return fmt.Errorf("store home office reference: %w", err)
	}
	return nil
}

// HomeOfficeReference is the Home Office's reference, empty until it comes.
func (db *DB) HomeOfficeReference(ctx context.Context, caseID string) (string, error) {
	var sealed []byte
	err := db.g.WithContext(ctx).Raw("SELECT home_office_reference_sealed FROM cases WHERE id = ?", caseID).Row().Scan(&sealed)
	if err != nil {
		return "", fmt.Errorf("read home office reference: %w", err)
	}
	if sealed == nil {
		return "", nil
	}
	return db.unseal("cases", "home_office_reference_sealed", caseID, sealed)
}
