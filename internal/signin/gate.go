package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/secret"
)

// Gate lets people in and says who somebody is.
type Gate struct {
	db        *postgres.DB
	passwords *Passwords
	throttle  *Throttle
	feeds     *Throttle
	links     *Throttle
	keys      *secret.Keys
	now       func() time.Time
}

// NewGate makes a gate over the users in the database.
func NewGate(db *postgres.DB, p *Passwords, keys *secret.Keys, now func() time.Time) *Gate {
	return &Gate{db: db, passwords: p, throttle: NewThrottle(now), feeds: newFeedThrottle(now), links: NewThrottle(now), keys: keys, now: now}
}

// ErrWrong means that nobody signs in with that address and password, or that
// a key opens nothing; which of the two was wrong is not told.
var ErrWrong = errors.New("wrong e-mail address or password")

// Slow means too many tries. Wait says how long until the next one counts.
type Slow struct{ Wait time.Duration }

func (s *Slow) Error() string { return "too many tries to sign in" }

// SignIn checks an e-mail address and a password. Every outcome for a known
// user is written to their own audit chain.
//
// Errors: ErrWrong, *Slow.
func (g *Gate) SignIn(ctx context.Context, email, password, address string) (staff.User, error) {
	if wait := g.throttle.Try(email, address); wait > 0 {
		return staff.User{}, &Slow{Wait: wait}
	}
	u, err := g.db.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return staff.User{}, err
	}
	known := err == nil && !u.Disabled
	stored := ""
	if known {
		stored = u.PasswordHash
	}
	right, err := g.passwords.Verify(ctx, stored, password)
	if err != nil {
		return staff.User{}, err
	}
	if !known {
		return staff.User{}, ErrWrong
	}
	if !right {
		return staff.User{}, errors.Join(ErrWrong, g.record(ctx, u, "sign_in.refused", address))
	}
	g.throttle.Succeeded(email, address)
	if g.passwords.Outdated(stored) {
		hash, err := g.passwords.Hash(ctx, password)
		if err != nil {
			return staff.User{}, err
		}
		if err := g.db.SetPasswordHash(ctx, u.OrganisationID, u.ID, hash); err != nil {
			return staff.User{}, err
		}
	}
	return u, g.record(ctx, u, "sign_in.done", address)
}

// Confirm checks the password of somebody who is signed in already, before
// they change it. Guesses are slowed down as at the sign-in.
//
// Errors: ErrWrong, *Slow.
func (g *Gate) Confirm(ctx context.Context, actor staff.Actor, password, address string) error {
	u, err := g.db.User(ctx, actor.OrganisationID, actor.UserID)
	if err != nil {
		return err
	}
	if wait := g.throttle.Try(u.Email, address); wait > 0 {
		return &Slow{Wait: wait}
	}
	right, err := g.passwords.Verify(ctx, u.PasswordHash, password)
	if err != nil {
		return err
	}
	if !right {
		return errors.Join(ErrWrong, g.record(ctx, u, "sign_in.refused", address))
	}
	g.throttle.Succeeded(u.Email, address)
	return nil
}

// HashNew makes the hash of a password somebody chose, when it is one that may
// be chosen (CheckNewPassword).
func (g *Gate) HashNew(ctx context.Context, field, password string, about ...string) (hash string, problems fault.Problems, err error) {
	if problems = CheckNewPassword(field, password, about...); len(problems) > 0 {
		return "", problems, nil
	}
	hash, err = g.passwords.Hash(ctx, password)
	return hash, nil, err
}

func (g *Gate) record(ctx context.Context, u staff.User, action, address string) error {
	return g.db.Tx(ctx, func(tx *postgres.DB) error {
		return tx.AppendAudit(ctx, audit.Entry{
			OrganisationID: u.OrganisationID, ChainID: u.Actor("").Chain(), At: g.now(), ActorID: u.ID, Action: action,
			Address: tx.AddressDigest(address),
		})
	})
}

// Actor is a signed-in user as they are on a day, read afresh with their
// session. The zero actor means that the user may not sign in any more.
func (g *Gate) Actor(ctx context.Context, userID, sessionID string, today calendar.Date) (staff.Actor, staff.Organisation, error) {
	v, err := visitorOf(ctx), error(nil)
	if v.User.ID != userID { // signed in just now, or without a session
		v, err = g.db.Visitor(ctx, userID)
	}
	if errors.Is(err, fault.NotFound) || err == nil && v.User.Disabled {
		return staff.Actor{}, staff.Organisation{}, nil
	}
	if err != nil {
		return staff.Actor{}, staff.Organisation{}, err
	}
	actor := v.User.Actor(sessionID)
	actor.Covers = v.CoveredOn(today)
	return actor, v.Organisation, nil
}

// unsent is where text is bound that a person posted after their session had
// ended: it travels through the sign-in page sealed, so the signed-out page
// shows none of it.
var unsent = secret.Place{Table: "sign-in", Column: "unsent"}

// SealUnsent closes up text that cannot be kept for anybody yet.
func (g *Gate) SealUnsent(text string) (string, error) {
	sealed, err := g.keys.Seal(unsent, []byte(text))
	return encode(sealed), err
}

// OpenUnsent reads what SealUnsent closed up.
func (g *Gate) OpenUnsent(sealed string) (string, error) {
	raw, err := decode(sealed)
	if err != nil {
		return "", err
	}
	text, err := g.keys.Unseal(unsent, raw)
	return string(text), err
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(text) }
