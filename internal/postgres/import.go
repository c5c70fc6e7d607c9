package postgres

import (
	"context"
	"encoding/json"

	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/secret"
)

// ImportState is where an import stands.
type ImportState string

// The states of an import.
const (
	ImportUploaded ImportState = "uploaded" // nobody has said yet what the columns hold
	ImportChecked  ImportState = "checked"  // the dry run is done
	ImportQueued   ImportState = "queued"   // it is to be run, or runs
	ImportDone     ImportState = "done"
	ImportUndoing  ImportState = "undoing" // it is to be taken back, or is being
	ImportUndone   ImportState = "undone"
	ImportDropped  ImportState = "dropped"
)

// RowState is where a row stands.
type RowState string

// The states of a row: four before a run that need nothing more (ready, new,
// attach, skip), two that do (wrong, match), and what became of it.
const (
	RowReady    RowState = "ready"
	RowWrong    RowState = "wrong"
	RowMatch    RowState = "match"
	RowSkip     RowState = "skip"
	RowNew      RowState = "new"
	RowAttach   RowState = "attach"
	RowMade     RowState = "made"
	RowAttached RowState = "attached"
	RowUndone   RowState = "undone"
)

// Import is a spreadsheet being brought in.
type Import struct {
	ID, OrganisationID      string
	State                   ImportState
	TeamID, OwnerID         string
	Nation                  calendar.Nation
	FileName                string
	Headings                []string
	Mapping                 intake.Mapping
	Rows                    int
	Made, Attached, Skipped int
	Kept                    int
	Failed                  string
	BegunBy, BegunByName    string
	BegunAt                 time.Time
	RunBy                   string
	DoneAt                  time.Time
}

type importDetails struct {
	FileName string
	Headings []string
	Mapping  intake.Mapping
}

type importRow struct {
	ID             string
	OrganisationID string
	State          string
	TeamID         *string
	OwnerID        *string
	Nation         string
	DetailsSealed  []byte
	KeySealed      []byte
	Rows           int
	Made           int
	Attached       int
	Skipped        int
	Kept           int
	Failed         string
	BegunBy        string
	BegunAt        time.Time
	RunBy          *string
	DoneAt         *time.Time
}

func (importRow) TableName() string { return "imports" }

func (db *DB) newImportRow(m Import) (importRow, error) {
	text, err := json.Marshal(importDetails{m.FileName, m.Headings, m.Mapping})
	if err != nil {
		return importRow{}, fmt.Errorf("import: %w", err)
	}
	sealed, err := db.seal("imports", "details_sealed", m.ID, string(text))
	row := importRow{
		ID: m.ID, OrganisationID: m.OrganisationID, State: string(m.State), TeamID: optional(m.TeamID), OwnerID: optional(m.OwnerID), Nation: string(m.Nation),
		DetailsSealed: sealed, Rows: m.Rows, Made: m.Made, Attached: m.Attached, Skipped: m.Skipped, Kept: m.Kept, Failed: m.Failed,
		BegunBy: m.BegunBy, BegunAt: m.BegunAt, RunBy: optional(m.RunBy),
	}
	if !m.DoneAt.IsZero() {
		row.DoneAt = &m.DoneAt
	}
	return row, err
}

func (db *DB) toImport(r importRow) (Import, error) {
	m := Import{
		ID: r.ID, OrganisationID: r.OrganisationID, State: ImportState(r.State), TeamID: orEmpty(r.TeamID), OwnerID: orEmpty(r.OwnerID), Nation: calendar.Nation(r.Nation),
		Rows: r.Rows, Made: r.Made, Attached: r.Attached, Skipped: r.Skipped, Kept: r.Kept, Failed: r.Failed, BegunBy: r.BegunBy, BegunAt: r.BegunAt, RunBy: orEmpty(r.RunBy),
	}
	if r.DoneAt != nil {
		m.DoneAt = *r.DoneAt
	}
	text, err := db.unseal("imports", "details_sealed", r.ID, r.DetailsSealed)
	if err != nil {
		return m, err
	}
	var d importDetails
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return m, fmt.Errorf("read import: %w", err)
	}
	m.FileName, m.Headings, m.Mapping = d.FileName, d.Headings, d.Mapping
	return m, nil
}

func importKeyPlace(id string) secret.Place {
	return secret.Place{Table: "imports", Column: "key_sealed", Row: id}
}

// InsertImport adds an import whose file has arrived, with the key of the file.
func (db *DB) InsertImport(ctx context.Context, m Import, key *secret.FileKey) error {
	row, err := db.newImportRow(m)
	if err != nil {
		return err
	}
	if row.KeySealed, err = db.keys.SealFileKey(importKeyPlace(m.ID), key); err != nil {
		return err
	}
	if err := gorm.G[importRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert import: %w", err)
	}
	return nil
}

// Import reads an import of the organisation.
func (db *DB) Import(ctx context.Context, organisationID, id string) (Import, error) {
	row, err := gorm.G[importRow](db.g).Where("organisation_id = ? AND id::text = ?", organisationID, id).Take(ctx)
	if err != nil {
		return Import{}, fmt.Errorf("read import: %w", found(err))
	}
	return db.toImport(row)
}

// LockImport is Import, held until the transaction ends.
func (db *DB) LockImport(ctx context.Context, organisationID, id string) (Import, error) {
	row, err := gorm.G[importRow](db.g, clause.Locking{Strength: "UPDATE"}).Where("organisation_id = ? AND id::text = ?", organisationID, id).Take(ctx)
	if err != nil {
		return Import{}, fmt.Errorf("lock import: %w", found(err))
	}
	return db.toImport(row)
}

// Imports are the latest of an organisation.
func (db *DB) Imports(ctx context.Context, organisationID string, limit int) ([]Import, error) {
	rows, err := gorm.G[importRow](db.g).Where("organisation_id = ? AND state <> 'dropped'", organisationID).Order("begun_at DESC").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	list := make([]Import, len(rows))
	for i, r := range rows {
		if list[i], err = db.toImport(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// QueuedImports are the imports of all organisations that are to be run or
// taken back.
func (db *DB) QueuedImports(ctx context.Context) ([]Import, error) {
	rows, err := gorm.G[importRow](db.g).Where("state IN ('queued', 'undoing')").Order("begun_at").Limit(20).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read queued imports: %w", err)
	}
	list := make([]Import, len(rows))
	for i, r := range rows {
		if list[i], err = db.toImport(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// SaveImport writes back everything but the key.
func (db *DB) SaveImport(ctx context.Context, m Import) error {
	row, err := db.newImportRow(m)
	if err != nil {
		return err
	}
	_, err = gorm.G[importRow](db.g).Where("id = ?", m.ID).Select("state", "team_id", "owner_id", "nation", "details_sealed", "rows", "made", "attached",
		"skipped", "kept", "failed", "run_by", "done_at").Updates(ctx, row)
	if err != nil {
		return fmt.Errorf("save import: %w", err)
	}
	return nil
}

// ImportKey is the key of the file; nil once the file is gone.
func (db *DB) ImportKey(ctx context.Context, id string) (*secret.FileKey, error) {
	var sealed []byte
	if err := db.g.WithContext(ctx).Raw(`SELECT key_sealed FROM imports WHERE id = ?`, id).Row().Scan(&sealed); err != nil {
		return nil, fmt.Errorf("read import key: %w", err)
	}
	if sealed == nil {
		return nil, nil
	}
	return db.keys.UnsealFileKey(importKeyPlace(id), sealed)
}

// ForgetImportFile takes away the key and what the rows said, some rows at a
// time: no statement may run long.
func (db *DB) ForgetImportFile(ctx context.Context, id string) error {
	if err := db.g.WithContext(ctx).Exec(`UPDATE imports SET key_sealed = NULL WHERE id = ?`, id).Error; err != nil {
		return fmt.Errorf("forget import file: %w", err)
	}
	for {
		done := db.g.WithContext(ctx).Exec(`UPDATE import_rows SET cells_sealed = NULL WHERE import_id = ? AND number IN
			(SELECT number FROM import_rows WHERE import_id = ? AND cells_sealed IS NOT NULL LIMIT ?)`, id, id, insertAtOnce)
		if done.Error != nil {
			return fmt.Errorf("forget import rows: %w", done.Error)
		}
		if done.RowsAffected == 0 {
			return nil
		}
	}
}

// StaleImports are the open ones nobody has gone on with since a time.
func (db *DB) StaleImports(ctx context.Context, before time.Time) ([]Import, error) {
	rows, err := gorm.G[importRow](db.g).Where("state IN ('uploaded', 'checked') AND begun_at < ?", before).Limit(100).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read stale imports: %w", err)
	}
	list := make([]Import, len(rows))
	for i, r := range rows {
		if list[i], err = db.toImport(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ImportedRow is one row.
type ImportedRow struct {
	ImportID, OrganisationID string
	Number                   int
	Cells                    []string
	Problems                 []intake.Problem
	Matches                  []string // ids of the cases it may be; hidden ones too
	Twin                     int      // another row of the file that looks the same
	State                    RowState
	CaseID                   string
	CaseRef                  string
	CaseVersion              int64
}

// rowContent is what of a row is sealed.
type rowContent struct {
	Cells    []string
	Problems []intake.Problem `json:",omitempty"`
	Matches  []string         `json:",omitempty"`
	Twin     int              `json:",omitempty"`
}

type importedRow struct {
	ImportID       string
	OrganisationID string
	Number         int
	CellsSealed    []byte
	State          string
	CaseID         *string
	CaseVersion    *int64
}

func (importedRow) TableName() string { return "import_rows" }

func rowPlace(importID string, number int) string { return fmt.Sprintf("%s/%d", importID, number) }

func (db *DB) newImportedRow(r ImportedRow) (importedRow, error) {
	text, err := json.Marshal(rowContent{r.Cells, r.Problems, r.Matches, r.Twin})
	if err != nil {
		return importedRow{}, fmt.Errorf("import row: %w", err)
	}
	sealed, err := db.seal("import_rows", "cells_sealed", rowPlace(r.ImportID, r.Number), string(text))
	return importedRow{ImportID: r.ImportID, OrganisationID: r.OrganisationID, Number: r.Number, CellsSealed: sealed, State: string(r.State), CaseID: optional(r.CaseID)}, err
}

// ReplaceImportRows writes the rows of an import in the place of any there are.
func (db *DB) ReplaceImportRows(ctx context.Context, importID string, list []ImportedRow) error {
	if err := db.g.WithContext(ctx).Exec(`DELETE FROM import_rows WHERE import_id = ?`, importID).Error; err != nil {
		return fmt.Errorf("replace import rows: %w", err)
	}
	rows := make([]importedRow, len(list))
	for i, r := range list {
		var err error
		if rows[i], err = db.newImportedRow(r); err != nil {
			return err
		}
	}
	if err := gorm.G[importedRow](db.g).CreateInBatches(ctx, &rows, insertAtOnce); err != nil {
		return fmt.Errorf("insert import rows: %w", err)
	}
	return nil
}

// SaveImportRow writes one row back.
func (db *DB) SaveImportRow(ctx context.Context, r ImportedRow) error {
	row, err := db.newImportedRow(r)
	if err != nil {
		return err
	}
	_, err = gorm.G[importedRow](db.g).Where("import_id = ? AND number = ?", r.ImportID, r.Number).Select("cells_sealed", "state", "case_id").Updates(ctx, row)
	if err != nil {
		return fmt.Errorf("save import row: %w", err)
	}
	return nil
}

// ImportRows reads rows after a number, all of them or those in some states.
func (db *DB) ImportRows(ctx context.Context, importID string, after, limit int, states ...RowState) ([]ImportedRow, error) {
	names := make(array[string], len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	var rows []struct {
		Row       importedRow `gorm:"embedded"`
		Reference string
	}
	open, reader := db.openTo("r.case_id")
	err := db.g.WithContext(ctx).Raw(`SELECT r.*, COALESCE(c.reference, '') AS reference FROM import_rows r LEFT JOIN cases c ON c.id = r.case_id
		WHERE r.import_id = ? AND r.number > ? AND (cardinality(?::text[]) = 0 OR r.state = ANY(?::text[]))
		AND (r.case_id IS NULL OR `+open+`) ORDER BY r.number LIMIT ?`,
		importID, after, names, names, reader, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read import rows: %w", err)
	}
	list := make([]ImportedRow, len(rows))
	for i, r := range rows {
		list[i] = ImportedRow{ImportID: r.Row.ImportID, OrganisationID: r.Row.OrganisationID, Number: r.Row.Number, State: RowState(r.Row.State), CaseID: orEmpty(r.Row.CaseID), CaseRef: r.Reference}
		if r.Row.CaseVersion != nil {
			list[i].CaseVersion = *r.Row.CaseVersion
		}
		if r.Row.CellsSealed == nil {
			continue
		}
		text, err := db.unseal("import_rows", "cells_sealed", rowPlace(importID, r.Row.Number), r.Row.CellsSealed)
		if err != nil {
			return nil, err
		}
		var content rowContent
		if err := json.Unmarshal([]byte(text), &content); err != nil {
			return nil, fmt.Errorf("read import row: %w", err)
		}
		list[i].Cells, list[i].Problems, list[i].Matches, list[i].Twin = content.Cells, content.Problems, content.Matches, content.Twin
	}
	return list, nil
}

// MoveImportRows puts all rows of one state into another and says how many.
func (db *DB) MoveImportRows(ctx context.Context, importID string, from, to RowState) (int, error) {
	done := db.g.WithContext(ctx).Exec(`UPDATE import_rows SET state = ? WHERE import_id = ? AND state = ?`, string(to), importID, string(from))
	if done.Error != nil {
		return 0, fmt.Errorf("move import rows: %w", done.Error)
	}
	return int(done.RowsAffected), nil
}

// CountImportRows counts the rows by their state.
func (db *DB) CountImportRows(ctx context.Context, importID string) (map[RowState]int, error) {
	var rows []struct {
		State RowState
		N     int
	}
	err := db.g.WithContext(ctx).Raw(`SELECT state, count(*) AS n FROM import_rows WHERE import_id = ? GROUP BY state`, importID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count import rows: %w", err)
	}
	counts := map[RowState]int{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, nil
}

// RowsCame writes down which cases rows became, and at which version. What
// they said is not needed any more.
func (db *DB) RowsCame(ctx context.Context, importID string, rows []ImportedRow) error {
	var numbers, versions array[int64]
	var states, cases array[string]
	for _, r := range rows {
		numbers, versions = append(numbers, int64(r.Number)), append(versions, r.CaseVersion)
		states, cases = append(states, string(r.State)), append(cases, r.CaseID)
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE import_rows r SET state = n.state, case_id = n.case_id, case_version = n.version, cells_sealed = NULL
		FROM unnest(?::bigint[], ?::text[], ?::uuid[], ?::bigint[]) AS n (number, state, case_id, version)
		WHERE r.import_id = ? AND r.number = n.number`, numbers, states, cases, versions, importID).Error
	if err != nil {
		return fmt.Errorf("save import rows: %w", err)
	}
	return nil
}

// SetHomeOfficeReferences is SetHomeOfficeReference for many cases at once.
func (db *DB) SetHomeOfficeReferences(ctx context.Context, references map[string]string) error {
	if len(references) == 0 {
		return nil
	}
	var ids, sealed array[string]
	var hashes array[int64]
	for id, reference := range references {
		b, err := db.seal("cases", "home_office_reference_sealed", id, reference)
		if err != nil {
			return err
		}
		ids, sealed, hashes = append(ids, id), append(sealed, fmt.Sprintf("%x", b)), append(hashes, db.homeOfficeHash(reference))
	}
	err := db.g.WithContext(ctx).Exec(`UPDATE cases c SET home_office_reference_sealed = decode(n.sealed, 'hex'), home_office_reference_hash = n.hash
		FROM unnest(?::uuid[], ?::text[], ?::bigint[]) AS n (id, sealed, hash) WHERE c.id = n.id`, ids, sealed, hashes).Error
	if err != nil {
		return fmt.Errorf("store home office references: %w", err)
	}
	return nil
}

// ForgetPerson takes away everything that identifies the client of a case that
// should never have been: its import was taken back.
func (db *DB) ForgetPerson(ctx context.Context, c Client) error {
	row, err := db.newPersonRow(c)
	if err != nil {
		return err
	}
	_, err = gorm.G[personRow](db.g).Where("case_id = ?", c.CaseID).Select("name_to_use_sealed", "name_hashes", "language", "safe_contact_sealed", "age_evidence_sealed",
		"local_authority_sealed", "date_of_birth_sealed", "other_names_sealed", "sound_keys", "birth_key", "contact_keys").Updates(ctx, row)
	if err == nil {
		err = db.g.WithContext(ctx).Exec(`UPDATE cases SET home_office_reference_sealed = NULL, home_office_reference_hash = NULL WHERE id = ?`, c.CaseID).Error
	}
	if err != nil {
		return fmt.Errorf("forget person: %w", err)
	}
	return nil
}

// ImportProgress is how many rows a run has gone through.
func (db *DB) ImportProgress(ctx context.Context, importID string) (done int, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT COALESCE(max(rows_done), 0) FROM import_progress WHERE import_id = ?`, importID).Row().Scan(&done)
	if err != nil {
		return 0, fmt.Errorf("read import progress: %w", err)
	}
	return done, nil
}

// SetImportProgress is written outside the run's transaction.
func (db *DB) SetImportProgress(ctx context.Context, organisationID, importID string, done int, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO import_progress (import_id, organisation_id, rows_done, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (import_id) DO UPDATE SET rows_done = EXCLUDED.rows_done, at = EXCLUDED.at`, importID, organisationID, done, now).Error
	if err != nil {
		return fmt.Errorf("save import progress: %w", err)
	}
	return nil
}

// ImportUndone says whether a case was made by an import that was taken back.
func (db *DB) ImportUndone(ctx context.Context, caseID string) (undone bool, err error) {
	err = db.g.WithContext(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM import_rows WHERE case_id = ? AND state = 'undone')`, caseID).Row().Scan(&undone)
	if err != nil {
		return false, fmt.Errorf("read import of case: %w", err)
	}
	return undone, nil
}

// RememberHeadings keeps what headings mean to an organisation.
func (db *DB) RememberHeadings(ctx context.Context, organisationID string, headings []string, m intake.Mapping) error {
	var hashes array[int64]
	var fields array[string]
	seen := map[int64]bool{}
	for i, h := range headings {
		if hash := db.headingHash(organisationID, h); !seen[hash] {
			seen[hash] = true
			hashes, fields = append(hashes, hash), append(fields, string(m[i]))
		}
	}
	err := db.g.WithContext(ctx).Exec(`INSERT INTO import_headings (organisation_id, heading_hash, field)
		SELECT ?, n.hash, n.field FROM unnest(?::bigint[], ?::text[]) AS n (hash, field)
		ON CONFLICT (organisation_id, heading_hash) DO UPDATE SET field = EXCLUDED.field`, organisationID, hashes, fields).Error
	if err != nil {
		return fmt.Errorf("remember headings: %w", err)
	}
	return nil
}

// RememberedHeadings is what the organisation said of these headings before.
func (db *DB) RememberedHeadings(ctx context.Context, organisationID string, headings []string) (map[string]intake.Field, error) {
	byHash := map[int64]string{}
	var hashes array[int64]
	for _, h := range headings {
		hash := db.headingHash(organisationID, h)
		byHash[hash], hashes = intake.HeadingKey(h), append(hashes, hash)
	}
	var rows []struct {
		HeadingHash int64
		Field       intake.Field
	}
	err := db.g.WithContext(ctx).Raw(`SELECT heading_hash, field FROM import_headings WHERE organisation_id = ? AND heading_hash = ANY(?::bigint[])`,
		organisationID, hashes).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read remembered headings: %w", err)
	}
	out := map[string]intake.Field{}
	for _, r := range rows {
		out[byHash[r.HeadingHash]] = r.Field
	}
	return out, nil
}

func (db *DB) headingHash(organisationID, heading string) int64 {
	return db.recogniser(organisationID).hash("heading", intake.HeadingKey(heading))
}

// KnownImportFiles says which of some files belong to an import that is open.
func (db *DB) KnownImportFiles(ctx context.Context, ids []string) (map[string]bool, error) {
	var rows []string
	err := db.g.WithContext(ctx).Raw(`SELECT id FROM imports WHERE id = ANY(?::uuid[]) AND key_sealed IS NOT NULL`, array[string](ids)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read import files: %w", err)
	}
	known := map[string]bool{}
	for _, id := range rows {
		known[id] = true
	}
	return known, nil
}
