package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// Visitor is a user with all that says how far they reach.
type Visitor struct {
	User         staff.User
	Organisation staff.Organisation
	Covers       []Cover // in which they are the cover, past ones too
}

// CoveredOn lists whose cases the visitor looks after on a day.
func (v Visitor) CoveredOn(day calendar.Date) []string {
	var users []string
	for _, c := range v.Covers {
		if !day.Before(c.From) && !day.After(c.Until) {
			users = append(users, c.UserID)
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// Visitor reads a user as a visitor. Error: fault.NotFound.
func (db *DB) Visitor(ctx context.Context, userID string) (Visitor, error) {
	return db.visitor(ctx, `?`, userID)
}

// Visit is a live session and whoever signed in with it.
type Visit struct {
	Data      []byte
	ExpiresAt time.Time
	Visitor   *Visitor // nil while nobody has signed in
}

// Visit reads a live session by the hash of its token, and its visitor, in one
// statement. Error: fault.NotFound.
func (db *DB) Visit(ctx context.Context, tokenHash []byte, now time.Time) (Visit, error) {
	read := func(db *DB) (Visit, error) {
		v, wrong := db.session(ctx, tokenHash, now)
		who, err := db.visitor(ctx, `(SELECT user_id FROM sessions WHERE token_hash = ?)`, tokenHash)
		switch {
		case err == nil:
			v.Visitor = &who
		case !errors.Is(err, fault.NotFound):
			wrong = errors.Join(wrong, err)
		}
		return v, wrong
	}
	db, err := db.Together(ctx, func(db *DB) { _, _ = read(db) })
	if err != nil {
		return Visit{}, err
	}
	return read(db)
}

// visitor reads the visitor whose id is an expression with one value. It reads
// all parts before it says what is wrong, so that they can be read together.
func (db *DB) visitor(ctx context.Context, who string, value any) (Visitor, error) {
	user, wrongUser := db.oneUser(ctx, `WHERE u.id = `+who, value)
	organisation, wrongOrganisation := db.oneOrganisation(ctx, `id = (SELECT organisation_id FROM users WHERE id = `+who+`)`, value)
	covers, wrongCovers := db.covers(ctx, `l.cover_id = `+who+` AND l.ended_at IS NULL`, value)
	return Visitor{user, organisation, covers}, errors.Join(wrongUser, wrongOrganisation, wrongCovers)
}
