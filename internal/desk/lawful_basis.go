package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// LawfulBasis is why records may be held. It is kept apart from what clients
// agree to, and taking that back changes nothing here (audit A9).
type LawfulBasis = postgres.LawfulBasis

// LawfulBases lists what the organisation decided, newest first.
func (d *Desk) LawfulBases(ctx context.Context, actor staff.Actor) ([]LawfulBasis, error) {
	var list []LawfulBasis
	err := d.manage(ctx, actor, access.ViewLawfulBasis, func(w *work) (err error) {
		list, err = w.tx.LawfulBases(ctx, actor.OrganisationID, "")
		return err
	})
	return list, err
}

// SetLawfulBasis records what the organisation decided for all its cases. What
// it decided before stays to be read.
//
// Errors: *fault.Invalid with the fields of lawfulbasis.Check.
func (d *Desk) SetLawfulBasis(ctx context.Context, actor staff.Actor, in lawfulbasis.Record, token string) error {
	return d.manage(ctx, actor, access.SetLawfulBasis, func(w *work) error {
		in.Reason = ""
		if err := lawfulbasis.Check(in, false, w.today).Err(); err != nil {
			return err
		}
		if err := w.useToken(ctx, token, "lawful_basis"); err != nil {
			return err
		}
		return w.setLawfulBasis(ctx, in, actor.OrganisationID, "")
	})
}

// CaseLawfulBasis is why the record of one case may be held: its own decisions
// first, then the organisation's.
type CaseLawfulBasis struct {
	Head
	Bases []LawfulBasis
}

// CaseLawfulBasis reads why the record of a case may be held.
func (d *Desk) CaseLawfulBasis(ctx context.Context, actor staff.Actor, ref casefile.Ref) (CaseLawfulBasis, error) {
	var f CaseLawfulBasis
	err := d.view(ctx, actor, access.SetCaseLawfulBasis, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		f.Bases, err = w.tx.LawfulBases(ctx, w.Case.OrganisationID, w.Case.ID)
		return err
	})
	return f, err
}

// SetCaseLawfulBasis records why one case differs from the others.
//
// Errors: *fault.Invalid with the fields of lawfulbasis.Check.
func (d *Desk) SetCaseLawfulBasis(ctx context.Context, actor staff.Actor, e Edit, in lawfulbasis.Record) error {
	return d.change(ctx, actor, access.SetCaseLawfulBasis, e, func(w *work) error {
		if err := lawfulbasis.Check(in, true, w.today).Err(); err != nil {
			return err
		}
		return w.setLawfulBasis(ctx, in, w.Case.OrganisationID, w.Case.ID)
	})
}

func (w *work) setLawfulBasis(ctx context.Context, in lawfulbasis.Record, organisationID, caseID string) error {
	b := LawfulBasis{Record: in, ID: newID(), OrganisationID: organisationID, CaseID: caseID, RecordedBy: w.actor.UserID, RecordedAt: w.now}
	w.about(b.ID)
	if in.Reason != "" {
		w.because("lawful_bases", b.ID)
	}
	w.fact("basis", in.Basis)
	return w.tx.InsertLawfulBasis(ctx, b)
}

// lawfulBasis is the one that counts for a case; nil while nobody has decided.
func (w *work) lawfulBasis(ctx context.Context, caseID string) (*LawfulBasis, error) {
	list, err := w.tx.LawfulBases(ctx, w.Case.OrganisationID, caseID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
