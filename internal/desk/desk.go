// Package desk is everything staff can do, one file per action, and the only
// way to do it: the web, the command line and the jobs all come through here.
// Every action asks for permission, opens a transaction, applies the rule,
// writes the audit entry and raises the version, in that order and in one
// place (change.go). What the law says is in the rulebook (internal/nrm);
// rows and SQL are in package postgres.
package desk

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Desk does what staff ask for, on one database.
type Desk struct {
	db          *postgres.DB
	policy      *access.Policy
	published   *deadline.Book
	shelf       *shelf
	formShelves formShelves
	log         *slog.Logger

	// Files is where documents lie and who looks for viruses in them.
	Files Files

	// Now is the time by the clock of this machine. Tests move it.
	Now func() time.Time
	// Clock is the time by the clock of the database. What is due is judged by
	// it, because all copies of the program share it: the clock of a machine
	// may be days off. Tests move it.
	Clock func(context.Context) (time.Time, error)
	// MailLease is how long a message taken up for sending is left alone before
	// its program is thought dead. It must be longer than a few messages can
	// take, half a minute each at worst.
	MailLease time.Duration

	// Seals is what the audit log is sealed with; nil where nothing is sealed.
	Seals *Sealing
}

// New sets up a desk. The published book counts for organisations that have
// not taken another one into use.
func New(db *postgres.DB, policy *access.Policy, published *deadline.Book, log *slog.Logger) *Desk {
	return &Desk{
		db: db, policy: policy, published: published, shelf: newShelf(published), log: log,
		Now: time.Now, Clock: db.Clock, MailLease: 10 * time.Minute,
	}
}

// seenBy is the database as far as the actor may see it: cases restricted
// against them are not there. Everything done for somebody reads through it.
func (d *Desk) seenBy(actor staff.Actor) *postgres.DB {
	// No conflict of interest keeps a reminder from being sent, or a recipient from answering.
	if actor.Has(staff.System) || actor.Has(staff.Receiver) {
		return d.db
	}
	return d.db.For(actor.UserID)
}

// Today is the civil date in London.
func (d *Desk) Today() calendar.Date { return calendar.LondonDay(d.Now()) }

// newID makes the id of a new row. Ids rise with time, which keeps indexes dense.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Ready says whether the database answers.
func (d *Desk) Ready(ctx context.Context) error { return d.db.Ping(ctx) }

// May says whether the actor's roles allow an action, for pages that lead to
// it. Doing it asks again.
func (d *Desk) May(actor staff.Actor, action access.Action) bool {
	return d.policy.May(actor.Roles, action)
}

// Ask says whether the actor may do something, for pages that only show the
// form it begins with. Error: fault.Forbidden.
func (d *Desk) Ask(ctx context.Context, actor staff.Actor, action access.Action) error {
	return d.ask(ctx, actor, action)
}
