package signin

import (
	"context"
	"errors"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Gate says who somebody is.
type Gate struct {
	db *postgres.DB
}

// NewGate makes a gate over the users in the database.
func NewGate(db *postgres.DB) *Gate { return &Gate{db: db} }

// Actor reads a signed-in user afresh. The zero actor means that the user may
// not sign in any more.
func (g *Gate) Actor(ctx context.Context, organisationID, userID, sessionID string) (staff.Actor, staff.Organisation, error) {
	u, err := g.db.User(ctx, organisationID, userID)
	if errors.Is(err, fault.NotFound) || err == nil && u.Disabled {
		return staff.Actor{}, staff.Organisation{}, nil
	}
	if err != nil {
		return staff.Actor{}, staff.Organisation{}, err
	}
	o, err := g.db.Organisation(ctx, organisationID)
	if err != nil {
		return staff.Actor{}, staff.Organisation{}, err
	}
	return u.Actor(sessionID), o, nil
}
