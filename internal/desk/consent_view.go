package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ConsentRecord is one sitting, with who recorded it and when.
type ConsentRecord = postgres.ConsentRecord

// ConsentFile is all that was asked and answered on a case.
type ConsentFile struct {
	Head
	Standing    consent.Standing
	Records     []ConsentRecord // newest first
	Duty        dtn.Answer      // whether a report of a refusal is owed
	Reported    bool            // and was made
	CanWithdraw bool
	Safeguard   Safeguard
	Evidence    []EvidenceFile                 // of the whole case
	Corrections map[string][]ConsentCorrection // by the id of the record, oldest first
	Notices     []consent.Notice               // newest first
	Overrides   []Override                     // newest first
	Ages        []AgeAssessment                // newest first
	Basis       *LawfulBasis                   // why the record may be held; nil while nobody has said
	Sheets      []Sheet                        // that the client can be shown
}

// Safeguard is what is known for a child or when the age is unsure.
type Safeguard struct{ LocalAuthorityContact, AgeEvidence string }

// Consent reads the consent history of a case.
func (d *Desk) Consent(ctx context.Context, actor staff.Actor, ref casefile.Ref) (ConsentFile, error) {
	var f ConsentFile
	err := d.view(ctx, actor, access.ViewConsent, ref, func(w *work) (err error) {
		f, err = w.consentFile(ctx)
		return err
	})
	return f, err
}

func (w *work) consentFile(ctx context.Context) (ConsentFile, error) {
	head, err := w.head(ctx)
	if err != nil {
		return ConsentFile{}, err
	}
	records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return ConsentFile{}, err
	}
	standing := consent.StandingOn(w.Case.AgeBand, rules(records), w.today)
	about, err := w.aboutDuty(ctx, standing)
	if err != nil {
		return ConsentFile{}, err
	}
	reports, err := w.tx.DutyReports(ctx, w.Case.ID)
	if err != nil {
		return ConsentFile{}, err
	}
	files, err := w.tx.Evidence(ctx, w.Case.ID)
	if err != nil {
		return ConsentFile{}, err
	}
	slices.Reverse(records)
	f := ConsentFile{
		Head: head, Standing: standing, Records: records, Duty: dtn.Owed(about), Reported: reported(reports, standing),
		CanWithdraw: canWithdraw(w.Case, standing), Evidence: files, Corrections: map[string][]ConsentCorrection{},
		Safeguard: Safeguard{head.Client.LocalAuthorityContact, head.Client.AgeEvidence},
	}
	err = w.besideConsent(ctx, &f)
	return f, err
}

// besideConsent reads what stands beside the records.
func (w *work) besideConsent(ctx context.Context, f *ConsentFile) error {
	corrections, err := w.tx.ConsentCorrections(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	for _, c := range corrections {
		f.Corrections[c.RecordID] = append(f.Corrections[c.RecordID], c)
	}
	if f.Notices, err = w.tx.Notices(ctx, w.Case.ID); err != nil {
		return err
	}
	if f.Overrides, err = w.tx.Overrides(ctx, w.Case.ID); err != nil {
		return err
	}
	if f.Ages, err = w.tx.AgeAssessments(ctx, w.Case.ID); err != nil {
		return err
	}
	if f.Basis, err = w.lawfulBasis(ctx, w.Case.ID); err != nil {
		return err
	}
	f.Sheets, err = withShipped(ctx, w.tx, w.Case.OrganisationID)
	return err
}

// standing is what holds today of all that was asked on the case.
func (w *work) standing(ctx context.Context) (consent.Standing, error) {
	records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
	if err != nil {
		return consent.Standing{}, err
	}
	return consent.StandingOn(w.Case.AgeBand, rules(records), w.today), nil
}
