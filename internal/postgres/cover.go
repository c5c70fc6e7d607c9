package postgres

import (
	"context"
	"fmt"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// Cover is a cover as it is kept, with the names of both.
type Cover struct {
	staff.Cover
	Away, By string
}

type coverRow struct {
	ID, OrganisationID, UserID, CoverID string
	FromOn, UntilOn                     date
	Away, By                            string
}

func (r coverRow) toCover() Cover {
	return Cover{
		Cover: staff.Cover{
			ID: r.ID, OrganisationID: r.OrganisationID, UserID: r.UserID, CoverID: r.CoverID,
			From: calendar.Date(r.FromOn), Until: calendar.Date(r.UntilOn),
		},
		Away: r.Away, By: r.By,
	}
}

// InsertCover records who looks after somebody's cases.
func (db *DB) InsertCover(ctx context.Context, c staff.Cover, by string, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`INSERT INTO leave_covers (id, organisation_id, user_id, cover_id, from_on, until_on, recorded_by, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, c.OrganisationID, c.UserID, c.CoverID, date(c.From), date(c.Until), by, now).Error
	if err != nil {
		return fmt.Errorf("insert cover: %w", err)
	}
	return nil
}

// LockCovers keeps other changes to the covers of the organisation waiting
// until the transaction ends, so that no two can overlap.
func (db *DB) LockCovers(ctx context.Context, organisationID string) error {
	if err := db.g.WithContext(ctx).Exec(`SELECT 1 FROM organisations WHERE id = ? FOR UPDATE`, organisationID).Error; err != nil {
		return fmt.Errorf("lock organisation: %w", err)
	}
	return nil
}

// Covers lists the covers of the organisation that have not ended by a day,
// soonest first.
func (db *DB) Covers(ctx context.Context, organisationID string, today calendar.Date) ([]Cover, error) {
	return db.covers(ctx, `l.organisation_id = ? AND l.ended_at IS NULL AND l.until_on >= ? ORDER BY l.from_on, l.id`, organisationID, date(today))
}

// AwayOn lists the covers of members of some teams on a day, by name.
func (db *DB) AwayOn(ctx context.Context, organisationID string, teamIDs []string, day calendar.Date) ([]Cover, error) {
	return db.covers(ctx, `l.organisation_id = ? AND l.ended_at IS NULL AND l.from_on <= ? AND l.until_on >= ?
		AND EXISTS (SELECT 1 FROM team_members m WHERE m.user_id = l.user_id AND m.team_id = ANY(?::uuid[])) ORDER BY a.name, l.id`,
		organisationID, date(day), date(day), array[string](teamIDs))
}

// Cover reads a cover that has not been ended. Error: fault.NotFound.
func (db *DB) Cover(ctx context.Context, organisationID, id string) (Cover, error) {
	list, err := db.covers(ctx, `l.organisation_id = ? AND l.id = ? AND l.ended_at IS NULL`, organisationID, id)
	if err == nil && len(list) == 0 {
		err = fault.NotFound
	}
	if err != nil {
		return Cover{}, err
	}
	return list[0], nil
}

func (db *DB) covers(ctx context.Context, where string, args ...any) ([]Cover, error) {
	var rows []coverRow
	err := db.g.WithContext(ctx).Raw(`SELECT l.id, l.organisation_id, l.user_id, l.cover_id, l.from_on, l.until_on, a.name AS away, b.name AS by
		FROM leave_covers l JOIN users a ON a.id = l.user_id JOIN users b ON b.id = l.cover_id WHERE `+where, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read covers: %w", err)
	}
	list := make([]Cover, len(rows))
	for i, r := range rows {
		list[i] = r.toCover()
	}
	return list, nil
}

// EndCover ends a cover before its last day.
func (db *DB) EndCover(ctx context.Context, organisationID, id, by string, now time.Time) error {
	err := db.g.WithContext(ctx).Exec(`UPDATE leave_covers SET ended_by = ?, ended_at = ? WHERE organisation_id = ? AND id = ? AND ended_at IS NULL`,
		by, now, organisationID, id).Error
	if err != nil {
		return fmt.Errorf("end cover: %w", err)
	}
	return nil
}

// CoversOn lists who covers for whom on a day, in all organisations: the one
// away, then their cover.
func (db *DB) CoversOn(ctx context.Context, day calendar.Date) (map[string]string, error) {
	var rows []struct{ UserID, CoverID string }
	err := db.g.WithContext(ctx).Raw(`SELECT user_id, cover_id FROM leave_covers WHERE ended_at IS NULL AND from_on <= ? AND until_on >= ?`,
		date(day), date(day)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read covers: %w", err)
	}
	covers := make(map[string]string, len(rows))
	for _, r := range rows {
		covers[r.UserID] = r.CoverID
	}
	return covers, nil
}
