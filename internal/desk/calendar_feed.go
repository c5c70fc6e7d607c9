package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// CalendarFeed is how somebody's private feed stands. There is none while
// CreatedAt is zero.
type CalendarFeed = postgres.Feed

// CalendarFeed tells somebody about their own feed.
func (d *Desk) CalendarFeed(ctx context.Context, actor staff.Actor) (CalendarFeed, error) {
	if err := d.ask(ctx, actor, access.KeepCalendarFeed); err != nil {
		return CalendarFeed{}, err
	}
	feed, _, err := d.seenBy(actor).FeedOf(ctx, actor.OrganisationID, actor.UserID)
	return feed, err
}

// OpenFeed gives the actor a feed that opens with a key, of which the hash is
// all that is kept; package signin draws it. A feed they had before ends.
// Again is true when the same form was sent before: nothing changed.
func (d *Desk) OpenFeed(ctx context.Context, actor staff.Actor, keyHash []byte, token string) (again bool, err error) {
	again = true
	err = d.manage(ctx, actor, access.KeepCalendarFeed, func(w *work) error {
		if err := w.useToken(ctx, token, actor.UserID); err != nil {
			return err
		}
		again = false
		had, err := w.tx.StopFeed(ctx, actor.OrganisationID, actor.UserID)
		if err != nil {
			return err
		}
		w.fact("act", map[bool]string{false: "made", true: "replaced"}[had])
		return w.tx.KeepFeed(ctx, actor.OrganisationID, actor.UserID, keyHash, w.now)
	})
	return again, err
}

// StopFeed takes the actor's feed away at once. Taking away none is no error.
func (d *Desk) StopFeed(ctx context.Context, actor staff.Actor, token string) error {
	return d.manage(ctx, actor, access.KeepCalendarFeed, func(w *work) error {
		if err := w.useToken(ctx, token, actor.UserID); err != nil {
			return err
		}
		w.fact("act", "stopped")
		_, err := w.tx.StopFeed(ctx, actor.OrganisationID, actor.UserID)
		return err
	})
}

// FeedDate is one date of a feed: when, and where to read what it is. It says
// nothing about the case.
type FeedDate struct {
	ID      string // of the date, for the link
	UID     string // the same when the date moves
	Moved   int    // how often it has
	Day     calendar.Date
	Changed time.Time
}

// How far a feed looks back and ahead, and how many dates it holds: the
// nearest. Conventions of the product.
const (
	feedBack  = 31
	feedAhead = 366
	feedMost  = 1000
)

// Feed is what a calendar program is given that asked with the actor's key.
// Every asking is recorded.
func (d *Desk) Feed(ctx context.Context, actor staff.Actor) ([]FeedDate, error) {
	var feed []FeedDate
	err := d.manage(ctx, actor, access.ReadCalendarFeed, func(w *work) error {
		rows, err := w.tx.FeedDates(ctx, w.dateScope(false), w.today.AddDays(-feedBack), w.today.AddDays(feedAhead), feedMost)
		if err != nil {
			return err
		}
		for _, row := range rows {
			feed = append(feed, FeedDate{ID: row.ID, UID: feedUID(row), Moved: row.Replaced, Day: row.Day(), Changed: row.ComputedAt})
		}
		w.fact("shown", strconv.Itoa(len(feed)))
		return w.tx.FeedRead(ctx, actor.OrganisationID, actor.UserID, w.now)
	})
	return feed, err
}

// feedUID names a clock of a case for good. It is a hash, so that nothing of
// ours can be told from it.
func feedUID(row postgres.DueDate) string {
	sum := sha256.Sum256([]byte(row.CaseID + "/" + keyOf(row.Deadline)))
	return hex.EncodeToString(sum[:16]) + "@nrmdesk"
}
