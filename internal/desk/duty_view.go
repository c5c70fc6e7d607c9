package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// DutyFile is what somebody who reports a refusal must know.
type DutyFile struct {
	Head
	Standing consent.Standing
	Owed     dtn.Answer
	MayName  bool                  // the client agreed to be named (C6)
	Reports  []postgres.DutyReport // made before
	Reported bool                  // this refusal has been reported
	Written  ReferralFile          // the report as it stands, where it is written here
}

// Duty reads whether a refusal is to be reported, and what was.
func (d *Desk) Duty(ctx context.Context, actor staff.Actor, ref casefile.Ref) (DutyFile, error) {
	var f DutyFile
	err := d.view(ctx, actor, access.ReportDuty, ref, func(w *work) (err error) {
		f, err = w.dutyFile(ctx)
		return err
	})
	return f, err
}

func (w *work) dutyFile(ctx context.Context) (DutyFile, error) {
	standing, err := w.standing(ctx)
	if err != nil {
		return DutyFile{}, err
	}
	about, err := w.aboutDuty(ctx, standing)
	if err != nil {
		return DutyFile{}, err
	}
	reports, err := w.tx.DutyReports(ctx, w.Case.ID)
	if err != nil {
		return DutyFile{}, err
	}
	written, err := w.referralFile(ctx)
	if err != nil {
		return DutyFile{}, err
	}
	return DutyFile{
		Head: written.Head, Written: written, Standing: standing, Owed: dtn.Owed(about), MayName: dtn.Identifiable(standing),
		Reports: reports, Reported: reported(reports, standing),
	}, nil
}
