package desk

import (
	"context"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Tidied counts what was forgotten.
type Tidied struct {
	Sessions, FormTokens int64
	Files                int   // that arrived and belong to nothing
	Imports              int   // spreadsheets nobody went on with
	Recognised           int   // clients whose search keys were worked out
	Links                int64 // readings that have ended, and keys of links that are over
}

// formTokenLife is how long a second press of the same form still finds the
// first one's result.
const formTokenLife = 7 * 24 * time.Hour

// Tidy forgets sessions that have run out and form tokens nobody can still use.
func (d *Desk) Tidy(ctx context.Context, actor staff.Actor) (done Tidied, err error) {
	if err := d.ask(ctx, actor, access.TidyService); err != nil {
		return done, err
	}
	now := d.Now().UTC()
	if done.Sessions, err = d.seenBy(actor).TidySessions(ctx, now); err != nil {
		return done, err
	}
	if done.FormTokens, err = d.seenBy(actor).TidyFormTokens(ctx, now.Add(-formTokenLife)); err != nil {
		return done, err
	}
	if done.Links, err = d.seenBy(actor).TidyLinks(ctx, now); err != nil {
		return done, err
	}
	if done.Files, err = d.tidyFiles(ctx, now.Add(-arrivalLife)); err != nil {
		return done, err
	}
	if done.Recognised, err = d.fillSearchKeys(ctx); err != nil {
		return done, err
	}
	done.Imports, err = d.dropStaleImports(ctx, now)
	return done, err
}

// fillSearchKeys works out by what clients are recognised who were recorded
// before that was kept. Once it is done it finds nobody.
func (d *Desk) fillSearchKeys(ctx context.Context) (total int, err error) {
	const atOnce = 200
	for {
		n := 0
		err := d.db.Tx(ctx, func(tx *postgres.DB) (err error) {
			n, err = tx.FillSearchKeys(ctx, atOnce)
			return err
		})
		total += n
		if err != nil || n < atOnce {
			return total, err
		}
	}
}

// arrivalLife is how long after its last byte a file may still be on its way
// into the database: far longer than any request lives.
const arrivalLife = 24 * time.Hour

// tidyFiles finishes what a crash left between a file and its row: one that
// has a row is kept, one that has none is taken away.
func (d *Desk) tidyFiles(ctx context.Context, before time.Time) (removed int, err error) {
	ids, err := d.Files.Vault.Leftovers(before)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	known, err := d.db.KnownEvidence(ctx, ids)
	if err != nil {
		return 0, err
	}
	open, err := d.db.KnownImportFiles(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if known[id] || open[id] {
			err = d.Files.Vault.Keep(id)
		} else {
			err = d.Files.Vault.Remove(id)
			removed++
		}
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}
