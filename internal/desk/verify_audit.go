package desk

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
)

// VerifyAudit goes through every chain of the actor's organisation, or of the
// whole database when the program itself asks, and through the log with all
// its seals, which are held against the seal file. The report names the first
// bad row of each bad chain.
func (d *Desk) VerifyAudit(ctx context.Context, actor staff.Actor) (audit.Report, error) {
	if err := d.ask(ctx, actor, access.VerifyAudit); err != nil {
		return audit.Report{}, err
	}
	if d.Seals == nil {
		return audit.Report{}, errNoSealKey
	}
	outside, err := d.Seals.File.All() // before the database, which only grows
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return audit.Report{}, err
	}
	report, err := d.seenBy(actor).VerifyAudit(ctx, actor.OrganisationID, runtime.GOMAXPROCS(0), d.Seals.Key.Public(), outside)
	if missing && report.Seals > 0 {
		report.Findings = append(report.Findings, audit.Finding{Kind: audit.SealMissing,
			Sentence: "The seal file " + d.Seals.File.Path + " is not there, so the seals cannot be compared with what was written outside the database."})
	}
	if err != nil || actor.OrganisationID == "" {
		return report, err
	}
	return report, d.manage(ctx, actor, access.VerifyAudit, func(w *work) error {
		w.fact("chains", strconv.Itoa(report.Chains))
		w.fact("entries", strconv.Itoa(report.Entries))
		w.fact("findings", strconv.Itoa(len(report.Findings)))
		return nil
	})
}

// VerifySinceSeal checks what was written since the last seal, and the last
// seal; it takes a moment, however long the log is.
func (d *Desk) VerifySinceSeal(ctx context.Context, actor staff.Actor) (audit.Report, error) {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil {
		return audit.Report{}, err
	}
	if d.Seals == nil {
		return audit.Report{}, errNoSealKey
	}
	outside, err := d.Seals.File.Last()
	if err != nil {
		return audit.Report{}, err
	}
	return d.seenBy(actor).VerifySinceSeal(ctx, d.Seals.Key.Public(), outside)
}
