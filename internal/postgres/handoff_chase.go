package postgres

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
)

type handoffChaseRow struct {
	ID             string
	OrganisationID string
	HandoffID      string
	How            string
	ContactSealed  []byte
	DetailsSealed  []byte
	NextChaseOn    date
	ChasedBy       string
	ChasedAt       time.Time
}

func (handoffChaseRow) TableName() string { return "handoff_chases" }

// InsertChase adds that somebody asked about a handoff.
func (db *DB) InsertChase(ctx context.Context, organisationID, handoffID, id string, c handoff.Chase) error {
	row := handoffChaseRow{
		ID: id, OrganisationID: organisationID, HandoffID: handoffID, How: string(c.How), NextChaseOn: date(c.NextOn), ChasedBy: c.By, ChasedAt: c.At,
	}
	var err error
	if row.ContactSealed, err = db.seal("handoff_chases", "contact_sealed", id, c.Contact); err != nil {
		return err
	}
	if row.DetailsSealed, err = db.seal("handoff_chases", "details_sealed", id, c.Said); err != nil {
		return err
	}
	if err := gorm.G[handoffChaseRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("log chase: %w", err)
	}
	return nil
}

func (db *DB) handoffChases(ctx context.Context, handoffID string) ([]handoff.Chase, error) {
	rows, err := gorm.G[handoffChaseRow](db.g).Where("handoff_id = ?", handoffID).Order("chased_at, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read chases: %w", err)
	}
	list := make([]handoff.Chase, len(rows))
	for i, r := range rows {
		list[i] = handoff.Chase{How: handoff.SentHow(r.How), NextOn: calendar.Date(r.NextChaseOn), By: r.ChasedBy, At: r.ChasedAt}
		if list[i].Contact, err = db.unseal("handoff_chases", "contact_sealed", r.ID, r.ContactSealed); err != nil {
			return nil, err
		}
		if list[i].Said, err = db.unseal("handoff_chases", "details_sealed", r.ID, r.DetailsSealed); err != nil {
			return nil, err
		}
	}
	return list, nil
}
