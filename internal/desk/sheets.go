package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Sheet is an explanation sheet with who made it. One without an organisation
// ships with the product.
type Sheet = postgres.Sheet

// PublishedSheets lists every sheet that clients can be shown, those that ship
// with the product first, without their text. They are public and hold nothing
// about anybody.
func (d *Desk) PublishedSheets(ctx context.Context) ([]Sheet, error) {
	return withShipped(ctx, d.db, "")
}

func withShipped(ctx context.Context, tx *postgres.DB, organisationID string) ([]Sheet, error) {
	own, err := tx.PublishedSheets(ctx, organisationID)
	if err != nil {
		return nil, err
	}
	var list []Sheet
	for _, s := range consent.Shipped() {
		list = append(list, Sheet{Sheet: s})
	}
	list = append(list, own...)
	slices.SortStableFunc(list, func(a, b Sheet) int {
		if a.Tag == b.Tag {
			return b.Version - a.Version
		}
		return 0
	})
	return list, nil
}

// PublishedSheet reads a sheet by its public address. Old versions stay to be
// read. Error: fault.NotFound.
func (d *Desk) PublishedSheet(ctx context.Context, tag string, version int) (Sheet, error) {
	return publishedSheet(ctx, d.db, tag, version)
}

func publishedSheet(ctx context.Context, tx *postgres.DB, tag string, version int) (Sheet, error) {
	for _, s := range consent.Shipped() {
		if s.Tag == tag && s.Version == version {
			return Sheet{Sheet: s}, nil
		}
	}
	return tx.PublishedSheet(ctx, tag, version)
}

// checkSheet says whether the sheet a record names is one the organisation
// could show: what was typed into an address is not.
func (w *work) checkSheet(ctx context.Context, e consent.Explanation) error {
	if e.SheetUse == consent.NoSheet {
		return nil
	}
	var problems fault.Problems
	version, err := strconv.Atoi(e.SheetVersion)
	if err == nil {
		s, found := publishedSheet(ctx, w.tx, e.SheetTag, version)
		if found == nil && (s.OrganisationID == "" || s.OrganisationID == w.Case.OrganisationID) {
			return nil
		}
	}
	problems.Add("sheet", "not_in_list")
	return problems.Err()
}

// Sheets lists the sheets of the actor's organisation, those being written
// first.
func (d *Desk) Sheets(ctx context.Context, actor staff.Actor) ([]Sheet, error) {
	var list []Sheet
	err := d.manage(ctx, actor, access.ListSheets, func(w *work) (err error) {
		list, err = w.tx.OwnSheets(ctx, actor.OrganisationID)
		return err
	})
	return list, err
}

// Sheet reads a sheet of the actor's organisation.
func (d *Desk) Sheet(ctx context.Context, actor staff.Actor, id string) (Sheet, error) {
	var s Sheet
	err := d.manage(ctx, actor, access.ListSheets, func(w *work) (err error) {
		s, err = w.tx.OwnSheet(ctx, actor.OrganisationID, id)
		return err
	})
	return s, err
}

// SheetEdit is what an administrator wrote. An empty ID begins a new sheet;
// RowVersion is the one seen.
type SheetEdit struct {
	ID         string
	RowVersion int64
	Sheet      consent.Sheet
	Token      string
}

// WriteSheet keeps a sheet that is being written. It may have gaps. A published
// sheet is never changed: its next version is a new sheet.
//
// Errors: *fault.Invalid with the fields of consent.Sheet.CheckDraft,
// *fault.Conflict.
func (d *Desk) WriteSheet(ctx context.Context, actor staff.Actor, in SheetEdit) (id string, err error) {
	id = in.ID
	err = d.manage(ctx, actor, access.WriteSheet, func(w *work) error {
		if err := in.Sheet.CheckDraft().Err(); err != nil {
			return err
		}
		s := Sheet{
			Sheet: in.Sheet, ID: in.ID, OrganisationID: actor.OrganisationID, RowVersion: in.RowVersion,
			WrittenBy: actor.UserID, WrittenAt: w.now,
		}
		s.Tag, _ = consent.CanonicalTag(s.Tag)
		if in.ID == "" {
			s.ID = newID()
		}
		if in.Token != "" {
			earlier, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, in.Token, s.ID)
			if err != nil {
				return err
			}
			if spent {
				id = earlier
				return errAlreadyDone
			}
		}
		id = s.ID
		w.about(s.ID)
		w.fact("language", s.Tag)
		if in.ID == "" {
			return w.tx.InsertSheet(ctx, s)
		}
		return w.tx.SaveSheet(ctx, s)
	})
	return id, err
}

// PublishSheet lets clients be shown a sheet, as the next version of its
// language. From then on it stays as it is.
//
// Errors: *fault.Invalid with the fields of consent.Sheet.CheckPublish,
// *fault.Conflict.
func (d *Desk) PublishSheet(ctx context.Context, actor staff.Actor, id string, rowVersion int64, token string) (Sheet, error) {
	var s Sheet
	err := d.manage(ctx, actor, access.PublishSheet, func(w *work) (err error) {
		if s, err = w.tx.OwnSheet(ctx, actor.OrganisationID, id); err != nil {
			return err
		}
		if err := w.useToken(ctx, token, id); err != nil {
			return err
		}
		if s.RowVersion != rowVersion || !s.PublishedAt.IsZero() {
			return fault.Conflictf("Somebody else changed or published this sheet while you were working on it.")
		}
		if err := s.CheckPublish(w.today).Err(); err != nil {
			return err
		}
		if s.Version, err = w.tx.PublishSheet(ctx, s, actor.UserID, w.now, consent.LatestShipped(s.Tag)); err != nil {
			return err
		}
		w.about(s.ID)
		w.fact("language", s.Tag)
		w.fact("version", strconv.Itoa(s.Version))
		return nil
	})
	return s, err
}

// DropSheet takes away a sheet that was begun and never published.
func (d *Desk) DropSheet(ctx context.Context, actor staff.Actor, id, token string) error {
	return d.manage(ctx, actor, access.WriteSheet, func(w *work) error {
		if err := w.useToken(ctx, token, id); err != nil {
			return err
		}
		w.about(id)
		w.fact("outcome", "dropped")
		return w.tx.DropSheet(ctx, actor.OrganisationID, id)
	})
}
