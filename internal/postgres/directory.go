package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
)

// Service is one version of an entry of the support directory, with what the
// desk knows of its writing.
type Service struct {
	directory.Entry
	Version   int
	Public    bool
	WrittenBy string // name of the person
	WrittenAt time.Time
}

// Services lists the newest version of every entry an organisation keeps.
func (db *DB) Services(ctx context.Context, organisationID string) ([]Service, error) {
	return db.services(ctx, serviceColumns+`WHERE d.organisation_id = ?
		AND d.version = (SELECT max(l.version) FROM directory_entries l WHERE l.organisation_id = d.organisation_id AND l.entry_id = d.entry_id)
		ORDER BY d.entry_id`, organisationID)
}

// PublicServices lists the newest version of every entry that everybody may
// read. Of two organisations that keep the same entry it takes the one that was
// checked last.
func (db *DB) PublicServices(ctx context.Context) ([]Service, error) {
	return db.services(ctx, `SELECT DISTINCT ON (entry_id) * FROM (`+serviceColumns+`WHERE d.public
		AND d.version = (SELECT max(l.version) FROM directory_entries l WHERE l.organisation_id = d.organisation_id AND l.entry_id = d.entry_id)) newest
		ORDER BY entry_id, checked_on DESC NULLS LAST, written_at DESC`)
}

// ServiceHistory lists every version of an entry, the newest first.
func (db *DB) ServiceHistory(ctx context.Context, organisationID, id string) ([]Service, error) {
	return db.services(ctx, serviceColumns+`WHERE d.organisation_id = ? AND d.entry_id = ? ORDER BY d.version DESC`, organisationID, id)
}

const serviceColumns = `SELECT d.entry_id, d.version, d.entry::text AS entry, d.checked_on, d.public, u.name AS written_by_name, d.written_at
	FROM directory_entries d JOIN users u ON u.id = d.written_by `

func (db *DB) services(ctx context.Context, query string, args ...any) ([]Service, error) {
	var rows []struct {
		EntryID       string
		Version       int
		Entry         string
		CheckedOn     date
		Public        bool
		WrittenByName string
		WrittenAt     time.Time
	}
	if err := db.g.WithContext(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read support directory: %w", err)
	}
	list := make([]Service, len(rows))
	for i, r := range rows {
		list[i] = Service{Version: r.Version, Public: r.Public, WrittenBy: r.WrittenByName, WrittenAt: r.WrittenAt.UTC()}
		if err := json.Unmarshal([]byte(r.Entry), &list[i].Entry); err != nil {
			return nil, fmt.Errorf("read entry %s of the support directory: %w", r.EntryID, err)
		}
		list[i].ID, list[i].CheckedOn = r.EntryID, calendar.Date(r.CheckedOn)
	}
	return list, nil
}

// InsertService adds the next version of an entry. That somebody else wrote one
// since is a *fault.Conflict.
func (db *DB) InsertService(ctx context.Context, organisationID string, s Service) error {
	entry, err := json.Marshal(s.Entry)
	if err != nil {
		return fmt.Errorf("write entry of the support directory: %w", err)
	}
	err = db.g.WithContext(ctx).Exec(`INSERT INTO directory_entries (organisation_id, entry_id, version, entry, checked_on, public, written_by, written_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		organisationID, s.ID, s.Version, string(entry), date(s.CheckedOn), s.Public, s.WrittenBy, s.WrittenAt).Error
	if hasCode(err, "23505") {
		return fault.Conflictf("Somebody else changed this entry while you were working on it.")
	}
	if err != nil {
		return fmt.Errorf("write entry of the support directory: %w", err)
	}
	return nil
}
