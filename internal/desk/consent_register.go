package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// RegisterPlace is where a page of the consent register ended.
type RegisterPlace = postgres.RegisterPlace

// RegisterEntry is a consent record as an auditor sees it.
type RegisterEntry = postgres.RegisterEntry

// RegisterQuery says which consent records an auditor wants to see.
type RegisterQuery struct {
	From, To calendar.Date
	TeamID   string
	How      consent.How
	Status   consent.Status
	Language string
	After    RegisterPlace
}

// Register is one page of the consent register. Next is where the following
// page begins, when there is More.
type Register struct {
	Entries []RegisterEntry
	Teams   []TeamChoice // to filter by
	More    bool
	Next    RegisterPlace
}

const registerPage = 50

// ConsentRegister lists the consent records of the organisation without names
// (nrm-rules §4, A1 to A6).
func (d *Desk) ConsentRegister(ctx context.Context, actor staff.Actor, q RegisterQuery) (Register, error) {
	var page Register
	err := d.manage(ctx, actor, access.ViewConsentRegister, func(w *work) error {
		entries, err := w.tx.ConsentRegister(ctx, postgres.RegisterQuery{
			OrganisationID: actor.OrganisationID, From: q.From, To: q.To, TeamID: q.TeamID, How: q.How, Status: q.Status,
			Language: q.Language, After: q.After, Limit: registerPage + 1,
		})
		if err != nil {
			return err
		}
		teams, err := w.tx.Teams(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		for _, t := range teams {
			page.Teams = append(page.Teams, TeamChoice{t.ID, t.Name})
		}
		if len(entries) > registerPage {
			entries, page.More = entries[:registerPage], true
			last := entries[registerPage-1]
			page.Next = RegisterPlace{RecordedAt: last.RecordedAt, ID: last.Record.ID}
		}
		page.Entries = entries
		w.fact("shown", strconv.Itoa(len(entries)))
		return nil
	})
	return page, err
}

// RegisteredConsent is one consent record with the others of the same case.
type RegisteredConsent struct {
	RegisterEntry
	Others   []RegisterEntry // in the order in which they were made
	Evidence []EvidenceFile  // of this record, without names
}

// RegisteredConsent reads one record of the register by its public reference.
// The look is recorded in the chain of the case.
func (d *Desk) RegisteredConsent(ctx context.Context, actor staff.Actor, reference string) (RegisteredConsent, error) {
	var found RegisteredConsent
	err := d.manage(ctx, actor, access.ViewConsentRegister, func(w *work) error {
		entry, err := w.tx.RegisteredConsent(ctx, actor.OrganisationID, reference)
		if err != nil {
			return err
		}
		all, err := w.tx.RegisteredConsents(ctx, entry.CaseID)
		if err != nil {
			return err
		}
		files, err := w.tx.EvidenceUnnamed(ctx, entry.CaseID)
		if err != nil {
			return err
		}
		found.Evidence = evidence.About(files, evidence.OfConsent, entry.Record.ID)
		found.RegisterEntry = entry
		for _, e := range all {
			if e.Record.ID != entry.Record.ID {
				found.Others = append(found.Others, e)
			}
		}
		w.chain = entry.CaseID
		w.about(entry.Record.ID)
		return nil
	})
	return found, err
}
