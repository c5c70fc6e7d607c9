package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/auditing"
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
	WorkerID string
	Sheet    string // its version
	Gap      auditing.Gap
	After    RegisterPlace
}

// Register is one page of the consent register. Next is where the following
// page begins, when there is More.
type Register struct {
	Entries []RegisterEntry
	Teams   []TeamChoice // to filter by
	Workers []WorkerChoice
	More    bool
	Next    RegisterPlace
	Through calendar.Date // the day down to which was looked, when that ended the page; zero otherwise
}

// WorkerChoice is somebody who records consent.
type WorkerChoice struct{ ID, Name string }

// A page shows so many records, and a filter that no index holds looks through
// so many for it.
const (
	registerPage = 50
	registerLook = 10_000
)

// ConsentRegister lists the consent records of the organisation without names
// (nrm-rules §4, A1 to A6).
func (d *Desk) ConsentRegister(ctx context.Context, actor staff.Actor, q RegisterQuery) (Register, error) {
	var page Register
	err := d.manage(ctx, actor, access.ViewConsentRegister, func(w *work) error {
		entries, through, err := w.tx.ConsentRegister(ctx, postgres.RegisterQuery{
			OrganisationID: actor.OrganisationID, From: q.From, To: q.To, TeamID: q.TeamID, How: q.How, Status: q.Status,
			Language: q.Language, WorkerID: q.WorkerID, SheetVersion: q.Sheet, Gap: q.Gap, After: q.After, Limit: registerPage + 1, LookThrough: registerLook,
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
		users, err := w.tx.Users(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		for _, u := range users {
			if u.Actor("").Has(staff.Caseworker) || u.Actor("").Has(staff.Supervisor) {
				page.Workers = append(page.Workers, WorkerChoice{u.ID, u.Name})
			}
		}
		if len(entries) > registerPage {
			entries, page.More = entries[:registerPage], true
			last := entries[registerPage-1]
			page.Next = RegisterPlace{RecordedAt: last.RecordedAt, ID: last.Record.ID}
		} else if through.ID != "" {
			page.More, page.Next, page.Through = true, through, calendar.LondonDay(through.RecordedAt)
		}
		page.Entries = entries
		w.fact("shown", strconv.Itoa(len(entries)))
		return nil
	})
	return page, err
}

// AuditFinding is a finding as it stands.
type AuditFinding = postgres.AuditFinding

// RegisteredConsent is one consent record with the others of the same case.
type RegisteredConsent struct {
	RegisterEntry
	Others   []RegisterEntry // in the order in which they were made
	Evidence []EvidenceFile  // of this record, without names
	Checked  []auditing.Checked
	Risks    []auditing.Risk
	Reviews  []postgres.ConsentReview // newest first
	Findings []AuditFinding
	Names    map[string]string // of the auditors
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
		if err := w.judge(ctx, &found); err != nil {
			return err
		}
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

// judge makes every check on the record, going through the trail of its case,
// and reads what auditors said of it.
func (w *work) judge(ctx context.Context, found *RegisteredConsent) error {
	list, err := w.audited(ctx, postgres.AuditedQuery{RecordID: found.Record.ID})
	if err != nil {
		return err
	}
	facts := list[0].Facts
	chains, err := w.tx.CheckChains(ctx, []string{found.CaseID})
	if err != nil {
		return err
	}
	facts.Trail = trailState(chains[found.CaseID])
	found.Checked, found.Risks = auditing.Judge(facts), auditing.RisksOf(list[0].Sitting)
	if found.Reviews, err = w.tx.ConsentReviews(ctx, found.Record.ID); err != nil {
		return err
	}
	if found.Findings, err = w.tx.RecordFindings(ctx, found.Record.ID); err != nil {
		return err
	}
	ids := make([]string, len(found.Reviews))
	for i, r := range found.Reviews {
		ids[i] = r.ReviewedBy
	}
	found.Names, err = w.tx.NamesOf(ctx, w.actor.OrganisationID, ids)
	return err
}

// audited reads the records of the actor's organisation that fit a query.
func (w *work) audited(ctx context.Context, q postgres.AuditedQuery) ([]postgres.AuditedRecord, error) {
	q.OrganisationID, q.Now = w.actor.OrganisationID, w.now
	return w.tx.Audited(ctx, q)
}

// auditedBatch is how many records are in hand at once when many are read.
const auditedBatch = 200

// eachAudited reads the records that fit a query, oldest first, a batch at a
// time.
func (w *work) eachAudited(ctx context.Context, q postgres.AuditedQuery, batch func([]postgres.AuditedRecord) error) error {
	q.Limit = auditedBatch
	for {
		found, err := w.audited(ctx, q)
		if err != nil {
			return err
		}
		if err := batch(found); err != nil {
			return err
		}
		if len(found) < auditedBatch {
			return nil
		}
		last := found[len(found)-1]
		q.After = RegisterPlace{RecordedAt: last.RecordedAt, ID: last.Record.ID}
	}
}

// trailState is what the check of a case's trail says to A7. One of which
// nothing was found is broken too.
func trailState(chain postgres.CheckedChain) auditing.Trail {
	if chain.End.Seq == 0 || chain.Finding != nil {
		return auditing.TrailBroken
	}
	return auditing.TrailSound
}
