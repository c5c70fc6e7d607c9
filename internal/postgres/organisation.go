package postgres

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

type organisationRow struct {
	ID           string
	Name         string
	Kind         string
	DutyToNotify bool
	NeutralSite  string
}

func (organisationRow) TableName() string { return "organisations" }

func (r organisationRow) toOrganisation() staff.Organisation {
	return staff.Organisation{
		ID: r.ID, Name: r.Name, Kind: staff.OrganisationKind(r.Kind), DutyToNotify: r.DutyToNotify, NeutralSite: r.NeutralSite,
	}
}

// Organisation reads one organisation.
func (db *DB) Organisation(ctx context.Context, id string) (staff.Organisation, error) {
	return db.oneOrganisation(ctx, "id = ?", id)
}

// OrganisationByName reads one organisation by its exact name.
func (db *DB) OrganisationByName(ctx context.Context, name string) (staff.Organisation, error) {
	return db.oneOrganisation(ctx, "name = ?", name)
}

func (db *DB) oneOrganisation(ctx context.Context, where string, arg any) (staff.Organisation, error) {
	row, err := gorm.G[organisationRow](db.g).Where(where, arg).Take(ctx)
	if err != nil {
		return staff.Organisation{}, fmt.Errorf("read organisation: %w", found(err))
	}
	return row.toOrganisation(), nil
}

// Organisations lists every organisation by name.
func (db *DB) Organisations(ctx context.Context) ([]staff.Organisation, error) {
	rows, err := gorm.G[organisationRow](db.g).Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	list := make([]staff.Organisation, len(rows))
	for i, r := range rows {
		list[i] = r.toOrganisation()
	}
	return list, nil
}

// InsertOrganisation adds an organisation.
func (db *DB) InsertOrganisation(ctx context.Context, o staff.Organisation) error {
	row := organisationRow{ID: o.ID, Name: o.Name, Kind: string(o.Kind), DutyToNotify: o.DutyToNotify, NeutralSite: o.NeutralSite}
	if err := gorm.G[organisationRow](db.g).Create(ctx, &row); err != nil {
		return fmt.Errorf("insert organisation: %w", err)
	}
	return nil
}

type teamRow struct {
	ID             string
	OrganisationID string
	Name           string
}

func (teamRow) TableName() string { return "teams" }

// Teams lists the teams of the organisation by name.
func (db *DB) Teams(ctx context.Context, organisationID string) ([]staff.Team, error) {
	rows, err := gorm.G[teamRow](db.g).Where("organisation_id = ?", organisationID).Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	teams := make([]staff.Team, len(rows))
	for i, r := range rows {
		teams[i] = staff.Team(r)
	}
	return teams, nil
}

// InsertTeam adds a team. A name in use is an *fault.Invalid on the field name.
func (db *DB) InsertTeam(ctx context.Context, t staff.Team) error {
	row := teamRow(t)
	err := gorm.G[teamRow](db.g).Create(ctx, &row)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &fault.Invalid{Problems: []fault.Problem{{Field: "name", Code: "taken"}}}
	}
	if err != nil {
		return fmt.Errorf("insert team: %w", err)
	}
	return nil
}
