package desk

import (
	"context"
	"time"

	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SaveDraft keeps what somebody has typed and not yet submitted. Only its
// author can read it; it is no part of any case, so it is not in the audit
// trail.
func (d *Desk) SaveDraft(ctx context.Context, actor staff.Actor, key, text string) (savedAt time.Time, err error) {
	now := d.Now().UTC()
	return now, d.seenBy(actor).SaveDraft(ctx, actor.OrganisationID, actor.UserID, key, text, now)
}

// Draft reads what the actor saved under a key. Error: fault.NotFound.
func (d *Desk) Draft(ctx context.Context, actor staff.Actor, key string) (text string, savedAt time.Time, err error) {
	return d.seenBy(actor).Draft(ctx, actor.UserID, key)
}

// DraftBegun is when the actor first saved a draft; zero when there is none.
func (d *Desk) DraftBegun(ctx context.Context, actor staff.Actor, key string) (time.Time, error) {
	return d.seenBy(actor).DraftBegun(ctx, actor.UserID, key)
}

// DraftMark says under which key something is kept, and since when.
type DraftMark = postgres.DraftMark

// DraftMarks lists the actor's drafts whose key begins in a way, newest first.
func (d *Desk) DraftMarks(ctx context.Context, actor staff.Actor, beginning string) ([]DraftMark, error) {
	return d.seenBy(actor).DraftMarks(ctx, actor.UserID, beginning)
}

// DropDraft forgets a draft that has been submitted.
func (d *Desk) DropDraft(ctx context.Context, actor staff.Actor, key string) error {
	return d.seenBy(actor).DropDraft(ctx, actor.UserID, key)
}
