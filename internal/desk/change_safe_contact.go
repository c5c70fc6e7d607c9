package desk

import (
	"context"
	"fmt"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
)

// ChangeSafeContact replaces how the client may be reached, as they said
// today.
//
// Errors: *fault.Invalid with the fields of person.SafeContact.
func (d *Desk) ChangeSafeContact(ctx context.Context, actor staff.Actor, e Edit, c person.SafeContact) error {
	return d.change(ctx, actor, access.ChangeContact, e, func(w *work) error {
		if err := c.Check().Err(); err != nil {
			return err
		}
		client, err := w.tx.Person(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		w.changed("safe_contact", fmt.Sprintf("%q", client.Start.Contact), fmt.Sprintf("%q", c))
		for _, channel := range c.Channels {
			w.fact("channel", string(channel))
		}
		return w.tx.SetSafeContact(ctx, w.Case.ID, c, w.today)
	})
}

// SafeContact reads how the client may be reached, to change it.
func (d *Desk) SafeContact(ctx context.Context, actor staff.Actor, ref casefile.Ref) (Head, error) {
	var head Head
	err := d.view(ctx, actor, access.ChangeContact, ref, func(w *work) (err error) {
		head, err = w.head(ctx)
		return err
	})
	return head, err
}
