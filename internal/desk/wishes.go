package desk

import (
	"context"
	"fmt"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/nrm/staff"
)

// RecordWishes keeps what a client wishes of those who help, in the place of
// what was recorded before, with who said it.
//
// Errors: *fault.Invalid with the fields of need.Wishes, *fault.Conflict on a
// closed case and when nothing would change.
func (d *Desk) RecordWishes(ctx context.Context, actor staff.Actor, e Edit, in need.Wishes) error {
	return d.change(ctx, actor, access.RecordWishes, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Open it again before you record what the client wishes.")
		}
		if err := in.Check().Err(); err != nil {
			return err
		}
		before, err := w.tx.LatestWishes(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if before.ID != "" && before.Text() == in.Text() && before.Sayer == in.Sayer && before.SayerDetails == in.SayerDetails {
			return fault.Conflictf("This is what is recorded already.")
		}
		in.ID, in.On, in.By, in.At = newID(), w.today, actor.UserID, w.now
		if err := w.tx.InsertWishes(ctx, w.Case, in); err != nil {
			return err
		}
		w.about(in.ID)
		w.changed("wishes", before.Text(), in.Text())
		w.fact("said_by", string(in.Sayer))
		w.fact("unsafe_places", fmt.Sprint(len(in.Places())))
		return nil
	})
}
