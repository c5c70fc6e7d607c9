package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
)

// Sheet is an explanation sheet of an organisation, with what the desk knows of
// its making.
type Sheet struct {
	consent.Sheet
	ID             string
	OrganisationID string
	Organisation   string // its name, filled when read
	RowVersion     int64
	WrittenBy      string
	WrittenAt      time.Time
	PublishedBy    string
	PublishedAt    time.Time // zero while it is written
}

type sheetRow struct {
	ID             string
	OrganisationID string
	Organisation   string `gorm:"->"`
	LanguageTag    string
	LanguageName   string
	OwnName        string
	Direction      string
	Version        *int
	Title          string
	Opening        string
	Sections       string
	Closing        string
	Translator     string
	TranslatedOn   date
	RowVersion     int64
	WrittenBy      string
	WrittenAt      time.Time
	PublishedBy    *string
	PublishedAt    *time.Time
}

func (sheetRow) TableName() string { return "explanation_sheets" }

func newSheetRow(s Sheet) (sheetRow, error) {
	sections, err := json.Marshal(s.Sections)
	if err != nil {
		return sheetRow{}, fmt.Errorf("sheet: %w", err)
	}
	return sheetRow{
		ID: s.ID, OrganisationID: s.OrganisationID, LanguageTag: s.Tag, LanguageName: s.Language, OwnName: s.OwnName,
		Direction: string(s.Direction), Title: s.Title, Opening: s.Opening, Sections: string(sections), Closing: s.Closing,
		Translator: s.Translator, TranslatedOn: date(s.TranslatedOn), RowVersion: s.RowVersion, WrittenBy: s.WrittenBy, WrittenAt: s.WrittenAt,
	}, nil
}

func (r sheetRow) toSheet() (Sheet, error) {
	s := Sheet{
		Sheet: consent.Sheet{
			Tag: r.LanguageTag, Language: r.LanguageName, OwnName: r.OwnName, Direction: consent.Direction(r.Direction),
			Title: r.Title, Opening: r.Opening, Closing: r.Closing, Translator: r.Translator, TranslatedOn: calendar.Date(r.TranslatedOn),
		},
		ID: r.ID, OrganisationID: r.OrganisationID, Organisation: r.Organisation, RowVersion: r.RowVersion,
		WrittenBy: r.WrittenBy, WrittenAt: r.WrittenAt.UTC(), PublishedBy: orEmpty(r.PublishedBy), PublishedAt: orZero(r.PublishedAt),
	}
	if r.Version != nil {
		s.Version = *r.Version
	}
	if r.Sections != "" {
		if err := json.Unmarshal([]byte(r.Sections), &s.Sections); err != nil {
			return Sheet{}, fmt.Errorf("read sheet %s: %w", r.ID, err)
		}
	}
	return s, nil
}

// InsertSheet adds a sheet that is being written.
func (db *DB) InsertSheet(ctx context.Context, s Sheet) error {
	row, err := newSheetRow(s)
	if err != nil {
		return err
	}
	row.RowVersion = 1
	if err := gorm.G[sheetRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert sheet: %w", err)
	}
	return nil
}

// SaveSheet writes a sheet that is not published. One that is, or that somebody
// else changed meanwhile, is a *fault.Conflict.
func (db *DB) SaveSheet(ctx context.Context, s Sheet) error {
	row, err := newSheetRow(s)
	if err != nil {
		return err
	}
	row.RowVersion = s.RowVersion + 1
	n, err := gorm.G[sheetRow](db.g).
		Where("id = ? AND organisation_id = ? AND row_version = ? AND published_at IS NULL", s.ID, s.OrganisationID, s.RowVersion).
		Select("language_tag", "language_name", "own_name", "direction", "title", "opening", "sections", "closing", "translator",
			"translated_on", "row_version", "written_by", "written_at").
		Updates(ctx, row)
	if err != nil {
		return fmt.Errorf("save sheet: %w", err)
	}
	if n == 0 {
		return fault.Conflictf("Somebody else changed or published this sheet while you were working on it.")
	}
	return nil
}

// PublishSheet gives a sheet the next version of its language, after those that
// ship with the product, and closes it to every change. Two that publish at
// once take turns.
func (db *DB) PublishSheet(ctx context.Context, s Sheet, by string, at time.Time, after int) (version int, err error) {
	if err := db.g.WithContext(ctx).Exec(`SELECT pg_advisory_xact_lock(hashtext('explanation_sheets'))`).Error; err != nil {
		return 0, fmt.Errorf("publish sheet: %w", err)
	}
	err = db.g.WithContext(ctx).Raw(`SELECT GREATEST(COALESCE(max(version), 0), ?) + 1 FROM explanation_sheets WHERE language_tag = ?`,
		after, s.Tag).Row().Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("publish sheet: %w", err)
	}
	done := db.g.WithContext(ctx).Exec(`UPDATE explanation_sheets SET version = ?, published_by = ?, published_at = ?, row_version = row_version + 1
		WHERE id = ? AND organisation_id = ? AND row_version = ? AND published_at IS NULL`, version, by, at, s.ID, s.OrganisationID, s.RowVersion)
	if done.Error != nil {
		return 0, fmt.Errorf("publish sheet: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return 0, fault.Conflictf("Somebody else changed or published this sheet while you were working on it.")
	}
	return version, nil
}

// DropSheet takes away a sheet that was never published.
func (db *DB) DropSheet(ctx context.Context, organisationID, id string) error {
	done := db.g.WithContext(ctx).Exec(`DELETE FROM explanation_sheets WHERE id = ? AND organisation_id = ? AND published_at IS NULL`, id, organisationID)
	if done.Error != nil {
		return fmt.Errorf("drop sheet: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return fault.NotFound
	}
	return nil
}

// sheetList is a sheet s without its text.
const sheetList = `SELECT s.id, s.organisation_id, o.name AS organisation, s.language_tag, s.language_name, s.own_name, s.direction,
	s.version, s.title, s.translator, s.translated_on, s.row_version, s.written_by, s.written_at, s.published_by, s.published_at`

const sheetTables = ` FROM explanation_sheets s JOIN organisations o ON o.id = s.organisation_id `

// PublishedSheets lists the published sheets of an organisation, or of all when
// none is named, by language and the newest version first, without their text.
func (db *DB) PublishedSheets(ctx context.Context, organisationID string) ([]Sheet, error) {
	return db.sheets(ctx, sheetList+sheetTables+`WHERE s.published_at IS NOT NULL AND (? = '' OR s.organisation_id::text = ?)
		ORDER BY s.language_name, s.language_tag, s.version DESC`, organisationID, organisationID)
}

// OwnSheets lists every sheet of an organisation, those being written first.
func (db *DB) OwnSheets(ctx context.Context, organisationID string) ([]Sheet, error) {
	return db.sheets(ctx, sheetList+sheetTables+`WHERE s.organisation_id = ?
		ORDER BY s.published_at IS NOT NULL, s.language_name, s.language_tag, s.version DESC, s.written_at DESC`, organisationID)
}

// PublishedSheet reads a published sheet of any organisation by its address.
func (db *DB) PublishedSheet(ctx context.Context, tag string, version int) (Sheet, error) {
	return db.oneSheet(ctx, `s.language_tag = ? AND s.version = ?`, tag, version)
}

// OwnSheet reads a sheet of an organisation, published or not.
func (db *DB) OwnSheet(ctx context.Context, organisationID, id string) (Sheet, error) {
	return db.oneSheet(ctx, `s.organisation_id = ? AND s.id::text = ?`, organisationID, id)
}

func (db *DB) oneSheet(ctx context.Context, where string, args ...any) (Sheet, error) {
	list, err := db.sheets(ctx, sheetList+`, s.opening, s.sections::text AS sections, s.closing`+sheetTables+`WHERE `+where, args...)
	if err != nil {
		return Sheet{}, err
	}
	if len(list) == 0 {
		return Sheet{}, fault.NotFound
	}
	return list[0], nil
}

func (db *DB) sheets(ctx context.Context, query string, args ...any) ([]Sheet, error) {
	var rows []sheetRow
	if err := db.g.WithContext(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read sheets: %w", err)
	}
	list := make([]Sheet, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.toSheet(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
