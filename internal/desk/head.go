package desk

import (
	"context"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/postgres"
)

// Head is what stands above every page of a case.
type Head struct {
	Case             casefile.Case
	Client           person.Start // nation and age band as on the case
	ContactCheckedOn calendar.Date
	DateOfBirth      calendar.Date
	Owner            string
	Today            calendar.Date
}

// headOf asks for what head reads.
func (w *work) headOf(ctx context.Context, tx *postgres.DB) {
	_, _ = tx.Person(ctx, w.Case.ID)
	_, _ = tx.User(ctx, w.Case.OrganisationID, w.Case.OwnerID)
}

// head reads the head of the case under way. Every reader of a case calls it,
// inside view, so that the look is in the audit trail.
func (w *work) head(ctx context.Context) (Head, error) {
	client, err := w.tx.Person(ctx, w.Case.ID)
	if err != nil {
		return Head{}, err
	}
	owner, err := w.tx.User(ctx, w.Case.OrganisationID, w.Case.OwnerID)
	if err != nil {
		return Head{}, err
	}
	client.Start.Nation, client.Start.AgeBand = w.Case.Nation, w.Case.AgeBand
	return Head{
		Case: w.Case, Client: client.Start, ContactCheckedOn: client.ContactCheckedOn, DateOfBirth: client.DateOfBirth,
		Owner: owner.Name, Today: w.today,
	}, nil
}
