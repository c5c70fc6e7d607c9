package desk

import (
	"context"
	"io"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
)

// ExportAudit writes the whole log to be checked elsewhere, as package audit
// describes it. What is new is sealed first.
func (d *Desk) ExportAudit(ctx context.Context, actor staff.Actor, w io.Writer) (audit.Counts, error) {
	if err := d.ask(ctx, actor, access.SealAudit); err != nil {
		return audit.Counts{}, err
	}
	if _, err := d.sealAll(ctx); err != nil {
		return audit.Counts{}, err
	}
	return d.seenBy(actor).ExportAudit(ctx, w)
}
