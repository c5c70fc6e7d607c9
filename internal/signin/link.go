package signin

import (
	"context"
	"errors"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/secret"
)

// LinkHolder says who posts a code for what the address of a one-time link ends
// with. Tries are slowed down for each link and for each address they come
// from; LinkOpened gives one back. The desk counts the wrong codes.
//
// Errors: ErrWrong when there is no such link, *Slow.
func (g *Gate) LinkHolder(ctx context.Context, token, address string) (staff.Actor, error) {
	hash := secret.TokenHash(token)
	if wait := g.links.Try(encode(hash), address); wait > 0 {
		return staff.Actor{}, &Slow{Wait: wait}
	}
	place, err := g.db.FindLink(ctx, hash)
	if errors.Is(err, fault.NotFound) {
		return staff.Actor{}, ErrWrong
	}
	if err != nil {
		return staff.Actor{}, err
	}
	return staff.Actor{OrganisationID: place.OrganisationID, Roles: []staff.Role{staff.Receiver}, LinkID: place.LinkID, Address: address}, nil
}

// LinkOpened gives a try back to whoever had the right code.
func (g *Gate) LinkOpened(token, address string) {
	g.links.Succeeded(encode(secret.TokenHash(token)), address)
}

// LinkReader says who reads by a link they have opened, by the cookie they were
// given then. One cookie belongs to one link. The desk says whether they may
// still.
//
// Error: ErrWrong.
func (g *Gate) LinkReader(ctx context.Context, token, cookie, address string) (staff.Actor, error) {
	if cookie == "" {
		return staff.Actor{}, ErrWrong
	}
	place, err := g.db.FindLink(ctx, secret.TokenHash(token))
	if err == nil {
		actor := staff.Actor{OrganisationID: place.OrganisationID, Roles: []staff.Role{staff.Receiver}, LinkID: place.LinkID, Address: address}
		if actor.SessionID, err = g.db.Reading(ctx, place.LinkID, secret.TokenHash(cookie)); err == nil {
			return actor, nil
		}
	}
	if errors.Is(err, fault.NotFound) {
		err = ErrWrong
	}
	return staff.Actor{}, err
}
