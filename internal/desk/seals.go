package desk

import (
	"context"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// SealList is a page of the seals of the audit log, newest first. Next is the
// size before which the following page begins; zero at the end.
type SealList struct {
	State postgres.SealState
	List  []ListedSeal
	Next  int64
	Keys  audit.PublicKeys
	File  string // where seals are written besides the database
}

// ListedSeal is a seal, and what is wrong with it; nil when its signature fits.
type ListedSeal struct {
	audit.Seal
	Wrong error
}

const sealsPage = 25

// ListSeals lists the seals of logs shorter than a size; zero is the newest.
func (d *Desk) ListSeals(ctx context.Context, actor staff.Actor, before int64) (SealList, error) {
	var page SealList
	err := d.manage(ctx, actor, access.ViewSeals, func(w *work) (err error) {
		if d.Seals == nil {
			return errNoSealKey
		}
		page.Keys, page.File = d.Seals.Key.Public(), d.Seals.File.Path
		if page.State, err = w.tx.SealState(ctx); err != nil {
			return err
		}
		if before <= 0 {
			before = 1 << 62
		}
		notes, err := w.tx.SealsBefore(ctx, before, sealsPage+1)
		if err != nil {
			return err
		}
		for i, note := range notes {
			if i == sealsPage {
				page.Next = page.List[i-1].Size
				break
			}
			seal, wrong := page.Keys.OpenSeal(note)
			page.List = append(page.List, ListedSeal{seal, wrong})
		}
		w.fact("shown", strconv.Itoa(len(page.List)))
		return nil
	})
	return page, err
}

// SealOf is the signed text of the seal of a log of that size. Error:
// fault.NotFound.
func (d *Desk) SealOf(ctx context.Context, actor staff.Actor, size int64) (note string, err error) {
	err = d.manage(ctx, actor, access.ViewSeals, func(w *work) error {
		notes, err := w.tx.SealsAfter(ctx, size-1, 1)
		if err != nil {
			return err
		}
		if len(notes) == 0 || d.Seals == nil {
			return fault.NotFound
		}
		if seal, wrong := d.Seals.Key.Public().OpenSeal(notes[0]); wrong != nil || seal.Size != size {
			return fault.NotFound
		}
		note = notes[0]
		w.fact("sealed_entries", strconv.FormatInt(size, 10))
		return nil
	})
	return note, err
}

// AuditHealth says whether the audit log is sealed as it should be, and
// whether the database itself keeps the running program from changing it.
type AuditHealth struct {
	postgres.SealState
	Behind     bool // entries have waited for a seal for too long
	Restricted bool // the role that cannot change or delete evidence is in force
}

// AuditHealth looks at the newest seal and at the role.
func (d *Desk) AuditHealth(ctx context.Context) (AuditHealth, error) {
	var h AuditHealth
	now, err := d.Clock(ctx)
	if err != nil {
		return h, err
	}
	if h.SealState, err = d.db.SealState(ctx); err != nil {
		return h, err
	}
	h.Behind = !h.WaitingSince.IsZero() && now.Sub(h.WaitingSince) > d.sealPatience()
	h.Restricted, err = d.db.Restricted(ctx)
	return h, err
}

// sealPatience is how long an entry may wait for its seal: a few runs of the
// job, and the time a restart takes.
func (d *Desk) sealPatience() time.Duration {
	patience := 10 * time.Minute
	if d.Seals != nil {
		patience += 3 * d.Seals.Every
	}
	return patience
}
