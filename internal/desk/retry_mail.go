package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ParkedMails is a page of messages that were given up, newest first. Next is
// where the following page begins; empty on the last.
type ParkedMails struct {
	List []postgres.ParkedMail
	Next string
}

const parkedPage = 50

// ParkedMails lists the organisation's messages that were given up. Who reads
// it learns whom they were for and why, not what they were about.
func (d *Desk) ParkedMails(ctx context.Context, actor staff.Actor, before string) (ParkedMails, error) {
	var page ParkedMails
	err := d.manage(ctx, actor, access.ViewMail, func(w *work) (err error) {
		if before != "" && !isID(before) {
			return fault.NotFound
		}
		page.List, err = w.tx.ParkedMails(ctx, actor.OrganisationID, before, parkedPage+1)
		if len(page.List) > parkedPage {
			page.List = page.List[:parkedPage]
			page.Next = page.List[parkedPage-1].ID
		}
		w.fact("shown", strconv.Itoa(len(page.List)))
		return err
	})
	return page, err
}

// RetryMail lets a message that was given up be tried again. It is still the
// same message: should an earlier try have reached its reader after all, both
// have one Message-ID. Error: fault.NotFound.
func (d *Desk) RetryMail(ctx context.Context, actor staff.Actor, id string) error {
	return d.manage(ctx, actor, access.RetryMail, func(w *work) error {
		if !isID(id) {
			return fault.NotFound
		}
		now, err := d.Clock(ctx)
		if err != nil {
			return err
		}
		w.about(id)
		return w.tx.RetryMail(ctx, actor.OrganisationID, id, now.UTC())
	})
}
