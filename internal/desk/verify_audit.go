package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// VerifyAudit goes through every chain of the actor's organisation, or of the
// whole database when the program itself asks. The report names the first bad
// row of each bad chain.
func (d *Desk) VerifyAudit(ctx context.Context, actor staff.Actor) (audit.Report, error) {
	if err := d.ask(ctx, actor, access.VerifyAudit); err != nil {
		return audit.Report{}, err
	}
	var report audit.Report
	err := d.db.Snapshot(ctx, func(tx *postgres.DB) error {
		heads, err := tx.AuditHeads(ctx, actor.OrganisationID)
		if err != nil {
			return err
		}
		report, err = audit.Verify(heads, tx.AuditEntries(ctx, actor.OrganisationID))
		return err
	})
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
