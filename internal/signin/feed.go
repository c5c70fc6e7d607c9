package signin

import (
	"context"
	"crypto/sha256"
	"errors"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// NewFeedKey draws the key of a calendar feed, 256 bits, and the hash of it
// that is kept. Whoever has the key reads the feed, as calendar programs
// cannot sign in.
func NewFeedKey() (key string, hash []byte) {
	key = encode(random(32))
	return key, hashFeedKey(key)
}

// hashFeedKey is enough without salt or cost: nobody guesses 256 random bits.
func hashFeedKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// FeedReader says whose calendar feed a key opens. The same answer is given
// for a key that was never one, was taken back, or belongs to somebody who may
// no longer sign in.
//
// Errors: ErrWrong, *Slow.
func (g *Gate) FeedReader(ctx context.Context, key, address string, today calendar.Date) (staff.Actor, error) {
	hash := hashFeedKey(key)
	account := encode(hash)
	if wait := g.feeds.Try(account, address); wait > 0 {
		return staff.Actor{}, &Slow{Wait: wait}
	}
	_, userID, err := g.db.FeedOwner(ctx, hash)
	if errors.Is(err, fault.NotFound) {
		return staff.Actor{}, ErrWrong
	}
	if err != nil {
		return staff.Actor{}, err
	}
	g.feeds.Known(address)
	actor, _, err := g.Actor(ctx, userID, "", today)
	actor.Address = address
	return actor, err
}
