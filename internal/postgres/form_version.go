package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// FormPart is a version of the referral form that was loaded, or a state of an
// official option list: Name is empty for a form.
type FormPart struct {
	ID             string
	OrganisationID string
	Name           string
	AsOf           calendar.Date
	Source         string
	LoadedBy       string // the user; empty when the program itself did it
	LoadedByName   string
	LoadedAt       time.Time
}

// FormParts lists what an organisation has loaded, the latest of each kind
// first, without the texts.
func (db *DB) FormParts(ctx context.Context, organisationID string) ([]FormPart, error) {
	var rows []struct {
		ID, Name, Source, LoadedBy, LoadedByName string
		AsOf                                     date
		LoadedAt                                 time.Time
	}
	err := db.g.WithContext(ctx).Raw(`SELECT p.id, p.name, p.as_of, p.source, p.loaded_by, coalesce(u.name, '') AS loaded_by_name, p.loaded_at FROM (
			SELECT id, '' AS name, version AS as_of, source, loaded_by, loaded_at FROM form_versions WHERE organisation_id = @organisation
			UNION ALL SELECT id, name, as_of, source, loaded_by, loaded_at FROM option_lists WHERE organisation_id = @organisation
		) p LEFT JOIN users u ON u.id::text = p.loaded_by ORDER BY p.name, p.as_of DESC`, sql.Named("organisation", organisationID)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read form versions and lists: %w", err)
	}
	list := make([]FormPart, len(rows))
	for i, r := range rows {
		list[i] = FormPart{
			ID: r.ID, OrganisationID: organisationID, Name: r.Name, AsOf: calendar.Date(r.AsOf), Source: r.Source,
			LoadedBy: r.LoadedBy, LoadedByName: r.LoadedByName, LoadedAt: r.LoadedAt.UTC(),
		}
	}
	return list, nil
}

// FormPartText is the file of a form or list as it was loaded.
func (db *DB) FormPartText(ctx context.Context, organisationID, id string) ([]byte, error) {
	var bodies [][]byte
	err := db.g.WithContext(ctx).Raw(`SELECT body FROM form_versions WHERE organisation_id = @organisation AND id = @id
		UNION ALL SELECT body FROM option_lists WHERE organisation_id = @organisation AND id = @id`,
		sql.Named("organisation", organisationID), sql.Named("id", id)).Scan(&bodies).Error
	if err != nil {
		return nil, fmt.Errorf("read the text of a form or list: %w", err)
	}
	if len(bodies) == 0 {
		return nil, fault.NotFound
	}
	return bodies[0], nil
}

// InsertFormPart keeps a form or list. Inserted is false when there is one of
// that date already.
func (db *DB) InsertFormPart(ctx context.Context, p FormPart, body []byte) (inserted bool, err error) {
	statement, named := `INSERT INTO form_versions (id, organisation_id, version, body, source, loaded_by, loaded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, []any{}
	if p.Name != "" {
		statement = `INSERT INTO option_lists (id, organisation_id, name, as_of, body, source, loaded_by, loaded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
		named = []any{p.Name}
	}
	values := append([]any{p.ID, p.OrganisationID}, named...)
	done := db.g.WithContext(ctx).Exec(statement, append(values, date(p.AsOf), body, p.Source, p.LoadedBy, p.LoadedAt)...)
	if done.Error != nil {
		return false, fmt.Errorf("keep a form or list: %w", done.Error)
	}
	return done.RowsAffected == 1, nil
}

// FormUse counts the referrals of an organisation by the version of the form
// they are on, those not yet sent alone.
func (db *DB) FormUse(ctx context.Context, organisationID string) (map[string]int, error) {
	var rows []struct {
		FormVersion string
		Referrals   int
	}
	err := db.g.WithContext(ctx).Raw(`SELECT form_version, count(*) AS referrals FROM referrals
		WHERE organisation_id = ? AND sent_at IS NULL GROUP BY form_version`, organisationID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count referrals by form version: %w", err)
	}
	use := map[string]int{}
	for _, r := range rows {
		use[r.FormVersion] = r.Referrals
	}
	return use, nil
}

// SetFormVersion moves a referral that is not sent to another version.
func (db *DB) SetFormVersion(ctx context.Context, referralID, version string) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE referrals SET form_version = ? WHERE id = ? AND sent_at IS NULL`, version, referralID).Error
	if err != nil {
		return fmt.Errorf("move a referral to another form version: %w", err)
	}
	return nil
}
