package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Identity is who one consent record is about.
type Identity struct {
	Reference string
	CaseRef   casefile.Ref
	NameToUse string
	Born      calendar.Date // zero when not known
	Owner     string
}

// ShowIdentity shows an auditor who a record is about, once. The reason is
// kept as a note of the case, where supervisors read it; the look is in the
// case's chain.
//
// Errors: *fault.Invalid on the field why_identity, fault.NotFound.
func (d *Desk) ShowIdentity(ctx context.Context, actor staff.Actor, reference, why string) (Identity, error) {
	var who Identity
	err := d.manage(ctx, actor, access.ShowIdentity, func(w *work) error {
		if err := auditing.CheckReply("why_identity", why).Err(); err != nil {
			return err
		}
		entry, err := w.tx.RegisteredConsent(ctx, actor.OrganisationID, reference)
		if err != nil {
			return err
		}
		client, err := w.tx.Person(ctx, entry.CaseID)
		if err != nil {
			return err
		}
		c, err := w.tx.Case(ctx, actor.OrganisationID, entry.CaseRef)
		if err != nil {
			return err
		}
		names, err := w.tx.NamesOf(ctx, actor.OrganisationID, []string{c.OwnerID})
		if err != nil {
			return err
		}
		who = Identity{Reference: entry.Reference, CaseRef: entry.CaseRef, NameToUse: client.Start.NameToUse, Born: client.DateOfBirth, Owner: names[c.OwnerID]}
		note := postgres.Note{
			ID: newID(), OrganisationID: actor.OrganisationID, CaseID: entry.CaseID, AuthorID: actor.UserID, Kind: postgres.IdentityNote, Text: why, WrittenAt: w.now,
		}
		w.chain = entry.CaseID
		w.about(entry.Record.ID)
		w.because("notes", note.ID)
		return w.tx.InsertNote(ctx, note)
	})
	return who, err
}
